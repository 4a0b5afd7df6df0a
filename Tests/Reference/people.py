"""From documents to the versions in force, and from these to people."""

import datetime

from feeds import xml_digest


class DataCheckFailed(Exception):
    """The run ends with status 3."""


# -- Which extracts apply ---------------------------------------------------------------------------------


class Source:
    """What is in force of one source after its extracts have been applied in order."""

    def __init__(self, code):
        self.code = code
        self.applying = []
        self.duplicates = 0
        self.gaps = []  # (first missing sequence, last missing sequence)
        self.in_force = {}  # id -> Patient
        self.opt_outs = {}  # id or None -> NHS numbers of set-aside records that opt out

    @property
    def reach(self):
        """"a source's data reach to the latest `periodEnd` of its extracts that apply"."""
        return max(document.period_end for document in self.applying)


def by_sequence(documents):
    """One document a sequence. "The same sequence twice with other bytes is an error naming both files";
    "the same bytes twice count once"."""
    unique = {}
    duplicates = 0
    for document in documents:
        other = unique.get(document.sequence)
        if other is None:
            unique[document.sequence] = document
        elif xml_digest(other.path) == xml_digest(document.path):
            duplicates += 1
        else:
            raise DataCheckFailed(f"one sequence, other bytes: {other.path} and {document.path}")
    return [unique[sequence] for sequence in sorted(unique)], duplicates


def settle(code, documents):
    """"A `full` extract replaces everything known of its source. ... Extracts of a source apply in `sequence`
    order from the newest full one." None of them applies without a full one."""
    source = Source(code)
    ordered, source.duplicates = by_sequence(documents)
    fulls = [index for index, document in enumerate(ordered) if document.full]
    if not fulls:
        return source
    source.applying = ordered[fulls[-1]:]
    for before, after in zip(source.applying, source.applying[1:]):
        if after.sequence != before.sequence + 1:
            source.gaps.append((before.sequence + 1, after.sequence - 1))
    for document in source.applying:
        if not document.full:
            # "Within one delta removals come first: an id that is both removed and carried stays."
            for identifier in document.removed:
                source.in_force.pop(identifier, None)
                source.opt_outs.pop(identifier, None)
        for identifier, patient in document.patients.items():
            source.in_force[identifier] = patient
            # "until a later extract of that source carries a good version of that patient id or removes it"
            source.opt_outs.pop(identifier, None)
        # "A good version in the same document does not cancel it."
        for identifier, number in document.set_aside_opt_outs:
            source.opt_outs.setdefault(identifier, set()).add(number)
    return source


def default_as_of(sources):
    """"the latest day for which sources that carry at least 95% of all patient records (versions in force) have
    data"; "versions that opt out count as records, set-aside ones do not"."""
    total = sum(len(source.in_force) for source in sources)
    days = [source.reach for source in sources
            if 100 * sum(len(other.in_force) for other in sources if other.reach >= source.reach) >= 95 * total]
    return max(days)


# -- Days -------------------------------------------------------------------------------------------------


def months_before(day, months):
    """"Subtracting months keeps the day of the month, or takes the month's last day where there is none"."""
    date = datetime.date.fromordinal(day)
    index = date.year * 12 + date.month - 1 - months
    year, month = divmod(index, 12)
    first = datetime.date(year, month + 1, 1)
    following = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(first.toordinal() + date.day - 1, following.toordinal() - 1)


def window(as_of, months):
    """First and last day of the days d with D - W months < d <= D."""
    return months_before(as_of, months) + 1, as_of


def age_at(birth, day):
    """"completed years. Born on 29 February: has its birthday on 1 March in common years." Never below 0."""
    born, date = datetime.date.fromordinal(birth), datetime.date.fromordinal(day)
    return max(0, date.year - born.year - ((date.month, date.day) < (born.month, born.day)))


def merged(intervals):
    """Closed intervals of days, merged where they overlap or touch; empty ones fall away."""
    result = []
    for start, last in sorted(interval for interval in intervals if interval[0] <= interval[1]):
        if result and start <= result[-1][1] + 1:
            result[-1][1] = max(result[-1][1], last)
        else:
            result.append([start, last])
    return result


def days_within(intervals, first, last):
    return sum(max(0, min(end, last) - max(start, first) + 1) for start, end in intervals)


def covers(intervals, day):
    return any(start <= day <= end for start, end in intervals)


# -- People -----------------------------------------------------------------------------------------------

STATED = frozenset("ABCDEFGHJKLMNPRS")


class Person:
    __slots__ = ("records", "birth", "death", "sex", "ethnicity", "lsoa", "practice", "named_gp", "exposed",
                 "in_population", "last_day", "age")


def extracted_last(records):
    """"that of the one extracted last (then larger source, local id)"."""
    return max(records, key=lambda record: (record.extracted, record.source.encode(), record.id.encode()))


def choose_registration(records, death, as_of):
    """"among the regular ones with start <= D, the one whose last day is latest (the last day is the earliest of
    D, the day before `end`, and the day of death); then the latest start; then the feed extracted last; then the
    larger practice code, source, local patient id (by UTF-8 bytes)". Gives (record, start, end, practice)."""
    candidates = []
    for record in records:
        for start, end, practice in record.registrations:
            if start <= as_of:
                last = min(as_of if end is None else end - 1, as_of if death is None else death, as_of)
                rank = (last, start, record.extracted, practice.encode(), record.source.encode(),
                        record.id.encode())
                candidates.append((rank, record, practice))
    if not candidates:
        return None
    rank, record, practice = max(candidates, key=lambda candidate: candidate[0])
    return record, practice, rank[0]


