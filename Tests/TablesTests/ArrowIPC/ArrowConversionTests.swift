import Testing

@testable import Tables

@Suite("Arrow columns as Strata's own") struct ArrowConversionTests {
    /// What the column shows as `wanted`, or the message of the fault.
    private func converted(_ type: ArrowType, _ shown: [String], _ wanted: ColumnType? = nil) -> [String] {
        do {
            let column = try ArrowColumn(type, shown: shown).column(as: wanted, name: "c", source: "stage")
            #expect(column.count == shown.count)
            if let wanted { #expect(column.type == wanted) }
            return column.shown
        } catch {
            #expect(error.code == .unsupported)
            #expect(error.path == "stage")
            #expect(error.hint != nil)
            return [error.message]
        }
    }

    @Test func everyTypeByItself() throws {
        for type in ArrowSamples.types {
            let shown = ArrowSamples.values(type)
            let fault: String? =
                switch type {
                case .uint64: "column 'c' holds numbers that int64 does not"
                case .timestamp(.second, nil): nil
                case .timestamp(_, nil): "column 'c' holds times between two seconds"
                case .timestamp, .fixedSizeBinary:
                    "column 'c' is of the Arrow type \(type.name), which no table of Strata holds"
                default: nil
                }
            #expect(converted(type, shown) == (fault.map { [$0] } ?? shown), "\(type)")
        }
    }

    @Test func wholeSeconds() {
        for unit in ArrowTimeUnit.allCases {
            let times = ["0", "1772000000", "-86400"]
            let shown = times.map { $0 == "0" ? $0 : $0 + String("\(unit.perSecond)".dropFirst()) }
            #expect(converted(.timestamp(unit, zone: nil), ["-"] + shown) == ["-"] + times)
        }
        #expect(
            converted(.timestamp(.millisecond, zone: nil), ["-1"]) == ["column 'c' holds times between two seconds"])
    }

    @Test("Numbers of any width as int32 and int64, where each fits")
    func widths() {
        for integer in ArrowInteger.allCases {
            #expect(converted(.integer(integer), ["1", "-", "127"], .int32) == ["1", "-", "127"])
            #expect(converted(.integer(integer), ["1", "-", "127"], .int64) == ["1", "-", "127"])
        }
        let tooLarge = ["column 'c' holds numbers that int32 does not"]
        for (type, number) in [
            (ArrowType.int64, "2147483648"), (.int64, "-2147483649"), (.uint32, "2147483648"), (.uint64, "2147483648"),
            (.uint64, "18446744073709551615"),
        ] { #expect(converted(type, ["1", number], .int32) == tooLarge) }
        #expect(converted(.int64, ["-2147483648", "2147483647"], .int32) == ["-2147483648", "2147483647"])
        #expect(converted(.uint64, ["9223372036854775807"], .int64) == ["9223372036854775807"])
    }

    @Test("A number under a null is nobody's")
    func numbersUnderNulls() throws {
        let validity = Buffer([UInt8(0b01)])
        let column = ArrowColumn(.uint64, count: 2, validity: validity, values: Buffer([7, UInt64.max]))
        #expect(try column.column(as: .int32, name: "c").shown == ["7", "-"])
        let times = ArrowColumn(
            .timestamp(.nanosecond, zone: nil), count: 2, validity: validity, values: Buffer([2_000_000_000, Int64(1)]))
        #expect(try times.column(name: "c").shown == ["2", "-"])
    }

    @Test func textsAndDictionaries() {
        let shown = ["b", "-", "a", "", "b"]
        for layout in ArrowTextLayout.allCases {
            #expect(converted(.text(layout), shown, .dictionary) == shown)
            #expect(converted(.text(layout), shown, .utf8) == shown)
            let type = ArrowType.dictionary(codes: .int8, texts: layout, isOrdered: true)
            #expect(converted(type, shown, .utf8) == shown)
        }
    }

    @Test func nothingAsAnything() {
        for type in ColumnType.allCases { #expect(converted(.null, ["-", "-", "-"], type) == ["-", "-", "-"]) }
    }

    @Test func whatIsSomethingElse() {
        #expect(converted(.utf8, ["1"], .int32) == ["column 'c' is of the Arrow type utf8, not int32"])
        #expect(converted(.int32, ["1"], .utf8) == ["column 'c' is of the Arrow type int32, not utf8"])
        #expect(converted(.float64, ["1.0"], .int64) == ["column 'c' is of the Arrow type float64, not int64"])
        #expect(converted(.date32, ["1"], .timestamp) == ["column 'c' is of the Arrow type date32, not timestamp[s]"])
    }

    @Test("A dictionary of one long text, written out for many rows, is refused before it fills the memory")
    func longTexts() throws {
        let text = Texts([String(repeating: "x", count: 1 << 20)])
        let column = ArrowColumn(
            .dictionary, count: 1000, validity: nil, values: Buffer([Int32](repeating: 0, count: 1000)), texts: text)
        let fault = #expect(throws: ArrowFault.self) { try column.column(as: .utf8, name: "c") }
        #expect(fault?.code == .limit)
    }

    @Test func batchesAsTables() throws {
        let types: [ArrowType] = [.int16, .float32, .utf8View, .null]
        let fields = ArrowSamples.schema(types)
        let batch = ArrowSamples.batch(0..<10, types)
        let table = try batch.table(fields, sensitivity: .aggregate)
        #expect(table.schema.fields.map(\.type) == [.int32, .float64, .utf8, .utf8])
        #expect(table.schema.fields.map(\.isOptional) == [true, true, true, true])
        #expect(table.columns.map(\.shown) == ArrowSamples.shown(0..<10, types))
        #expect(table.sensitivity == .aggregate)

        var wanted = table.schema
        wanted.fields[0].type = .int64
        wanted.fields[2].type = .dictionary
        wanted.fields[3].type = .date
        let other = try batch.table(fields, as: wanted, sensitivity: .aggregate)
        #expect(other.schema == wanted)
        #expect(other.columns.map(\.shown) == ArrowSamples.shown(0..<10, types))

        wanted.fields[0].isOptional = false
        let null = #expect(throws: ArrowFault.self) { try batch.table(fields, as: wanted, sensitivity: .aggregate) }
        #expect(null?.message == "column 'c0 int16' has a null where it must have none")
        wanted.fields.swapAt(0, 1)
        let order = #expect(throws: ArrowFault.self) { try batch.table(fields, as: wanted, sensitivity: .aggregate) }
        #expect(order?.code == .mismatch)
    }
}
