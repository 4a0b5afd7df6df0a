import Testing

@testable import Tables

@Suite struct CalendarDayTests {
    static func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text), "\(text)") }

    /// By Meeus, "Astronomical Algorithms" chapter 7: the Julian day of a Gregorian date, less that of 1970-01-01.
    static func meeus(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 12 : month
        let century = (Double(y) / 100).rounded(.down)
        let b = 2 - century + (century / 4).rounded(.down)
        let julian =
            (365.25 * Double(y + 4716)).rounded(.down) + (30.6001 * Double(m + 1)).rounded(.down)
            + Double(day) + b - 1524.5
        return Int((julian - 2_440_587.5).rounded())
    }

    /// Known dates; the Julian days of 2000-01-01 and 1858-11-17 are 2451544.5 and 2400000.5.
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-01-01", 10_957), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
        ("1858-11-17", -40_587), ("2038-01-19", 24_855), ("1600-01-01", -135_140), ("0000-01-01", -719_528),
        ("9999-12-31", 2_932_896),
    ])
    func knownDays(text: String, number: Int) throws {
        #expect(try Int(Self.day(text).number) == number)
        #expect(CalendarDay(number: Int32(number)).text == text)
    }

    /// Every day of every 97th year from 0000 to 9999, of the centuries and of the years beside them.
    @Test func daysAgreeWithMeeus() {
        let years = Set(Array(stride(from: 0, through: 9999, by: 97)) + (0...99).flatMap { [$0 * 100, $0 * 100 + 99] })
        for year in years.sorted() {
            for month in 1...12 {
                for day in [1, 2, 15, 27, 28, 29, 30, 31] {
                    guard let found = CalendarDay(year: year, month: month, day: day) else { continue }
                    guard Int(found.number) == Self.meeus(year, month, day), found.parts == (year, month, day) else {
                        Issue.record("\(year)-\(month)-\(day) is \(found.number)")
                        return
                    }
                }
            }
        }
    }

    /// Counting on, a day at a time, from the first day to the last.
    @Test func theDaysFollowEachOther() {
        var number: Int32 = -719_528
        for year in 0...9999 {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (index, length) in lengths.enumerated() {
                let first = CalendarDay(year: year, month: index + 1, day: 1)
                let last = CalendarDay(year: year, month: index + 1, day: length)
                let after = CalendarDay(year: year, month: index + 1, day: length + 1)
                guard first?.number == number, last?.number == number + Int32(length) - 1, after == nil else {
                    Issue.record("month \(index + 1) of \(year)")
                    return
                }
                number += Int32(length)
            }
        }
        #expect(number == 2_932_897)
    }

    @Test(arguments: [
        "", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "2026-1-01", "26-01-01",
        "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T00:00:00", "+026-01-01", "-026-01-01", "202６-01-01",
        "2026-01-1a", "20260101", "2026-01-1\u{0}",
    ])
    func thereIsNoSuchDay(text: String) { #expect(CalendarDay(text) == nil) }

    @Test func yearsOutOfRange() {
        #expect(CalendarDay(year: -1, month: 12, day: 31) == nil)
        #expect(CalendarDay(year: 10_000, month: 1, day: 1) == nil)
        #expect(CalendarDay(year: 2026, month: 1, day: -1) == nil)
    }

    @Test(arguments: [
        ("1948-05-17", "2026-05-16", 77), ("1948-05-17", "2026-05-17", 78), ("2026-11-20", "2026-11-20", 0),
        ("2024-02-29", "2025-02-28", 0), ("2024-02-29", "2025-03-01", 1), ("2024-02-29", "2028-02-28", 3),
        ("2024-02-29", "2028-02-29", 4), ("1900-01-01", "2026-11-20", 126), ("2026-11-21", "2026-11-20", -1),
        ("2025-12-31", "2026-01-01", 0),
    ])
    func completedYears(birth: String, on day: String, years: Int) throws {
        #expect(try Self.day(day).age(bornOn: Self.day(birth)) == years)
    }

    @Test(arguments: [
        ("2026-11-20", 12, "2025-11-20"), ("2026-11-20", 24, "2024-11-20"), ("2026-05-31", 3, "2026-02-28"),
        ("2024-05-31", 3, "2024-02-29"), ("2024-02-29", 12, "2023-02-28"), ("2024-02-29", 48, "2020-02-29"),
        ("2026-01-15", 1, "2025-12-15"), ("2026-03-31", 1, "2026-02-28"), ("2026-12-31", 1, "2026-11-30"),
        ("2026-11-20", 0, "2026-11-20"), ("2000-03-30", 1, "2000-02-29"), ("2026-11-20", 1200, "1926-11-20"),
        ("0000-12-31", 11, "0000-01-31"),
    ])
    func monthsEarlier(day: String, months: Int, earlier: String) throws {
        #expect(try Self.day(day).subtracting(months: months).text == earlier)
    }

    @Test func thereIsNothingBeforeTheFirstDay() throws {
        #expect(try Self.day("0000-12-31").subtracting(months: 12).text == "0000-01-01")
        #expect(try Self.day("0050-06-01").subtracting(months: 1200).text == "0000-01-01")
    }

    @Test func orderAndSteps() throws {
        let day = try Self.day("2024-02-28")
        #expect(day.advanced(by: 1).text == "2024-02-29")
        #expect(day.advanced(by: 2).text == "2024-03-01")
        #expect(day.advanced(by: -59).text == "2023-12-31")
        #expect(day < day.advanced(by: 1))
        #expect(!(day < day))
    }
}
