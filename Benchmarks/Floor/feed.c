/* A registry feed of any size on standard output, the same for the same size and seed: for files too large to keep.
 *
 *   feed SIZE [SEED] [gzip]
 *
 * SIZE is the bytes of XML, with k, M or G for thousands, millions and thousands of millions; the last patient is
 * whole, so the feed is a little longer. One practice whose patients have registrations, conditions, contacts,
 * observations and admissions in the proportions of `strata synth`. Nobody in it exists. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define BUFFER (1 << 20)
#define LONGEST_PATIENT (1 << 16)
#define FIRST_YEAR 1930
#define DAYS 35388 /* 1930-01-01 to 2026-11-20 */

static char buffer[BUFFER + LONGEST_PATIENT], *at = buffer;
static unsigned char packed[BUFFER];
static z_stream stream;
static int packs;
static unsigned long long written;
static char dates[DAYS][10];
static uint64_t state;

/* SplitMix64 (Steele, Lea and Flood 2014). */
static inline uint64_t next(void) {
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline unsigned below(unsigned n) { return (unsigned)(((next() >> 32) * n) >> 32); }

static void out(const void *bytes, size_t count) {
    const char *left = bytes;
    while (count > 0) {
        ssize_t done = write(1, left, count);
        if (done <= 0) exit(1);
        left += done;
        count -= (size_t)done;
    }
}

static void flush(int is_end) {
    size_t count = (size_t)(at - buffer);
    written += count;
    at = buffer;
    if (!packs) {
        out(buffer, count);
        return;
    }
    stream.next_in = (unsigned char *)buffer;
    stream.avail_in = (unsigned)count;
    do {
        stream.next_out = packed;
        stream.avail_out = sizeof packed;
        deflate(&stream, is_end ? Z_FINISH : Z_NO_FLUSH);
        out(packed, sizeof packed - stream.avail_out);
    } while (stream.avail_out == 0);
}

/* Texts of which the compiler knows the length. */
#define put(text) (memcpy(at, text, sizeof text - 1), at += sizeof text - 1)

static inline void word(const char *text) {
    size_t count = strlen(text);
    memcpy(at, text, count);
    at += count;
}

static inline void digits(uint64_t value, int count) {
    for (int place = count - 1; place >= 0; place--, value /= 10) at[place] = (char)('0' + value % 10);
    at += count;
}

static inline void number(unsigned value) {
    int count = 1;
    for (unsigned rest = value; rest >= 10; rest /= 10) count++;
    digits(value, count);
}

static inline void date(unsigned day) {
    memcpy(at, dates[day], 10);
    at += 10;
}

static inline void two(unsigned value) {
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
    at += 2;
}

static inline void moment(unsigned day, int has_seconds) {
    date(day);
    *at++ = 'T';
    two(8 + below(11));
    *at++ = ':';
    two(below(60));
    *at++ = ':';
    two(has_seconds ? below(60) : 0);
}

static void fill_dates(void) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = FIRST_YEAR, month = 0, day = 1;
    for (int place = 0; place < DAYS; place++) {
        at = dates[place];
        digits((unsigned)year, 4);
        *at++ = '-';
        two((unsigned)month + 1);
        *at++ = '-';
        two((unsigned)day);
        int leap = month == 1 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (++day > lengths[month] + leap) {
            day = 1;
            if (++month == 12) {
                month = 0;
                year++;
            }
        }
    }
    at = buffer;
}

#define WORD(list) word(list[below(sizeof list / sizeof *list)])

/* The last digit of an NHS number (Modulus 11), or 10 where there is no such number. */
static int check_digit(uint64_t nine) {
    int sum = 0;
    for (int weight = 2; weight <= 10; weight++, nine /= 10) sum += weight * (int)(nine % 10);
    return (11 - sum % 11) % 11;
}

static const char *const roles[] = {"gp", "gp", "gp", "gp", "gp", "gp", "gp", "nurse", "nurse", "nurse", "pharmacist",
    "physiotherapist", "paramedic", "social-prescriber", "mental-health", "healthcare-assistant", "admin", "other"};
#define STAFF (sizeof roles / sizeof *roles)
static const char *const ethnicities[] = {"A", "A", "A", "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M",
    "N", "P", "R", "S", "Z", "99"};
static const char *const modes[] = {"face-to-face", "face-to-face", "face-to-face", "telephone", "telephone", "video",
    "online", "home-visit"};
static const char *const statuses[] = {"attended", "attended", "attended", "attended", "attended", "attended",
    "attended", "did-not-attend", "cancelled", "turned-away"};
static const char *const conditions[] = {"13645005", "49436004", "38341003", "44054006", "195967001", "84114007"};
static const char *const diagnoses[] = {"S72.0", "M17.1", "K40.9", "N39.0", "O82", "J18.9", "I50.0"};
static const char *const methods[] = {"emergency", "emergency", "elective", "elective", "maternity", "other"};
static const char *const measurements[] = {"60621009\" at=\"", "43396009\" at=\"", "271649006\" at=\""};
static const char *const units[] = {"kg/m2", "mmol/mol", "mm[Hg]"};

