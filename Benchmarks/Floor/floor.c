/* The floor under any reader of XML on zlib and libxml2: one thread, nothing done with what is read.
 *
 *   floor inflate FILE...   inflates only
 *   floor sax FILE...       inflates and pushes every byte through the SAX2 parser with empty handlers
 *
 * Files may be plain or in gzip, told by their first bytes; '-' is standard input. Prints the bytes of XML and the CPU
 * seconds (user and system) that they took. */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <zlib.h>

#define CHUNK (256 * 1024)

static unsigned char input[CHUNK], output[CHUNK];

static void start_element(void *state, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nb_namespaces,
                          const xmlChar **namespaces, int nb_attributes, int nb_defaulted, const xmlChar **attributes) {
    (void)state; (void)name; (void)prefix; (void)uri; (void)nb_namespaces; (void)namespaces;
    (void)nb_attributes; (void)nb_defaulted; (void)attributes;
}

static void end_element(void *state, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)state; (void)name; (void)prefix; (void)uri;
}

static void characters(void *state, const xmlChar *text, int length) {
    (void)state; (void)text; (void)length;
}

/* Bytes of XML in the file, or -1. */
static long long read_file(const char *path, int parse) {
    FILE *file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
    if (!file) return -1;
    setvbuf(file, NULL, _IONBF, 0);
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    inflateInit2(&stream, 15 + 16);
    xmlSAXHandler handlers;
    memset(&handlers, 0, sizeof handlers);
    handlers.initialized = XML_SAX2_MAGIC;
    handlers.startElementNs = start_element;
    handlers.endElementNs = end_element;
    handlers.characters = handlers.ignorableWhitespace = characters;
    xmlParserCtxtPtr parser = parse ? xmlCreatePushParserCtxt(&handlers, NULL, NULL, 0, NULL) : NULL;
    if (parser) xmlCtxtUseOptions(parser, XML_PARSE_NOENT | XML_PARSE_NONET);
    long long total = 0;
    int failed = 0, at_end = 1, is_packed = -1;
    size_t got;
    while (!failed && (got = fread(input, 1, CHUNK, file)) > 0) {
        if (is_packed < 0) is_packed = got > 1 && input[0] == 0x1f && input[1] == 0x8b;
        if (!is_packed) {
            total += (long long)got;
            if (parser && xmlParseChunk(parser, (const char *)input, (int)got, 0) != 0) failed = 1;
            continue;
        }
        stream.next_in = input;
        stream.avail_in = (unsigned)got;
        while (!failed && (stream.avail_in > 0 || stream.avail_out == 0)) {
            if (at_end && stream.avail_in == 0) break;
            stream.next_out = output;
            stream.avail_out = CHUNK;
            int status = inflate(&stream, Z_NO_FLUSH);
            at_end = status == Z_STREAM_END;
            if (at_end) inflateReset(&stream);
            else if (status != Z_OK && status != Z_BUF_ERROR) failed = 1;
            size_t out = CHUNK - stream.avail_out;
            total += (long long)out;
            if (parser && out > 0 && xmlParseChunk(parser, (const char *)output, (int)out, 0) != 0) failed = 1;
            if (status == Z_BUF_ERROR) break;
        }
    }
    if (parser) {
        if (xmlParseChunk(parser, NULL, 0, 1) != 0) failed = 1;
        xmlFreeParserCtxt(parser);
    }
    if (!at_end) failed = 1;
    inflateEnd(&stream);
    if (file != stdin) fclose(file);
    return failed ? -1 : total;
}

int main(int count, char **arguments) {
    if (count < 3 || (strcmp(arguments[1], "inflate") && strcmp(arguments[1], "sax"))) {
        fprintf(stderr, "usage: floor inflate|sax FILE...\n");
        return 2;
    }
    int parse = strcmp(arguments[1], "sax") == 0;
    long long total = 0;
    for (int index = 2; index < count; index++) {
        long long bytes = read_file(arguments[index], parse);
        if (bytes < 0) {
            fprintf(stderr, "%s: cannot be read\n", arguments[index]);
            return 1;
        }
        total += bytes;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("bytes %lld cpu %.3f\n", total, seconds);
    return 0;
}
