"""The indicator file: which rows there are, what they say, and in what order."""

import csv
import datetime

from figures import Withheld, absolute_gap, figure, relative_gap, slope_figures
from intervals import CONFIDENCES
from measures import SCALES, UNKNOWN_QUINTILE, WHOLE, added
from people import window


class Indicator:
    def __init__(self, identifier, name, measure, statistic, months, polarity="", unit=""):
        self.identifier, self.name, self.measure, self.statistic = identifier, name, measure, statistic
        self.months, self.polarity, self.unit = months, polarity, unit


HIGH, LOW = "High is good", "Low is good"
INDICATORS = (
    Indicator("population", "Registered population", "population", "count", 0, "", "people"),
    Indicator("continuity-upc", "Usual provider of care index", "upc", "mean", 24, HIGH, "index"),
    Indicator("continuity-coc", "Bice–Boxerman continuity of care index", "coc", "mean", 24, HIGH, "index"),
    Indicator("continuity-secon", "Sequential continuity index", "secon", "mean", 24, HIGH, "index"),
    Indicator("continuity-coverage", "People whose continuity can be measured", "coverage", "proportion", 24, "",
              "fraction"),
    Indicator("continuity-named-gp", "Contacts with the named GP", "named-gp", "proportion of events", 24, HIGH,
              "fraction"),
    Indicator("access-did-not-attend", "Booked contacts not attended", "did-not-attend", "proportion of events", 12,
              LOW, "fraction"),
    Indicator("access-turned-away", "Requests turned away", "turned-away", "proportion of events", 12, LOW,
              "fraction"),
    Indicator("access-same-day", "Contacts booked on the day", "same-day", "proportion of events", 12, "",
              "fraction"),
    Indicator("access-no-contact", "People without a contact", "no-contact", "proportion", 12, "", "fraction"),
    Indicator("access-frequent", "People with 10 or more GP contacts", "frequent", "proportion", 12, "",
              "fraction"),
    Indicator("outcome-emergency-admission",
              "Emergency admissions per 100,000 person-years, age-standardised", "emergency",
              "directly standardised rate", 12, LOW, "per 100,000 person-years"),
    Indicator("outcome-emergency-admission-ratio", "Emergency admissions, observed to expected", "emergency",
              "indirectly standardised ratio", 12, LOW, "ratio"),
    Indicator("value-admission-cost", "Admission cost per person-year, GBP", "cost", "ratio of sums", 12, "",
              "GBP per person-year"),
)
WITHOUT_GAPS = ("population", "continuity-coverage")
COMPARISONS = (("-gap-absolute", ", absolute gap", "absolute gap"),
               ("-gap-relative", ", relative gap", "relative gap"),
               ("-sii", ", slope index of inequality", "slope index of inequality"),
               ("-rii", ", relative index of inequality", "relative index of inequality"))

COLUMNS = ("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type",
           "Sex", "Age", "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit",
           "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator",
           "Value note", "Recent Trend", "Compared to borough value", "Time period Sortable", "New data",
           "Compared to goal", "Time period range", "Population basis", "Period start", "Period end", "Statistic",
           "Unit", "Polarity", "Expected", "Publisher", "Release")

BASES = ("resident", "registered")
BREAKDOWNS = ("whole", "sex", "age", "ethnicity", "deprivation")
SEX_WORDS = ("Male", "Female", "Indeterminate", "Unknown")
AGE_WORDS = ("0-17 yrs", "18-39 yrs", "40-64 yrs", "65-79 yrs", "80+ yrs")
ETHNIC_WORDS = ("White", "Mixed", "Asian", "Black", "Other", "Not stated", "Not known")


class Row:
    def __init__(self, indicator, suffix, basis, area, category, result):
        self.indicator, self.suffix, self.basis, self.area = indicator, suffix, basis, area
        self.category, self.figure = category, result


