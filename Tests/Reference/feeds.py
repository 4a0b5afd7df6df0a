"""Reads registry feeds, version 1.0, one file at a time, into documents.

A document is what one file says: its header, the patients it carries (the last good version of each id),
the ids it removes, its generic staff, and the figures of data quality. Whatever is wrong with the file as a
whole raises `RefusedFile`; whatever is wrong with one record sets that record aside.
"""

import datetime
import hashlib
import re
import sys
import zlib
from fractions import Fraction
from xml.parsers import expat

NAMESPACE = "urn:strata:registry-feed:1.0"
# A character that no XML document can hold: it parts namespace and local name without doubt.
SEPARATOR = "\x1f"

MAXIMUM_DEPTH = 256
MAXIMUM_ATTRIBUTE_BYTES = 9_500_000
MAXIMUM_TEXT_BYTES = 10 * 1024 * 1024
MAXIMUM_RATIO = 200
RATIO_COUNTS_FROM = 64 * 1024 * 1024
CHUNK = 1 << 18


class RefusedFile(Exception):
    """The file contributes nothing. `offset` is the byte where reading ended."""

    def __init__(self, reason, offset):
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


# -- Bytes ------------------------------------------------------------------------------------------------


def xml_pieces(path):
    """Yields the bytes of the XML, inflated where the file's first two bytes say gzip.

    "Compression is told by content (first two bytes), not by name. A gzip file may have several members; bytes
    after the last member that start no member (zero bytes up to the end are padding, and ignored), and a wrong
    CRC or length, are a broken stream."
    """
    with open(path, "rb") as file:
        first = file.read(CHUNK)
        if first[:2] != b"\x1f\x8b":
            while first:
                yield first
                first = file.read(CHUNK)
            return
        yield from inflated(first, file)


def inflated(first, file):
    read = len(first)  # bytes of the file taken so far
    out = 0  # bytes of XML given so far
    pending = first
    inflater = zlib.decompressobj(wbits=31)
    while True:
        held_back = False  # whether the inflater may hold more output without further bytes
        while pending or held_back:
            try:
                piece = inflater.decompress(pending, 1 << 20)
            except zlib.error as error:
                raise RefusedFile(f"broken gzip stream: {error}", read - len(pending)) from None
            out += len(piece)
            pending = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            held_back = len(piece) == 1 << 20
            # "expansion ratio 200 once 64 MiB are out"
            if out > RATIO_COUNTS_FROM and out > MAXIMUM_RATIO * (read - len(pending)):
                raise RefusedFile("expansion ratio over the limit", read - len(pending))
            if piece:
                yield piece
            if inflater.eof:
                break
        if not inflater.eof:
            more = file.read(CHUNK)
            if more:
                read += len(more)
                pending = more
                continue
            raise RefusedFile("truncated gzip stream", read)
        # A member has ended. What follows is another member, padding, or rubbish.
        while len(pending) < 2:
            more = file.read(CHUNK)
            if not more:
                break
            read += len(more)
            pending += more
        if pending[:2] == b"\x1f\x8b":
            inflater = zlib.decompressobj(wbits=31)
            continue
        while True:
            if pending.strip(b"\0"):
                raise RefusedFile("bytes after the last gzip member", read - len(pending))
            pending = file.read(CHUNK)
            if not pending:
                return
            read += len(pending)


def xml_digest(path):
    """SHA-256 of the XML: '"Other bytes" of the same sequence means the bytes of the XML, not of the gzip file'."""
    digest = hashlib.sha256()
    for piece in xml_pieces(path):
        digest.update(piece)
    return digest.hexdigest()


# -- Forms ------------------------------------------------------------------------------------------------
# "ASCII digits, nothing trimmed, no space around". Each check gives None where the text has not the form.

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
INTEGER = re.compile(r"[0-9]+")
_dates = {}
_clocks = {}


def day_number(text):
    """`YYYY-MM-DD`, a real day, as the proleptic Gregorian ordinal; a zone after it moves nothing."""
    if text in _dates:
        return _dates[text]
    day = None
    if DATE.fullmatch(text):
        try:
            day = datetime.date(int(text[:4]), int(text[5:7]), int(text[8:10])).toordinal()
        except ValueError:
            day = None
    if len(_dates) < 200_000:
        _dates[text] = day
    return day


