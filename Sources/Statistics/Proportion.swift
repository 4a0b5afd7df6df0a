/// A proportion, from 0 to 1, with Wilson's score limits.
///
/// Wilson 1927 (JASA 22:209); Newcombe & Altman 2000.
public enum Proportion {
    /// `cases` of `total`, limits at both levels. Neither need be whole.
    ///
    /// `noData` where the total is 0; `invalid` where a figure is negative or the cases exceed the total.
    public static func wilson(_ cases: Double, of total: Double) -> Estimate {
        events(cases, of: total, designEffect: 1)
    }

    /// A proportion of events that people share between them: Wilson's limits with cases and total divided by the
    /// design effect, which is 1 or more (smaller ones count as 1).
    ///
    /// Dean & Pagano 2015 (J Surv Stat Methodol 3:484).
    public static func events(_ cases: Double, of total: Double, designEffect: Double) -> Estimate {
        guard cases.isFinite, total.isFinite, designEffect.isFinite, cases >= 0, cases <= total else {
            return Estimate(without: .invalid)
        }
        guard total > 0 else { return Estimate(without: .noData) }
        let effect = max(1, designEffect)
        return Estimate(value: cases / total) { wilsonLimits(cases / effect, of: total / effect, $0) }
    }

    /// Wilson's limits for `cases` of `total`, where 0 <= cases <= total and total > 0; nil otherwise.
    ///
    /// The lower limit is taken from the product of the two roots, which loses nothing to cancellation.
    public static func wilsonLimits(_ cases: Double, of total: Double, _ level: ConfidenceLevel) -> Interval? {
        guard cases >= 0, cases <= total, total > 0 else { return nil }
        let z2 = level.z * level.z
        let root = level.z * (z2 + 4 * cases * ((total - cases) / total)).squareRoot()
        let sum = 2 * cases + z2 + root
        let lower = 2 * cases * (cases / total) / sum
        let upper = cases == total ? 1 : sum / (2 * (total + z2))
        return Interval(lower: min(lower, upper), upper: upper)
    }
}