def ethnicity_of(chosen, records):
    """"that record's code if stated (A-S); otherwise, of the records with a stated code, that of the one extracted
    last; otherwise not stated (Z) if any says so; otherwise not known"."""
    if chosen.ethnicity in STATED:
        return chosen.ethnicity
    stated = [record for record in records if record.ethnicity in STATED]
    if stated:
        return extracted_last(stated).ethnicity
    return "Z" if any(record.ethnicity == "Z" for record in records) else "99"


def resolve(records, as_of):
    """One person from its records; None for somebody born after D ("nobody, in any measure")."""
    person = Person()
    person.records = records
    deaths = [record.death for record in records if record.death is not None and record.death <= as_of]
    person.death = min(deaths) if deaths else None
    chosen = choose_registration(records, person.death, as_of)
    if chosen is None:
        demographic, person.practice = extracted_last(records), None
    else:
        demographic, person.practice, _ = chosen
    if demographic.birth > as_of:
        return None
    person.birth = demographic.birth
    person.sex = demographic.sex
    person.lsoa = demographic.lsoa
    person.named_gp = demographic.named_gp
    person.ethnicity = ethnicity_of(demographic, records)
    person.exposed = exposure(person, as_of)
    person.in_population = in_population(person, as_of)
    person.last_day = last_day(person, as_of)
    person.age = age_at(person.birth, person.last_day)
    return person


def exposure(person, as_of):
    """"the days d with birth <= d, d not after the day of death, and some regular registration with
    start <= d < end (or no end)", up to D, as merged closed intervals."""
    last = as_of if person.death is None else min(as_of, person.death)
    return merged((max(start, person.birth), last if end is None else min(last, end - 1))
                  for record in person.records for start, end, _ in record.registrations)


def in_population(person, as_of):
    """"the people whose registration holds on D and who are alive at the end of D". The registration is the one
    whose last day is latest, so it holds on D where any does, and then D is an exposed day."""
    return person.death is None and covers(person.exposed, as_of)


def last_day(person, as_of):
    """"D for the population at D, otherwise the person's last exposed day, in any window ... Without any exposed
    day it is D, or the day of death if earlier". Read as: the last exposed day of all, whatever the windows."""
    if person.exposed:
        return person.exposed[-1][1]
    return as_of if person.death is None else person.death


class Register:
    """Everybody, after opt-outs."""

    def __init__(self):
        self.people = []
        self.versions = 0
        self.without_number = 0
        self.without_number_opted_out = 0
        self.dropped = 0
        self.dropped_by_set_aside_alone = 0
        self.not_born = 0


def gather(sources, as_of):
    """"Records with the same valid NHS number, in whatever source, are one person"; without one "a patient stands
    for itself, under its source and local id". "where any record of a person says `type1` or `national`, the
    person is dropped whole, before anything is counted"."""
    register = Register()
    by_identity = {}
    opted_out = set()
    set_aside_numbers = set()
    for source in sources:
        register.versions += len(source.in_force)
        for numbers in source.opt_outs.values():
            set_aside_numbers.update(numbers)
        for patient in source.in_force.values():
            if patient.nhs_number is None:
                identity = (source.code, patient.id)
                register.without_number += 1
                register.without_number_opted_out += patient.opt_out
            else:
                identity = patient.nhs_number
            by_identity.setdefault(identity, []).append(patient)
            if patient.opt_out:
                opted_out.add(identity)
    register.dropped_by_set_aside_alone = len(set_aside_numbers - set(by_identity))
    opted_out |= set_aside_numbers
    register.dropped = len(opted_out)
    for identity, records in by_identity.items():
        if identity in opted_out:
            continue
        person = resolve(records, as_of)
        if person is None:
            register.not_born += 1
        else:
            register.people.append(person)
    return register


# -- Stays ------------------------------------------------------------------------------------------------


class Stay:
    __slots__ = ("start", "end", "method", "diagnosis", "cost")


def stays(person, as_of):
    """"a person's admissions sorted by start, end (none = start), then source, patient id, place in the feed. An
    admission falls away when an earlier one in that order has its `id`, or is of another record and equal in
    start, end, method and diagnosis (none = none), whatever the ids. An admission whose start is at most one day
    after the latest end so far continues the stay. A stay has the start, method and diagnosis of its first
    admission and the sum of their costs." Admissions that start after D are not there. "An earlier one" is any,
    also one that itself fell away."""
    ordered = sorted(
        (((admission.start, admission.start if admission.end is None else admission.end,
           record.source.encode(), record.id.encode(), admission.place), record, admission)
         for record in person.records for admission in record.admissions if admission.start <= as_of),
        key=lambda entry: entry[0])
    result = []
    for index, (rank, record, admission) in enumerate(ordered):
        if any(falls_away(admission, record, earlier, other) for _, other, earlier in ordered[:index]):
            continue
        end = rank[1]
        if result and admission.start <= result[-1].end + 1:
            result[-1].end = max(result[-1].end, end)
            result[-1].cost += admission.cost
        else:
            stay = Stay()
            stay.start, stay.end = admission.start, end
            stay.method, stay.diagnosis, stay.cost = admission.method, admission.diagnosis, admission.cost
            result.append(stay)
    return result


def falls_away(admission, record, earlier, other):
    if admission.id is not None and admission.id == earlier.id:
        return True
    return other is not record and (
        (admission.start, admission.end, admission.method, admission.diagnosis)
        == (earlier.start, earlier.end, earlier.method, earlier.diagnosis))

