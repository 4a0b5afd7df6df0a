/// A mean over people with Student's limits.
public enum Mean {
    /// Σy / n, limits ∓ t(n − 1) × sd / √n. One person has a value and no limits. The limits are not cut at 0.
    ///
    /// `sd` is the standard deviation with divisor n − 1, in the unit of y. `noData` where n is 0.
    public static func estimate(sum: Double, n: Double, sd: Double) -> Estimate {
        guard sum.isFinite, n.isFinite, sd.isFinite, n >= 0, sd >= 0 else { return Estimate(without: .invalid) }
        guard n > 0 else { return Estimate(without: .noData) }
        guard n > 1 else { return Estimate(value: sum / n, status: .onePerson) }
        return student(value: sum / n, standardError: sd / n.squareRoot(), degreesOfFreedom: n - 1)
    }

    /// A mean from exact sums over people; `sums` must have a denominator of 1 for each person.
    public static func estimate(_ sums: PeopleSums) -> Estimate {
        estimate(sum: sums.numeratorTotal, n: sums.denominatorTotal, sd: sums.standardDeviation)
    }

    /// A value ∓ t × standard error at both levels.
    static func student(value: Double, standardError: Double, degreesOfFreedom: Double) -> Estimate {
        Estimate(value: value) { level in
            let t = StudentDistribution.quantile(upperTail: level.tail, degreesOfFreedom: degreesOfFreedom)
            return Interval(lower: value - t * standardError, upper: value + t * standardError)
        }
    }
}
