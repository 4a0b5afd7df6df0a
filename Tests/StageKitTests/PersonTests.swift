import StageKit
import StageKitTesting
import Testing

@Suite struct PersonTests {
    func day(_ text: String) -> CalendarDay { CalendarDay(text)! }

    func person(asOf: String = "2026-06-30", _ change: (inout PersonSketch) -> Void) -> Person {
        var sketch = PersonSketch()
        change(&sketch)
        return SketchedPeople(asOf: day(asOf), people: [sketch]).frame[0]
    }

    /// The days d with D − W < d ≤ D; 31 May − 3 months is the last day of February.
    @Test(arguments: [
        ("2026-06-30", 12, "2025-07-01", 365), ("2026-05-31", 3, "2026-03-01", 92), ("2024-05-31", 3, "2024-03-01", 92),
        ("2026-11-20", 12, "2025-11-21", 365), ("2024-02-29", 12, "2023-03-01", 366),
    ])
    func windows(_ end: String, _ months: Int, _ first: String, _ days: Int) {
        let window = DayRange.window(of: Months(months), endingOn: day(end))
        #expect(window.first == day(first))
        #expect(window.last == day(end))
        #expect(window.overlap(window) == days)
    }

    /// Born on 29 February: a year older on 1 March of a common year.
    @Test func ageOnTheLastDay() {
        #expect(person(asOf: "2026-02-28") { $0.birth = day("2008-02-29") }.age == 17)
        #expect(person(asOf: "2026-03-01") { $0.birth = day("2008-02-29") }.age == 18)
        // Who died counts with the age of the last day lived.
        let dead = person {
            $0.birth = day("1950-06-15")
            $0.death = day("2026-06-14")
        }
        #expect(dead.age == 75)
        #expect(dead.lastDay == day("2026-06-14"))
        #expect(!dead.isInPopulation)
    }

    @Test func exposure() {
        let one = person {
            $0.birth = day("2025-12-30")
            $0.death = day("2026-02-02")
            $0.registered = [
                DayRange(first: day("2025-01-01"), last: day("2025-12-31")),
                DayRange(first: day("2026-02-01"), last: day("2030-01-01")),
            ]
        }
        #expect(one.exposedDays(in: one.window(Months(12))) == 4)
        #expect(
            ["2025-12-29", "2025-12-30", "2026-01-01", "2026-02-02", "2026-02-03"].map(day).map(one.isExposed)
                == [false, true, false, true, false])
        #expect(one.exposure.covers(day("2026-02-01")))
    }

    @Test func nothingAfterTheAsOfDate() {
        let one = person {
            $0.contacts = ["2026-07-01", "2026-06-30", "2026-06-29"].map { Contact(at: LocalTime.seconds($0)!) }
        }
        #expect(one.contacts.map(\.day) == [day("2026-06-29"), day("2026-06-30")])
    }
}
