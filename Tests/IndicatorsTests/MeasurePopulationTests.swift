import Indicators
import StageKit
import StageKitTesting
import Testing

@Suite struct MeasurePopulationTests {
    @Test(arguments: MeasurePopulation.descriptor.examples)
    func example(_ example: StageExample) throws {
        try ExampleRunner.check(example, of: MeasurePopulation.self)
    }

    /// In the population is who is born, registered, and alive at the end of the day.
    @Test func whoIsCounted() throws {
        let measure = try MeasurePopulation(StageOptions())
        let people = [
            person(),
            person { $0.death = day("2026-06-30") },
            person { $0.death = day("2026-07-01") },
            person { $0.birth = day("2026-06-30") },
            person { $0.birth = day("2026-07-01") },
            person { $0.registered = [DayRange(first: day("2020-01-01"), last: day("2026-06-29"))] },
        ]
        let cells = cells(measure, asOf: "2026-06-30", people)
        #expect(cells.cell("population").numerator == 3)
        #expect(cells.cell("population", .resident, in: "C1").people == 3)
        #expect(cells.cell("population", .resident, in: "P1").numerator == 0)
        #expect(measure.indicators.map(\.months) == [0])
    }
}
