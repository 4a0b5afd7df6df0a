import Tables

/// The forms that one value has; a value may have several.
struct ValueShape: OptionSet {
    let rawValue: UInt32

    static let count = 20

    private init(bit: UInt32) { rawValue = 1 << bit }
    init(rawValue: UInt32) { self.rawValue = rawValue }

    static let date = ValueShape(bit: 0)
    static let localTime = ValueShape(bit: 1)
    static let utcTime = ValueShape(bit: 2)
    /// A time with a fraction or a zone that is not `Z`.
    static let zonedTime = ValueShape(bit: 3)
    static let year = ValueShape(bit: 4)
    static let yearMonth = ValueShape(bit: 5)
    static let hl7Day = ValueShape(bit: 6)
    static let hl7Time = ValueShape(bit: 7)
    static let week = ValueShape(bit: 8)
    /// `YYYYMM`, which could be mistaken for a week.
    static let monthDigits = ValueShape(bit: 9)
    static let integer = ValueShape(bit: 10)
    /// Digits with a zero before them.
    static let padded = ValueShape(bit: 11)
    static let decimal = ValueShape(bit: 12)
    static let boolean = ValueShape(bit: 13)
    static let uuid = ValueShape(bit: 14)
    static let uri = ValueShape(bit: 15)
    static let oid = ValueShape(bit: 16)
    static let base64 = ValueShape(bit: 17)
    static let tenDigits = ValueShape(bit: 18)
    static let nhsNumber = ValueShape(bit: 19)
}

extension ValueShape {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// What characters a value is made of.
    private struct Characters: OptionSet {
        var rawValue: UInt16
        static let digit = Characters(rawValue: 1)
        static let hex = Characters(rawValue: 2)
        static let letter = Characters(rawValue: 4)
        static let minus = Characters(rawValue: 8)
        static let point = Characters(rawValue: 16)
        static let colon = Characters(rawValue: 32)
        static let plus = Characters(rawValue: 64)
        static let slash = Characters(rawValue: 128)
        static let equals = Characters(rawValue: 256)
        static let lineEnd = Characters(rawValue: 512)
        static let other = Characters(rawValue: 1024)

        static let base64: Characters = [.digit, .hex, .letter, .plus, .slash, .equals, .lineEnd]
        static let number: Characters = [.digit, .minus, .plus, .point]

        @inline(__always) static func of(_ byte: UInt8) -> Characters {
            switch byte {
            case 0x30...0x39: .digit
            case 0x41...0x46, 0x61...0x66: .hex
            case 0x47...0x5A, 0x67...0x7A: .letter
            case 0x2D: .minus
            case 0x2E: .point
            case 0x3A: .colon
            case 0x2B: .plus
            case 0x2F: .slash
            case 0x3D: .equals
            case 0x0A, 0x0D: .lineEnd
            default: .other
            }
        }
    }

    /// The forms of a value without white space around it; `isWhole` is false where `text` is only its start.
    static func of(_ text: Bytes, isWhole: Bool) -> ValueShape {
        guard let base = text.baseAddress, !text.isEmpty else { return [] }
        var seen = Characters()
        for byte in text { seen.formUnion(.of(byte)) }
        if !isWhole { return seen.isSubset(of: .base64) ? .base64 : [] }
        if seen == .digit { return digits(base, text.count) }
        if seen.isSubset(of: .number) { return number(base, text.count) }
        var shape: ValueShape = []
        if text.count >= 19, text[10] == 0x54 { shape.formUnion(time(base, text.count)) }
        if text.count == 11 || text.count == 16, isDate(base), WrittenTime.zone(text, from: 10) != nil {
            shape.insert(.date)
        }
        if text.count == 36, seen == [.digit, .hex, .minus] || seen == [.digit, .minus], isUUID(text) {
            shape.insert(.uuid)
        }
        if text.count <= 5, equals(text, "true") || equals(text, "false") { shape.insert(.boolean) }
        if seen.contains(.colon), isURI(text) { shape.insert(.uri) }
        if text.count >= 64, seen.isSubset(of: .base64), seen.contains(.digit), seen.contains(.letter) {
            let lineEnds = text.reduce(0) { $0 + ($1 == 0x0A || $1 == 0x0D ? 1 : 0) }
            if (text.count - lineEnds).isMultiple(of: 4) { shape.insert(.base64) }
        }
        return shape
    }

    private static func equals(_ text: Bytes, _ word: StaticString) -> Bool {
        word.withUTF8Buffer { $0.elementsEqual(text) }
    }

    private static func value(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        var result = 0
        for index in 0..<count {
            let digit = p[index] &- 0x30
            if digit > 9 { return nil }
            result = result &* 10 &+ Int(digit)
        }
        return result
    }

    /// `YYYYMMDD`, a real day from 1800 to 2199.
    private static func isDay(_ p: UnsafePointer<UInt8>) -> Bool {
        guard let year = value(p, 4), let month = value(p + 4, 2), let day = value(p + 6, 2) else { return false }
        return isYear(year) && CalendarDay(year: year, month: month, day: day) != nil
    }

    private static func isYear(_ year: Int) -> Bool { year >= 1800 && year < 2200 }

