"""What each person contributes, and the cells in which it adds up."""

import csv
from fractions import Fraction

from people import DataCheckFailed, covers, days_within, stays, window

# -- Areas ------------------------------------------------------------------------------------------------

SCALES = ("practice", "community", "locality", "borough")


class Area:
    __slots__ = ("code", "name", "scale", "parent")

    def __init__(self, code, name, scale, parent):
        self.code, self.name, self.scale, self.parent = code, name, scale, parent


class Areas:
    def __init__(self, areas, members, deciles):
        self.areas = areas  # code -> Area
        self.members = members  # (kind, code) -> area code
        self.deciles = deciles  # LSOA -> 1 ... 10
        self.known = {}

    def chain(self, code):
        """The area and its ancestors by `parent`."""
        found = []
        while code:
            if code in found or code not in self.areas:
                raise DataCheckFailed("an unknown parent, or a cycle of areas")
            found.append(code)
            code = self.areas[code].parent
        return found

    def resident(self, lsoa):
        """"the person's LSOA -> its area in members.csv -> the ancestors by `parent`"."""
        return self.of(("lsoa", lsoa), [])

    def registered(self, practice):
        """"the person's practice, and its area in members.csv -> the ancestors"."""
        area = self.areas.get(practice)
        own = [practice] if area is not None and area.scale == "practice" else []
        return self.of(("practice", practice), own)

    def of(self, member, own):
        if member not in self.known:
            area = self.members.get(member)
            chain = self.chain(area) if area else []
            self.known[member] = own + [code for code in chain if code not in own]
        return self.known[member]

    def borough_of(self, code):
        for ancestor in self.chain(code):
            if self.areas[ancestor].scale == "borough":
                return ancestor
        return None


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_areas(folder):
    areas = {row["code"]: Area(row["code"], row["name"], row["scale"], row["parent"] or None)
             for row in rows_of(f"{folder}/areas.csv")}
    members = {(row["kind"], row["code"]): row["area"] for row in rows_of(f"{folder}/members.csv")}
    deciles = {}
    for row in rows_of(f"{folder}/imd.csv"):
        names = {name.lower(): name for name in row if name}
        code = next(names[name] for name in names if name.startswith("lsoa") and "name" not in name)
        decile = names.get("decile") or next(
            names[name] for name in names
            if "decile" in name and ("imd" in name or "multiple deprivation" in name))
        if row[decile]:  # "a blank decile is unknown"
            deciles[row[code]] = int(row[decile])
            if not 1 <= deciles[row[code]] <= 10:
                raise DataCheckFailed("a decile outside 1-10")
    return Areas(areas, members, deciles)


# -- Categories -------------------------------------------------------------------------------------------

SEXES = ("1", "2", "9", "X")
AGE_CATEGORIES = ((0, 17), (18, 39), (40, 64), (65, 79), (80, None))
ETHNIC_GROUPS = ("ABC", "DEFG", "HJKLR", "MNP", "S")  # White, Mixed, Asian, Black, Other; then Z, then 99
NOT_STATED, NOT_KNOWN = 5, 6
UNKNOWN_QUINTILE = 6
WHOLE = ("whole", 0)


def age_category(age):
    return next(index for index, (low, high) in enumerate(AGE_CATEGORIES)
                if low <= age and (high is None or age <= high))


def ethnic_group(code):
    if code == "Z":
        return NOT_STATED
    return next((index for index, codes in enumerate(ETHNIC_GROUPS) if code in codes), NOT_KNOWN)


