import Testing

@testable import Tables

@Suite struct ColumnBuilderTests {
    /// Puts a row that is thrown away, then the row that counts.
    @Test func aSecondPutReplacesTheFirst() {
        var whole = ColumnBuilder(.int64)
        whole.putInt64(1, row: 0)
        whole.putInt64(2, row: 1)
        whole.putInt64(3, row: 1)
        let column = whole.finish(count: 2)
        #expect((0..<2).map { column.integer($0) } == [1, 3])

        var text = ColumnBuilder(.utf8)
        for (row, value) in [(0, "first"), (1, "thrown away"), (1, "é"), (2, "last")] {
            withBytes(value) { text.putText($0, row: row) }
        }
        #expect(text.withText(at: 1) { Array($0) } == [0xC3, 0xA9])
        let texts = text.finish(count: 3)
        #expect((0..<3).map { texts.text($0) } == ["first", "é", "last"])
        #expect(texts.texts?.strings.joined() == "firstélast")
    }

    @Test func aPutAtAnEarlierRowDropsWhatFollows() {
        var builder = ColumnBuilder(.int32)
        for row in 0..<5 { builder.putInt32(Int32(row), row: row) }
        builder.putInt32(70, row: 2)
        builder.putInt32(71, row: 3)
        let column = builder.finish(count: 4)
        #expect((0..<4).map { column.integer($0) } == [0, 1, 70, 71])
    }

    @Test(arguments: ColumnType.allCases) func aNullGivesWayToAValueAndBack(type: ColumnType) {
        var builder = ColumnBuilder(type)
        Self.put(&builder, 0)
        builder.putNull(row: 1)
        Self.put(&builder, 1)
        Self.put(&builder, 2)
        builder.putNull(row: 2)
        let column = builder.finish(count: 3)
        #expect((0..<3).map { column.isValid($0) } == [true, true, false])
        #expect(column.hasNulls)
        #expect(Self.value(column, 0) != nil && Self.value(column, 1) != nil && Self.value(column, 2) == nil)
    }

    @Test(arguments: ColumnType.allCases) func rowsPastTheCountAreDropped(type: ColumnType) {
        var builder = ColumnBuilder(type)
        for row in 0..<9 { Self.put(&builder, row) }
        builder.putNull(row: 9)
        builder.putNull(row: 10)
        let column = builder.finish(count: 9)
        #expect(column.count == 9)
        #expect((0..<9).allSatisfy { column.isValid($0) })
        #expect(!column.hasNulls, "the nulls were dropped")
    }

    @Test(arguments: ColumnType.allCases) func aNullThatWasReplacedLeavesNoTrace(type: ColumnType) {
        var builder = ColumnBuilder(type)
        builder.putNull(row: 0)
        Self.put(&builder, 0)
        let column = builder.finish(count: 1)
        #expect(!column.hasNulls)
        #expect(Self.value(column, 0) != nil)
    }

    @Test(arguments: ColumnType.allCases) func nothingButNulls(type: ColumnType) {
        var builder = ColumnBuilder(type)
        for row in 0..<17 { builder.putNull(row: row) }
        let column = builder.finish(count: 17)
        #expect((0..<17).allSatisfy { !column.isValid($0) && Self.value(column, $0) == nil })
        #expect(column.hasNulls)
    }

    @Test(arguments: ColumnType.allCases) func noRows(type: ColumnType) {
        let column = ColumnBuilder(type).finish(count: 0)
        #expect(column.count == 0)
        #expect(!column.hasNulls)
        var emptied = ColumnBuilder(type)
        emptied.putNull(row: 0)
        #expect(!emptied.finish(count: 0).hasNulls)
    }

    @Test func theSameRowsGiveTheSameValidityBits() {
        var direct = ColumnBuilder(.int64)
        var detour = ColumnBuilder(.int64)
        for row in 0..<11 {
            if row == 3 { direct.putNull(row: row) } else { direct.putInt64(Int64(row), row: row) }
            detour.putNull(row: row)
            if row != 3 { detour.putInt64(Int64(row), row: row) }
        }
        for row in 11..<30 { detour.putNull(row: row) }
        let a = direct.finish(count: 11), b = detour.finish(count: 11)
        let bits = a.validity?.withBytes { Array($0) }
        #expect(bits == [0b1111_0111, 0b0000_0111])
        #expect(b.validity?.withBytes { Array($0) } == bits)
    }

    @Test func aSeededDictionaryFixesTheCodes() {
        var builder = ColumnBuilder(.dictionary)
        for role in ["gp", "nurse"] { _ = withBytes(role) { builder.dictionary.code(of: $0) } }
        for (row, role) in ["nurse", "admin", "gp"].enumerated() { withBytes(role) { builder.putText($0, row: row) } }
        let column = builder.finish(count: 3)
        #expect(column.texts?.strings == ["gp", "nurse", "admin"])
        #expect(Array(column.int32s) == [1, 2, 0])
    }

    /// Random puts, second thoughts and rollbacks against a plain array.
    @Test(arguments: ColumnType.allCases) func agreesWithAPlainArray(type: ColumnType) {
        var random = SeededGenerator(state: 5)
        for _ in 0..<60 {
            var builder = ColumnBuilder(type)
            var plain: [Int?] = []
            var count = 0
            for _ in 0..<Int.random(in: 0...80, using: &random) {
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let seed = Int.random(in: 0...30, using: &random)
                    plain.removeSubrange(count...)
                    if seed % 4 == 0 {
                        builder.putNull(row: count)
                        plain.append(nil)
                    } else {
                        Self.put(&builder, count, seed)
                        plain.append(seed)
                    }
                }
                if Int.random(in: 0..<3, using: &random) > 0 { count += 1 }
            }
            let column = builder.finish(count: count)
            let kept = plain.prefix(count)
            #expect((0..<count).map { Self.value(column, $0) } == kept.map { $0.map { Self.shown($0, type) } })
            #expect(column.hasNulls == kept.contains(nil))
        }
    }

    /// Puts a value made from `seed` (the row by itself) in the way of the builder's type.
    static func put(_ builder: inout ColumnBuilder, _ row: Int, _ seed: Int? = nil) {
        let seed = seed ?? row
        switch builder.type {
        case .bool: builder.putBool(seed % 2 == 1, row: row)
        case .int32, .date: builder.putInt32(Int32(seed), row: row)
        case .int64, .timestamp: builder.putInt64(Int64(seed), row: row)
        case .float64: builder.putDouble(Double(seed) / 4, row: row)
        case .utf8, .dictionary: withBytes(text(seed)) { builder.putText($0, row: row) }
        }
    }

    static func text(_ seed: Int) -> String { String(repeating: "é", count: seed) }

    /// What a column should show of `seed`.
    static func shown(_ seed: Int, _ type: ColumnType) -> String {
        switch type {
        case .bool: String(seed % 2 == 1)
        case .float64: String(Double(seed) / 4)
        case .utf8, .dictionary: text(seed)
        default: String(seed)
        }
    }

    static func value(_ column: Column, _ row: Int) -> String? {
        column.text(row) ?? column.integer(row).map { String($0) } ?? column.double(row).map { String($0) }
            ?? column.bool(row).map { String($0) }
    }
}
