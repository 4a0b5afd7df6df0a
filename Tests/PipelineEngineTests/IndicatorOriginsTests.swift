import StageKit
import Testing

@testable import PipelineEngine

/// What a stage of somebody else's may say about how many people stand behind a figure: nothing of its own.
@Suite struct IndicatorOriginsTests {
    private static func row(
        _ indicator: String = "upc", area: String = "P1", people: Int = 40, countPeople: Int = 30, value: Double = 0.5
    ) -> IndicatorRow {
        var row = IndicatorRow(
            indicator: indicator, name: "Name", statistic: .proportion, unit: "proportion", polarity: .neutral,
            areaCode: area, areaName: "Area \(area)", scale: "practice", scaleOrder: 0, parentCode: "B1",
            parentName: "Borough", topCode: "B1", basis: .registered, breakdown: nil, category: 0,
            periodStart: CalendarDay(number: 20_000), periodEnd: CalendarDay(number: 20_364), months: 12,
            figures: Figures(count: 30, denominator: 40, people: 40), countPeople: countPeople, people: people)
        row.value = value
        return row
    }

    private static func fault(_ rows: [IndicatorRow]) -> StageFault? {
        let given = [row(), row(area: "P2", people: 3, countPeople: 2)]
        let origins = IndicatorOrigins(
            StageInputs(tables: ["indicators": [IndicatorTable.table(given, sensitivity: .aggregate)]]))
        do throws(StageFault) {
            try origins.check(["indicators": IndicatorTable.table(rows, sensitivity: .aggregate)])
            return nil
        } catch {
            return error
        }
    }

    @Test func figuresMayChangeAndIndicatorsBeginAnew() {
        #expect(Self.fault([Self.row(value: 0.75), Self.row("upc-smoothed"), Self.row("upc-smoothed-more")]) == nil)
        #expect(Self.fault([]) == nil)
    }

    @Test(arguments: [
        ([row(area: "P2", people: 99, countPeople: 2)], "row 0", "has other people behind it"),
        ([row(), row("upc-new", area: "P2", people: 3, countPeople: 9)], "row 1", "has other people behind it"),
        ([row(area: "P3")], "row 0", "stands on no row"), ([row("upcs")], "row 0", "stands on no row"),
        ([row(), row()], "row 1", "is there twice"),
    ])
    func otherRowsAreRefused(_ rows: [IndicatorRow], _ place: String, _ rule: String) throws {
        let fault = try #require(Self.fault(rows))
        #expect(fault.code == .disclosure)
        #expect(fault.message.hasPrefix(place + " of table 'indicators' (rows count from 0) " + rule))
    }

    @Test func anotherNameOfAnAreaIsAnotherPlace() throws {
        var row = Self.row()
        row.areaName = "Somebody"
        #expect(try #require(Self.fault([row])).message.contains("stands on no row"))
    }

    @Test func peopleWithoutTheRestAreRefusedAndOtherTablesPass() throws {
        let origins = IndicatorOrigins(StageInputs())
        let people = Table(
            [("indicator", Column(texts: ["upc"], type: .dictionary)), ("people", Column(integers: [99]))],
            sensitivity: .aggregate)
        #expect(throws: StageFault.self) { try origins.check(["highest": people]) }
        let other = Table([("indicator", Column(texts: ["upc"], type: .dictionary))], sensitivity: .aggregate)
        #expect(throws: Never.self) { try origins.check(["highest": other]) }
    }
}
