import Indicators
import StageKit
import StageKitTesting
import Testing

/// Sums at the end of their room, and beyond.
extension SummariseTests {
    /// The dearest that a reader lets in: 10^9 GBP an admission. A hundred thousand of them and none, in four years
    /// each: 10^14 / 8 a year.
    @Test func theDearestPersonThereCanBe() throws {
        let people = [
            local {
                let start = day("2026-01-01")
                $0.stays = [Stay(start: start, end: start, method: .emergency, cost: 1_000_000_000_000_000_000)]
            }, local(),
        ]
        let rows = try rows(MeasureAdmissions(StageOptions(["window": Months(48)])), people)
        let cost = try row(rows, "value-admission-cost")
        #expect(cost.count == 1e14)
        #expect(cost.value == 1e14 / 8)
        // Residuals ±5 × 10^13, so the standard deviation is 5 × 10^13 √2, and the standard error that by √2 / 8.
        let limits = try #require(cost.limits95)
        #expect(abs((limits.upper - limits.lower) / 2 / (student1 * 1.25e13) - 1) < 1e-9)
    }

    /// Fractions of 2,100 people, each 2^52 units: more than 64 bits, and no fault of anybody's.
    @Test func fractionsOfManyPeople() throws {
        let people = (0..<2100).map { _ in local { $0.contacts = visits([1, 1, 1]) } }
        let upc = try row(rows(MeasureContinuity(StageOptions()), people), "continuity-upc")
        #expect(upc.value == 1)
        #expect(upc.count == 2100)
    }

    /// Costs of two stays that 64 bits have no room for: no figure rather than a wrong one.
    @Test func amountsWithoutRoomAreAFault() throws {
        let measure = try MeasureAdmissions(StageOptions(["window": Months(48)]))
        let fault = #expect(throws: StageFault.self) {
            try run([measure], [local { $0.stays = stays(2, cost: 5_000_000_000_000_000_000) }])
        }
        #expect(fault?.code == .data)
        #expect(fault?.message.contains("'value-admission-cost'") == true)
    }
}
