"""Real feeds multiplied to a size: the same records over and over, with other ids each time.

Usage: multiply.py FORMAT FOLDER SIZE OUT, where FORMAT is fhir-r4, naaccr or gpdata-extract, FOLDER holds real files in
folders of their formats, SIZE is megabytes of XML and OUT a file in gzip. The same arguments give the same bytes.

Ids that records refer to one another by change together, so that joins find what they found before. What every record
shares, such as the directory of a practice, stands there once.
"""

import gzip
import pathlib
import re
import sys

GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RESOURCE = re.compile(
    r'<fullUrl value="([^"]+)" ?/>\s*<resource>\s*<([A-Za-z]+)>(.*?)</\2>\s*</resource>', re.DOTALL)
HEADING = re.compile(r"<\?.*?\?>|<!--.*?-->", re.DOTALL)


def nhs_number(serial):
    """A valid number (Modulus 11) of its own for every serial. Of two in a row at most one has no check digit."""
    for nine in (900_000_000 + 2 * serial, 900_000_001 + 2 * serial):
        digits = [int(digit) for digit in str(nine)]
        check = -sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1))) % 11
        if check < 10:
            break
    return f"{nine}{check}"


def changed_guid(guid, copy):
    """Another for every copy: the factor is odd, so no two copies give the same."""
    return f"{(int(guid[:8], 16) + copy * 2_654_435_761) % 2**32:08x}{guid[8:]}"


class Template:
    """A text with the places of its ids, each with a function that gives the id of a copy."""

    def __init__(self, text, ids):
        """`ids` has a function for each id; longer ids win over those that begin like them."""
        pattern = "|".join(re.escape(one) for one in sorted(ids, key=len, reverse=True))
        self.pieces = re.split(f"({pattern})", text)
        self.ids = [(place, self.pieces[place], ids[self.pieces[place]]) for place in range(1, len(self.pieces), 2)]

    def copy(self, number):
        for place, old, change in self.ids:
            self.pieces[place] = change(old, number)
        return "".join(self.pieces)


def fhir_r4(folder):
    """A Bundle: those who work there once, then a patient with all that the samples have of one, over and over."""
    shared, records, ids = [], [], {}

    def add(root, body, url):
        own = re.search(r'<id value="([^"]+)"', body)
        if own is None:
            return
        entry = f'  <entry>\n    <fullUrl value="{url or f"https://fhir.hl7.org.uk/{root}/{own[1]}"}" />\n' \
            f"    <resource>\n{body}\n    </resource>\n  </entry>\n"
        if root in ("Organization", "Practitioner", "PractitionerRole"):
            shared.append(entry)
            return
        records.append(entry)
        ids[own[1]] = changed_guid if GUID.fullmatch(own[1]) else lambda old, copy: f"{old}-{copy:07}"
        for number in re.findall(r'/Id/nhs-number" />\s*<value value="([0-9]{10})"', body):
            ids[number] = lambda old, copy, person=len(records): nhs_number(copy * 8 + person % 8)
        if url and (guid := GUID.search(url)):
            ids[guid[0]] = changed_guid

    for path in sorted(folder.glob("fhir-r4-*/*.xml")):
        text = HEADING.sub("", path.read_text("utf-8-sig")).strip()
        root = re.match(r"<([A-Za-z]+)", text)[1]
        if root == "Bundle":
            for url, kind, body in RESOURCE.findall(text):
                add(kind, f"<{kind}>{body}</{kind}>", url)
        elif root != "Extension":
            add(root, re.sub(r"^(<[A-Za-z]+)[^>]*>", r"\1>", text), None)
    # An id of one word stands in other texts too: it counts where it is an id, or at the end of a reference.
    words = {one: change for one, change in ids.items() if "-" not in one and not one.isdigit()}
    text = "".join(records)
    exact = {one: change for one, change in ids.items() if one not in words}
    for one, change in words.items():
        for whole in (f'<id value="{one}"', f'/{one}"'):
            exact[whole] = lambda old, copy, change=change: change(old[:-1], copy) + '"'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<Bundle xmlns="http://hl7.org/fhir">\n' \
        '  <id value="multiplied" />\n  <meta>\n    <lastUpdated value="2026-11-20T00:00:00Z" />\n  </meta>\n' \
        '  <type value="collection" />\n'
    return head + "".join(shared), Template(text, exact), "</Bundle>\n"


def naaccr(folder):
    """The patients of the largest sample in one NaaccrData."""
    text = gzip.decompress((folder / "naaccr/naaccr-xml-sample-v230-incidence-1000.xml.gz").read_bytes()).decode()
    start, end = text.index("<Patient>"), text.rindex("</Patient>") + len("</Patient>")
    body = text[start:end] + "\n    "
    known = re.findall(r'"patientIdNumber">([^<]+)<', body)
    place = {one: number for number, one in enumerate(dict.fromkeys(known))}
    if len(place) > 10_000:
        raise ValueError("more patients than ids of eight digits have room for")
    before = '"patientIdNumber">'
    ids = {
        f"{before}{one}<": lambda old, copy, number=number: f"{before}{copy * len(place) + number:08}<"
        for one, number in place.items()
    }
    return text[:start], Template(body, ids), text[end:].lstrip()


def gpdata_extract(folder):
    """The snapshots of both good samples in one practice's extract, with the directory entries of both."""
    texts = [(folder / f"gpdata-extract/00001_perfect__input{number}.xml").read_text() for number in (1, 2)]
    directory, snapshots = {}, []
    for text in texts:
        for entry in re.findall(r"<(?:ort|prct)\b[^>]*/>", text):
            directory.setdefault(re.search(r'\bid="([^"]+)"', entry)[1], entry)
        snapshots += re.findall(r"<patient-extract-snapshot\b.*?</patient-extract-snapshot>", text, re.DOTALL)
    body = "".join(f"            {one}\n" for one in snapshots)
    ids = {guid: changed_guid for guid in GUID.findall(body) if guid not in directory}
    for token in re.findall(r'"([A-Za-z0-9+/]{60,}={0,2})"', body):
        ids[token] = lambda old, copy: f"{old[:8]}{copy:08}{old[16:]}"
    head = texts[0][:texts[0].index("<practice-directory>")]
    inside = "".join(f"            {entry}\n" for entry in directory.values())
    return (
        f"{head}<practice-directory>\n{inside}        </practice-directory>\n        <practice-patient-extracts>\n",
        Template(body, ids),
        "        </practice-patient-extracts>\n    </practice-extract>\n</gpdata-extract>\n")


FORMATS = {"fhir-r4": fhir_r4, "naaccr": naaccr, "gpdata-extract": gpdata_extract}


def main(name, folder, megabytes, out):
    head, template, tail = FORMATS[name](pathlib.Path(folder))
    written, copy = 0, 0
    with open(out, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        written += file.write(head.encode())
        while written < float(megabytes) * 1_000_000:
            written += file.write(template.copy(copy).encode())
            copy += 1
        written += file.write(tail.encode())
    print(f"{name}: {copy} copies, {written / 1e6:.0f} MB of XML")


if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] not in FORMATS:
        sys.exit(__doc__)
    main(*sys.argv[1:])
