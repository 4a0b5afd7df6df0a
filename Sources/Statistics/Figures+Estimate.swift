extension Figures {
    /// The value and limits of these figures as one statistic.
    ///
    /// `multiplier` is the population to which a directly standardised rate is scaled; other statistics have none.
    /// A denominator of 0 gives no value (`noData`, or `notDefined` for an expected number), except for a count.
    public func estimate(_ statistic: IndicatorStatistic, per multiplier: Double = 100_000) -> Estimate {
        switch statistic {
        case .count:
            return count >= 0 ? Estimate(value: count) : Estimate(without: .invalid)
        case .mean:
            // Rounding may turn a denominator of 1 into more; the one person still has no spread.
            return people == 1 && denominator > 0
                ? Estimate(value: count / denominator, status: .onePerson)
                : Mean.estimate(sum: count, n: denominator, sd: spread)
        case .proportion:
            return Proportion.wilson(count, of: denominator)
        case .proportionOfEvents:
            return Proportion.events(count, of: denominator, designEffect: designEffect)
        case .ratio:
            return RatioOfSums.estimate(
                numerator: count, denominator: denominator, standardError: spread, people: people)
        case .directlyStandardisedRate:
            guard denominator > 0 else { return Estimate(without: denominator == 0 ? .noData : .invalid) }
            return StandardisedRate.direct(
                rate: rate, variance: rateVariance, events: count, emptyWeightShare: emptyWeightShare,
                per: multiplier)
        case .indirectlyStandardisedRatio:
            return StandardisedRatio.indirect(observed: count, expected: denominator)
        }
    }
}
