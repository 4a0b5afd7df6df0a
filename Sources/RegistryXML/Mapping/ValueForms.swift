import Tables

/// The forms that values take in a document, read straight from its bytes: ASCII digits, nothing trimmed, no locale.
///
/// Each function is `nil` where the bytes are not of its form.
enum ValueForms {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    @inline(__always) static func two(_ p: UnsafePointer<UInt8>) -> Int? {
        let tens = p[0] &- 0x30, ones = p[1] &- 0x30
        return tens > 9 || ones > 9 ? nil : Int(tens) &* 10 &+ Int(ones)
    }

    /// `YYYY-MM-DD` at `p`, a real day (there is no year 0), as days since 1970-01-01.
    @inline(__always) static func day(_ p: UnsafePointer<UInt8>) -> Int32? {
        guard p[4] == 0x2D, p[7] == 0x2D, let century = two(p), let rest = two(p + 2), let month = two(p + 5),
            let day = two(p + 8)
        else { return nil }
        let year = century &* 100 &+ rest
        if year == 0 || day == 0 || UInt(bitPattern: month &- 1) > 11 { return nil }
        if day > 28, !isDay(year, month, day) { return nil }
        // As `CalendarDay`, without its checks.
        let y = month > 2 ? year : year &- 1
        let inYear = (153 &* (month > 2 ? month &- 3 : month &+ 9) &+ 2) / 5 &+ day &- 1
        return Int32(truncatingIfNeeded: y &* 365 &+ y / 4 &- y / 100 &+ y / 400 &+ inYear &- 719_468)
    }

