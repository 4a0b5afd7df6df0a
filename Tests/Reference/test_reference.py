"""Small feeds with every expected figure worked by hand. Run: python3 -B -m unittest discover -s Tests/Reference"""

import csv
import datetime
import gzip
import math
import os
import sys
import tempfile
import unittest
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import feeds
import figures
import intervals
import measures
import people
import reference_calculation
from table import Table

D = "2026-11-20"

AREAS = """code,name,scale,parent
B1,Borough,borough,
L1,North,locality,B1
L2,South,locality,B1
C1,First,community,L1
P1,Practice one,practice,L1
P2,Practice two,practice,L2
"""
MEMBERS = "kind,code,area\nlsoa,E1,C1\nlsoa,E2,C1\npractice,P1,L1\npractice,P2,L2\n"
DEPRIVATION = "lsoa,decile\nE1,1\nE2,8\nE3,\n"

# Valid by Modulus 11: 999000001 -> 9*10+9*9+9*8+1*2 = 245, 245 mod 11 = 3, check 8; and so on.
N1, N2, N3 = "9990000018", "9990000026", "9990000034"


def day(text):
    return datetime.date.fromisoformat(text).toordinal()


def element(name, attributes, inside=""):
    words = "".join(f' {key}="{value}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{words}>{inside}</{name}>"


def feed(inside, source="S1", sequence=1, content="full", end=D, extracted=None):
    return (f'<registryFeed xmlns="urn:strata:registry-feed:1.0" version="1.0" source="{source}" '
            f'extracted="{extracted or end + "T23:00:00Z"}" periodStart="2024-11-21" periodEnd="{end}" '
            f'content="{content}" sequence="{sequence}">{inside}</registryFeed>')


def patient(identifier, inside="", **attributes):
    fields = {"id": identifier, "birthDate": "1980-06-01", "sex": "2", "lsoa": "E1"}
    fields.update(attributes)
    return element("patient", fields, inside)


def registration(practice="P1", start="2020-01-01", end=None, kind=None):
    return element("registration", {"type": kind, "practice": practice, "start": start, "end": end})


def contact(identifier, at, staff="G1", **attributes):
    fields = {"id": identifier, "at": at, "practice": "P1", "staff": staff, "role": "gp",
              "mode": "face-to-face", "urgency": "routine", "status": "attended"}
    fields.update(attributes)
    return element("contact", fields)


def admission(start, end=None, **attributes):
    return element("admission", {"start": start, "end": end, "method": "emergency", **attributes})


REGULAR = registration()


class Values(unittest.TestCase):
    def test_a_date_may_say_its_zone_and_stays_the_day_that_is_written(self):
        day = datetime.date(2026, 2, 3).toordinal()
        for zone in ("", "Z", "+01:00", "-14:00", "+13:59"):
            self.assertEqual(feeds.day_number("2026-02-03" + zone), day)
            self.assertEqual(feeds.date_or_time("2026-02-03" + zone), day)
        for text in ("2026-02-03z", "2026-02-03+14:01", "2026-02-03+1:00", "2026-02-30Z", "2026-02-03Z ", "2026-02-03T"):
            self.assertIsNone(feeds.day_number(text))
            self.assertIsNone(feeds.date_or_time(text))


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.inbox, self.reference = f"{self.folder}/inbox", f"{self.folder}/reference"
        os.mkdir(self.inbox)
        os.mkdir(self.reference)
        for name, text in (("areas", AREAS), ("members", MEMBERS), ("imd", DEPRIVATION)):
            with open(f"{self.reference}/{name}.csv", "w", encoding="utf-8") as file:
                file.write(text)

    def put(self, name, text):
        with open(f"{self.inbox}/{name}", "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)

    def run_feeds(self, *texts, as_of=D, **options):
        for index, text in enumerate(texts):
            self.put(f"{index:03}.xml", text)
        return reference_calculation.Run(self.inbox, self.reference, as_of and day(as_of), **options)

    def person(self, *texts, **options):
        run = self.run_feeds(*texts, **options)
        self.assertEqual(len(run.register.people), 1)
        return run.register.people[0]

    def cell(self, run, measure, area="B1", basis="registered", category=measures.WHOLE):
        cell = run.cells.of.get(measure, {}).get((basis, area, category))
        return (cell.y, cell.n) if cell else None

    def document(self, data):
        self.put("one.xml", data)
        return feeds.read_document(f"{self.inbox}/one.xml")


class Feeds(Case):
    def test_nhs_numbers(self):
        for number in (N1, N2, N3):
            self.assertTrue(feeds.valid_nhs_number(number))
        # 9999999999 and 1000000001 pass Modulus 11 and are refused all the same; 9990000019 fails it.
        for number in ("9999999999", "1000000001", "9990000019", "999000001", " 9990000018", "٩990000018", None):
            self.assertFalse(feeds.valid_nhs_number(number))

    def test_gzip_members_padding_and_rubbish(self):
        text = feed(patient("a", REGULAR)).encode()
        parts = gzip.compress(text[:100]) + gzip.compress(text[100:])
        self.assertEqual(list(self.document(parts).patients), ["a"])
        self.assertEqual(list(self.document(parts + b"\0" * 600_000).patients), ["a"])
        for broken in (parts + b"x", parts + b"\0\0x", parts[:-1], parts[:-1] + bytes([parts[-1] ^ 1]),
                       parts[:-6] + bytes([parts[-6] ^ 1]) + parts[-5:], parts + b"\x1f\x8b"):
            with self.assertRaises(feeds.RefusedFile):
                self.document(broken)

    def test_what_ends_a_file(self):
        good = feed(patient("a"))
        for text in ("", "<registryFeed/>", good[:-5], good.replace('version="1.0"', 'version="1.1"'),
                     "<!DOCTYPE registryFeed>" + good, good.replace("<patient", "<x:y/><patient"),
                     good.replace('sequence="1"', 'sequence="-1"'),
                     feed("<a>" * 256 + "</a>" * 256), feed(f"<a>{'x' * (10 * 1024 * 1024 + 1)}</a>"),
                     feed(patient("a", lsoa="x" * 9_500_001)), good.encode().replace(b"E1", b"\xff\xfe")):
            with self.assertRaises(feeds.RefusedFile):
                self.document(text)
        self.document(feed("<a>" * 255 + "</a>" * 255))
        self.document('<?xml version="1.0" encoding="ISO-8859-1"?>'.encode() + good.encode().replace(b"E1", b"\xe9"))

    def test_expansion_ratio(self):
        bomb = gzip.compress(feed(("<!--" + " " * (1 << 20) + "-->") * 65).encode())
        with self.assertRaisesRegex(feeds.RefusedFile, "ratio"):
            self.document(bomb)

    def test_records_set_aside(self):
        document = self.document(feed(
            patient("a", REGULAR + contact("c", "2026-01-01T09:00:00", staff="G1")
                    + contact("c", "2026-01-02T24:00:00") + contact("d", "2026-02-29T09:00:00")
                    + contact("e", "2026-01-03T09:00:00", booked="", minutes="")
                    + contact("f", "2026-01-03T09:00:00", minutes="+3")
                    + admission("2026-01-01", cost="1e3") + registration(kind="Regular"))
            + patient("b", contact("x", "bad"), sex="3") + patient("a", sex="3")
            + element("staff", {"id": "s", "role": "gp"}) + '<removed id="a"/>'))
        # An earlier repeat of a set-aside contact, or patient, stays; nothing inside a set-aside patient counts.
        self.assertEqual(sorted(document.patients["a"].contacts), ["c", "e"])
        self.assertEqual(document.set_aside,
                         {"contact": 3, "admission": 1, "registration": 1, "patient": 2, "staff": 1})
        self.assertEqual(document.removed, set())

    def test_unknown_elements_and_notes(self):
        document = self.document(feed(
            patient("a", f"<wrapper>{contact('c', '2026-01-01T09:00:00')}</wrapper>"
                    '<y:contact xmlns:y="urn:other" id="d"/>'
                    "<note> \n </note><note>text</note><note><b>inside</b></note><note/>")
            + contact("e", "2026-01-01T09:00:00") + f"<organisation>{patient('z')}</organisation>"))
        self.assertEqual(document.patients["a"].contacts, {})
        self.assertEqual(list(document.patients), ["a"])
        self.assertEqual(document.notes_with_text, 1)
        self.assertEqual(document.set_aside, {"organisation": 1})

    def test_money(self):
        for text, units in (("2410.50", 24105000), ("1.", 10000), (".5", 5000), ("-3", -30000),
                            ("0.00005", 0), ("0.00015", 2), ("+0.00025", 2), ("-0.00015", -2)):
            self.assertEqual(feeds.money(text), units)


class Extracts(Case):
    def ids(self, run):
        return sorted(record.id for person in run.register.people for record in person.records)

    def test_delta_removal_and_order(self):
        run = self.run_feeds(
            feed('<removed id="a"/><removed id="b"/>' + patient("b", REGULAR, sex="1") + patient("d", REGULAR),
                 sequence=3, content="delta"),
            feed(patient("a", REGULAR) + patient("b", REGULAR) + patient("c", REGULAR), sequence=2),
            feed(patient("old", REGULAR), sequence=1),
            feed(patient("c", REGULAR, sex="8"), sequence=4, content="delta"))
        # Sequence 2 is the newest full; "b" is removed and carried, so it stays; the bad "c" leaves the earlier one.
        self.assertEqual(self.ids(run), ["b", "c", "d"])
        self.assertEqual(sorted(person.sex for person in run.register.people), ["1", "2", "2"])
        self.assertEqual(run.quality()["gaps"], [])

    def test_gaps_refused_files_and_duplicates(self):
        run = self.run_feeds(feed(patient("a", REGULAR), sequence=5),
                             feed(patient("b", REGULAR), sequence=6)[:-3],
                             feed(patient("c", REGULAR), sequence=9, content="delta"),
                             gzip.compress(feed(patient("a", REGULAR), sequence=5).encode()), skip_refused=True)
        quality = run.quality()
        self.assertEqual(self.ids(run), ["a", "c"])
        self.assertEqual(quality["gaps"], [{"source": "S1", "first_missing": 6, "last_missing": 8}])
        self.assertEqual(quality["duplicate_files"], 1)
        self.assertEqual([entry["file"] for entry in quality["files_refused"]], ["001.xml"])

    def test_what_stops_the_run(self):
        with self.assertRaises(people.DataCheckFailed):
            self.run_feeds(feed(patient("a", REGULAR)), feed(patient("b", REGULAR)))
        os.remove(f"{self.inbox}/001.xml")
        with self.assertRaises(people.DataCheckFailed):
            self.run_feeds(feed(patient("a", REGULAR)), "<broken")
        os.remove(f"{self.inbox}/001.xml")
        with self.assertRaises(people.DataCheckFailed):
            self.run_feeds(feed(patient("a")))

    def test_default_as_of_needs_95_per_cent(self):
        def sources(late):
            return [feed("".join(patient(f"a{i}", REGULAR, optOut="type1" if i == 0 else None)
                                 for i in range(19)), end="2026-11-20"),
                    feed("".join(patient(f"b{i}", REGULAR) for i in range(late)) + patient("bad", sex="8"),
                         source="S2", end="2026-11-10")]
        # 19 of 20 is 95%: the late source does not hold the day back; 19 of 21 is less, and it does.
        self.assertEqual(self.run_feeds(*sources(1), as_of=None).as_of, day("2026-11-20"))
        self.assertEqual(self.run_feeds(*sources(2), as_of=None).as_of, day("2026-11-10"))

    def test_reach_is_the_latest_period_end(self):
        run = self.run_feeds(feed(patient("a", REGULAR), end="2026-11-20"),
                             feed("", sequence=2, content="delta", end="2026-11-18"), as_of=None)
        self.assertEqual(run.as_of, day("2026-11-20"))

    def test_source_of_deltas_alone_is_left_out(self):
        run = self.run_feeds(feed(patient("a", REGULAR)),
                             feed(patient("b", REGULAR), source="S2", content="delta", end="2026-12-01"), as_of=None)
        self.assertEqual(self.ids(run), ["a"])
        self.assertEqual(run.quality()["sources_without_full_extract"], ["S2"])
        self.assertEqual(run.as_of, day(D))


class OptOuts(Case):
    def test_any_record_drops_the_person(self):
        run = self.run_feeds(feed(patient("a", REGULAR, nhsNumber=N1) + patient("b", REGULAR)),
                             feed(patient("a", REGULAR, nhsNumber=N1, optOut="national"), source="S2"))
        self.assertEqual((run.register.dropped, len(run.register.people)), (1, 1))

    def test_set_aside_opt_out_counts_until_cancelled(self):
        bad = patient("a", nhsNumber=N1, optOut="type1", sex="8")
        good = patient("a", REGULAR, nhsNumber=N1)
        other = feed(patient("z", REGULAR, nhsNumber=N1) + patient("y", REGULAR), source="S2")
        # In the same document a good version does not cancel it ...
        self.assertEqual(self.run_feeds(feed(bad + good), other).register.dropped, 1)
        self.assertEqual(self.run_feeds(feed(good + bad), other).register.dropped, 1)

    def later(self, second):
        bad = patient("a", nhsNumber=N1, optOut="type1", sex="8")
        other = feed(patient("z", REGULAR, nhsNumber=N1) + patient("y", REGULAR), source="S2")
        return self.run_feeds(feed(bad + patient("k", REGULAR)), second, other).register.dropped

    def test_later_extracts_cancel_it(self):
        self.assertEqual(self.later(feed(patient("a", REGULAR), sequence=2, content="delta")), 0)

    def test_a_removal_cancels_it(self):
        self.assertEqual(self.later(feed('<removed id="a"/>', sequence=2, content="delta")), 0)

    def test_a_newer_full_cancels_it(self):
        self.assertEqual(self.later(feed(patient("k", REGULAR), sequence=2)), 0)

    def test_another_bad_version_does_not_cancel_it(self):
        self.assertEqual(self.later(feed(patient("a", sex="8"), sequence=2, content="delta")), 1)

    def test_set_aside_for_its_opt_out_or_without_a_number(self):
        run = self.run_feeds(feed(patient("a", nhsNumber=N1, optOut="yes") + patient("b", sex="8", optOut="type1")
                                  + patient("c", REGULAR, nhsNumber=N1)))
        self.assertEqual(run.register.dropped, 0)


class People(Case):
    def test_latest_last_day_then_latest_start(self):
        person = self.person(feed(patient("a", registration("P1", "2010-01-01") + registration("P2", "2015-01-01"))))
        self.assertEqual(person.practice, "P2")
        # One that has ended before D loses, however late it started; an end after D is as good as none.
        person = self.person(feed(patient("a", registration("P1", "2010-01-01", "2027-01-01")
                                          + registration("P2", "2015-01-01", D))))
        self.assertEqual(person.practice, "P1")

    def test_ties_of_registrations(self):
        def two(first, second):
            return self.person(feed(patient("a", registration(first[0]), nhsNumber=N1, lsoa="E1"),
                                    extracted=first[1]),
                               feed(patient("a", registration(second[0]), nhsNumber=N1, lsoa="E2"),
                                    source="S2", extracted=second[1]))
        early, late = "2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"
        self.assertEqual(two(("P1", late), ("P2", early)).practice, "P1")  # the feed extracted last
        self.assertEqual(two(("P2", early), ("P1", early)).practice, "P2")  # then the larger practice code
        self.assertEqual(two(("P1", early), ("P1", early)).lsoa, "E2")  # then the larger source
        person = self.person(feed(patient("a", REGULAR, nhsNumber=N1, lsoa="E1")
                                  + patient("B", REGULAR, nhsNumber=N1, lsoa="E2")),
                             feed("", source="S2"))
        self.assertEqual(person.lsoa, "E1")  # then the larger local id: "a" comes after "B" in bytes

    def test_temporary_registration_makes_no_population(self):
        run = self.run_feeds(feed(patient("a", registration(kind="temporary")) + patient("b", REGULAR)))
        self.assertEqual(run.cells.population, 1)

    def test_death_ends_everything(self):
        run = self.run_feeds(feed(patient("a", REGULAR, nhsNumber=N1, deathDate="2026-03-10") + patient("k", REGULAR)),
                             feed(patient("a", nhsNumber=N1, deathDate="2026-02-10"), source="S2"))
        person = next(person for person in run.register.people if len(person.records) == 2)
        self.assertEqual(person.death, day("2026-02-10"))  # the earliest of any record
        self.assertEqual(person.last_day, day("2026-02-10"))
        self.assertFalse(person.in_population)

    def test_dead_on_d_is_not_alive_at_its_end_and_later_death_is_ignored(self):
        run = self.run_feeds(feed(patient("a", REGULAR, deathDate=D) + patient("b", REGULAR, deathDate="2026-11-21")
                                  + patient("c", REGULAR, birthDate="2026-11-21")))
        self.assertEqual((run.cells.population, run.register.not_born), (1, 1))
        # "a" is exposed for the whole window, its day of death included.
        self.assertEqual(self.cell(run, "cost"), (0, 730))

    def test_exposure_is_a_union_of_days(self):
        # 2026-01-01 ... 2026-01-31 is 31 days; the second adds February's 28; the third March 10 and 11.
        person = self.person(feed(
            patient("a", registration("P1", "2026-01-01", "2026-02-01")
                    + registration("P1", "2026-03-10", "2026-03-12"), nhsNumber=N1)
            + patient("b", registration("P2", "2026-01-15", "2026-03-01") + registration(start="2026-10-01"),
                      nhsNumber=N1)))
        self.assertEqual(people.days_within(person.exposed, day("2025-11-21"), day("2026-09-30")), 31 + 28 + 2)
        # October 31, November 20.
        self.assertEqual(people.days_within(person.exposed, day("2025-11-21"), day(D)), 61 + 51)

    def test_born_within_the_window(self):
        run = self.run_feeds(feed(patient("a", REGULAR, birthDate="2026-11-11")))
        self.assertEqual(self.cell(run, "cost"), (0, 10))

    def test_leap_days(self):
        self.assertEqual(people.months_before(day("2023-05-31"), 3), day("2023-02-28"))
        self.assertEqual(people.months_before(day("2024-05-31"), 3), day("2024-02-29"))
        self.assertEqual(people.months_before(day("2024-02-29"), 12), day("2023-02-28"))
        self.assertEqual(people.months_before(day("2026-01-15"), 1), day("2025-12-15"))
        self.assertEqual(people.window(day(D), 12), (day("2025-11-21"), day(D)))
        born = day("2008-02-29")
        self.assertEqual(people.age_at(born, day("2026-02-28")), 17)
        self.assertEqual(people.age_at(born, day("2026-03-01")), 18)
        self.assertEqual(people.age_at(born, day("2028-02-29")), 20)

    def test_ethnicity(self):
        def of(own, *others):
            texts = [feed(patient("a", REGULAR, nhsNumber=N1, ethnicCategory=own))]
            texts += [feed(patient("a", nhsNumber=N1, ethnicCategory=code), source=f"S{index + 2}",
                           extracted=f"2026-01-0{index + 1}T00:00:00Z") for index, code in enumerate(others)]
            for name in os.listdir(self.inbox):
                os.remove(f"{self.inbox}/{name}")
            return self.person(*texts).ethnicity
        self.assertEqual(of("A", "M", "Z"), "A")
        self.assertEqual(of("Z", "M", "N"), "N")  # of the stated ones, the one extracted last
        self.assertEqual(of("99", "Z"), "Z")
        self.assertEqual(of(None, "99"), "99")
        self.assertEqual(measures.ethnic_group("R"), 2)  # Chinese is in Asian

    def test_last_day_decides_the_age_category(self):
        # Leaves on 2026-06-01, so the last day is 31 May, one day before the 40th birthday.
        run = self.run_feeds(feed(patient("a", registration(end="2026-06-01"), birthDate="1986-06-01")
                                  + patient("k", REGULAR)))
        self.assertEqual(self.cell(run, "cost", category=("age", 1)), (0, 192))  # 2025-11-21 ... 2026-05-31
        self.assertEqual(self.cell(run, "cost", category=("age", 2)), (0, 365))


class Stays(Case):
    def stays(self, *records, as_of=D):
        texts = "".join(patient(f"r{index}", REGULAR + inside, nhsNumber=N1) for index, inside in enumerate(records))
        person = self.person(feed(texts))
        return [(datetime.date.fromordinal(stay.start).isoformat(), stay.method, stay.cost)
                for stay in people.stays(person, day(as_of))]

    def test_transfer_the_next_day_continues(self):
        self.assertEqual(self.stays(admission("2026-01-01", "2026-01-05", cost="100")
                                    + admission("2026-01-06", "2026-01-08", method="elective", cost="50")
                                    + admission("2026-01-10", cost="1")),
                         [("2026-01-01", "emergency", 1_500_000), ("2026-01-10", "emergency", 10_000)])

    def test_latest_end_so_far_not_the_last_one(self):
        self.assertEqual(len(self.stays(admission("2026-01-01", "2026-01-20") + admission("2026-01-02", "2026-01-03")
                                        + admission("2026-01-21"))), 1)

    def test_equal_admissions_of_two_records_are_one(self):
        one = admission("2026-01-01", "2026-01-05", diagnosis="J44.0", cost="100", id="x")
        same = admission("2026-01-01", "2026-01-05", diagnosis="J44.0", cost="70", id="y")
        other = admission("2026-01-01", "2026-01-05", cost="70")
        self.assertEqual(self.stays(one, same), [("2026-01-01", "emergency", 1_000_000)])
        # Of one record both stand; and no diagnosis equals no diagnosis alone.
        self.assertEqual(self.stays(one + same), [("2026-01-01", "emergency", 1_700_000)])
        self.assertEqual(self.stays(one, other), [("2026-01-01", "emergency", 1_700_000)])
        self.assertEqual(self.stays(other, other), [("2026-01-01", "emergency", 700_000)])

    def test_same_id_falls_away_even_in_one_record(self):
        self.assertEqual(self.stays(admission("2026-01-01", id="x", cost="1")
                                    + admission("2026-03-01", id="x", cost="1")),
                         [("2026-01-01", "emergency", 10_000)])

    def test_no_end_is_the_start_and_nothing_after_d(self):
        self.assertEqual(len(self.stays(admission("2026-01-01") + admission("2026-01-03"))), 2)
        self.assertEqual(self.stays(admission("2026-11-20", "2026-11-30", cost="1")
                                    + admission("2026-11-21", cost="5")), [("2026-11-20", "emergency", 10_000)])

    def test_only_stays_that_start_on_an_exposed_day_of_the_window_count(self):
        run = self.run_feeds(feed(patient(
            "a", registration(start="2025-11-01", end="2026-02-01") + admission("2025-11-20", cost="1")
            + admission("2025-11-22", cost="2") + admission("2026-02-01", cost="4")) + patient("k", REGULAR)))
        # 2025-11-21 ... 2026-01-31 is 10 + 31 + 31 days.
        self.assertEqual(self.cell(run, "emergency"), (1, 72 + 365))
        self.assertEqual(self.cell(run, "cost"), (20_000, 72 + 365))


class Continuity(Case):
    def clinicians(self, inside, staff="", **attributes):
        run = self.run_feeds(feed(staff + patient("a", REGULAR + inside, **attributes)))
        return run, measures.counted_contacts(run.register.people[0], run.as_of, run.generic_staff)

    def test_order_repeats_and_what_counts(self):
        run, found = self.clinicians(
            contact("3", "2026-01-03T09:00:00", "G2") + contact("1", "2026-01-01T09:00:00")
            + contact("2", "2026-01-01T10:00:00", "G2") + contact("2b", "2026-01-01T11:00:00")
            + contact("n", "2026-01-04T09:00:00", role="nurse") + contact("s", "2026-01-04T09:00:00", staff=None)
            + contact("c", "2026-01-04T09:00:00", status="cancelled")
            + contact("o", "2024-11-20T09:00:00") + contact("f", "2024-11-21T23:59:59"))
        self.assertEqual(found, [("named", name) for name in ("G1", "G1", "G2", "G2")])
        # N = 4, n = 2, 2: UPC 1/2, COC (8 - 4) / 12 = 1/3, SECON 2/3, each rounded to 2^-52.
        self.assertEqual(self.cell(run, "upc"), (measures.ONE // 2, measures.ONE))
        self.assertEqual(self.cell(run, "coc")[0], (measures.ONE - 1) // 3)
        self.assertEqual(self.cell(run, "secon")[0], (2 * measures.ONE + 1) // 3)

    def test_equal_times_are_ordered_by_id(self):
        _, found = self.clinicians(contact("b", "2026-01-01T09:00:00", "G2") + contact("a", "2026-01-01T09:00:00", "G3")
                                   + contact("B", "2026-01-01T09:00:00", "G4"))
        self.assertEqual([name for _, name in found], ["G4", "G3", "G2"])

    def test_generic_staff_is_nobody(self):
        generic = element("staff", {"id": "G9", "role": "gp", "organisation": "P1", "generic": "true"})
        run, found = self.clinicians(
            contact("1", "2026-01-01T09:00:00", "G9") + contact("2", "2026-01-01T10:00:00", "G9")
            + contact("3", "2026-01-02T10:00:00", "G1"), generic, namedGp="G9")
        self.assertEqual(len(set(found)), 3)
        # UPC 1/3, COC 0, SECON 0; the named GP is never met.
        self.assertEqual(self.cell(run, "coc"), (0, measures.ONE))
        self.assertEqual(self.cell(run, "named-gp"), (0, 3))

    def test_two_contacts_give_no_index_but_coverage(self):
        run, _ = self.clinicians(contact("1", "2026-01-01T09:00:00") + contact("2", "2026-01-02T09:00:00", "G2"),
                                 namedGp="G1")
        self.assertIsNone(self.cell(run, "upc"))
        self.assertEqual(self.cell(run, "coverage"), (0, 1))
        self.assertEqual(self.cell(run, "named-gp"), (1, 2))

    def test_contacts_on_unexposed_days_do_not_follow_the_person(self):
        run = self.run_feeds(feed(patient("a", registration(start="2026-02-01")
                                          + contact("1", "2026-01-31T09:00:00") + contact("2", "2026-02-01T09:00:00"),
                                          namedGp="G1")))
        self.assertEqual(self.cell(run, "named-gp"), (1, 1))


class Access(Case):
    def test_did_not_attend_turned_away_same_day(self):
        at = "2026-03-04T09:00:00"
        run = self.run_feeds(feed(patient("a", REGULAR
            + contact("1", at, booked="2026-03-03T23:59:59")
            + contact("2", at, booked="2026-03-03T10:00:00", status="did-not-attend")
            + contact("3", at, booked="2026-03-03T10:00:00", status="did-not-attend", mode="online")
            + contact("4", at, booked="2026-03-04T08:00:00", status="did-not-attend")
            + contact("5", at, booked="2026-03-04T08:00:00")
            + contact("6", at, status="turned-away") + contact("7", at, status="cancelled") + contact("8", at))))
        self.assertEqual(self.cell(run, "did-not-attend"), (1, 2))
        self.assertEqual(self.cell(run, "turned-away"), (1, 7))
        self.assertEqual(self.cell(run, "same-day"), (1, 2))

    def test_registered_basis_is_of_the_contacts_practice(self):
        at = "2026-03-04T09:00:00"
        run = self.run_feeds(feed(
            patient("a", REGULAR + contact("1", at) + contact("2", at, practice="P2")
                    + contact("3", at, practice="P9", status="turned-away"))
            + patient("t", registration("P2", kind="temporary") + contact("1", at, practice="P2"), lsoa="E2")))
        self.assertEqual(self.cell(run, "turned-away", "P1"), (0, 1))
        self.assertEqual(self.cell(run, "turned-away", "P2"), (0, 2))
        self.assertEqual(self.cell(run, "turned-away", "B1"), (0, 3))
        # Two contacts of one person, one of another: people 2, sum of n^2 = 5.
        cell = run.cells.of["turned-away"][("registered", "B1", measures.WHOLE)]
        self.assertEqual((cell.people_n, cell.nn), (2, 5))
        # By residence: only contacts of exposed residents, wherever they were.
        self.assertEqual(self.cell(run, "turned-away", "C1", "resident"), (1, 3))
        self.assertEqual(self.cell(run, "turned-away", "B1", "resident", ("deprivation", 4)), None)
        self.assertEqual(self.cell(run, "turned-away", "B1", "registered", ("deprivation", 4)), (0, 1))

    def test_no_contact_needs_300_days(self):
        # From 2026-01-25 to D are 300 days: 7 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 20.
        run = self.run_feeds(feed(patient("a", registration(start="2026-01-25"))
                                  + patient("b", registration(start="2026-01-26"))))
        self.assertEqual(self.cell(run, "no-contact"), (1, 1))

    def test_frequent(self):
        def ten(role, count):
            return "".join(contact(f"{i}", f"2026-05-{i + 1:02}T09:00:00", staff=None,
                                   role=role if i else "gp") for i in range(count))
        run = self.run_feeds(feed(patient("a", REGULAR + ten("gp", 10)) + patient("b", REGULAR + ten("gp", 9))
                                  + patient("c", REGULAR + ten("nurse", 12))))
        self.assertEqual(self.cell(run, "frequent"), (1, 3))

    def test_out_of_area(self):
        run = self.run_feeds(feed(patient("a", REGULAR, lsoa="E9") + patient("b", registration("P9"))))
        self.assertEqual(run.quality()["out_of_area_population"], {"resident": 1, "registered": 1})


def banded(entries):
    cell = measures.Cell()
    for band, events, days, people_count in entries:
        for index in range(people_count):
            cell.add(events if index == 0 else 0, days, band)
    return cell


class Figures(unittest.TestCase):
    def test_wilson_edges(self):
        self.assertEqual(intervals.wilson(0.0, 0, 10, 0.95)[0], 0)
        self.assertEqual(intervals.wilson(1.0, 10, 10, 0.95)[1], 1)
        # x = 0: the upper limit is z^2 / (n + z^2) = 3.841459 / 13.841459.
        self.assertAlmostEqual(intervals.wilson(0.0, 0, 10, 0.95)[1], 3.841458820694124 / 13.841458820694124, 14)

    def test_student_closed_forms(self):
        # One degree of freedom: tan; two: (1 - 2q) sqrt(2 / (4 q (1 - q))).
        self.assertAlmostEqual(intervals.student_quantile(0.025, 1) * math.tan(math.pi * 0.025), 1, 13)
        self.assertAlmostEqual(intervals.student_quantile(0.001, 2) / (0.998 * math.sqrt(2 / (0.004 * 0.999))), 1, 13)

    def test_exact_poisson(self):
        # No event: -ln(0.025) and -ln(0.001).
        self.assertAlmostEqual(intervals.poisson_exact(0, 0.95)[1], -math.log(0.025), 13)
        self.assertAlmostEqual(intervals.poisson_exact(0, 0.998)[1], -math.log(0.001), 13)
        self.assertAlmostEqual(intervals.poisson_exact(1, 0.95)[0], -math.log(0.975), 13)

    def test_standardised_rate(self):
        # Every band has 1461 days (4 years) of one man; the band 0-4 has 20 events, so the rate is
        # 5000 * (20 / 4) / 100000 * 100000 = 25000; V = 5000^2 * 20 / 16 / 100000^2.
        cell = banded([((0, "1"), 20, 1461, 1)] + [((band, "1"), 0, 1461, 1) for band in range(1, 19)])
        result = figures.figure("directly standardised rate", cell, measures.WHOLE, {})
        self.assertAlmostEqual(result.value, 25_000, 9)
        self.assertEqual(result.denominator, 76)
        lower, upper = intervals.byar(20, 0.95)
        self.assertAlmostEqual(result.limits[0.95][1], 25_000 + 1250 * (upper - 20), 8)
        self.assertAlmostEqual(result.limits[0.95][0], 25_000 + 1250 * (lower - 20), 8)

    def test_empty_bands(self):
        def without(*empty):
            cell = banded([((band, "2"), 20 if band == 2 else 0, 1461, 1) for band in range(19) if band not in empty])
            return figures.figure("directly standardised rate", cell, measures.WHOLE, {})
        # 90+ weighs 1,000 of 100,000: exactly 1%, and it keeps its weight. 85-89 weighs 1,500.
        self.assertAlmostEqual(without(18).value, 27_500, 9)
        self.assertEqual(without(17).note, "not calculable")
        self.assertIsNone(without(17).value)
        few = banded([((band, "2"), 9 if band == 2 else 0, 1461, 1) for band in range(19)])
        self.assertEqual(figures.figure("directly standardised rate", few, measures.WHOLE, {}).note, "not calculable")

    def test_bands_of_age_categories(self):
        self.assertEqual([list(figures.bands_used(("age", index))) for index in range(5)],
                         [[0, 1, 2, 3], [3, 4, 5, 6, 7], [8, 9, 10, 11, 12], [13, 14, 15], [16, 17, 18]])
        # 80+: weights 2500, 1500, 1000; 10 events in 10 years of 80-84 alone is 2500 * 1 / 5000 of 100,000 ...
        cell = banded([((16, "1"), 10, 14610, 1)] * 1 + [((band, "1"), 0, 14610, 1) for band in (17, 18)])
        result = figures.figure("directly standardised rate", cell, ("age", 4), {})
        self.assertAlmostEqual(result.value, 10 / 40 * 2500 / 5000 * 100_000, 9)

    def test_standardised_ratio(self):
        # Own rates: 10 events in 1000 days, and 5 in 500; the cell has 100 and 50 of these days: 1 + 0.5 expected.
        rates = {(0, "1"): [10, 1000], (1, "2"): [5, 500]}
        cell = banded([((0, "1"), 3, 100, 1), ((1, "2"), 0, 50, 1)])
        result = figures.figure("indirectly standardised ratio", cell, measures.WHOLE, rates)
        self.assertEqual((result.value, float(result.expected)), (2.0, 1.5))
        # Three events: the exact lower limit is 0.6186721.
        self.assertAlmostEqual(result.limits[0.95][0], 0.618672122 / 1.5, 8)

    def test_mean_and_one_person(self):
        cell = measures.Cell()
        cell.add(measures.ONE // 2, measures.ONE)
        self.assertEqual(figures.figure("mean", cell, measures.WHOLE, {}).note, "one person")
        cell.add(measures.ONE, measures.ONE)
        # 0.5 and 1: mean 0.75, sd 0.5 / sqrt 2, error 0.25, one degree of freedom: 12.706 * 0.25 either side.
        result = figures.figure("mean", cell, measures.WHOLE, {})
        self.assertEqual((result.value, result.count, result.denominator), (0.75, Fraction(3, 2), 2))
        self.assertAlmostEqual(result.limits[0.95][0], 0.75 - 0.25 / math.tan(math.pi * 0.025), 11)

    def test_design_effect(self):
        # Two people: 2 of 2 and 0 of 2. R = 1/2; residuals 1, -1; s^2 = 2; var = 2 * 2 / 16 = 1/4;
        # binomial (1/4) / 4 = 1/16; so 4.
        cell = measures.Cell()
        cell.add(2, 2)
        cell.add(0, 2)
        self.assertEqual(figures.design_effect(cell), 4)
        result = figures.figure("proportion of events", cell, measures.WHOLE, {})
        self.assertEqual(result.limits[0.95], intervals.wilson(0.5, 0.5, 1.0, 0.95))

    def test_ratio_of_sums(self):
        # Two people of 1461 days (4 years), GBP 8 and 0: 1 a year; residuals 4, -4, s^2 = 32, var = 2 * 32 / 64.
        cell = measures.Cell()
        cell.add(80_000, 1461)
        cell.add(0, 1461)
        result = figures.figure("ratio of sums", cell, measures.WHOLE, {})
        self.assertEqual((result.value, result.count, result.denominator), (1.0, 8, 8))
        self.assertAlmostEqual(result.limits[0.95][1], 1 + 1 / math.tan(math.pi * 0.025), 11)

    def test_slope(self):
        # Five equal groups, 5 4 3 2 1: middles 0.1 ... 0.9, slope -5, ends 5.5 and 0.5.
        def side(value):
            result = figures.Figure(Fraction(1), Fraction(10))
            result.value = value
            result.limits = {c: (value - 0.1, value + 0.1) for c in intervals.CONFIDENCES}
            return result
        sii, rii = figures.slope_figures([side(value) for value in (5.0, 4.0, 3.0, 2.0, 1.0)])
        self.assertAlmostEqual(sii.value, 5, 12)
        self.assertAlmostEqual(rii.value, 11, 10)
        # w = (b - 1/2) / (5 * 0.08) = -1, -1/2, 0, 1/2, 1: sd of the slope is se * sqrt 2.5; half a width is z se.
        self.assertAlmostEqual(sii.limits[0.95][1] - 5, 0.1 * math.sqrt(2.5), 12)
        self.assertEqual(figures.slope_figures([side(1.0)] * 4), (None, None))
        # Ends -0.5: no relative index.
        self.assertIsNone(figures.slope_figures([side(value) for value in (4.0, 3.0, 2.0, 1.0, 0.0)])[1])

    def test_gaps(self):
        def side(x, n):
            result = figures.Figure(Fraction(x), Fraction(n))
            figures.proportion(result, Fraction(1))
            return result
        # Newcombe 1998, table II, (a) 56/70 - 48/80: 0.0524 to 0.3339.
        gap = figures.absolute_gap(side(56, 70), side(48, 80))
        self.assertAlmostEqual(gap.limits[0.95][0], 0.0524, 4)
        self.assertAlmostEqual(gap.limits[0.95][1], 0.3339, 4)
        ratio = figures.relative_gap("proportion", side(56, 70), side(48, 80))
        self.assertAlmostEqual(math.log(ratio.limits[0.95][1] / ratio.value),
                               1.959963984540054 * math.sqrt(0.2 / 56 + 0.4 / 48), 12)
        self.assertIsNone(figures.relative_gap("proportion", side(1, 2), side(0, 2)))
        self.assertIsNone(figures.relative_gap("proportion", side(0, 2), side(1, 2)).limits[0.95])

    def test_rounding_is_half_up(self):
        self.assertEqual([int(figures.rounded(Fraction(number, 2), 5)) for number in (4, 5, 14, 15, 25)],
                         [0, 5, 5, 10, 15])


class File(Case):
    def table(self, texts, minimum_people=2, threshold=None, round_to=None):
        run = self.run_feeds(*texts)
        path = f"{self.folder}/out.csv"
        Table(run.cells, run.areas, minimum_people, threshold, round_to).write(path, run.as_of)
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {(row["Indicator ID"], row["Area Code"], row["Population basis"],
                 row["Sex"], row["Age"], row["Category"]): row for row in rows}, rows

    def many(self):
        core = [patient(f"c{i}", REGULAR + (contact("1", "2026-01-05T09:00:00") if i < 8 else ""), lsoa="E1")
                for i in range(11)]
        rest = [patient(f"r{i}", REGULAR + (contact("1", "2026-01-05T09:00:00") if i < 2 else ""), lsoa="E2", sex="1")
                for i in range(12)]
        return [feed("".join(core + rest))]

    def whole(self, rows, identifier, area="B1", basis="resident"):
        return rows.get((identifier, area, basis, "Persons", "All ages", ""))

    def test_rows_and_gap(self):
        rows, ordered = self.table(self.many())
        row = self.whole(rows, "access-no-contact")
        self.assertEqual((row["Count"], row["Denominator"], row["Value"]), ("13", "23", repr(13 / 23)))
        self.assertEqual((row["Time period"], row["Time period range"]), ("2025-11-21 to 2026-11-20", "1y"))
        gap = self.whole(rows, "access-no-contact-gap-absolute")
        self.assertEqual(float(gap["Value"]), 3 / 11 - 10 / 12)
        self.assertEqual((gap["Count"], gap["Denominator"], gap["Compared to borough value"]), ("", "", "Not compared"))
        population = self.whole(rows, "population", "P1", "registered")
        self.assertEqual((population["Value"], population["Count"], population["Denominator"],
                          population["Time period"], population["Parent Name"]), ("23", "23", "", D, "North"))
        # All contacts are in the North: its value is the borough's.
        self.assertEqual(self.whole(rows, "access-no-contact", "L1")["Compared to borough value"], "Similar")
        self.assertNotIn(("population", "B1", "resident", "Persons", "All ages", "3"), rows)
        keys = [row["Indicator ID"].encode() for row in ordered]
        self.assertEqual(keys, sorted(keys))

    def test_gap_minimum(self):
        self.assertIsNotNone(self.whole(self.table(self.many(), 11)[0], "access-no-contact-gap-relative"))
        self.assertIsNone(self.whole(self.table(self.many(), 12)[0], "access-no-contact-gap-relative"))

    def test_protected_form(self):
        rows, _ = self.table(self.many(), 2, 5, 5)
        # 13 of 23 becomes 15 of 25; 3 people behind the count of quintile 1 withhold it, and the gap made of it.
        row = self.whole(rows, "access-no-contact")
        self.assertEqual((row["Count"], row["Denominator"], row["Value"]), ("15", "25", "0.6"))
        lower, upper = intervals.wilson(0.6, 15, 25, 0.95)
        self.assertEqual((row["Lower CI 95.0 limit"], row["Upper CI 95.0 limit"]), (repr(lower), repr(upper)))
        core = rows["access-no-contact", "B1", "resident", "Persons", "All ages", "1"]
        self.assertEqual((core["Value note"], core["Value"], core["Count"], core["Denominator"]),
                         ("withheld", "", "", ""))
        rest = rows["access-no-contact", "B1", "resident", "Persons", "All ages", "4"]
        self.assertEqual((rest["Count"], rest["Denominator"], rest["Value"]), ("10", "10", "1"))
        gap = self.whole(rows, "access-no-contact-gap-absolute")
        self.assertEqual((gap["Value note"], gap["Value"]), ("withheld", ""))
        # Nobody behind the count is shown as 0: no turned-away request in 10 contacts.
        row = self.whole(rows, "access-turned-away")
        self.assertEqual((row["Count"], row["Denominator"], row["Value"]), ("0", "10", "0"))


if __name__ == "__main__":
    unittest.main()
