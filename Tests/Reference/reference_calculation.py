"""The indicators of a borough, calculated a second time: slowly, plainly, and from the documents alone."""

import argparse
import datetime
import json
import os
import sys

from feeds import RefusedFile, read_document
from measures import measure_everybody, read_areas
from people import DataCheckFailed, default_as_of, gather, settle
from table import Table


class Inbox:
    """All files read, in byte order of their names, "hidden files and subfolders left out"."""

    def __init__(self, folder):
        self.documents = []
        self.refused = []
        names = [name for name in os.listdir(folder)
                 if name.endswith((".xml", ".xml.gz")) and not name.startswith(".")]
        for name in sorted(names, key=os.fsencode):
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                continue
            try:
                self.documents.append(read_document(path))
            except RefusedFile as fault:
                self.refused.append({"file": name, "reason": fault.reason, "offset": fault.offset})


class Run:
    """Everything from the inbox to the cells."""

    def __init__(self, inbox, reference, as_of=None, skip_refused=False):
        self.inbox = Inbox(inbox)
        if not self.inbox.documents:
            raise DataCheckFailed("no file matches, or every file was refused")
        by_source = {}
        for document in self.inbox.documents:
            by_source.setdefault(document.source, []).append(document)
        settled = [settle(code, by_source[code]) for code in sorted(by_source, key=str.encode)]
        if self.inbox.refused and not skip_refused:
            raise DataCheckFailed("refused: " + ", ".join(entry["file"] for entry in self.inbox.refused))
        self.all_sources = settled
        self.sources = [source for source in settled if source.applying]
        self.areas = read_areas(reference)
        if not self.sources:
            raise DataCheckFailed("nobody is left in the population")
        self.as_of = default_as_of(self.sources) if as_of is None else as_of
        self.register = gather(self.sources, self.as_of)
        # "any extract that applies, of any source, says so of the id"
        self.generic_staff = {identifier for source in self.sources for document in source.applying
                              for identifier in document.generic_staff}
        self.cells = measure_everybody(self.register.people, self.areas, self.as_of, self.generic_staff)
        if self.cells.population == 0:
            raise DataCheckFailed("nobody is left in the population")

    def quality(self):
        register, cells = self.register, self.cells
        read = unique(self.inbox.documents)
        applying = [document for source in self.sources for document in source.applying]
        return {
            "as_of": datetime.date.fromordinal(self.as_of).isoformat(),
            "patient_versions_in_force": register.versions,
            "patients_without_valid_nhs_number": register.without_number,
            "patients_without_valid_nhs_number_not_opted_out":
                register.without_number - register.without_number_opted_out,
            "dropped_by_opt_out": register.dropped,
            "dropped_known_only_from_set_aside_records": register.dropped_by_set_aside_alone,
            "people": len(register.people),
            "born_after_as_of": register.not_born,
            "population": cells.population,
            "exposed_people": cells.exposed_people,
            "out_of_area_population": cells.out_of_area,
            "out_of_area_people": cells.out_of_area_everybody,
            "set_aside": sums(document.set_aside for document in read),
            "set_aside_in_applying_extracts": sums(document.set_aside for document in applying),
            "notes_with_text": sum(document.notes_with_text for document in read),
            "notes_with_text_in_applying_extracts": sum(document.notes_with_text for document in applying),
            "files_read": len(self.inbox.documents),
            "files_refused": self.inbox.refused,
            "duplicate_files": sum(source.duplicates for source in self.all_sources),
            "gaps": [{"source": source.code, "first_missing": first, "last_missing": last}
                     for source in self.all_sources for first, last in source.gaps],
            "sources_without_full_extract":
                [source.code for source in self.all_sources if not source.applying],
        }


def unique(documents):
    """Files that hold the same extract of a source count once (other bytes have already ended the run)."""
    return list({(document.source, document.sequence): document for document in documents}.values())


def sums(counts):
    total = {}
    for count in counts:
        for element, number in count.items():
            total[element] = total.get(element, 0) + number
    return dict(sorted(total.items()))


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inbox", required=True)
    parser.add_argument("--reference", required=True, help="folder of areas.csv, members.csv and imd.csv")
    parser.add_argument("--as-of", type=lambda text: datetime.date.fromisoformat(text).toordinal())
    parser.add_argument("--skip-refused", action="store_true", help="go on without files that are refused")
    parser.add_argument("--minimum-people", type=int, default=1000, help="of each side of a gap")
    parser.add_argument("--timezone", help="ignored: times are local clock times")
    parser.add_argument("--out", required=True, help="the internal indicator file")
    parser.add_argument("--protect", nargs=2, type=int, metavar=("THRESHOLD", "ROUND_TO"))
    parser.add_argument("--protected-out", help="the protected file (default: beside --out, ending -protected.csv)")
    options = parser.parse_args(arguments)
    try:
        run = Run(options.inbox, options.reference, options.as_of, options.skip_refused)
    except DataCheckFailed as failure:
        print(failure, file=sys.stderr)
        return 3
    except FileNotFoundError as failure:
        print(f"{failure.filename}: no such file or folder", file=sys.stderr)
        return 2
    Table(run.cells, run.areas, options.minimum_people).write(options.out, run.as_of)
    if options.protect:
        path = options.protected_out or os.path.splitext(options.out)[0] + "-protected.csv"
        Table(run.cells, run.areas, options.minimum_people, *options.protect).write(path, run.as_of)
    json.dump(run.quality(), sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