class Table:
    """All rows of one run. With a threshold it is the protected form of them."""

    def __init__(self, cells, areas, minimum_people=1000, threshold=None, round_to=None):
        self.cells, self.areas, self.minimum_people = cells, areas, minimum_people
        self.threshold, self.round_to = threshold, round_to
        self.rows = []
        for indicator in INDICATORS:
            self.add_figures(indicator)
            if indicator.identifier not in WITHOUT_GAPS:
                self.add_comparisons(indicator)
        self.rows.sort(key=self.place)
        self.by_key = {(row.indicator.identifier + row.suffix, row.basis, row.area, row.category): row.figure
                       for row in self.rows}

    def place(self, row):
        """"Sorted by Indicator ID; Practice, Community, Locality, Borough; Area Code; basis; breakdown (whole, sex,
        age, ethnicity, deprivation) with categories as listed"."""
        breakdown, index = row.category
        return ((row.indicator.identifier + row.suffix).encode(), SCALES.index(self.areas.areas[row.area].scale),
                row.area.encode(), BASES.index(row.basis), BREAKDOWNS.index(breakdown), index)

    # -- Figures ------------------------------------------------------------------------------------------

    def shown(self, indicator, cell, category=WHOLE):
        """The figure of a cell as this table gives it: true, or protected: "withheld where the distinct people
        behind its denominator, or behind its count, are from 1 to threshold - 1", else from rounded figures."""
        true = figure(indicator.statistic, cell, category, self.cells.own_rates)
        if self.threshold is None or true is None:
            return true
        people = (cell.people_n, cell.people_y)
        if any(1 <= number < self.threshold for number in people):
            return Withheld()
        return figure(indicator.statistic, cell, category, self.cells.own_rates, self.round_to)

    def add_figures(self, indicator):
        for (basis, area, category), cell in self.cells.of.get(indicator.measure, {}).items():
            if category[0] == "decile":
                continue
            result = self.shown(indicator, cell, category)
            if result is not None:
                self.rows.append(Row(indicator, "", basis, area, category, result))

    # -- Gaps and slopes ----------------------------------------------------------------------------------

    def add_comparisons(self, indicator):
        cells = self.cells.of.get(indicator.measure, {})
        for basis, area, category in list(cells):
            if category == WHOLE and self.areas.areas[area].scale in ("locality", "borough"):
                results = self.gaps(indicator, cells, basis, area) + self.slopes(indicator, cells, basis, area)
                for (suffix, _, _), result in zip(COMPARISONS, results):
                    if result is not None:
                        self.rows.append(Row(indicator, suffix, basis, area, WHOLE, result))

    def true_figure(self, indicator, cell):
        return figure(indicator.statistic, cell, WHOLE, self.cells.own_rates)

    def gaps(self, indicator, cells, basis, area):
        """"Core20 against the rest (quintiles 2-5 added up), where each side has at least `minimum_people` (1,000)
        distinct people in its denominator and both values exist"."""
        quintiles = [cells.get((basis, area, ("deprivation", quintile))) for quintile in range(1, 6)]
        others = [cell for cell in quintiles[1:] if cell is not None]
        if quintiles[0] is None or not others:
            return None, None
        sides = quintiles[0], added(others)
        true = [self.true_figure(indicator, side) for side in sides]
        if any(side.people_n < self.minimum_people for side in sides):
            return None, None
        if any(side is None or side.value is None for side in true):
            return None, None
        absolute, relative = absolute_gap(*true), relative_gap(indicator.statistic, *true)
        if self.threshold is None:
            return absolute, relative
        parts = [self.shown(indicator, cell) for cell in [quintiles[0], *others, sides[1]]]
        core, rest = parts[0], parts[-1]
        if any(isinstance(part, Withheld) for part in parts):
            return Withheld(), relative and Withheld()
        return absolute_gap(core, rest), relative and (
            relative_gap(indicator.statistic, core, rest) or Withheld())

    def slopes(self, indicator, cells, basis, area):
        """"deciles without any, and unknown, are left out ... deciles without a value count as absent"."""
        used = []
        for decile in range(1, 11):
            cell = cells.get((basis, area, ("decile", decile)))
            if cell is not None:
                true = self.true_figure(indicator, cell)
                if true is not None and true.value is not None:
                    used.append((cell, true))
        sii, rii = slope_figures([true for _, true in used])
        if self.threshold is None:
            return sii, rii
        parts = [self.shown(indicator, cell) for cell, _ in used]
        if any(isinstance(part, Withheld) for part in parts):
            return sii and Withheld(), rii and Withheld()
        shown = slope_figures(parts)
        return sii and shown[0], rii and (shown[1] or Withheld())

    # -- Words --------------------------------------------------------------------------------------------

    def compared(self, row):
        """"`Similar` where the value of the area's borough for the same basis and category lies within the row's
        95% limits, else `Better` or `Worse` by polarity, `Higher` or `Lower` without one; `Not compared` for the
        borough itself, counts, gaps, and rows without limits; empty where this or the borough's row is withheld"."""
        if isinstance(row.figure, Withheld):
            return ""
        if row.suffix or row.indicator.statistic == "count" or self.areas.areas[row.area].scale == "borough":
            return "Not compared"
        other = self.by_key.get((row.indicator.identifier, row.basis, self.areas.borough_of(row.area),
                                 row.category))
        if isinstance(other, Withheld):
            return ""
        limits = row.figure.limits[0.95]
        if limits is None or other is None or other.value is None:
            return "Not compared"
        if limits[0] <= other.value <= limits[1]:
            return "Similar"
        higher = row.figure.value > other.value
        if row.indicator.polarity:
            return "Better" if higher == (row.indicator.polarity == HIGH) else "Worse"
        return "Higher" if higher else "Lower"

    def record(self, row, as_of):
        area, shown, indicator = self.areas.areas[row.area], row.figure, row.indicator
        parent = self.areas.areas[area.parent] if area.parent else None
        extra = next((words for words in COMPARISONS if words[0] == row.suffix), ("", "", indicator.statistic))
        breakdown, index = row.category
        first, last = window(as_of, indicator.months) if indicator.months else (as_of, as_of)
        start, end = (datetime.date.fromordinal(day).isoformat() for day in (first, last))
        record = dict.fromkeys(COLUMNS, "")
        record.update({
            "Indicator ID": indicator.identifier + row.suffix,
            "Indicator Name": indicator.name + extra[1],
            "Parent Code": parent.code if parent else "",
            "Parent Name": parent.name if parent else "",
            "Area Code": area.code,
            "Area Name": area.name,
            "Area Type": area.scale.capitalize(),
            "Sex": SEX_WORDS[index] if breakdown == "sex" else "Persons",
            "Age": AGE_WORDS[index] if breakdown == "age" else "All ages",
            "Time period": f"{start} to {end}" if indicator.months else end,
            "Value": number(shown.value),
            "Count": number(shown.count),
            "Denominator": number(shown.denominator),
            "Value note": shown.note,
            "Compared to borough value": self.compared(row),
            "Time period Sortable": end.replace("-", ""),
            "Time period range": {0: "1d", 12: "1y", 24: "2y"}[indicator.months],
            "Population basis": row.basis,
            "Period start": start,
            "Period end": end,
            "Statistic": extra[2],
            "Unit": indicator.unit,
            "Polarity": indicator.polarity,
            "Expected": number(shown.expected),
        })
        if breakdown == "ethnicity":
            record["Category Type"], record["Category"] = "Ethnic group", ETHNIC_WORDS[index]
        elif breakdown == "deprivation":
            record["Category Type"] = "Deprivation quintile"
            record["Category"] = "Unknown" if index == UNKNOWN_QUINTILE else str(index)
        for confidence, words in zip(CONFIDENCES, ("95.0", "99.8")):
            if shown.limits[confidence] is not None:
                lower, upper = shown.limits[confidence]
                record[f"Lower CI {words} limit"] = number(lower)
                record[f"Upper CI {words} limit"] = number(upper)
        return record

    def write(self, path, as_of):
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
            writer.writeheader()
            for row in self.rows:
                writer.writerow(self.record(row, as_of))


def number(value):
    """"whole ones without a point, others the shortest text that reads back to the same double"."""
    if value is None:
        return ""
    value = float(value)
    return str(int(value)) if value == int(value) else repr(value)
