/// A calendar day, counted from 1 January 1970 in the proleptic Gregorian calendar.
public struct BoroughDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1 January 1970.
    public let number: Int

    /// The day with this number.
    public init(number: Int) {
        self.number = number
    }

    /// The day `YYYY-MM-DD`; nil unless the text is exactly that and a real day.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        var parts = [0, 0, 0]
        for (part, range) in [0..<4, 5..<7, 8..<10].enumerated() {
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                parts[part] = parts[part] * 10 + Int(byte) - 0x30
            }
        }
        guard (1...12).contains(parts[1]), (1...31).contains(parts[2]) else { return nil }
        let day = BoroughDay(year: parts[0], month: parts[1], day: parts[2])
        guard day.description == text else { return nil }
        self = day
    }

    /// The day of a civil date (Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
    init(year: Int, month: Int, day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month and day (civil_from_days of the same source).
    var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthShifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthShifted + 2) / 5 + 1
        let month = monthShifted < 10 ? monthShifted + 3 : monthShifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// 0 Monday to 6 Sunday.
    var weekday: Int {
        let shifted = (number + 3) % 7
        return shifted < 0 ? shifted + 7 : shifted
    }

    /// The same day of the month `years` earlier, or the last day of that month.
    func years(earlier years: Int) -> BoroughDay {
        let (year, month, day) = civil
        let leap = { (y: Int) in y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) }
        let kept = month == 2 && day == 29 && !leap(year - years) ? 28 : day
        return BoroughDay(year: year - years, month: month, day: kept)
    }

    /// The day `days` later.
    func advanced(by days: Int) -> BoroughDay {
        BoroughDay(number: number + days)
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = civil
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// `YYYYMMDD`, as file names carry it.
    var compact: String {
        description.split(separator: "-").joined()
    }

    public static func < (left: BoroughDay, right: BoroughDay) -> Bool {
        left.number < right.number
    }
}
