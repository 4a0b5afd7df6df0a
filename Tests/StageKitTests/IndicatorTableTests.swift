import StageKit
import Testing

@Suite struct IndicatorTableTests {
    /// Rows come back from a table as they went in, empty figures included.
    @Test func rowsComeBack() throws {
        var row = IndicatorRow(
            indicator: "a", name: "A", statistic: .mean, unit: "index", polarity: .lowerIsBetter, areaCode: "L1",
            areaName: "North", scale: "locality", scaleOrder: 2, parentCode: "B1", parentName: "Borough", topCode: "B1",
            basis: .registered, breakdown: .ethnicity, category: 3, periodStart: CalendarDay(number: 10),
            periodEnd: CalendarDay(number: 20), months: 12,
            figures: Figures(count: 0.1, denominator: 3, people: 3, spread: 0.2), countPeople: 2, people: 3)
        row.value = 0.1 / 3
        row.limits95 = Interval(lower: -1, upper: 1)
        row.count = 0.1
        row.denominator = 3
        var withheld = row
        withheld.breakdown = nil
        withheld.category = 0
        withheld.withhold()
        let table = IndicatorTable.table([row, withheld], sensitivity: .aggregate)
        #expect(table.sensitivity == .aggregate)
        #expect(try IndicatorTable.rows(table) == [row, withheld])
    }

    @Test func componentsComeBack() throws {
        let parts: [GapComponent.Part] = [.core20, .rest, .decile(1), .decile(10)]
        let components = parts.map {
            GapComponent(
                indicator: "a", areaCode: "L1", basis: .resident, periodStart: CalendarDay(number: 10),
                periodEnd: CalendarDay(number: 20), part: $0, statistic: .ratio, countPeople: 1, people: 2,
                figures: Figures(count: 1.5, denominator: 2.5, people: 2, spread: 0.5))
        }
        let table = IndicatorTable.table(components, sensitivity: .aggregate)
        #expect(try IndicatorTable.components(table) == components)
    }
}
