/// Limits of a count of independent events, in events.
///
/// Breslow & Day 1987; Armitage & Berry 2002.
public enum CountLimits {
    /// Counts below this have exact limits, counts from here on Byar's.
    public static let byarFrom = 10.0

    /// Exact Poisson limits below 10 events and Byar's from 10; nil for a negative count.
    public static func byarOrExact(_ count: Double, _ level: ConfidenceLevel) -> Interval? {
        count < byarFrom ? exact(count, level) : byar(count, level)
    }

    /// Exact Poisson limits through chi-square quantiles; the lower limit of 0 is 0. Nil for a negative count.
    public static func exact(_ count: Double, _ level: ConfidenceLevel) -> Interval? {
        guard count >= 0, count.isFinite else { return nil }
        let lower =
            count == 0
            ? 0 : ChiSquareDistribution.quantile(lowerTail: level.tail, degreesOfFreedom: 2 * count) / 2
        let upper = ChiSquareDistribution.quantile(upperTail: level.tail, degreesOfFreedom: 2 * count + 2) / 2
        return Interval(lower: lower, upper: upper)
    }

    /// Byar's limits; nil for a count of 0 or less, or so small (below 1 at 95 %, up to 1 at 99.8 %) that the lower
    /// limit would be negative.
    public static func byar(_ count: Double, _ level: ConfidenceLevel) -> Interval? {
        guard count > 0, count.isFinite else { return nil }
        let below = 1 - 1 / (9 * count) - level.z / (3 * count.squareRoot())
        let next = count + 1
        let above = 1 - 1 / (9 * next) + level.z / (3 * next.squareRoot())
        guard below >= 0 else { return nil }
        return Interval(lower: count * below * below * below, upper: next * above * above * above)
    }
}
