import Testing

@testable import Statistics

@Suite struct InequalityComparisonTests {
    private let deciles = (1...10).map {
        InequalityComparison.Decile(decile: $0, figures: .proportion(60 - 3 * $0, of: 100))
    }

    @Test func proportions() {
        let comparison = InequalityComparison(
            core20: .proportion(480, of: 1000), rest: .proportion(620, of: 1200), deciles: deciles,
            statistic: .proportion)
        #expect(agree(comparison.absoluteGap?.limits95?.lower, -0.0784315645241105))
        #expect(agree(comparison.relativeGap?.limits95?.upper, 1.01104343241732))
        #expect(
            comparison.relativeGap == InequalityGap.relativeProportion(480, of: 1000, over: 620, of: 1200))
        // A straight line through 0.57 … 0.30 at ranks 0.05 … 0.95: slope −0.3, ends 0.585 and 0.285.
        #expect(agree(comparison.slopeIndex?.value, 0.3, within: 1e-12))
        #expect(agree(comparison.relativeIndex?.value, 0.585 / 0.285, within: 1e-12))
        #expect(comparison.slopeIndex?.limits998 != nil)
    }

    @Test func eventsUseTheirDesignEffect() {
        let core = Figures(count: 400, denominator: 1000, people: 300, designEffect: 4)
        let rest = Figures(count: 600, denominator: 2000, people: 500, designEffect: 2)
        let comparison = InequalityComparison(core20: core, rest: rest, deciles: [], statistic: .proportionOfEvents)
        #expect(
            agree(
                comparison.relativeGap?.limits95?.lower,
                InequalityGap.relativeProportion(100, of: 250, over: 300, of: 1000)?.limits95?.lower, within: 1e-13))
        #expect(comparison.slopeIndex == nil && comparison.relativeIndex == nil)
    }

    @Test func whatIsNotDefinedIsAbsent() {
        let alone = InequalityComparison(
            core20: nil, rest: .proportion(620, of: 1200), deciles: deciles, statistic: .proportion)
        #expect(alone.absoluteGap == nil && alone.relativeGap == nil)
        #expect(alone.slopeIndex != nil)
        let zero = InequalityComparison(
            core20: .proportion(3, of: 1000), rest: .proportion(0, of: 1200), deciles: [], statistic: .proportion)
        #expect(zero.absoluteGap != nil && zero.relativeGap == nil)
        let few = InequalityComparison(
            core20: Figures(count: 9, denominator: 1000, people: 1000, rate: 0.009, rateVariance: 1e-5),
            rest: Figures(count: 90, denominator: 4000, people: 4000, rate: 0.02, rateVariance: 1e-5), deciles: [],
            statistic: .directlyStandardisedRate)
        #expect(few.absoluteGap == nil && few.relativeGap == nil)
        let count = InequalityComparison(core20: .count(of: 9), rest: .count(of: 9), deciles: [], statistic: .count)
        #expect(count.absoluteGap == nil && count.slopeIndex == nil)
    }

    @Test func otherStatisticsUseTheirOwnLimits() {
        let core = Figures(count: 30, denominator: 20, people: 1000)
        let rest = Figures(count: 50, denominator: 60, people: 4000)
        let comparison = InequalityComparison(
            core20: core, rest: rest, deciles: [], statistic: .indirectlyStandardisedRatio)
        let first = core.estimate(.indirectlyStandardisedRatio)
        let second = rest.estimate(.indirectlyStandardisedRatio)
        #expect(comparison.absoluteGap == InequalityGap.absolute(first, minus: second))
        #expect(comparison.relativeGap == InequalityGap.relative(first, over: second))
    }
}