    /// Whether a month has that day, beyond the 28 that all have.
    @inline(never) private static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        day <= CalendarDay.daysInMonth(year: year, month: month)
    }

    /// `hh:mm:ss` at `p`, 00:00:00–23:59:59, as seconds.
    @inline(__always) static func clock(_ p: UnsafePointer<UInt8>) -> Int64? {
        guard p[2] == 0x3A, p[5] == 0x3A, let hour = two(p), let minute = two(p + 3), let second = two(p + 6),
            hour < 24, minute < 60, second < 60
        else { return nil }
        return Int64(hour &* 3600 &+ minute &* 60 &+ second)
    }

    /// `YYYY-MM-DD`, as `xs:date` with or without a zone, `Z` or `±hh:mm`: the day that is written, whatever the zone.
    @inline(__always) static func date(_ text: Bytes) -> Int32? {
        text.count == 10 ? plainDate(text) : zonedDate(text)
    }

    /// `YYYY-MM-DD` alone.
    @inline(__always) static func plainDate(_ text: Bytes) -> Int32? {
        guard text.count == 10, let base = text.baseAddress else { return nil }
        return day(base)
    }

    @inline(never) private static func zonedDate(_ text: Bytes) -> Int32? {
        guard text.count > 10, let base = text.baseAddress, WrittenTime.zone(text, from: 10) != nil else { return nil }
        return day(base)
    }

    /// `YYYY-MM-DDThh:mm:ss`, as seconds since 1970-01-01T00:00:00 of the same clock.
    static func localTime(_ text: Bytes) -> Int64? {
        guard text.count == 19, let base = text.baseAddress else { return nil }
        return time(base)
    }

    @inline(__always) private static func time(_ base: UnsafePointer<UInt8>) -> Int64? {
        guard base[10] == 0x54, let date = day(base), let seconds = clock(base + 11) else { return nil }
        return Int64(date) &* 86_400 &+ seconds
    }

    /// `YYYY-MM-DDThh:mm:ssZ`.
    static func utcTime(_ text: Bytes) -> Int64? {
        guard text.count == 20, let base = text.baseAddress, base[19] == 0x5A else { return nil }
        return time(base)
    }

    /// A date (its midnight), with or without a zone, or a local time.
    static func dateOrTime(_ text: Bytes) -> Int64? {
        if text.count == 19, let time = localTime(text) { return time }
        return date(text).map { Int64($0) &* 86_400 }
    }

    /// A date, or a time with or without fraction and zone; what the clock showed, the zone left aside.
    static func isoTime(_ text: Bytes) -> Int64? {
        guard let base = text.baseAddress else { return nil }
        if text.count <= 19 { return dateOrTime(text) }
        var place = 19
        if base[place] == 0x2E {
            let start = place + 1
            place = start
            while place < text.count, base[place] &- 0x30 <= 9 { place += 1 }
            if place == start { return nil }
        }
        switch text.count - place {
        case 0: break
        case 1: if base[place] != 0x5A { return nil }
        case 6:
            guard base[place] == 0x2B || base[place] == 0x2D, base[place + 3] == 0x3A, let hour = two(base + place + 1),
                let minute = two(base + place + 4), hour <= 14, minute < 60
            else { return nil }
        default: return nil
        }
        return time(base)
    }

    /// The day of `isoTime`.
    static func isoDate(_ text: Bytes) -> Int32? {
        guard let seconds = isoTime(text) else { return nil }
        return Int32((seconds - (((seconds % 86_400) + 86_400) % 86_400)) / 86_400)
    }

    /// `[0-9]+`; what 64 bits cannot hold is the largest number that they can.
    static func integer(_ text: Bytes) -> Int64? {
        if text.isEmpty { return nil }
        var value: Int64 = 0
        for byte in text {
            let digit = byte &- 0x30
            if digit > 9 { return nil }
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, overAgain) = product.addingReportingOverflow(Int64(digit))
            value = over || overAgain ? Int64.max : sum
        }
        return value
    }

    /// `[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)`: where the digits start, where the point is (or the end).
    private static func decimalShape(_ text: Bytes) -> (negative: Bool, start: Int, point: Int)? {
        var place = 0
        var negative = false
        if let first = text.first, first == 0x2B || first == 0x2D {
            negative = first == 0x2D
            place = 1
        }
        let start = place
        var point = text.count
        var digits = 0
        while place < text.count {
            if text[place] &- 0x30 <= 9 {
                digits += 1
            } else if text[place] == 0x2E, point == text.count {
                point = place
            } else {
                return nil
            }
            place += 1
        }
        return digits == 0 ? nil : (negative, start, point)
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// A decimal as the nearest double.
    static func decimal(_ text: Bytes) -> Double? {
        guard let shape = decimalShape(text) else { return nil }
        if text.count - shape.start <= 16 {
            // At most fifteen digits: both numbers are exact doubles, so one division rounds once, correctly.
            var digits: Int64 = 0
            for index in shape.start..<text.count where index != shape.point {
                digits = digits &* 10 &+ Int64(text[index] &- 0x30)
            }
            if digits < 1 << 53 {
                let value = Double(digits) / powers[max(0, min(15, text.count - shape.point - 1))]
                return shape.negative ? -value : value
            }
        }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// A decimal amount of pounds in units of 10⁻⁴, rounded half to even.
    static func money(_ text: Bytes) -> Int64? {
        guard let shape = decimalShape(text) else { return nil }
        var value: Int64 = 0
        var place = shape.start
        var decimals = -1
        var above = false, rest: UInt8 = 0
        while place < text.count {
            if place == shape.point {
                decimals = 0
            } else {
                let digit = text[place] &- 0x30
                if decimals < 4 {
                    let (product, over) = value.multipliedReportingOverflow(by: 10)
                    let (sum, overAgain) = product.addingReportingOverflow(Int64(digit))
                    if over || overAgain { return nil }
                    value = sum
                } else if decimals == 4 {
                    rest = digit
                } else if digit > 0 {
                    above = true
                }
                if decimals >= 0 { decimals += 1 }
            }
            place += 1
        }
        for _ in max(decimals, 0)..<max(4, max(decimals, 0)) {
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            if over { return nil }
            value = product
        }
        if rest > 5 || rest == 5 && (above || value & 1 == 1) {
            if value == Int64.max { return nil }
            value += 1
        }
        return value > mostMoney ? nil : shape.negative ? -value : value
    }

    /// The largest amount taken for money, a thousand million pounds: sums over any number of people stay exact.
    private static let mostMoney: Int64 = 1_000_000_000 * 10_000

    /// `true` or `false`.
    static func boolean(_ text: Bytes) -> Bool? {
        switch text.count {
        case 4: text[0] == 0x74 && text[1] == 0x72 && text[2] == 0x75 && text[3] == 0x65 ? true : nil
        case 5:
            text[0] == 0x66 && text[1] == 0x61 && text[2] == 0x6C && text[3] == 0x73 && text[4] == 0x65 ? false : nil
        default: nil
        }
    }

    /// `WWYYYY`: the Monday of that ISO 8601 week.
    static func week(_ text: Bytes) -> Int32? {
        guard text.count == 6, let base = text.baseAddress, let week = two(base), let century = two(base + 2),
            let last = two(base + 4), week >= 1, week <= 53,
            let monday = firstMonday(of: century * 100 + last)
        else { return nil }
        let found = monday + Int32(week - 1) * 7
        if week == 53, let next = firstMonday(of: century * 100 + last + 1), found >= next { return nil }
        return found
    }

    /// The Monday of the week that holds 4 January.
    private static func firstMonday(of year: Int) -> Int32? {
        guard let fourth = CalendarDay(year: year, month: 1, day: 4)?.number else { return nil }
        // 1970-01-01 was a Thursday: day number -3 was a Monday.
        return fourth - (((fourth + 3) % 7) + 7) % 7
    }

    /// An NHS number: ten digits whose last is the Modulus 11 check of the others (NHS Data Dictionary, NHS NUMBER);
    /// ten equal digits and `x00000000x`, which pass, are refused.
    static func isNHSNumber(_ text: Bytes) -> Bool {
        guard text.count == 10 else { return false }
        var sum = 0, equal = true, hollow = true
        for index in 0..<10 {
            let digit = text[index] &- 0x30
            if digit > 9 { return false }
            if index < 9 { sum += Int(digit) * (10 - index) }
            if text[index] != text[0] { equal = false }
            if index > 0, index < 9, digit != 0 { hollow = false }
        }
        let check = (11 - sum % 11) % 11
        return check == Int(text[9] &- 0x30) && !equal && !hollow
    }
}