def local_time(text):
    """`YYYY-MM-DDThh:mm:ss`: the day; the clock only orders contacts, as text."""
    if len(text) != 19 or text[10] != "T":
        return None
    clock = text[11:]
    if clock not in _clocks:
        _clocks[clock] = CLOCK.fullmatch(clock) is not None
    return day_number(text[:10]) if _clocks[clock] else None


def utc_time(text):
    if len(text) != 20 or text[19] != "Z" or local_time(text[:19]) is None:
        return None
    return text


def date_or_time(text):
    return local_time(text) if "T" in text else day_number(text)


def integer(text):
    return int(text) if INTEGER.fullmatch(text) else None


def decimal(text):
    """Checked only; `money` makes the number."""
    return text if DECIMAL.fullmatch(text) else None


def money(text):
    """"money is added in integer units of GBP 10^-4 (half to even)"."""
    if text.endswith("."):
        text += "0"
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("+-").partition(".")
    exact = Fraction(int(whole or "0") * 10 ** len(part) + int(part or "0"), 10 ** len(part))
    return sign * round(exact * 10_000)  # round() of a Fraction is half to even


def one_of(*values):
    known = {value: value for value in values}
    return known.get


def any_text(text):
    return sys.intern(text)


def valid_nhs_number(text):
    """"ten digits, Modulus 11; ten equal digits and the pattern x00000000x are refused though they pass"."""
    if text is None or len(text) != 10 or not INTEGER.fullmatch(text):
        return False
    digits = [int(character) for character in text]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1))) % 11
    if check == 11:
        check = 0
    if check != digits[9]:  # a check of 10 equals no digit
        return False
    if len(set(digits)) == 1:
        return False
    return not (text[1:9] == "00000000" and text[0] == text[9])


# -- Records ----------------------------------------------------------------------------------------------
# element -> (attribute, required, check), as in the table of the feed.

ROLES = one_of("gp", "nurse", "pharmacist", "physiotherapist", "paramedic", "social-prescriber",
               "mental-health", "healthcare-assistant", "admin", "other")
RECORDS = {
    "registryFeed": [
        ("version", True, one_of("1.0")), ("source", True, any_text), ("extracted", True, utc_time),
        ("periodStart", True, day_number), ("periodEnd", True, day_number),
        ("content", True, one_of("full", "delta")), ("sequence", True, integer)],
    "organisation": [
        ("code", True, any_text),
        ("role", True, one_of("practice", "pcn", "locality", "borough", "icb", "care-home")),
        ("name", False, any_text), ("parent", False, any_text)],
    "staff": [
        ("id", True, any_text), ("role", True, ROLES), ("organisation", True, any_text),
        ("generic", False, one_of("true", "false"))],
    "patient": [
        ("id", True, any_text), ("birthDate", True, day_number), ("deathDate", False, day_number),
        ("sex", True, one_of("1", "2", "9", "X")),
        ("ethnicCategory", False, one_of(*"ABCDEFGHJKLMNPRSZ", "99")), ("lsoa", False, any_text),
        ("careHome", False, any_text), ("namedGp", False, any_text),
        ("optOut", False, one_of("none", "type1", "national"))],
    "registration": [
        ("type", False, one_of("regular", "temporary", "immediately-necessary", "private", "services-only")),
        ("practice", True, any_text), ("start", True, day_number), ("end", False, day_number)],
    "condition": [("code", True, any_text), ("onset", True, day_number), ("ended", False, day_number)],
    "contact": [
        ("id", True, any_text), ("at", True, local_time), ("booked", False, local_time),
        ("practice", True, any_text), ("staff", False, any_text), ("role", True, ROLES),
        ("mode", True, one_of("face-to-face", "telephone", "video", "online", "home-visit")),
        ("urgency", True, one_of("same-day", "routine")),
        ("status", True, one_of("attended", "did-not-attend", "cancelled", "turned-away")),
        ("minutes", False, integer)],
    "observation": [
        ("code", True, any_text), ("at", True, date_or_time), ("value", True, decimal),
        ("unit", False, any_text)],
    "admission": [
        ("id", False, any_text), ("start", True, day_number), ("end", False, day_number),
        ("method", True, one_of("emergency", "elective", "maternity", "other")),
        ("diagnosis", False, any_text), ("cost", False, decimal)],
    "note": [],
    "removed": [("id", True, any_text)],
}
IN_FEED = {f"{NAMESPACE}{SEPARATOR}{name}": name for name in ("organisation", "staff", "patient", "removed")}
IN_PATIENT = {f"{NAMESPACE}{SEPARATOR}{name}": name
              for name in ("registration", "condition", "contact", "observation", "admission", "note")}


