/// The slope and relative index of inequality: a weighted straight line through values by deprivation decile.
///
/// Given from the most deprived end: SII = value at the most deprived end − value at the least deprived end, RII
/// their quotient. Low & Low 2004 (J Public Health 26:390); limits in closed form, exact for normal errors.
public struct InequalitySlope: Sendable, Equatable {
    /// One decile, 1 the most deprived: its weight (its denominator) and its value with limits.
    public struct Decile: Sendable, Equatable {
        public let decile: Int
        public let weight: Double
        public let estimate: Estimate

        public init(decile: Int, weight: Double, estimate: Estimate) {
            self.decile = decile
            self.weight = weight
            self.estimate = estimate
        }
    }

    /// With fewer deciles than this there is no line.
    public static let fewestDeciles = 5

    /// The value of the line at the most deprived end, rank 0.
    public let intercept: Double
    /// The rise of the line from the most to the least deprived end.
    public let slope: Double
    /// Variances of the two ends and their covariance; nil where a decile has no limits.
    private let errors: Errors?

    private struct Errors: Sendable, Equatable {
        var slope = 0.0
        var mostDeprived = 0.0
        var leastDeprived = 0.0
        var covariance = 0.0
    }

    /// Fits the line; the order of the deciles does not matter.
    ///
    /// Deciles without weight or value are left out; nil where fewer than 5 remain. A decile's standard error is
    /// that of its 95 % limits.
    public init?(_ deciles: [Decile]) {
        let used =
            deciles
            .filter { $0.weight > 0 && $0.weight.isFinite && $0.estimate.value != nil }
            .sorted { $0.decile < $1.decile }
        guard used.count >= Self.fewestDeciles else { return nil }
        let total = used.reduce(0) { $0 + $1.weight }
        let shares = used.map { $0.weight / total }
        var before = 0.0
        let ranks = used.map { decile in
            let rank = (before + decile.weight / 2) / total
            before += decile.weight
            return rank
        }
        let centre = zip(shares, ranks).reduce(0) { $0 + $1.0 * $1.1 }
        let spread = zip(shares, ranks).reduce(0) { $0 + $1.0 * ($1.1 - centre) * ($1.1 - centre) }
        guard spread > 0 else { return nil }
        let pulls = zip(shares, ranks).map { $0 * ($1 - centre) / spread }
        let values = used.compactMap(\.estimate.value)
        let mean = zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 }
        // Deviations from the mean leave less to cancel; the pulls add up to 0, so the slope is the same.
        let slope = zip(pulls, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) }
        self.slope = slope
        intercept = mean - slope * centre

        let standardErrors = used.compactMap(\.estimate.impliedStandardError)
        guard standardErrors.count == used.count else {
            errors = nil
            return
        }
        var errors = Errors()
        for (index, standardError) in standardErrors.enumerated() {
            let variance = standardError * standardError
            let most = shares[index] - pulls[index] * centre
            let least = most + pulls[index]
            errors.slope += pulls[index] * pulls[index] * variance
            errors.mostDeprived += most * most * variance
            errors.leastDeprived += least * least * variance
            errors.covariance += most * least * variance
        }
        self.errors = errors
    }

    /// The slope index of inequality, in the unit of the values: − slope, with exact limits.
    public var slopeIndex: Estimate {
        Estimate(value: -slope) { level in
            guard let errors else { return nil }
            let half = level.z * errors.slope.squareRoot()
            return Interval(lower: -slope - half, upper: -slope + half)
        }
    }

    /// The relative index of inequality: intercept / (intercept + slope); nil unless both ends are above 0.
    ///
    /// Fieller's limits (1954, JRSS B 16:175), absent where they do not bound an interval.
    public var relativeIndex: Estimate? {
        let (most, least) = (intercept, intercept + slope)
        guard most > 0, least > 0 else { return nil }
        return Estimate(value: most / least) { level in
            guard let errors else { return nil }
            let z2 = level.z * level.z
            let a = least * least - z2 * errors.leastDeprived
            let b = most * least - z2 * errors.covariance
            let c = most * most - z2 * errors.mostDeprived
            guard a > 0 else { return nil }
            let root = max(0, b * b - a * c).squareRoot()
            // The lower root from the product of the two, c / a, where that loses nothing.
            let lower = b > 0 ? c / (b + root) : (b - root) / a
            return Interval(lower: lower, upper: (b + root) / a)
        }
    }
}
