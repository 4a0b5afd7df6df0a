import StageKit

/// How the cells of one column of a reference file are read.
enum CellShape: Sendable, Hashable {
    /// As it stands.
    case text
    /// A code: upper case, nothing around it.
    case code
    /// A code out of a short list, kept as a dictionary; an empty list takes any.
    case word([String])
    /// A whole number, digits alone.
    case whole
    /// `20210401`, `2021-04-01`, `04JAN2021`.
    case day
    /// `202104`: the first day of the month.
    case month
    /// Upper case, one space before the last three characters.
    case postcode

    var type: ColumnType {
        switch self {
        case .text, .code, .postcode: .utf8
        case .word: .dictionary
        case .whole: .int32
        case .day, .month: .date
        }
    }

    /// The value of a cell of text, ready to be kept; `nil` where it has not the shape.
    ///
    /// `scratch` holds it where it is not a part of `cell`.
    func text(_ cell: UnsafeBufferPointer<UInt8>, _ scratch: inout [UInt8]) -> Bool {
        scratch.removeAll(keepingCapacity: true)
        switch self {
        case .text: scratch.append(contentsOf: cell)
        case .code: Self.appendUpper(Self.trimmed(cell), to: &scratch)
        case .word(let words):
            Self.appendUpper(Self.trimmed(cell), to: &scratch)
            return words.isEmpty || words.contains { $0.utf8.elementsEqual(scratch) }
        case .postcode: return Self.postcode(cell, &scratch)
        case .whole, .day, .month: return false
        }
        return true
    }

    /// The number behind a cell; `nil` where it has not the shape.
    func number(_ cell: UnsafeBufferPointer<UInt8>) -> Int32? {
        switch self {
        case .whole: Self.digits(cell)
        case .day: Self.day(Self.trimmed(cell))
        case .month: Self.month(Self.trimmed(cell))
        case .text, .code, .word, .postcode: nil
        }
    }

    /// What a cell is not, where it has not the shape.
    var complaint: String {
        switch self {
        case .text, .code: "is no text"
        case .word(let words): "is none of \(words.joined(separator: ", "))"
        case .whole: "is not a whole number"
        case .day: "is not a date"
        case .month: "is not a month"
        case .postcode: "is not a postcode"
        }
    }

    static func trimmed(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0, end = cell.count
        while start < end, cell[start] == 0x20 || cell[start] == 0x09 { start += 1 }
        while end > start, cell[end - 1] == 0x20 || cell[end - 1] == 0x09 { end -= 1 }
        return UnsafeBufferPointer(rebasing: cell[start..<end])
    }

    /// Whether a cell is a word of capital letters, in either case.
    static func equals(_ cell: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            cell.count == word.count && word.indices.allSatisfy { upper(cell[$0]) == word[$0] }
        }
    }

    private static func upper(_ byte: UInt8) -> UInt8 { byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte }

    private static func appendUpper(_ cell: UnsafeBufferPointer<UInt8>, to scratch: inout [UInt8]) {
        for byte in cell { scratch.append(upper(byte)) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetter(_ byte: UInt8) -> Bool { upper(byte) >= 0x41 && upper(byte) <= 0x5A }

    /// Outward and inward code: `M1 1AA`, `CF14 4XW`, whatever spaces lay in and around it.
    private static func postcode(_ cell: UnsafeBufferPointer<UInt8>, _ scratch: inout [UInt8]) -> Bool {
        for byte in cell where byte != 0x20 {
            guard isDigit(byte) || isLetter(byte) else { return false }
            scratch.append(upper(byte))
        }
        guard scratch.count >= 5, scratch.count <= 7, isLetter(scratch[0]) else { return false }
        let inward = scratch.count - 3
        guard isDigit(scratch[inward]), isLetter(scratch[inward + 1]), isLetter(scratch[inward + 2]) else {
            return false
        }
        scratch.insert(0x20, at: inward)
        return true
    }

    private static func digits(_ cell: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard !cell.isEmpty, cell.count <= 10 else { return nil }
        var value: Int64 = 0
        for byte in cell {
            guard isDigit(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return Int32(exactly: value)
    }

    private static func part(_ cell: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        digits(UnsafeBufferPointer(rebasing: cell[range])).map(Int.init)
    }

    private static func day(_ cell: UnsafeBufferPointer<UInt8>) -> Int32? {
        var parts: (year: Int?, month: Int?, day: Int?)
        if cell.count == 8 {
            parts = (part(cell, 0..<4), part(cell, 4..<6), part(cell, 6..<8))
        } else if cell.count == 9 {
            parts = (part(cell, 5..<9), monthNamed(cell, 2), part(cell, 0..<2))
        } else if cell.count == 11, cell[2] == 0x2D, cell[6] == 0x2D {
            parts = (part(cell, 7..<11), monthNamed(cell, 3), part(cell, 0..<2))
        } else if cell.count == 10 || cell.count > 10 && (cell[10] == 0x54 || cell[10] == 0x20),
            cell[4] == 0x2D, cell[7] == 0x2D
        {
            parts = (part(cell, 0..<4), part(cell, 5..<7), part(cell, 8..<10))
        } else {
            return nil
        }
        guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
        return CalendarDay(year: year, month: month, day: day)?.number
    }

    private static func month(_ cell: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard cell.count == 6, let year = part(cell, 0..<4), let month = part(cell, 4..<6) else { return nil }
        return CalendarDay(year: year, month: month, day: 1)?.number
    }

    /// 1–12 for the three letters at `start`, in English.
    private static func monthNamed(_ cell: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        let names: StaticString = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
        return names.withUTF8Buffer { names in
            (0..<12).first { month in
                (0..<3).allSatisfy { upper(cell[start + $0]) == names[month * 3 + $0] }
            }.map { $0 + 1 }
        }
    }
}