class SetAside(Exception):
    def __init__(self, field):
        super().__init__(field)
        self.field = field


def fields(element, attributes):
    """The checked fields of a record.

    "A record whose own required attribute is missing, or any of whose attributes is not of its type or not one
    of its values, is set aside ... An empty optional attribute is no attribute." Prefixed attributes are
    unknown: their keys hold the separator and match no name here. `nhsNumber` is never checked here, for it
    "never sets a record aside".
    """
    result = {}
    for name, required, check in RECORDS[element]:
        text = attributes.get(name)
        if not text:
            if required:
                raise SetAside(name)
            continue
        value = check(text)
        if value is None:
            raise SetAside(name)
        result[name] = value
    return result


class Contact:
    __slots__ = ("id", "at", "day", "booked", "practice", "staff", "role", "mode", "status")


class Admission:
    __slots__ = ("id", "start", "end", "method", "diagnosis", "cost", "place")


class Patient:
    """One version of one patient of one source."""

    __slots__ = ("source", "id", "extracted", "nhs_number", "birth", "death", "sex", "ethnicity", "lsoa",
                 "named_gp", "opt_out", "registrations", "contacts", "admissions")


class Document:
    def __init__(self, path, header):
        self.path = path
        self.source = header["source"]
        self.extracted = header["extracted"]
        self.period_end = header["periodEnd"]
        self.full = header["content"] == "full"
        self.sequence = header["sequence"]
        self.patients = {}  # id -> Patient; "The same patient id twice in one document: the last holds."
        self.removed = set()
        self.generic_staff = set()
        self.set_aside = {}  # element -> count
        self.set_aside_opt_outs = []  # (local id or None, valid NHS number)
        self.notes_with_text = 0


