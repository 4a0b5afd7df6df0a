import Tables

/// Numbers as laboratories write them: with a comparator before them and with an exponent.
extension ValueForms {
    /// What may stand before a number, as the column has it.
    static let comparators = ["<", "<=", ">", ">=", "~"]

    /// A quantity in two: its comparator's place in `comparators`, -1 without one, and where its number starts.
    private static func comparator(_ text: Bytes) -> (code: Int32, end: Int) {
        var code: Int32 = -1, end = 0
        switch text.first {
        case 0x3C: (code, end) = (0, 1)
        case 0x3E: (code, end) = (2, 1)
        case 0x7E: (code, end) = (4, 1)
        case 0xE2 where text.count > 2 && text[1] == 0x89 && text[2] == 0xA4: (code, end) = (1, 3)  // ≤
        case 0xE2 where text.count > 2 && text[1] == 0x89 && text[2] == 0xA5: (code, end) = (3, 3)  // ≥
        default: return (-1, 0)
        }
        if end == 1, code != 4, text.count > 1, text[1] == 0x3D { (code, end) = (code + 1, 2) }
        while end < text.count, TextCleaning.isSpace(text[end]) { end += 1 }
        return (code, end)
    }

    /// A decimal with or without exponent and comparator, which is left aside: `5.2`, `<0.3`, `>= 90`, `1.2e3`.
    static func quantity(_ text: Bytes) -> Double? {
        scientific(Bytes(rebasing: text[comparator(text).end...]))
    }

    /// The comparator of a quantity; `nil` inside where it has none, `nil` outside where it is no quantity.
    static func comparatorCode(_ text: Bytes) -> Int32?? {
        let (code, end) = comparator(text)
        if scientific(Bytes(rebasing: text[end...])) == nil { return .none }
        return .some(code < 0 ? nil : code)
    }

    /// A decimal, perhaps with an exponent as in `xs:double`; there is no infinity and no NaN.
    static func scientific(_ text: Bytes) -> Double? {
        guard let mark = text.firstIndex(where: { $0 | 0x20 == 0x65 }) else { return decimal(text) }
        var place = mark + 1
        var isNegative = false
        if place < text.count, text[place] == 0x2B || text[place] == 0x2D {
            isNegative = text[place] == 0x2D
            place += 1
        }
        guard place < text.count else { return nil }
        var exponent = 0
        for byte in text[place...] {
            guard byte &- 0x30 <= 9 else { return nil }
            exponent = min(exponent * 10 + Int(byte &- 0x30), 100_000)
        }
        guard let factor = decimal(Bytes(rebasing: text[..<mark])) else { return nil }
        // A whole number below 2⁵³ times or by a power of ten below 10²³: one rounding, the right one.
        if exponent == 0 { return factor }
        if factor == factor.rounded(), abs(factor) < 9_007_199_254_740_992, exponent < tens.count {
            return isNegative ? factor / tens[exponent] : factor * tens[exponent]
        }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// The powers of ten that a double holds exactly.
    private static let tens: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// `true`, `false`, `1` or `0`, as XML Schema has it.
    static func schemaBoolean(_ text: Bytes) -> Bool? {
        if text.count == 1 { return text[0] == 0x31 ? true : text[0] == 0x30 ? false : nil }
        return boolean(text)
    }

    /// How many characters of UTF-8 a text has.
    static func characters(_ text: Bytes) -> Int {
        var count = 0
        for byte in text where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }
}