    private static func digits(_ p: UnsafePointer<UInt8>, _ count: Int) -> ValueShape {
        var shape: ValueShape = count > 1 && p[0] == 0x30 ? [.padded] : [.integer]
        switch count {
        case 4: if let year = value(p, 4), isYear(year) { shape.insert(.year) }
        case 6:
            if let week = value(p, 2), week >= 1, week <= 53, let year = value(p + 2, 4), isYear(year) {
                shape.insert(.week)
            }
            if let year = value(p, 4), isYear(year), let month = value(p + 4, 2), month >= 1, month <= 12 {
                shape.insert(.monthDigits)
            }
        case 8: if isDay(p) { shape.insert(.hl7Day) }
        case 10:
            shape.insert(.tenDigits)
            if isNHSNumber(p) { shape.insert(.nhsNumber) }
        case 12, 14: if isDay(p), isClock(p + 8, count - 8) { shape.insert(.hl7Time) }
        default: break
        }
        return shape
    }

    /// `hhmm` or `hhmmss`.
    private static func isClock(_ p: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard let hour = value(p, 2), hour < 24, let minute = value(p + 2, 2), minute < 60 else { return false }
        guard count >= 6 else { return true }
        guard let second = value(p + 4, 2) else { return false }
        return second < 60
    }

    /// The Modulus 11 check of an NHS number (NHS Data Dictionary, NHS NUMBER), ten digits at `p`.
    private static func isNHSNumber(_ p: UnsafePointer<UInt8>) -> Bool {
        var sum = 0, isEqual = true
        for index in 0..<10 {
            if index < 9 { sum += Int(p[index] &- 0x30) * (10 - index) }
            if p[index] != p[0] { isEqual = false }
        }
        return !isEqual && (11 - sum % 11) % 11 == Int(p[9] &- 0x30)
    }

    /// What is made of digits, signs and points.
    private static func number(_ p: UnsafePointer<UInt8>, _ count: Int) -> ValueShape {
        var shape: ValueShape = []
        var points = 0, signs = 0, digits = 0
        for index in 0..<count {
            switch p[index] {
            case 0x2E: points += 1
            case 0x2B, 0x2D: signs += 1
            default: digits += 1
            }
        }
        let isSigned = p[0] == 0x2B || p[0] == 0x2D
        if points <= 1, digits > 0, signs == (isSigned ? 1 : 0) { shape.insert(.decimal) }
        if points >= 3, signs == 0, p[0] != 0x2E, p[count - 1] != 0x2E { shape.insert(.oid) }
        if count == 10, isDate(p) { shape.insert(.date) }
        if count == 7, p[4] == 0x2D, let year = value(p, 4), isYear(year), let month = value(p + 5, 2), month >= 1,
            month <= 12
        {
            shape.insert(.yearMonth)
        }
        // `YYYYMMDDhhmmss[.fff][+zzzz]`
        if count > 12, isDay(p), isClock(p + 8, 4) {
            let mark = p[12] == 0x2B || p[12] == 0x2D
            if mark || count > 14 && isClock(p + 8, 6) { shape.insert(.hl7Time) }
        }
        return shape
    }

    /// `YYYY-MM-DD`, a real day.
    private static func isDate(_ p: UnsafePointer<UInt8>) -> Bool {
        guard p[4] == 0x2D, p[7] == 0x2D, let year = value(p, 4), year > 0, let month = value(p + 5, 2),
            let day = value(p + 8, 2)
        else {
            return false
        }
        return CalendarDay(year: year, month: month, day: day) != nil
    }

    /// `YYYY-MM-DDThh:mm:ss` with what may follow: a fraction, `Z` or `±hh:mm`.
    private static func time(_ p: UnsafePointer<UInt8>, _ count: Int) -> ValueShape {
        guard isDate(p), p[13] == 0x3A, p[16] == 0x3A,
            let hour = value(p + 11, 2), hour < 24, let minute = value(p + 14, 2), minute < 60,
            let second = value(p + 17, 2), second < 60
        else { return [] }
        if count == 19 { return .localTime }
        if count == 20, p[19] == 0x5A { return .utcTime }
        var place = 19
        if p[place] == 0x2E {
            place += 1
            while place < count, p[place] &- 0x30 <= 9 { place += 1 }
        }
        let left = count - place
        if left == 0 || left == 1 && p[place] == 0x5A { return .zonedTime }
        let isZone =
            left == 6 && (p[place] == 0x2B || p[place] == 0x2D) && p[place + 3] == 0x3A
            && value(p + place + 1, 2) != nil && value(p + place + 4, 2) != nil
        return isZone ? .zonedTime : []
    }

    private static func isUUID(_ text: Bytes) -> Bool {
        text.indices.allSatisfy { index in
            (text[index] == 0x2D) == (index == 8 || index == 13 || index == 18 || index == 23)
        }
    }

    /// `urn:` or a scheme followed by `://`.
    private static func isURI(_ text: Bytes) -> Bool {
        if text.count > 4, equals(Bytes(rebasing: text[..<4]), "urn:") { return true }
        guard let colon = text.firstIndex(of: 0x3A), colon > 1, colon + 2 < text.count else { return false }
        return text[colon + 1] == 0x2F && text[colon + 2] == 0x2F && !text.contains(0x20)
    }
}
