"""From cells to figures: values, limits, gaps and slopes, true or from rounded counts."""

import math
from fractions import Fraction

from intervals import (CONFIDENCES, Slope, absolute_gap_limits, byar, count_limits, log_limits, standard_error,
                       student, wilson)
from measures import AGE_CATEGORIES, ONE

DAYS_OF_A_YEAR = Fraction(1461, 4)
# European Standard Population 2013, 0-4 ... 85-89, 90+.
STANDARD = (5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000,
            2500, 1500, 1000)
PER = 100_000
NO_LIMITS = {confidence: None for confidence in CONFIDENCES}


class Figure:
    """Value and limits (None where there are none), the count and denominator they are of, and a note."""

    def __init__(self, count, denominator):
        self.count = count
        self.denominator = denominator
        self.expected = None
        self.value = None
        self.limits = dict(NO_LIMITS)
        self.note = ""
        self.effective_count = None  # x / deff, for relative gaps of proportions
        self.gap = False


class Withheld(Figure):
    def __init__(self):
        super().__init__(None, None)
        self.note = "withheld"


def rounded(number, round_to):
    """Half up to a multiple; None leaves the true figure."""
    if round_to is None:
        return Fraction(number)
    return Fraction(math.floor(Fraction(number) / round_to + Fraction(1, 2)) * round_to)


def expected_events(cell, rates):
    """"expected from the run's own rates by five-year band and sex"."""
    total = Fraction(0)
    for band, (_, days) in cell.bands.items():
        events, all_days = rates[band]
        total += Fraction(events * days, all_days)
    return total


def bands_used(category):
    """"in the age breakdown only the bands that overlap the category count, in sum and divisor"."""
    if category[0] != "age":
        return range(19)
    low, high = AGE_CATEGORIES[category[1]]
    return [band for band in range(19)
            if (high is None or 5 * band <= high) and (band == 18 or 5 * band + 4 >= low)]


def figure(statistic, cell, category, rates, round_to=None):
    """The figure of one cell; None where it is no row."""
    count, denominator = true_figures(statistic, cell, rates)
    if (count if statistic == "count" else denominator) == 0:
        return None  # "A cell is a row where its denominator is not 0 (`population`: numerator not 0)"
    shown = rounded(count, round_to)
    if statistic == "count":
        result = Figure(shown, None)
        result.value = float(shown)
        return result
    shown_denominator = rounded(denominator, round_to)
    if shown_denominator == 0:
        return Withheld()
    result = Figure(shown, shown_denominator)
    # How much rounding changed the count and the denominator; 1 in the true figures.
    a = shown / count if count else Fraction(1)
    b = shown_denominator / denominator
    if statistic == "proportion":
        proportion(result, Fraction(1))
    elif statistic == "proportion of events":
        proportion(result, design_effect(cell))
    elif statistic == "mean":
        mean(result, cell)
    elif statistic == "ratio of sums":
        ratio_of_sums(result, cell, a, b)
    elif statistic == "directly standardised rate":
        standardised_rate(result, cell, bands_used(category), a, b)
    else:
        standardised_ratio(result)
    return result


def true_figures(statistic, cell, rates):
    if statistic == "mean":
        return Fraction(cell.y, ONE), Fraction(cell.n, ONE)
    if statistic == "ratio of sums":
        return Fraction(cell.y, 10_000), cell.n / DAYS_OF_A_YEAR
    if statistic == "directly standardised rate":
        return Fraction(cell.y), cell.n / DAYS_OF_A_YEAR
    if statistic == "indirectly standardised ratio":
        return Fraction(cell.y), expected_events(cell, rates)
    return Fraction(cell.y), Fraction(cell.n)


def variance_of_ratio(cell):
    """s^2 = sum (y - R n)^2 / (N - 1); var(R) = N s^2 / (sum n)^2, in the cell's units, exactly."""
    people, ratio = cell.people_n, Fraction(cell.y, cell.n)
    residual = (cell.yy - 2 * ratio * cell.yn + ratio * ratio * cell.nn) / (people - 1)
    return people * residual / (cell.n * cell.n)


def design_effect(cell):
    """deff = max(1, var(R) / (R (1 - R) / sum n)), 1 where R is 0 or 1 or N = 1."""
    if cell.people_n == 1 or cell.y in (0, cell.n):
        return Fraction(1)
    ratio = Fraction(cell.y, cell.n)
    return max(Fraction(1), variance_of_ratio(cell) / (ratio * (1 - ratio) / cell.n))


def proportion(result, effect):
    result.value = float(result.count / result.denominator)
    x, n = float(result.count / effect), float(result.denominator / effect)
    result.effective_count = x
    result.limits = {c: wilson(result.value, x, n, c) for c in CONFIDENCES}


