import StageKit
import Testing

@testable import Disclosure

@Suite struct ProtectedGapsTests {
    private let sides = [component(.core20, 481, of: 1002), component(.rest, 619, of: 1198)]
    /// Shown as 60, 55 … 15 of 100.
    private let deciles = (1...10).map { component(.decile($0), 66 - 5 * $0, of: 101) }

    @Test func gapsAreMadeOfRoundedFigures() throws {
        let found = try protected([], gaps: GapKind.allCases.map { gap($0) }, components: sides + deciles).gaps
        // 480 of 1000 and 620 of 1200.
        #expect(found[0].value.map { abs($0 + 11.0 / 300) < 1e-12 } == true)
        #expect(found[1].value.map { abs($0 - 144.0 / 155) < 1e-12 } == true)
        // 0.6 … 0.15 at ranks 0.05 … 0.95: slope −0.5, ends 0.625 and 0.125.
        #expect(found[2].value.map { abs($0 - 0.5) < 1e-12 } == true)
        #expect(found[3].value.map { abs($0 - 5) < 1e-12 } == true)
        #expect(found.allSatisfy { $0.count == nil && $0.limits95 != nil && !$0.isWithheld })
    }

    /// One indicator over two windows: small figures, or a hidden quintile, of one period leave the other alone.
    @Test func gapsAreOfTheirPeriod() throws {
        let earlier = CalendarDay(number: 20_046)
        var older = gap(.absolute)
        older.periodStart = earlier
        var olderSides = [component(.core20, 7, of: 1002), component(.rest, 300, of: 1200)]
        for index in olderSides.indices { olderSides[index].periodStart = earlier }
        let found = try protected([], gaps: [gap(.absolute), older], components: olderSides + sides).gaps
        #expect(found.map(\.isWithheld) == [false, true])
        #expect(found[0].value.map { abs($0 + 11.0 / 300) < 1e-12 } == true)

        olderSides[0] = component(.core20, 500, of: 1000)
        olderSides[0].periodStart = earlier
        let quintile = proportion(5, of: 300, breakdown: .deprivation, category: 2)
        let hidden = try protected([quintile], gaps: [gap(.absolute), older], components: olderSides + sides).gaps
        #expect(hidden.map(\.isWithheld) == [true, false])
        // 1/2 − 1/4.
        #expect(hidden[1].value.map { abs($0 - 0.25) < 1e-12 } == true)
    }

    @Test func withoutComponentsAllAreWithheld() throws {
        let found = try protected([], gaps: GapKind.allCases.map { gap($0) }).gaps
        #expect(found.count == 4 && found.allSatisfy { $0.isWithheld && $0.value == nil && $0.limits95 == nil })
    }

    @Test func aSmallSideWithholdsGapsAlone() throws {
        let small = [component(.core20, 7, of: 1002), sides[1]]
        let found = try protected([], gaps: GapKind.allCases.map { gap($0) }, components: small + deciles).gaps
        #expect(found.map(\.isWithheld) == [true, true, false, false])
        let missing = try protected([], gaps: GapKind.allCases.map { gap($0) }, components: [sides[0]] + deciles).gaps
        #expect(missing.map(\.isWithheld) == [true, true, false, false])
    }

    @Test func aSmallDecileWithholdsIndicesAlone() throws {
        var deciles = deciles
        deciles[9] = component(.decile(10), 3, of: 101)
        let found = try protected([], gaps: GapKind.allCases.map { gap($0) }, components: sides + deciles).gaps
        #expect(found.map(\.isWithheld) == [false, false, true, true])
    }

    @Test func aDecileWhoseDenominatorRoundsToNothingWithholdsIndices() throws {
        // Nine people, rounded to 20s: nobody. Nine deciles would still make a line.
        var deciles = deciles
        deciles[9] = component(.decile(10), 0, of: 9)
        let gaps = [gap(.slopeIndex), gap(.relativeIndex)]
        let found = try protected([], gaps: gaps, components: deciles, roundTo: 20).gaps
        #expect(found.map(\.isWithheld) == [true, true])
    }

    @Test func aDecileOfNobodyHidesNothing() throws {
        var deciles = deciles
        deciles[9] = component(.decile(10), 0, of: 0)
        let found = try protected([], gaps: [gap(.slopeIndex)], components: deciles).gaps
        #expect(!found[0].isWithheld)
    }

    @Test(arguments: 0..<6) func aWithheldQuintileWithholdsGaps(category: Int) throws {
        let quintile = proportion(5, of: 300, breakdown: .deprivation, category: category)
        let found = try protected([quintile], gaps: GapKind.allCases.map { gap($0) }, components: sides + deciles).gaps
        // The sixth category is unknown deprivation: no part of any gap. Indices are made of deciles alone.
        #expect(found.map(\.gap) == [.absolute, .relative, .slopeIndex, .relativeIndex])
        #expect(found.map(\.isWithheld) == [category < 5, category < 5, false, false])
    }

    @Test func aDecileWithoutAValueIsNoPartOfALine() throws {
        // Nine events are too few for a rate: the line goes through the other deciles, and only they can withhold it.
        let rates = (1...10).map { decile in
            let events = decile == 4 ? 5.0 : 40
            return GapComponent(
                indicator: "x", areaCode: "L1", basis: .resident, periodStart: CalendarDay(number: 20_412),
                periodEnd: CalendarDay(number: 20_777), part: .decile(decile),
                statistic: .directlyStandardisedRate, countPeople: Int(events), people: 900,
                figures: Figures(
                    count: events, denominator: 900, people: 900, rate: events / 900, rateVariance: events / 810_000))
        }
        var index = gap(.slopeIndex)
        index.statistic = .directlyStandardisedRate
        let found = try protected([], gaps: [index], components: rates).gaps
        #expect(!found[0].isWithheld)
    }

    @Test func anotherIndicatorsQuintileWithholdsNothing() throws {
        let quintile = proportion(5, of: 300, indicator: "y", breakdown: .deprivation, category: 1)
        let found = try protected([quintile], gaps: [gap(.absolute)], components: sides).gaps
        #expect(!found[0].isWithheld)
    }

    @Test func whatIsNoLongerDefinedIsWithheld() throws {
        // 9 of 1198 rounded to 20s is 0 of 1200: nothing can be divided by it, yet 0.48 can be taken from it.
        let components = [sides[0], component(.rest, 9, of: 1198)]
        let found = try protected(
            [], gaps: [gap(.absolute), gap(.relative)], components: components, roundTo: 20
        ).gaps
        #expect(found.map(\.isWithheld) == [false, true])
    }

    @Test func gapsAmongTheIndicatorsPassTheSameGate() throws {
        let found = try protected([gap(.absolute)])
        #expect(found.rows.isEmpty && found.gaps.count == 1 && found.gaps[0].isWithheld)
    }
}
