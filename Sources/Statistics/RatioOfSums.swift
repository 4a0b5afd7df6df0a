/// The ratio of two sums over people, such as cost per person-year, with limits from its variance over people.
///
/// Cochran 1977, Sampling Techniques, ch. 2 and 6.
public enum RatioOfSums {
    /// numerator / denominator ∓ t(people − 1) × standard error. One person has a value and no limits.
    /// The limits are not cut at 0. `noData` where the denominator is 0.
    public static func estimate(
        numerator: Double, denominator: Double, standardError: Double, people: Int
    ) -> Estimate {
        guard numerator.isFinite, denominator.isFinite, standardError.isFinite, denominator >= 0, standardError >= 0
        else { return Estimate(without: .invalid) }
        guard denominator > 0, people > 0 else { return Estimate(without: .noData) }
        let value = numerator / denominator
        guard people > 1 else { return Estimate(value: value, status: .onePerson) }
        return Mean.student(value: value, standardError: standardError, degreesOfFreedom: Double(people - 1))
    }

    /// The ratio from exact sums over people.
    public static func estimate(_ sums: PeopleSums) -> Estimate {
        estimate(
            numerator: sums.numeratorTotal, denominator: sums.denominatorTotal,
            standardError: sums.ratioStandardError, people: sums.people)
    }
}
