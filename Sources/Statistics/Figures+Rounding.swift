import Glibc

extension Figures {
    /// The figures as they may be shown: count and denominator rounded half up to `base`, all else in proportion, so
    /// that values and limits made from them say no more than the rounded figures do. A base of 1 rounds nothing.
    ///
    /// With a = rounded / true count (0 where the count is 0) and b likewise for the denominator: the standard
    /// error of a ratio becomes s a / b, a standardised rate r a / b and its variance V a / b². A mean keeps its
    /// standard deviation and takes the rounded number of people, a proportion of events keeps its design effect.
    public func rounded(to base: Int, as statistic: IndicatorStatistic) -> Figures {
        guard base > 1 else { return self }
        let newCount = Self.roundedHalfUp(count, to: base)
        let newDenominator = Self.roundedHalfUp(denominator, to: base)
        let a = count == 0 ? 0 : newCount / count
        let b = denominator == 0 ? 0 : newDenominator / denominator
        // Without a denominator nothing can be shown: the estimate has no value, and the rest falls away.
        let scale = b == 0 ? 0 : a / b
        return Figures(
            count: newCount, denominator: newDenominator, people: people,
            spread: statistic == .ratio ? spread * scale : spread,
            designEffect: designEffect,
            rate: rate * scale,
            rateVariance: b == 0 ? 0 : rateVariance * scale / b,
            emptyWeightShare: emptyWeightShare)
    }

    /// The nearest multiple of `base`, halves upwards: 2.5 to 5, 7.4 to 5, 7.5 to 10.
    static func roundedHalfUp(_ value: Double, to base: Int) -> Double {
        let unit = Double(base)
        return ((value / unit) + 0.5).rounded(.down) * unit
    }
}