def mean(result, cell):
    """Student's limits with the standard deviation of the true figures; "with denominator 1 none, note
    `one person`"."""
    result.value = float(result.count / result.denominator)
    people = int(result.denominator)
    if people == 1 or cell.people_n == 1:
        result.note = "one person"
        return
    total = Fraction(cell.y, ONE)
    variance = (Fraction(cell.yy, ONE * ONE) - total * total / cell.people_n) / (cell.people_n - 1)
    error = math.sqrt(variance / people)
    result.limits = {c: student(result.value, error, people - 1, c) for c in CONFIDENCES}


def ratio_of_sums(result, cell, a, b):
    """"limits from the ratio's variance over people (Student, people - 1; one person: none, with that note)"."""
    result.value = float(result.count / result.denominator)
    if cell.people_n == 1:
        result.note = "one person"
        return
    unit = DAYS_OF_A_YEAR / 10_000  # from GBP 10^-4 a day to GBP a year
    error = math.sqrt(variance_of_ratio(cell)) * float(unit * a / b)
    result.limits = {c: student(result.value, error, cell.people_n - 1, c) for c in CONFIDENCES}


def standardised_rate(result, cell, used, a, b):
    """"per 100,000. An empty band (no person-days) adds nothing and keeps its weight ... Its limits are Dobson's
    for independent events. It is `not calculable` with fewer than 10 events, or where empty bands hold more than
    1% of the weight used." Value times a/b, V times a/b^2, T times a."""
    by_band = {band: [0, 0] for band in used}
    for (band, _), (events, days) in cell.bands.items():
        if band in by_band:  # always: a category's people lie in the bands that overlap it
            by_band[band][0] += events
            by_band[band][1] += days
    weight = sum(STANDARD[band] for band in used)
    empty = sum(STANDARD[band] for band in used if by_band[band][1] == 0)
    if cell.y < 10 or 100 * empty > weight:
        result.note = "not calculable"
        return
    rate = variance = Fraction(0)
    for band, (events, days) in by_band.items():
        if days:
            years = days / DAYS_OF_A_YEAR
            rate += STANDARD[band] * events / years
            variance += STANDARD[band] ** 2 * events / years ** 2
    result.value = float(rate / weight * PER * a / b)
    variance = variance / weight ** 2 * a / b ** 2
    total = float(result.count)
    if total == 0:
        return  # only where rounding took every event: no limits
    step = PER * math.sqrt(variance / result.count)
    result.limits = {c: tuple(result.value + step * (limit - total) for limit in byar(total, c))
                     for c in CONFIDENCES}


def standardised_ratio(result):
    """"exact limits below 10 events and Byar's from 10; its Denominator is the expected number"."""
    result.value = float(result.count / result.denominator)
    result.expected = result.denominator
    expected = float(result.denominator)
    result.limits = {c: tuple(limit / expected for limit in count_limits(float(result.count), c))
                     for c in CONFIDENCES}


# -- Comparison -------------------------------------------------------------------------------------------


def comparison(value, limits):
    result = Figure(None, None)
    result.gap = True
    result.value = value
    result.limits = limits
    return result


def absolute_gap(core, rest):
    limits = {}
    for c in CONFIDENCES:
        own = core.limits[c], rest.limits[c]
        limits[c] = None if None in own else absolute_gap_limits(core.value, own[0], rest.value, own[1])
    return comparison(core.value - rest.value, limits)


def relative_gap(statistic, core, rest):
    """"Core20 / rest; none where the rest is 0 ... on the log scale (for a proportion of events with x / deff;
    none where a value is 0 or below)"."""
    if rest.value == 0:
        return None
    limits = dict(NO_LIMITS)
    ratio = core.value / rest.value
    if core.value > 0 and rest.value > 0:
        variance = None
        if statistic.startswith("proportion"):
            variance = sum((1 - side.value) / side.effective_count for side in (core, rest))
        elif core.limits[0.95] is not None and rest.limits[0.95] is not None:
            variance = sum((standard_error(side.limits[0.95]) / side.value) ** 2 for side in (core, rest))
        if variance is not None:
            limits = {c: log_limits(ratio, variance, c) for c in CONFIDENCES}
    return comparison(ratio, limits)


def slope_figures(deciles):
    """(SII, RII) over the figures of the deciles in order, most deprived first: "SII = -slope, RII = intercept /
    (intercept + slope)"; "with fewer than 5 deciles no row"; "RII has no row unless both ends are above 0"."""
    if len(deciles) < 5:
        return None, None
    fit = Slope([decile.denominator for decile in deciles], [decile.value for decile in deciles])
    sii_limits, rii_limits = dict(NO_LIMITS), dict(NO_LIMITS)
    if all(decile.limits[0.95] is not None for decile in deciles):
        errors = [standard_error(decile.limits[0.95]) for decile in deciles]
        sii_limits = {c: fit.index_limits(errors, c) for c in CONFIDENCES}
        rii_limits = {c: fit.relative_limits(errors, c) for c in CONFIDENCES}
    most, least = fit.intercept, fit.intercept + fit.slope
    rii = comparison(most / least, rii_limits) if most > 0 and least > 0 else None
    return comparison(-fit.slope, sii_limits), rii
