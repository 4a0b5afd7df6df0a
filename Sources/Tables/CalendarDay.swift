/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
///
/// Conversions after Howard Hinnant, "chrono-compatible low-level date algorithms" (2013).
public struct CalendarDay: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    public var number: Int32

    @inlinable public init(number: Int32) { self.number = number }

    /// The day of a year, month 1–12 and day of the month; `nil` where there is no such day. Years 0–9999.
    @inlinable public init?(year: Int, month: Int, day: Int) {
        guard year >= 0, year <= 9999, month >= 1, month <= 12, day >= 1,
            day <= Self.daysInMonth(year: year, month: month)
        else { return nil }
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// `YYYY-MM-DD`, a real day, ASCII digits, nothing around it.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        var parts = [0, 0, 0]
        for (index, byte) in bytes.enumerated() where index != 4 && index != 7 {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let part = index < 4 ? 0 : index < 7 ? 1 : 2
            parts[part] = parts[part] * 10 + Int(byte - 0x30)
        }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    @inlinable public static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month and day of the month.
    @inlinable public var parts: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
    }

    @inlinable public static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.number < b.number }

    /// The day `days` later.
    @inlinable public func advanced(by days: Int) -> CalendarDay { CalendarDay(number: number + Int32(days)) }

    /// The same day of the month `months` earlier, or that month's last day where there is none; 0000-01-01 where that
    /// would lie before year 0.
    public func subtracting(months: Int) -> CalendarDay {
        let (year, month, day) = parts
        let index = year * 12 + month - 1 - months
        guard index >= 0 else { return CalendarDay(number: -719_528) }
        let newYear = index / 12, newMonth = index % 12 + 1
        let newDay = min(day, Self.daysInMonth(year: newYear, month: newMonth))
        return CalendarDay(year: newYear, month: newMonth, day: newDay) ?? self
    }

    /// Completed years from a birth date to this day; a birthday on 29 February falls on 1 March in common years.
    @inlinable public func age(bornOn birth: CalendarDay) -> Int {
        let (year, month, day) = parts
        let (birthYear, birthMonth, birthDay) = birth.parts
        return year - birthYear - ((month, day) < (birthMonth, birthDay) ? 1 : 0)
    }

    /// `YYYY-MM-DD`.
    public var text: String {
        let (year, month, day) = parts
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}
