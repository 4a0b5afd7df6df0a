import StageKit
import Testing

@testable import Comparison

@Suite struct CompareInequalityTests {
    private static let run = RunDescription(
        pipeline: "nightly", title: "", asOf: CalendarDay(number: 20_777), id: "0123456789abcdef")

    private func row(_ figures: Figures, _ statistic: IndicatorStatistic = .proportion) -> IndicatorRow {
        var row = IndicatorRow(
            indicator: "access-frequent", name: "People with 10 or more GP contacts", statistic: statistic,
            unit: "proportion", polarity: .lowerIsBetter, areaCode: "L1", areaName: "North", scale: "locality",
            scaleOrder: 2, parentCode: "B1", parentName: "Borough", topCode: "B1", basis: .resident,
            periodStart: CalendarDay(number: 20_412), periodEnd: CalendarDay(number: 20_777), months: 12,
            figures: figures, countPeople: Int(figures.count), people: figures.people)
        row.count = figures.count
        row.denominator = figures.denominator
        row.take(figures.estimate(statistic))
        return row
    }

    private func component(
        _ part: GapComponent.Part, _ figures: Figures, _ statistic: IndicatorStatistic = .proportion,
        indicator: String = "access-frequent"
    ) -> GapComponent {
        GapComponent(
            indicator: indicator, areaCode: "L1", basis: .resident, periodStart: CalendarDay(number: 20_412),
            periodEnd: CalendarDay(number: 20_777), part: part, statistic: statistic,
            countPeople: Int(figures.count), people: figures.people, figures: figures)
    }

    /// 0.57, 0.54 … 0.30: a straight line, of 100 people in each decile.
    private var deciles: [GapComponent] {
        (1...10).map { component(.decile($0), .proportion(60 - 3 * $0, of: 100)) }
    }

    private func gaps(
        _ rows: [IndicatorRow], _ components: [GapComponent], minimumPeople: Int = 1000
    ) throws -> [IndicatorRow] {
        let stage = try CompareInequality(StageOptions(["minimum_people": minimumPeople]))
        let outputs = try stage.run(
            StageInputs(tables: [
                "indicators": [IndicatorTable.table(rows, sensitivity: .aggregate)],
                "components": [IndicatorTable.table(components, sensitivity: .aggregate)],
            ]), in: Self.run)
        let table = try #require(outputs.tables["gaps"])
        #expect(table.sensitivity == .aggregate)
        return try IndicatorTable.rows(table)
    }

