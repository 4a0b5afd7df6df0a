"""Quantiles and intervals: plain formulas on numbers, each from its source."""

import math
from decimal import Decimal, localcontext
from functools import lru_cache
from statistics import NormalDist

CONFIDENCES = (0.95, 0.998)


# -- Quantiles --------------------------------------------------------------------------------------------


@lru_cache(maxsize=None)
def normal_quantile(upper_tail):
    """z with P(Z > z) = upper_tail, the library's value refined by Newton's method on erfc."""
    z = -NormalDist().inv_cdf(upper_tail)
    for _ in range(3):
        tail = math.erfc(z / math.sqrt(2)) / 2
        z += (tail - upper_tail) / (math.exp(-z * z / 2) / math.sqrt(2 * math.pi))
    return z


def z_of(confidence):
    """z(c): the normal quantile at c + (1 - c) / 2."""
    return normal_quantile((1 - confidence) / 2)


def log_gamma_half_step(a):
    """ln Gamma(a + 1/2) - ln Gamma(a), by the asymptotic series where the difference would cancel."""
    if a < 40:
        return math.lgamma(a + 0.5) - math.lgamma(a)
    return (0.5 * math.log(a) - 1 / (8 * a) + 1 / (192 * a ** 3) - 1 / (640 * a ** 5)
            + 17 / (14336 * a ** 7) - 31 / (18432 * a ** 9))


def beta_fraction(a, b, x):
    """Lentz's continued fraction of the incomplete beta function (Numerical Recipes, 6.4)."""
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    result = d
    for m in range(1, 100_000):
        for numerator in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                          -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + numerator / c
            c = c if abs(c) > tiny else tiny
            result *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return result


def student_tail(t, freedom):
    """P(T > t) for t > 0: half the incomplete beta function at x = v / (v + t^2), a = v/2, b = 1/2."""
    a, b = freedom / 2, 0.5
    ratio = t * t / freedom
    x, y = 1 / (1 + ratio), ratio / (1 + ratio)
    # x^a y^b / B(a, b), with B(a, 1/2) = sqrt(pi) Gamma(a) / Gamma(a + 1/2)
    front = math.exp(-a * math.log1p(ratio) + 0.5 * math.log(y) + log_gamma_half_step(a)) / math.sqrt(math.pi)
    if x < (a + 1) / (a + b + 2):
        return front * beta_fraction(a, b, x) / a / 2
    return (1 - front * beta_fraction(b, a, y) / b) / 2


def student_density(t, freedom):
    return math.exp(log_gamma_half_step(freedom / 2) - (freedom + 1) / 2 * math.log1p(t * t / freedom)
                    - 0.5 * math.log(freedom * math.pi))


@lru_cache(maxsize=None)
def student_quantile(upper_tail, freedom):
    """t with P(T > t) = upper_tail. The tail is convex for t > 0, so Newton's method from the normal quantile,
    which lies below, rises to the root and cannot pass it."""
    t = normal_quantile(upper_tail)
    for _ in range(500):
        step = (student_tail(t, freedom) - upper_tail) / student_density(t, freedom)
        t += step
        if abs(step) < 1e-15 * t:
            break
    return t


@lru_cache(maxsize=None)
def poisson_exact(count, confidence):
    """Exact limits of a count: chi2inv((1-c)/2, 2x)/2 and chi2inv(c+(1-c)/2, 2x+2)/2, that is the means at which
    P(X >= x), or P(X <= x), is (1-c)/2. Solved on the Poisson sums in 50 digits."""
    with localcontext() as context:
        context.prec = 50
        tail = (1 - Decimal(str(confidence))) / 2

        def at_most(k, mean):
            term = total = Decimal(1)
            for j in range(1, k + 1):
                term = term * mean / j
                total += term
            return total * (-mean).exp()

        def solve(k, target):
            """The mean with P(X <= k) = target; P falls as the mean rises."""
            low, high = Decimal(0), Decimal(1000)
            for _ in range(120):
                middle = (low + high) / 2
                if at_most(k, middle) > target:
                    low = middle
                else:
                    high = middle
            return float(low)

        lower = 0.0 if count == 0 else solve(count - 1, 1 - tail)
        return lower, solve(count, tail)


