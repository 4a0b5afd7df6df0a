import Indicators
import StageKit
import StageKitTesting
import Testing

@Suite struct MeasureAdmissionsTests {
    @Test(arguments: MeasureAdmissions.descriptor.examples)
    func example(_ example: StageExample) throws {
        try ExampleRunner.check(example, of: MeasureAdmissions.self)
    }

    let asOf = "2026-06-30"
    let ids = ["outcome-emergency-admission", "outcome-emergency-admission-ratio", "value-admission-cost"]

    func measured(_ people: [PersonSketch], _ options: [String: any OptionValue] = [:]) throws -> Cells {
        cells(try MeasureAdmissions(StageOptions(options)), asOf: asOf, people)
    }

    func stay(_ start: String, _ method: AdmissionMethod = .emergency, cost: Int64 = 10_000) -> Stay {
        Stay(start: day(start), end: day(start).advanced(by: 3), method: method, cost: cost)
    }

    /// The window of 12 months has 365 days, from 1 July 2025; a stay counts by its first day.
    @Test func windowAndMethod() throws {
        let cells = try measured([
            person {
                $0.stays = [
                    stay("2025-06-30"), stay("2025-07-01"), stay("2025-12-01", .elective, cost: 12_345),
                    stay("2026-03-01", .maternity), stay("2026-06-30"),
                ]
            }
        ])
        #expect(cells.sums(ids[0]) == [2, 365])
        #expect(cells.sums(ids[1]) == [2, 365])
        #expect(cells.sums(ids[2]) == [10_000 + 12_345 + 10_000 + 10_000, 365])
        let half = try measured(
            [person { $0.stays = [stay("2025-12-30"), stay("2025-12-31")] }], ["window": Months(6)])
        // From 31 December: 1 day and 31 + 28 + 31 + 30 + 31 + 30.
        #expect(half.sums(ids[0]) == [1, 182])
    }

    /// Two stays of 5 × 10^14 GBP: in units of 10⁻⁴ their sum has no room in 64 bits, and nothing traps or wraps.
    @Test func costsBeyondSixtyFourBits() throws {
        let cost: Int64 = 5_000_000_000_000_000_000
        let cells = try measured([
            person { $0.stays = [stay("2025-08-01", cost: cost), stay("2025-10-01", cost: cost)] }
        ])
        #expect(cells.cell(ids[2]).numerator == 2 * Int128(cost))
        #expect(cells.cell(ids[2]).denominator == 365)
        #expect(!cells.cell(ids[2]).isExact)
        #expect(cells.cell(ids[0]).isExact)
    }

    /// A stay on a day without a registration counts for nobody, nor does somebody without a day in the window.
    @Test func onlyOnExposedDays() throws {
        let cells = try measured([
            person {
                $0.registered = [
                    DayRange(first: day("2020-01-01"), last: day("2025-07-10")),
                    DayRange(first: day("2026-06-21"), last: day("2030-01-01")),
                ]
                $0.stays = [stay("2025-07-10"), stay("2025-07-11"), stay("2026-06-20"), stay("2026-06-21")]
            },
            person {
                $0.registered = [DayRange(first: day("2020-01-01"), last: day("2025-06-30"))]
                $0.stays = [stay("2026-01-01")]
            },
        ])
        #expect(cells.sums(ids[0]) == [2, 20])
        #expect(cells.cell(ids[2]).people == 1)
    }

    /// Who died counts up to the day of death, that day and a stay on it included.
    @Test func peopleWhoDied() throws {
        let cells = try measured([
            person {
                $0.death = day("2025-07-31")
                $0.stays = [stay("2025-07-31")]
            }
        ])
        #expect(cells.sums(ids[0]) == [1, 31])
        #expect(cells.cell(ids[0]).numeratorPeople == 1)
    }

    /// The run's own rates are over everybody, also out of area.
    @Test func everybodyMakesTheRates() throws {
        let cells = try measured([
            person { $0.stays = [stay("2026-01-01")] },
            person {
                $0.registeredArea = nil
                $0.residentArea = nil
            },
        ])
        #expect(cells.everyone(1).days.reduce(0, +) == 730)
        #expect(cells.everyone(1).events.reduce(0, +) == 1)
        #expect(cells.sums(ids[1]) == [1, 365])
    }

    @Test func indicatorsSayTheirWindow() throws {
        #expect(try MeasureAdmissions(StageOptions(["window": Months(24)])).indicators.map(\.months) == [24, 24, 24])
    }
}
