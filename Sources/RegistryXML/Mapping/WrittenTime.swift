import Tables

/// A date or a time as a document writes it: its parts, how far they go, and its zone.
///
/// Years 1–9999; there is no 24:00 and no leap second. Fractions of a second are read over.
struct WrittenTime: Equatable {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// How far the parts go.
    enum Precision: Int32, CaseIterable, Sendable {
        case year, month, day, hour, minute, second

        var word: String {
            switch self {
            case .year: "year"
            case .month: "month"
            case .day: "day"
            case .hour: "hour"
            case .minute: "minute"
            case .second: "second"
            }
        }
    }

    var year: Int
    /// 1 where it is not written; so is `day`.
    var month = 1
    var day = 1
    /// Seconds since midnight of the clock.
    var seconds = 0
    var precision = Precision.year
    /// Seconds east of UTC, where the text says.
    var zone: Int?

    /// Days since 1970-01-01 of the day, or of the first day of the period.
    var number: Int32? { CalendarDay(year: year, month: month, day: day)?.number }

    // MARK: ISO 8601, as XML Schema and FHIR write it

    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `…Thh:mm` or `…Thh:mm:ss`; after seconds a fraction, after a day or a time a
    /// zone, `Z` or `±hh:mm`.
    init?(iso text: Bytes) {
        guard let base = text.baseAddress, text.count >= 4, let year = Self.year(base) else { return nil }
        self.year = year
        if text.count == 4 { return }
        guard text.count >= 7, base[4] == 0x2D, takeMonth(base + 5) else { return nil }
        if text.count == 7 { return }
        guard text.count >= 10, base[7] == 0x2D, takeDay(base + 8) else { return nil }
        if text.count == 10 { return }
        if base[10] != 0x54 {
            guard takeZone(text, from: 10, hasColon: true) else { return nil }
            return
        }
        guard text.count >= 16, base[13] == 0x3A, takeHour(base + 11), takeMinute(base + 14)
        else { return nil }
        var place = 16
        if text.count >= 19, base[16] == 0x3A {
            guard takeSecond(base + 17), let end = Self.endOfFraction(text, from: 19) else { return nil }
            place = end
        }
        if !takeZone(text, from: place, hasColon: true) { return nil }
    }

    // MARK: HL7 version 3 (TS), also the dates of NAACCR

    /// `YYYY`, `YYYYMM`, `YYYYMMDD`, then `hh`, `mm`, `ss`; after seconds a fraction, after a time a zone, `Z` or
    /// `±hhmm`.
    init?(hl7 text: Bytes) {
        guard let base = text.baseAddress, text.count >= 4, let year = Self.year(base) else { return nil }
        self.year = year
        var place = 4
        while place < text.count, text[place] &- 0x30 <= 9 {
            guard place < 14, place + 2 <= text.count else { return nil }
            let isGood =
                switch precision {
                case .year: takeMonth(base + place)
                case .month: takeDay(base + place)
                case .day: takeHour(base + place)
                case .hour: takeMinute(base + place)
                case .minute: takeSecond(base + place)
                case .second: false
                }
            if !isGood { return nil }
            place += 2
        }
        if place == text.count { return }
        if precision == .second {
            guard let end = Self.endOfFraction(text, from: place) else { return nil }
            place = end
        }
        guard precision.rawValue >= Precision.hour.rawValue, takeZone(text, from: place, hasColon: false)
        else { return nil }
    }

    /// Whichever of the two it is: ISO has `-` after the year.
    init?(any text: Bytes) {
        if text.count > 4, text[4] == 0x2D { self.init(iso: text) } else { self.init(hl7: text) }
    }

    // MARK: Parts

    private static func year(_ base: UnsafePointer<UInt8>) -> Int? {
        guard let century = ValueForms.two(base), let rest = ValueForms.two(base + 2), century | rest != 0
        else { return nil }
        return century * 100 + rest
    }

    private mutating func takeMonth(_ base: UnsafePointer<UInt8>) -> Bool {
        guard let value = ValueForms.two(base), value >= 1, value <= 12 else { return false }
        month = value
        precision = .month
        return true
    }

    private mutating func takeDay(_ base: UnsafePointer<UInt8>) -> Bool {
        guard let value = ValueForms.two(base), value >= 1, value <= CalendarDay.daysInMonth(year: year, month: month)
        else { return false }
        day = value
        precision = .day
        return true
    }

    private mutating func takeHour(_ base: UnsafePointer<UInt8>) -> Bool {
        guard let value = ValueForms.two(base), value < 24 else { return false }
        seconds = value * 3600
        precision = .hour
        return true
    }

    private mutating func takeMinute(_ base: UnsafePointer<UInt8>) -> Bool {
        guard let value = ValueForms.two(base), value < 60 else { return false }
        seconds += value * 60
        precision = .minute
        return true
    }

    private mutating func takeSecond(_ base: UnsafePointer<UInt8>) -> Bool {
        guard let value = ValueForms.two(base), value < 60 else { return false }
        seconds += value
        precision = .second
        return true
    }

    /// Where a fraction that may start at `place` ends; `nil` for a point without a digit.
    private static func endOfFraction(_ text: Bytes, from place: Int) -> Int? {
        guard place < text.count, text[place] == 0x2E else { return place }
        var end = place + 1
        while end < text.count, text[end] &- 0x30 <= 9 { end += 1 }
        return end == place + 1 ? nil : end
    }

    /// Nothing, or a zone, as the rest of the text.
    private mutating func takeZone(_ text: Bytes, from place: Int, hasColon: Bool) -> Bool {
        if text.count == place { return true }
        zone = Self.zone(text, from: place, hasColon: hasColon)
        return zone != nil
    }

    /// Seconds east of UTC, where the rest of the text is `Z` or up to fourteen hours either way.
    static func zone(_ text: Bytes, from place: Int, hasColon: Bool = true) -> Int? {
        let left = text.count - place
        guard left > 0, let base = text.baseAddress.map({ $0 + place }) else { return nil }
        if left == 1 { return base[0] == 0x5A ? 0 : nil }
        let minutePlace = hasColon ? 4 : 3
        guard left == minutePlace + 2, base[0] == 0x2B || base[0] == 0x2D, !hasColon || base[3] == 0x3A,
            let hour = ValueForms.two(base + 1), let minute = ValueForms.two(base + minutePlace), minute < 60,
            hour * 60 + minute <= 14 * 60
        else { return nil }
        return (hour * 60 + minute) * (base[0] == 0x2D ? -60 : 60)
    }
}