class FeedParser:
    def __init__(self, path):
        self.path = path
        self.document = None
        self.depth = 0
        self.ignored_from = 0  # depth of the element that is ignored with everything inside it
        self.patient = None
        self.note_open = False
        self.note_has_text = False
        self.text_bytes = 0
        self.xml_bytes = 0
        parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype
        self.parser = parser

    def refuse(self, reason):
        raise RefusedFile(reason, self.parser.CurrentByteIndex)

    def read(self):
        try:
            for piece in xml_pieces(self.path):
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise RefusedFile(f"not well-formed: {expat.errors.messages[error.code]}",
                              self.parser.ErrorByteIndex) from None
        return self.document

    def doctype(self, *_):
        self.refuse("document type declaration")  # "Any DOCTYPE ends the file by default"

    def text(self, data):
        self.text_bytes += len(data) if data.isascii() else len(data.encode())
        if self.text_bytes > MAXIMUM_TEXT_BYTES:
            self.refuse("text over the limit")
        if self.note_open and not self.ignored_from and data.strip(" \t\r\n"):
            self.note_has_text = True

    def start(self, name, attributes):
        self.depth += 1
        self.text_bytes = 0
        if self.depth > MAXIMUM_DEPTH:
            self.refuse("depth over the limit")
        for value in attributes.values():
            if len(value) > MAXIMUM_ATTRIBUTE_BYTES // 4 and len(value.encode()) > MAXIMUM_ATTRIBUTE_BYTES:
                self.refuse("attribute over the limit")
        if self.ignored_from:
            return
        if self.depth == 1:
            self.open_feed(name, attributes)
        elif self.depth == 2:
            self.open_in_feed(IN_FEED.get(name), attributes)
        elif self.depth == 3 and self.patient is not None:
            self.open_in_patient(IN_PATIENT.get(name), attributes)
        else:
            # "nor any element of the table in another place than the example shows ... and whatever stands
            # inside a leaf element are unknown too"
            self.ignored_from = self.depth

    def end(self, _):
        self.text_bytes = 0
        if self.ignored_from:
            if self.ignored_from == self.depth:
                self.ignored_from = 0
        elif self.depth == 3 and self.note_open:
            self.note_open = False
            self.document.notes_with_text += self.note_has_text
        elif self.depth == 2 and self.patient is not None:
            self.document.patients[self.patient.id] = self.patient
            self.patient = None
        self.depth -= 1

    def open_feed(self, name, attributes):
        if name != f"{NAMESPACE}{SEPARATOR}registryFeed":
            self.refuse("the root is not registryFeed")
        try:
            self.document = Document(self.path, fields("registryFeed", attributes))
        except SetAside as fault:
            self.refuse(f"the root lacks a valid {fault.field}")

    def open_in_feed(self, element, attributes):
        document = self.document
        if element is None or (element == "removed" and document.full):
            self.ignored_from = self.depth
            return
        try:
            record = fields(element, attributes)
        except SetAside:
            self.count_set_aside(element)
            if element == "patient":
                self.keep_opt_out(attributes)
            return
        if element == "patient":
            self.open_patient(record, attributes.get("nhsNumber"))
        elif element == "removed":
            document.removed.add(record["id"])
        elif element == "staff" and record.get("generic") == "true":
            document.generic_staff.add(record["id"])

    def keep_opt_out(self, attributes):
        """"An opt-out on a record that is set aside still counts when its NHS number is valid and `optOut`
        itself reads `type1` or `national`"."""
        number = attributes.get("nhsNumber")
        if attributes.get("optOut") in ("type1", "national") and valid_nhs_number(number):
            self.document.set_aside_opt_outs.append((attributes.get("id") or None, number))

    def count_set_aside(self, element):
        counts = self.document.set_aside
        counts[element] = counts.get(element, 0) + 1
        self.ignored_from = self.depth  # "set aside with everything inside it"

    def open_patient(self, record, number):
        patient = Patient()
        patient.source = self.document.source
        patient.id = record["id"]
        patient.extracted = self.document.extracted
        patient.nhs_number = number if valid_nhs_number(number) else None
        patient.birth = record["birthDate"]
        patient.death = record.get("deathDate")
        patient.sex = record["sex"]
        patient.ethnicity = record.get("ethnicCategory")
        patient.lsoa = record.get("lsoa")
        patient.named_gp = record.get("namedGp")
        patient.opt_out = record.get("optOut", "none") != "none"
        patient.registrations = []
        patient.contacts = {}
        patient.admissions = []
        self.patient = patient

    def open_in_patient(self, element, attributes):
        if element is None:
            self.ignored_from = self.depth
            return
        try:
            record = fields(element, attributes)
        except SetAside:
            self.count_set_aside(element)
            return
        patient = self.patient
        if element == "contact":
            contact = Contact()
            contact.id = record["id"]
            contact.at = attributes["at"]
            contact.day = record["at"]
            contact.booked = record.get("booked")
            contact.practice = record["practice"]
            contact.staff = record.get("staff")
            contact.role = record["role"]
            contact.mode = record["mode"]
            contact.status = record["status"]
            patient.contacts[contact.id] = contact  # "a repeat within one document keeps the last"
        elif element == "registration":
            # "only those of type `regular` make a population"
            if record.get("type", "regular") == "regular":
                patient.registrations.append((record["start"], record.get("end"), record["practice"]))
        elif element == "admission":
            admission = Admission()
            admission.id = record.get("id")
            admission.start = record["start"]
            admission.end = record.get("end")
            admission.method = record["method"]
            admission.diagnosis = record.get("diagnosis")
            admission.cost = money(record["cost"]) if "cost" in record else 0
            admission.place = len(patient.admissions)
            patient.admissions.append(admission)
        elif element == "note":
            self.note_open = True
            self.note_has_text = False


def read_document(path):
    return FeedParser(path).read()
