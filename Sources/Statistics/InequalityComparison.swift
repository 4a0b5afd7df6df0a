/// Every comparison of inequality for one indicator in one area: gaps and indices. What is not defined is nil.
public struct InequalityComparison: Sendable, Equatable {
    /// One deprivation decile, 1 the most deprived, and its figures.
    public struct Decile: Sendable, Equatable {
        public let decile: Int
        public let figures: Figures

        public init(decile: Int, figures: Figures) {
            self.decile = decile
            self.figures = figures
        }
    }

    /// Core20 − rest.
    public let absoluteGap: Estimate?
    /// Core20 / rest; nil where the rest is 0.
    public let relativeGap: Estimate?
    /// The slope index of inequality, most deprived end − least deprived end.
    public let slopeIndex: Estimate?
    /// The relative index of inequality, most deprived end / least deprived end.
    public let relativeIndex: Estimate?

    /// Compares Core20 with the rest, and the deciles with each other, all as one statistic.
    ///
    /// Give nil for a side with too few people: then there are no gaps, while the indices stand. The weight of a
    /// decile is its denominator. A count has no comparison. Figures may be true ones or rounded ones, all alike.
    public init(
        core20: Figures?, rest: Figures?, deciles: [Decile], statistic: IndicatorStatistic,
        per multiplier: Double = 100_000
    ) {
        guard statistic != .count else {
            (absoluteGap, relativeGap, slopeIndex, relativeIndex) = (nil, nil, nil, nil)
            return
        }
        if let core20, let rest {
            let first = core20.estimate(statistic, per: multiplier)
            let second = rest.estimate(statistic, per: multiplier)
            absoluteGap = InequalityGap.absolute(first, minus: second)
            switch statistic {
            case .proportion, .proportionOfEvents:
                relativeGap = InequalityGap.relativeProportion(
                    core20.count, of: core20.denominator, designEffect: core20.designEffect,
                    over: rest.count, of: rest.denominator, designEffect: rest.designEffect)
            default:
                relativeGap = InequalityGap.relative(first, over: second)
            }
        } else {
            (absoluteGap, relativeGap) = (nil, nil)
        }
        let line = InequalitySlope(
            deciles.map { decile in
                InequalitySlope.Decile(
                    decile: decile.decile, weight: decile.figures.denominator,
                    estimate: decile.figures.estimate(statistic, per: multiplier))
            })
        slopeIndex = line?.slopeIndex
        relativeIndex = line?.relativeIndex
    }
}
