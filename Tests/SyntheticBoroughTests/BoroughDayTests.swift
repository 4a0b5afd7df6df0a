import Testing

@testable import SyntheticBorough

@Suite struct BoroughDayTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("1900-03-01", -25_508),
        ("2026-11-20", 20_777),
    ])
    func countsDays(text: String, number: Int) {
        #expect(BoroughDay(text)?.number == number)
        #expect(BoroughDay(number: number).description == text)
    }

    @Test(arguments: [
        "2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-01", "20260101", " 2026-01-01", "",
    ])
    func refusesWhatIsNoDay(text: String) {
        #expect(BoroughDay(text) == nil)
    }

    @Test func knowsWeekdaysAndYearsBefore() {
        // 20 November 2026 is a Friday, 1 January 1970 was a Thursday.
        #expect(BoroughPlan.defaultLastDay.weekday == 4)
        #expect(BoroughDay(number: 0).weekday == 3)
        #expect(BoroughDay("2024-02-29")?.years(earlier: 1).description == "2023-02-28")
        #expect(BoroughPlan().firstDay.description == "2024-11-21")
    }
}
