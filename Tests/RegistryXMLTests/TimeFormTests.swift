import Foundation
import Tables
import Testing

@testable import RegistryXML

@Suite struct TimeFormTests {
    private func written(_ text: String) throws -> WrittenTime {
        try #require(Array(text.utf8).withUnsafeBufferPointer { WrittenTime(any: $0) })
    }

    private func day(_ text: String, _ form: TimeForm = TimeForm()) throws -> String? {
        form.day(try written(text)).map { CalendarDay(number: $0).text }
    }

    private func time(_ text: String, _ form: TimeForm = TimeForm()) throws -> String? {
        form.seconds(try written(text)).map { seconds in
            let day = TimeForm.dayOf(seconds), rest = Int(seconds - day * 86_400)
            let parts = [rest / 3_600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            return CalendarDay(number: Int32(day)).text + "T" + parts.joined(separator: ":")
        }
    }

    @Test func partialDates() throws {
        for (partial, year, month) in [
            (TimeForm.Partial.first, "2024-01-01", "2024-02-01"), (.middle, "2024-07-01", "2024-02-15"),
            (.last, "2024-12-31", "2024-02-29"), (.reject, nil, nil),
        ] {
            let form = TimeForm(partial: partial)
            #expect(try day("2024", form) == year)
            #expect(try day("2024-02", form) == month)
            #expect(try day("202402", form) == month)
            #expect(try day("2024-02-03", form) == "2024-02-03")
            #expect(try day("2024020304", form) == "2024-02-03")
        }
        #expect(try time("2024") == "2024-01-01T00:00:00")
        #expect(try time("2024-02") == "2024-02-01T00:00:00")
        #expect(try time("2024-02", TimeForm(partial: .reject)) == nil)
        #expect(try time("2024-02-03", TimeForm(partial: .reject)) == "2024-02-03T00:00:00")
    }

    @Test func theClockThatWasShown() throws {
        #expect(try time("2024-02-03T23:30:00-05:00") == "2024-02-03T23:30:00")
        #expect(try day("2024-02-03T23:30:00-05:00") == "2024-02-03")
        #expect(try time("1969-12-31T23:59:59") == "1969-12-31T23:59:59")
    }

    @Test func universalTime() throws {
        let form = TimeForm(clock: .utc)
        #expect(try time("2024-02-28T23:30:00-05:00", form) == "2024-02-29T04:30:00")
        #expect(try day("2024-02-28T23:30:00-05:00", form) == "2024-02-29")
        #expect(try day("20240229003000+0100", form) == "2024-02-28")
        #expect(try time("1970-01-01T00:30:00+01:00", form) == "1969-12-31T23:30:00")
        // Without a zone, and without a time of day, nothing is moved.
        #expect(try time("2024-02-28T23:30:00", form) == "2024-02-28T23:30:00")
        #expect(try day("2024-02-28", form) == "2024-02-28")
        // Nor does the zone of a day move it.
        #expect(try day("2024-02-28+14:00", form) == "2024-02-28")
        #expect(try time("2024-02-28-14:00", form) == "2024-02-28T00:00:00")
        #expect(try time("2020-06-01T12:00:00+14:00", form) == "2020-05-31T22:00:00")
        #expect(try time("2020-06-01T12:00:00-14:00", form) == "2020-06-02T02:00:00")
        // No clock leaves the years 1 to 9999.
        #expect(try time("0001-01-01T00:00:00+00:01", form) == nil)
        #expect(try day("9999-12-31T23:59:59-00:01", form) == nil)
        #expect(try time("0001-01-01T00:00:00Z", form) == "0001-01-01T00:00:00")
    }

    /// Summer time in 2026: from 29 March, 01:00 UTC, to 25 October, 01:00 UTC.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/London")))
    func theClockOfAPlace() throws {
        let form = TimeForm(clock: .zone(try ZoneRules(named: "Europe/London")))
        // Over the gap: 01:00 to 02:00 is never shown.
        #expect(try time("2026-03-29T00:59:59Z", form) == "2026-03-29T00:59:59")
        #expect(try time("2026-03-29T01:00:00Z", form) == "2026-03-29T02:00:00")
        // In the overlap, both sides of the change show the same hour.
        #expect(try time("2026-10-25T00:30:00Z", form) == "2026-10-25T01:30:00")
        #expect(try time("2026-10-25T01:30:00Z", form) == "2026-10-25T01:30:00")
        #expect(try time("2026-10-25T01:30:00+01:00", form) == "2026-10-25T01:30:00")
        #expect(try time("2026-10-25T01:30:00+00:00", form) == "2026-10-25T01:30:00")
        // The day follows the clock.
        #expect(try day("2026-06-30T23:30:00Z", form) == "2026-07-01")
        #expect(try day("2026-12-31T23:30:00Z", form) == "2026-12-31")
        #expect(try day("20260630233000+0000", form) == "2026-07-01")
        // Without a zone it already is that clock's, even in the gap.
        #expect(try time("2026-03-29T01:30:00", form) == "2026-03-29T01:30:00")
        #expect(try time("1847-06-01T12:00:00Z", form) == "1847-06-01T11:58:45")
        #expect(try time("2100-07-01T12:00:00Z", form) == "2100-07-01T13:00:00")
    }
}