def categories(person, areas):
    """The categories a person lies in: the whole, one of each breakdown, and the decile beside its quintile."""
    result = [WHOLE, ("sex", SEXES.index(person.sex)), ("age", age_category(person.age)),
              ("ethnicity", ethnic_group(person.ethnicity))]
    decile = areas.deciles.get(person.lsoa)
    if decile is None:
        result.append(("deprivation", UNKNOWN_QUINTILE))
    else:
        result.append(("deprivation", -(-decile // 2)))  # "quintile = ceil(decile / 2)"
        result.append(("decile", decile))
    return result


def five_year_band(age):
    return min(age // 5, 18)


# -- Cells ------------------------------------------------------------------------------------------------


class Cell:
    """Sums over people of integers: y in the measure's unit, n in people, contacts or days."""

    __slots__ = ("y", "n", "people_n", "people_y", "yy", "nn", "yn", "bands")

    def __init__(self):
        self.y = self.n = self.people_n = self.people_y = self.yy = self.nn = self.yn = 0
        self.bands = None  # (five-year band, sex) -> [events, days]

    def add(self, y, n, band=None):
        """Adds one person. Behind a numerator are those "who add something other than 0"."""
        self.y += y
        self.n += n
        self.people_n += n != 0
        self.people_y += y != 0
        self.yy += y * y
        self.nn += n * n
        self.yn += y * n
        if band is not None:
            if self.bands is None:
                self.bands = {}
            entry = self.bands.setdefault(band, [0, 0])
            entry[0] += y
            entry[1] += n


def added(cells):
    """The sum of cells of different people."""
    total = Cell()
    for cell in cells:
        for field in ("y", "n", "people_n", "people_y", "yy", "nn", "yn"):
            setattr(total, field, getattr(total, field) + getattr(cell, field))
        if cell.bands is not None:
            if total.bands is None:
                total.bands = {}
            for band, (events, days) in cell.bands.items():
                entry = total.bands.setdefault(band, [0, 0])
                entry[0] += events
                entry[1] += days
    return total


# -- One person's contributions ---------------------------------------------------------------------------

ONE = 1 << 52


def fixed(numerator, denominator):
    """"a fraction is rounded once to a multiple of 2^-52 and added as an integer"."""
    return round(Fraction(numerator * ONE, denominator))


MINIMUM_CONTACTS = 3
CONTINUITY_MONTHS = 24
MINIMUM_EXPOSURE = 300


def counted_contacts(person, as_of, generic_staff):
    """The clinicians of a person's counted contacts (continuity), in order.

    "`attended`, role `gp`, with a `staff`; a further contact with the same clinician on the same day is not counted
    again; a generic staff member is nobody: each of its contacts is with a clinician of its own ... Order: `at`,
    contact id, source, patient id." Like every event that follows the person it counts on exposed days only.
    """
    first, last = window(as_of, CONTINUITY_MONTHS)
    found = [(contact.at, contact.id.encode(), record.source.encode(), record.id.encode(), contact)
             for record in person.records for contact in record.contacts.values()
             if first <= contact.day <= last and contact.status == "attended" and contact.role == "gp"
             and contact.staff is not None and covers(person.exposed, contact.day)]
    found.sort(key=lambda entry: entry[:4])
    clinicians = []
    seen = set()
    for *_, contact in found:
        if contact.staff in generic_staff:
            clinicians.append(("generic", len(clinicians)))
        elif (contact.staff, contact.day) not in seen:
            seen.add((contact.staff, contact.day))
            clinicians.append(("named", contact.staff))
    return clinicians


def continuity_indices(clinicians):
    """UPC max n_j / N; COC (sum n_j^2 - N) / (N (N - 1)); SECON the share of consecutive pairs with the same
    staff."""
    total = len(clinicians)
    counts = {}
    for clinician in clinicians:
        counts[clinician] = counts.get(clinician, 0) + 1
    same = sum(before == after for before, after in zip(clinicians, clinicians[1:]))
    return (fixed(max(counts.values()), total),
            fixed(sum(count * count for count in counts.values()) - total, total * (total - 1)),
            fixed(same, total - 1))


def continuity(person, as_of, generic_staff):
    if not person.in_population:
        return
    clinicians = counted_contacts(person, as_of, generic_staff)
    enough = len(clinicians) >= MINIMUM_CONTACTS
    yield "coverage", int(enough), 1
    if enough:
        upc, coc, secon = continuity_indices(clinicians)
        yield "upc", upc, ONE
        yield "coc", coc, ONE
        yield "secon", secon, ONE
    if person.named_gp is not None and clinicians:
        # A generic clinician is ("generic", i), so "a generic named GP is never met".
        yield "named-gp", clinicians.count(("named", person.named_gp)), len(clinicians)


def contact_measures(contact):
    """The per-contact measures of one contact, as (measure, numerator); the denominator is 1."""
    if contact.status in ("attended", "did-not-attend") and contact.mode != "online" \
            and contact.booked is not None and contact.booked < contact.day:
        yield "did-not-attend", int(contact.status == "did-not-attend")
    if contact.status != "cancelled":
        yield "turned-away", int(contact.status == "turned-away")
    if contact.status == "attended" and contact.booked is not None:
        yield "same-day", int(contact.booked == contact.day)


def tally(contacts):
    sums = {}
    for contact in contacts:
        for measure, y in contact_measures(contact):
            entry = sums.setdefault(measure, [0, 0])
            entry[0] += y
            entry[1] += 1
    return sums


def contacts_in_window(person, as_of):
    first, last = window(as_of, 12)
    return [contact for record in person.records for contact in record.contacts.values()
            if first <= contact.day <= last]


def access_of_person(person, contacts, as_of):
    """"population at D with >= 300 days of exposure"; contacts on exposed days."""
    if not person.in_population or days_within(person.exposed, *window(as_of, 12)) < MINIMUM_EXPOSURE:
        return
    attended = [contact for contact in contacts
                if contact.status == "attended" and covers(person.exposed, contact.day)]
    yield "no-contact", int(not attended), 1
    yield "frequent", int(sum(contact.role == "gp" for contact in attended) >= 10), 1


def admissions(person, as_of):
    """Emergency stays and cost of stays that start in the window on an exposed day; days of exposure."""
    first, last = window(as_of, 12)
    days = days_within(person.exposed, first, last)
    if days == 0:
        return
    counted = [stay for stay in stays(person, as_of)
               if first <= stay.start <= last and covers(person.exposed, stay.start)]
    yield "emergency", sum(stay.method == "emergency" for stay in counted), days
    yield "cost", sum(stay.cost for stay in counted), days


# -- Everybody --------------------------------------------------------------------------------------------


class Cells:
    def __init__(self):
        self.of = {}  # measure -> {(basis, area, category): Cell}
        self.own_rates = {}  # (five-year band, sex) -> [emergency stays, days], over all exposed people
        self.out_of_area = {"resident": 0, "registered": 0}  # of the population at D
        self.out_of_area_everybody = {"resident": 0, "registered": 0}  # of everybody in some measure's reach
        self.population = 0
        self.exposed_people = 0

    def add(self, measure, basis, codes, categories_of_person, y, n, band=None):
        cells = self.of.setdefault(measure, {})
        for code in codes:
            for category in categories_of_person:
                key = (basis, code, category)
                cell = cells.get(key)
                if cell is None:
                    cell = cells[key] = Cell()
                cell.add(y, n, band)


def add_person(cells, person, areas, as_of, generic_staff):
    resident = areas.resident(person.lsoa)
    registered = areas.registered(person.practice)
    mine = categories(person, areas)
    bases = (("resident", resident), ("registered", registered))
    for basis, codes in bases:
        cells.out_of_area[basis] += person.in_population and not codes
        cells.out_of_area_everybody[basis] += not codes
    cells.population += person.in_population

    following = list(continuity(person, as_of, generic_staff))
    if person.in_population:
        following.append(("population", 1, 1))
    contacts = contacts_in_window(person, as_of)
    following += access_of_person(person, contacts, as_of)
    following += admissions(person, as_of)
    band = (five_year_band(person.age), person.sex)
    for measure, y, n in following:
        banded = band if measure == "emergency" else None
        for basis, codes in bases:
            cells.add(measure, basis, codes, mine, y, n, banded)
        if banded:
            cells.exposed_people += 1
            entry = cells.own_rates.setdefault(band, [0, 0])
            entry[0] += y
            entry[1] += n

    # "on the resident basis, of contacts of residents on days on which they were exposed"
    for measure, (y, n) in tally(c for c in contacts if covers(person.exposed, c.day)).items():
        cells.add(measure, "resident", resident, mine, y, n)
    # "on the registered basis are of the contacts held by the practice (`contact@practice`), of anybody"; one
    # person adds to an area once, with all contacts that its practices held.
    by_area = {}
    for contact in contacts:
        for code in areas.registered(contact.practice):
            by_area.setdefault(code, []).append(contact)
    for code, held in by_area.items():
        for measure, (y, n) in tally(held).items():
            cells.add(measure, "registered", (code,), mine, y, n)


def measure_everybody(people, areas, as_of, generic_staff):
    cells = Cells()
    for person in people:
        add_person(cells, person, areas, as_of, generic_staff)
    return cells