static void contact(unsigned day, unsigned place) {
    static const char hex[] = "0123456789abcdef";
    unsigned staff = below(STAFF);
    put("  <contact id=\"c-");
    uint64_t bits = next();
    for (int digit = 0; digit < 7; digit++, bits >>= 4) *at++ = hex[bits & 15];
    digits(place, 3);
    put("\" at=\"");
    moment(day, 0);
    if (below(5) > 0) {
        put("\" booked=\"");
        moment(day - below(21), 1);
    }
    put("\" practice=\"G85001\"");
    if (below(10) > 0) {
        put(" staff=\"G85001-S");
        two(staff + 1);
        *at++ = '"';
    }
    put(" role=\"");
    word(roles[staff]);
    put("\" mode=\"");
    WORD(modes);
    if (below(3)) put("\" urgency=\"routine\" status=\"");
    else put("\" urgency=\"same-day\" status=\"");
    unsigned status = below(sizeof statuses / sizeof *statuses);
    word(statuses[status]);
    if (status < 7) {
        put("\" minutes=\"");
        number(3 + below(25));
    }
    put("\"/>\n");
}

static void observation(void) {
    unsigned kind = below(3);
    put("  <observation code=\"");
    word(measurements[kind]);
    unsigned day = DAYS - 1 - below(700);
    if (below(4) == 0) date(day);
    else moment(day, 0);
    put("\" value=\"");
    number(kind == 0 ? 18 + below(25) : kind == 1 ? 30 + below(70) : 100 + below(80));
    if (kind == 0) {
        *at++ = '.';
        digits(below(10), 1);
    }
    put("\" unit=\"");
    word(units[kind]);
    put("\"/>\n");
}

static void admission(void) {
    unsigned start = DAYS - 1 - below(700) - 30;
    put("  <admission start=\"");
    date(start);
    put("\" end=\"");
    date(start + below(20));
    put("\" method=\"");
    WORD(methods);
    put("\" diagnosis=\"");
    WORD(diagnoses);
    put("\" cost=\"");
    number(400 + below(9000));
    *at++ = '.';
    two(below(100));
    put("\"/>\n");
}

static void patient(uint64_t serial) {
    /* The factor shares none with 10^8: every serial has a number of its own. */
    uint64_t nine = 900000000 + serial * 73939133 % 100000000;
    int check = check_digit(nine);
    unsigned birth = below(DAYS - 800), death = below(100) == 0;
    put(" <patient id=\"G85001-");
    digits(serial, 8);
    if (check < 10) {
        put("\" nhsNumber=\"");
        digits(nine * 10 + (unsigned)check, 10);
    }
    put("\" birthDate=\"");
    date(birth);
    if (death) {
        put("\" deathDate=\"");
        date(DAYS - 1 - below(300));
    }
    if (below(2)) put("\" sex=\"1\" ethnicCategory=\"");
    else put("\" sex=\"2\" ethnicCategory=\"");
    WORD(ethnicities);
    put("\" lsoa=\"E0199");
    digits(below(400), 4);
    put("\" namedGp=\"G85001-S0");
    digits(1 + below(7), 1);
    if (below(30)) put("\" optOut=\"none\">\n");
    else put("\" optOut=\"type1\">\n");
    put("  <registration type=\"regular\" practice=\"G85001\" start=\"");
    date(birth + below(DAYS - 750 - birth));
    put("\"/>\n");
    for (unsigned left = below(8) < 3 ? 1 + below(3) : 0; left > 0; left--) {
        put("  <condition code=\"");
        WORD(conditions);
        put("\" onset=\"");
        date(birth + below(DAYS - birth));
        put("\"/>\n");
    }
    unsigned day = DAYS - 720;
    for (unsigned place = 1, count = below(22); place <= count; place++) {
        contact(day, place);
        day += below(30);
    }
    for (unsigned left = below(3); left > 1; left--) observation();
    for (unsigned left = below(6) == 0 ? 1 + below(3) : 0; left > 0; left--) admission();
    put(" </patient>\n");
}

static unsigned long long size(const char *text) {
    char *end;
    double value = strtod(text, &end);
    double factor = *end == 'k' ? 1e3 : *end == 'M' ? 1e6 : *end == 'G' ? 1e9 : *end ? 0 : 1;
    return value > 0 && value * factor < 1e14 ? (unsigned long long)(value * factor) : 0;
}

int main(int count, char **arguments) {
    unsigned long long most = count > 1 ? size(arguments[1]) : 0;
    if (most == 0 || count > 4 || (count == 4 && strcmp(arguments[3], "gzip"))) {
        fprintf(stderr, "usage: feed SIZE [SEED] [gzip]\n");
        return 2;
    }
    state = count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    packs = count > 3;
    if (packs && deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) return 1;
    fill_dates();
    put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<registryFeed xmlns=\"urn:strata:registry-feed:1.0\" version=\"1.0\" source=\"G85001\""
        " extracted=\"2026-11-21T01:00:37Z\" periodStart=\"2024-12-01\" periodEnd=\"2026-11-20\" content=\"full\""
        " sequence=\"401\">\n"
        " <organisation code=\"G85001\" role=\"practice\" name=\"Alder Green Health Centre\" parent=\"U90001\"/>\n");
    for (unsigned place = 0; place < STAFF; place++) {
        put(" <staff id=\"G85001-S");
        two(place + 1);
        put("\" role=\"");
        word(roles[place]);
        put("\" organisation=\"G85001\"/>\n");
    }
    for (uint64_t serial = 1; written + (unsigned long long)(at - buffer) < most; serial++) {
        if (at - buffer >= BUFFER) flush(0);
        patient(serial);
    }
    put("</registryFeed>\n");
    flush(1);
    return 0;
}