# -- Intervals --------------------------------------------------------------------------------------------


def wilson(p, x, n, confidence):
    """Wilson 1927: (2x + z^2 -+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)). x and n may be effective sizes; p is
    x/n, given so that 0 and 1 stay exact."""
    z = z_of(confidence)
    root = z * math.sqrt(z * z + 4 * x * (1 - p))
    lower = 0.0 if p == 0 else (2 * x + z * z - root) / (2 * (n + z * z))
    upper = 1.0 if p == 1 else (2 * x + z * z + root) / (2 * (n + z * z))
    return lower, upper


def byar(count, confidence):
    """Byar's approximation (Breslow & Day 1987)."""
    z = z_of(confidence)
    more = count + 1
    return (count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3,
            more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3)


def count_limits(count, confidence):
    """"exact limits below 10 events and Byar's from 10"."""
    return poisson_exact(int(count), confidence) if count < 10 else byar(count, confidence)


def student(value, error, freedom, confidence):
    reach = student_quantile((1 - confidence) / 2, freedom) * error
    return value - reach, value + reach


def absolute_gap_limits(p1, limits1, p0, limits0):
    """Newcombe 1998, method 10, square-and-add on the two values' own limits."""
    (l1, u1), (l0, u0) = limits1, limits0
    gap = p1 - p0
    return (gap - math.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2),
            gap + math.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2))


def log_limits(ratio, variance, confidence):
    reach = z_of(confidence) * math.sqrt(variance)
    return math.exp(math.log(ratio) - reach), math.exp(math.log(ratio) + reach)


def standard_error(limits95):
    """s = (upper - lower 95 %) / (2 z)."""
    return (limits95[1] - limits95[0]) / (2 * z_of(0.95))


class Slope:
    """Weighted least squares of values on ranks: shares a, middles b, slope and intercept."""

    def __init__(self, weights, values):
        total = sum(weights)
        self.a = [float(weight / total) for weight in weights]
        before = 0
        self.b = []
        for weight in weights:
            self.b.append(float((before + weight / 2) / total))
            before += weight
        self.centre = sum(a * b for a, b in zip(self.a, self.b))
        spread = sum(a * (b - self.centre) ** 2 for a, b in zip(self.a, self.b))
        self.w = [a * (b - self.centre) / spread for a, b in zip(self.a, self.b)]
        self.slope = sum(w * y for w, y in zip(self.w, values))
        self.intercept = sum(a * y for a, y in zip(self.a, values)) - self.slope * self.centre

    def index_limits(self, errors, confidence):
        """Limits of -slope: the slope's standard deviation is sqrt(sum w_i^2 se_i^2)."""
        reach = z_of(confidence) * math.sqrt(sum((w * e) ** 2 for w, e in zip(self.w, errors)))
        return -self.slope - reach, -self.slope + reach

    def relative_limits(self, errors, confidence):
        """Fieller's limits of intercept / (intercept + slope); None where they are no interval."""
        top = [a - w * self.centre for a, w in zip(self.a, self.w)]
        bottom = [t + w for t, w in zip(top, self.w)]
        n, d = self.intercept, self.intercept + self.slope
        vn = sum((t * e) ** 2 for t, e in zip(top, errors))
        vd = sum((b * e) ** 2 for b, e in zip(bottom, errors))
        cov = sum(t * b * e * e for t, b, e in zip(top, bottom, errors))
        z2 = z_of(confidence) ** 2
        a, b, c = d * d - z2 * vd, n * d - z2 * cov, n * n - z2 * vn
        root = b * b - a * c
        if a <= 0 or root < 0:
            return None
        return (b - math.sqrt(root)) / a, (b + math.sqrt(root)) / a
