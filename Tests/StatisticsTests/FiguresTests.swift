import Testing

@testable import Statistics

@Suite struct FiguresTests {
    private let people = (1...23).map { (y: Int128($0 % 4), n: Int128(5 + $0 % 3)) }

    private func example(_ statistic: IndicatorStatistic) -> Figures {
        let sums = PeopleSumsTests.sums(people)
        switch statistic {
        case .count: return .count(of: 23)
        case .mean:
            return .mean(
                PeopleSums(people: 23, numerator: sums.numerator, numeratorSquares: sums.numeratorSquares))
        case .proportion: return .proportion(9, of: 23)
        case .proportionOfEvents: return .proportionOfEvents(sums)
        case .ratio: return .ratio(sums)
        case .directlyStandardisedRate:
            return .directlyStandardisedRate(
                StandardisedRate(bands: [
                    .init(events: 7, exposure: 41, weight: 3), .init(events: 6, exposure: 92, weight: 5),
                ]), people: 23)
        case .indirectlyStandardisedRatio: return .indirectlyStandardisedRatio(observed: 13, expected: 11.5, people: 23)
        }
    }

    @Test func estimatesAreThoseOfTheMethods() {
        let sums = PeopleSumsTests.sums(people)
        #expect(example(.count).estimate(.count) == Estimate(value: 23))
        #expect(example(.proportion).estimate(.proportion) == Proportion.wilson(9, of: 23))
        #expect(example(.ratio).estimate(.ratio) == RatioOfSums.estimate(sums))
        #expect(
            example(.proportionOfEvents).estimate(.proportionOfEvents)
                == Proportion.events(sums.numeratorTotal, of: sums.denominatorTotal, designEffect: sums.designEffect))
        #expect(
            example(.indirectlyStandardisedRatio).estimate(.indirectlyStandardisedRatio)
                == StandardisedRatio.indirect(observed: 13, expected: 11.5))
        let direct = example(.directlyStandardisedRate).estimate(.directlyStandardisedRate)
        #expect(agree(direct.value, (3.0 * 7 / 41 + 5.0 * 6 / 92) / 8 * 100_000, within: 1e-14))
        #expect(direct.limits998 != nil)
        #expect(example(.mean).estimate(.mean).limits95 != nil)
    }

    @Test(arguments: IndicatorStatistic.allCases)
    func baseOneRoundsNothing(statistic: IndicatorStatistic) {
        let figures = example(statistic)
        #expect(figures.rounded(to: 1, as: statistic) == figures)
        let twice = figures.rounded(to: 5, as: statistic).rounded(to: 5, as: statistic)
        #expect(twice.estimate(statistic) == figures.rounded(to: 5, as: statistic).estimate(statistic))
    }

    @Test(arguments: [(0, 0), (2, 0), (2.4, 0), (2.5, 5), (7.4, 5), (7.5, 10), (12, 10), (13, 15), (-2.5, 0), (-3, -5)])
    func halvesGoUp(value: Double, expected: Double) {
        #expect(Figures.roundedHalfUp(value, to: 5) == expected)
    }

    @Test func roundedValuesComeFromRoundedFigures() {
        #expect(
            example(.proportion).rounded(to: 5, as: .proportion).estimate(.proportion) == Proportion.wilson(10, of: 25))
        let mean = example(.mean)
        #expect(
            mean.rounded(to: 5, as: .mean).estimate(.mean)
                == Mean.estimate(sum: Figures.roundedHalfUp(mean.count, to: 5), n: 25, sd: mean.spread))
        #expect(
            example(.indirectlyStandardisedRatio).rounded(to: 5, as: .indirectlyStandardisedRatio)
                .estimate(.indirectlyStandardisedRatio) == StandardisedRatio.indirect(observed: 15, expected: 10))
    }

    /// Cost 12 over 8 years with standard error 0.5 becomes 10 over 10: 0.5 × (10/12) / (10/8) = 1/3.
    @Test func aRatioScalesItsStandardError() {
        let figures = Figures(count: 12, denominator: 8, people: 30, spread: 0.5).rounded(to: 5, as: .ratio)
        #expect(figures.count == 10 && figures.denominator == 10 && figures.people == 30)
        #expect(agree(figures.spread, 1.0 / 3, within: 1e-15))
    }

    /// 12 events over 8 years: rate × (10/12) / (10/8), variance × (10/12) / (10/8)².
    @Test func aStandardisedRateScalesWithItsFigures() {
        let figures = Figures(count: 12, denominator: 8, people: 30, rate: 1.5, rateVariance: 0.18)
            .rounded(to: 5, as: .directlyStandardisedRate)
        #expect(agree(figures.rate, 1.0, within: 1e-15))
        #expect(agree(figures.rateVariance, 0.18 * (10.0 / 12) / (1.25 * 1.25), within: 1e-14))
        // Dobson's limits on the rounded count, independent of the true one.
        let again = StandardisedRate.direct(rate: 1, variance: figures.rateVariance, events: 10)
        #expect(
            agree(figures.estimate(.directlyStandardisedRate).limits95?.lower, again.limits95?.lower, within: 1e-12))
    }

    @Test(arguments: IndicatorStatistic.allCases.filter { $0 != .count })
    func aDenominatorRoundedAwayLeavesNoValue(statistic: IndicatorStatistic) {
        let figures = Figures(
            count: 2, denominator: 2, people: 2, spread: 1, rate: 1, rateVariance: 1)
        let rounded = figures.rounded(to: 5, as: statistic)
        #expect(rounded.denominator == 0)
        #expect(rounded.estimate(statistic).value == nil)
        #expect(Figures(count: 0, denominator: 0, people: 0).estimate(statistic).value == nil)
    }

    @Test(arguments: [IndicatorStatistic.mean, .ratio])
    func onePersonHasNoLimits(statistic: IndicatorStatistic) {
        let figures = Figures(count: 3, denominator: 1, people: 1)
        #expect(figures.estimate(statistic).status == .onePerson)
        #expect(figures.rounded(to: 2, as: statistic).estimate(statistic).status == .onePerson)
    }

    @Test func noCasesStayNoCases() {
        let none = Figures(count: 0, denominator: 23, people: 23).rounded(to: 5, as: .proportion)
        #expect(none.count == 0 && none.denominator == 25)
        #expect(none.estimate(.proportion).limits95?.lower == 0)
    }
}
