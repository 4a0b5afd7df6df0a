@testable import Tables

extension ArrowColumn {
    /// A column of values as text, `-` where there is none, as `shown` gives them again.
    init(_ type: ArrowType, shown: [String]) {
        var builder = ColumnBuilder(.bool)
        for (row, text) in shown.enumerated() {
            if text == "-" { builder.putNull(row: row) } else { builder.putBool(true, row: row) }
        }
        let validity = type == .null ? nil : builder.finish(count: shown.count).validity
        func numbers<Number: LosslessStringConvertible & BitwiseCopyable>(_ zero: Number) -> Buffer {
            Buffer(shown.map { $0 == "-" ? zero : Number($0)! })
        }
        var texts: Texts?
        let values: Buffer
        switch type {
        case .null: values = Buffer([UInt8]())
        case .bool: values = Column(bools: shown.map { $0 == "-" ? nil : $0 == "true" }).values
        case .integer(.int8): values = numbers(Int8(0))
        case .integer(.int16): values = numbers(Int16(0))
        case .integer(.int32), .date32: values = numbers(Int32(0))
        case .integer(.int64), .timestamp: values = numbers(Int64(0))
        case .integer(.uint8): values = numbers(UInt8(0))
        case .integer(.uint16): values = numbers(UInt16(0))
        case .integer(.uint32): values = numbers(UInt32(0))
        case .integer(.uint64): values = numbers(UInt64(0))
        case .float32: values = numbers(Float(0))
        case .float64: values = numbers(Double(0))
        case .text:
            values = Buffer([UInt8]())
            texts = Texts(shown.map { $0 == "-" ? "" : $0 })
        case .dictionary:
            let column = Column(texts: shown.map { $0 == "-" ? nil : $0 }, type: .dictionary)
            (values, texts) = (column.values, column.texts)
        case .fixedSizeBinary(let width):
            values = Buffer(
                shown.flatMap { text in
                    text == "-" || width == 0
                        ? [UInt8](repeating: 0, count: width) : text.split(separator: " ").map { UInt8($0, radix: 16)! }
                })
        }
        self.init(type, count: shown.count, validity: validity, values: values, texts: texts)
    }
}

/// Columns of every type that is exchanged.
enum ArrowSamples {
    /// Five values of a type, with ends of its range, or fewer that are repeated.
    static func values(_ type: ArrowType) -> [String] {
        switch type {
        case .null: ["-"]
        case .bool: ["true", "-", "false", "false", "-"]
        case .integer(.int8): ["-128", "127", "-", "0", "-1"]
        case .integer(.int16): ["-32768", "-", "32767", "7", "-"]
        case .integer(.int32): ["-2147483648", "2147483647", "-", "1", "2"]
        case .integer(.int64): ["-", "-9223372036854775808", "9223372036854775807", "3", "-4"]
        case .integer(.uint8): ["255", "-", "0", "128", "1"]
        case .integer(.uint16): ["65535", "0", "-", "32768", "-"]
        case .integer(.uint32): ["-", "4294967295", "0", "2147483648", "5"]
        case .integer(.uint64): ["18446744073709551615", "0", "-", "9223372036854775808", "6"]
        case .float32: ["0.5", "-", "-1.25", "3.0", "16777216.0"]
        case .float64: ["-", "-0.5", "1e+300", "2.0", "-"]
        // Short ones, some of just twelve and thirteen bytes, and of several bytes a character.
        case .text:
            ["", "-", "Straße 🏥", "twelve bytes", "thirteen byte", "a text far longer than any view holds", "-"]
        case .dictionary: ["gp", "-", "nurse", "gp", "a text far longer than any view holds"]
        case .fixedSizeBinary(let width):
            ["-"]
                + (1...4).map { row in
                    (0..<width).map { String(($0 * 37 + row) % 256, radix: 16) }.joined(separator: " ")
                }
        case .date32: ["-1", "-", "20000", "0", "-719162"]
        case .timestamp(let unit, _): ["-", "\(1_772_000_000 * unit.perSecond + unit.perSecond / 2)", "0", "-1", "-"]
        }
    }

    static let types: [ArrowType] =
        [.null, .bool] + ArrowInteger.allCases.map { .integer($0) } + [.float32, .float64]
        + ArrowTextLayout.allCases.map { .text($0) }
        + ArrowInteger.allCases.map { .dictionary(codes: $0, texts: .utf8, isOrdered: false) }
        + ArrowTextLayout.allCases.map { .dictionary(codes: .uint32, texts: $0, isOrdered: true) }
        + [.fixedSizeBinary(1), .fixedSizeBinary(3), .fixedSizeBinary(16), .date32]
        + ArrowTimeUnit.allCases.flatMap { unit in
            [.timestamp(unit, zone: nil), .timestamp(unit, zone: "Europe/London")]
        }

    static let schema = schema(types)

    static func schema(_ types: [ArrowType]) -> ArrowSchema {
        ArrowSchema(
            types.enumerated().map { ArrowField("c\($0) \($1.name)", $1, optional: true) },
            metadata: ["made by": "Strata"])
    }

    /// What these rows, of any number of them, show in each column.
    static func shown(_ rows: Range<Int>, _ types: [ArrowType] = types) -> [[String]] {
        types.map { type in
            let values = values(type)
            return rows.map { values[$0 % values.count] }
        }
    }

    static func batch(_ rows: Range<Int>, _ types: [ArrowType] = types) -> ArrowBatch {
        ArrowBatch(
            count: rows.count, columns: zip(types, shown(rows, types)).map { ArrowColumn($0, shown: $1) })
    }
}