    private func near(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-12 } ?? false }

    @Test func fourMeasuresOfOneIndicator() throws {
        var young = row(.proportion(7, of: 9))
        young.breakdown = .age
        young.areaName = "Not this row"
        let found = try gaps(
            [young, row(.proportion(1100, of: 2200)), young],
            [component(.core20, .proportion(480, of: 1000)), component(.rest, .proportion(620, of: 1200))] + deciles)
        #expect(
            found.map(\.indicator) == [
                "access-frequent-gap-absolute", "access-frequent-gap-relative", "access-frequent-sii",
                "access-frequent-rii",
            ])
        #expect(
            found.map(\.name) == [
                "People with 10 or more GP contacts, absolute gap", "People with 10 or more GP contacts, relative gap",
                "People with 10 or more GP contacts, slope index of inequality",
                "People with 10 or more GP contacts, relative index of inequality",
            ])
        #expect(found.map(\.unit) == ["proportion", "ratio", "proportion", "ratio"])
        // 480 / 1000 − 620 / 1200 = −11 / 300; (480 / 1000) / (620 / 1200) = 144 / 155.
        #expect(near(found[0].value, -11.0 / 300))
        #expect(near(found[1].value, 144.0 / 155))
        // Slope −0.3 between the ends 0.585 and 0.285.
        #expect(near(found[2].value, 0.3))
        #expect(near(found[3].value, 585.0 / 285))
        for gap in found {
            #expect(gap.limits95 != nil && gap.limits998 != nil)
            #expect(gap.count == nil && gap.denominator == nil && gap.expected == nil && gap.breakdown == nil)
            #expect(gap.countPeople == 0 && gap.people == 0 && gap.figures.count == 0 && gap.note == "")
            #expect(gap.polarity == .neutral && gap.origin == "access-frequent" && gap.statistic == .proportion)
            #expect(gap.areaCode == "L1" && gap.areaName == "North" && gap.scale == "locality" && gap.scaleOrder == 2)
            #expect(gap.parentCode == "B1" && gap.parentName == "Borough" && gap.topCode == "B1")
            #expect(gap.basis == .resident && gap.months == 12)
            #expect(gap.periodStart.number == 20_412 && gap.periodEnd.number == 20_777)
        }
        #expect(found.map(\.gap) == GapKind.allCases)
    }

    @Test(arguments: [(1000, 4), (999, 2)]) func eachSideOfAGapNeedsPeople(core: Int, rows: Int) throws {
        let found = try gaps(
            [row(.proportion(1100, of: 2200))],
            [component(.core20, .proportion(480, of: core)), component(.rest, .proportion(620, of: 1200))] + deciles)
        #expect(found.count == rows)
        #expect(found.suffix(2).map(\.gap) == [.slopeIndex, .relativeIndex])
    }

    @Test func peopleCountNotEvents() throws {
        let core = Figures(count: 900, denominator: 4000, people: 999)
        let rest = Figures(count: 900, denominator: 4000, people: 2500)
        let found = try gaps(
            [row(Figures(count: 1800, denominator: 8000, people: 3499), .proportionOfEvents)],
            [component(.core20, core, .proportionOfEvents), component(.rest, rest, .proportionOfEvents)])
        #expect(found.isEmpty)
    }

    @Test func whatIsNotDefinedHasNoRow() throws {
        let whole = row(.proportion(3, of: 2200))
        let core = component(.core20, .proportion(3, of: 1000))
        let rest = component(.rest, .proportion(0, of: 1200))
        // Nothing can be divided by a rest of 0; four deciles make no line.
        #expect(try gaps([whole], [core, rest] + deciles.prefix(4)).map(\.gap) == [.absolute])
        #expect(try gaps([whole], [core]).isEmpty)
        #expect(try gaps([whole], []).isEmpty)
        // A line that falls below 0 at one end has a slope and no quotient: 0.4 0 0 0 0.
        let steep = (1...5).map { component(.decile($0), .proportion($0 == 1 ? 40 : 0, of: 100)) }
        #expect(try gaps([whole], steep).map(\.gap) == [.slopeIndex])
    }

    @Test func rateWithoutEnoughEventsHasNoGap() throws {
        let few = Figures(count: 9, denominator: 1000, people: 1000, rate: 0.009, rateVariance: 1e-5)
        let many = Figures(count: 90, denominator: 4000, people: 4000, rate: 0.02, rateVariance: 1e-5)
        let found = try gaps(
            [row(many, .directlyStandardisedRate)],
            [
                component(.core20, few, .directlyStandardisedRate), component(.rest, many, .directlyStandardisedRate),
            ])
        #expect(found.isEmpty)
    }

    /// One indicator over two windows: each gap is made of the components of its own period.
    @Test func gapsAreOfTheirPeriod() throws {
        func earlier(_ component: GapComponent) -> GapComponent {
            var component = component
            component.periodStart = CalendarDay(number: 20_046)
            return component
        }
        let year = row(.proportion(1100, of: 2200))
        var twoYears = row(.proportion(1500, of: 2200))
        twoYears.periodStart = CalendarDay(number: 20_046)
        twoYears.months = 24
        let found = try gaps(
            [year, twoYears],
            [
                earlier(component(.core20, .proportion(900, of: 1000))),
                earlier(component(.rest, .proportion(600, of: 1200))),
                component(.core20, .proportion(500, of: 1000)), component(.rest, .proportion(300, of: 1200)),
            ]
        ).filter { $0.gap == .absolute }
        #expect(found.map(\.months) == [12, 24])
        // 1/2 − 1/4, and 9/10 − 1/2.
        #expect(near(found[0].value, 0.25))
        #expect(near(found[1].value, 0.4))
        // Components of a period without a row fit none.
        #expect(throws: StageFault.self) { try gaps([year], [earlier(component(.core20, .proportion(9, of: 1000)))]) }
    }

    @Test func refusesComponentsThatFitNoRow() throws {
        let core = component(.core20, .proportion(480, of: 1000))
        #expect(throws: StageFault.self) { try gaps([], [core]) }
        #expect(throws: StageFault.self) { try gaps([row(.proportion(1, of: 9))], [core, core]) }
        #expect(throws: StageFault.self) { try gaps([row(.proportion(1, of: 9))], [deciles[0], deciles[0]]) }
    }

    @Test func familyListsTheStage() {
        #expect(StageFamily.comparison.stages.map { $0.descriptor.name } == ["compare_inequality"])
    }
}
