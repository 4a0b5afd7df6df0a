import Testing

@testable import Tables

@Suite("Arrow files, written and read") struct ArrowRoundTripTests {
    /// A column of every type with values at the ends of its range, and what they show.
    static let everyType: [(field: Field, column: Column, shown: [String])] = [
        (Field("flag", .bool, optional: true), Column(bools: [true, nil, false]), ["true", "-", "false"]),
        (
            Field("small", .int32, optional: true),
            Column(integers: [Int64(Int32.min), Int64(Int32.max), nil], type: .int32),
            ["-2147483648", "2147483647", "-"]
        ),
        (
            Field("large", .int64, optional: true), Column(integers: [Int64.min, nil, Int64.max]),
            ["-9223372036854775808", "-", "9223372036854775807"]
        ),
        (Field("ratio", .float64, optional: true), Column(doubles: [nil, -0.5, 1e300]), ["-", "-0.5", "1e+300"]),
        (Field("note", .utf8, optional: true), Column(texts: ["", nil, "Straße 🏥"]), ["", "-", "Straße 🏥"]),
        (
            Field("role", .dictionary, optional: true), Column(texts: ["gp", "nurse", nil], type: .dictionary),
            ["gp", "nurse", "-"]
        ),
        (
            Field("born", .date, optional: true), Column(integers: [-1, nil, 20_000], type: .date),
            ["-1", "-", "20000"]
        ),
        (
            Field("at", .timestamp, optional: true), Column(integers: [nil, 1_772_000_000, -1], type: .timestamp),
            ["-", "1772000000", "-1"]
        ),
    ]

    static var everyTypeTable: Table {
        Table(Schema(everyType.map(\.field)), everyType.map(\.column), sensitivity: .pseudonymous)
    }

    @Test func everyTypeWithNulls() throws {
        let scratch = try ArrowScratch()
        try ArrowFileWriter.write(Self.everyTypeTable, to: scratch.path(), metadata: ["sensitivity": "pseudonymous"])
        let reader = try ArrowFileReader(scratch.path())
        #expect(try reader.schema.tableSchema() == Self.everyTypeTable.schema)
        #expect(reader.schema.metadata == ["sensitivity": "pseudonymous"])
        #expect(reader.batchCount == 1)
        let batch = try reader.batch(0)
        #expect(batch.count == 3)
        #expect(batch.columns.map(\.shown) == Self.everyType.map(\.shown))
        #expect(batch.columns.map(\.type.columnType) == Self.everyType.map(\.field.type))
    }

    @Test func columnsWithoutNullsKeepNoBits() throws {
        let scratch = try ArrowScratch()
        try ArrowFileWriter.write(
            Table([("a", Column(integers: [1, 2])), ("b", Column(bools: [true, true]))], sensitivity: .aggregate),
            to: scratch.path())
        let batch = try ArrowFileReader(scratch.path()).batch(0)
        #expect(batch.columns[0].validity == nil)
        #expect(batch.columns[1].validity == nil)
    }

    @Test func chosenColumns() throws {
        let scratch = try ArrowScratch()
        try ArrowFileWriter.write(Self.everyTypeTable, to: scratch.path())
        let reader = try ArrowFileReader(scratch.path())
        let batch = try reader.batch(0, columns: [5, 1])
        #expect(batch.columns.map(\.shown) == [Self.everyType[5].shown, Self.everyType[1].shown])
        let fault = #expect(throws: ArrowFault.self) {
            try ArrowFileReader(scratch.path()).batch(0, columns: [8])
        }
        #expect(fault?.code == .mismatch)
    }

    @Test func noRowsNoBatchesNoColumns() throws {
        let scratch = try ArrowScratch()
        let schema = Self.everyTypeTable.schema
        let none = Column(texts: [])
        var empty = try ArrowFileWriter(scratch.path("empty"), schema)
        let columns = schema.fields.map { field in ColumnBuilder(field.type).finish(count: 0) }
        for _ in 0..<2 { try empty.write(columns, count: 0) }
        try empty.finish(dictionaries: [5: none])
        let reader = try ArrowFileReader(scratch.path("empty"))
        #expect(reader.batchCount == 2)
        #expect(try reader.batch(1).count == 0)
        #expect(try arrowContents(scratch.path("empty")) == [[String]](repeating: [], count: 8))

        let untouched = try ArrowFileWriter(scratch.path("none"), schema)
        try untouched.finish(dictionaries: [5: none])
        #expect(try ArrowFileReader(scratch.path("none")).batchCount == 0)
        #expect(try ArrowFileReader(scratch.path("none")).schema == ArrowSchema(schema))

        var bare = try ArrowFileWriter(scratch.path("bare"), Schema([]))
        try bare.write([], count: 7)
        try bare.finish()
        #expect(try ArrowFileReader(scratch.path("bare")).batch(0).count == 7)
    }

    @Test("A dictionary that grows from batch to batch is written once; a null in it is a missing value")
    func dictionaryAtTheEnd() throws {
        let scratch = try ArrowScratch()
        var writer = try ArrowFileWriter(scratch.path(), Schema([Field("practice", .dictionary, optional: true)]))
        func codes(_ codes: [Int32?]) -> Column {
            var builder = ColumnBuilder(.dictionary)
            for (row, code) in codes.enumerated() {
                if let code { builder.putInt32(code, row: row) } else { builder.putNull(row: row) }
            }
            return builder.finish(count: codes.count)
        }
        try writer.write([codes([0, 1, 0])], count: 3)
        try writer.write([codes([2, nil, 1, 3])], count: 4)
        #expect(writer.batchCount == 2)
        #expect(writer.rowCount == 7)
        try writer.finish(dictionaries: [0: Column(texts: ["A", nil, "C", "D"])])
        let reader = try ArrowFileReader(scratch.path())
        #expect(try reader.batch(0).columns[0].shown == ["A", "-", "A"])
        #expect(try reader.batch(1).columns[0].shown == ["C", "-", "-", "D"])
        #expect(try reader.batch(1).columns[0].texts?.strings == ["A", "", "C", "D"])
    }

    /// Random values of a type as a column, and what they show; `dictionary` holds the texts of a dictionary column.
    private static func random(
        _ type: ColumnType, _ count: Int, nulls: Bool, _ dictionary: [String], _ random: inout SeededGenerator
    ) -> (Column, [String]) {
        var builder = ColumnBuilder(type)
        var shown: [String] = []
        for row in 0..<count {
            if nulls, Int.random(in: 0..<4, using: &random) == 0 {
                builder.putNull(row: row)
                shown.append("-")
                continue
            }
            switch type {
            case .bool:
                let value = Bool.random(using: &random)
                builder.putBool(value, row: row)
                shown.append("\(value)")
            case .int32, .date:
                let value = Int32.random(in: .min ... .max, using: &random)
                builder.putInt32(value, row: row)
                shown.append("\(value)")
            case .int64, .timestamp:
                let value = Int64.random(in: .min ... .max, using: &random)
                builder.putInt64(value, row: row)
                shown.append("\(value)")
            case .float64:
                let value = Double.random(in: -1e6...1e6, using: &random)
                builder.putDouble(value, row: row)
                shown.append("\(value)")
            case .utf8:
                let letters = ["a", "é", "€", "𝄞", "z"]
                let value = (0..<Int.random(in: 0...5, using: &random))
                    .map { _ in letters[Int.random(in: 0..<5, using: &random)] }.joined()
                withBytes(value) { builder.putText($0, row: row) }
                shown.append(value)
            case .dictionary:
                let code = Int.random(in: 0..<dictionary.count, using: &random)
                builder.putInt32(Int32(code), row: row)
                shown.append(dictionary[code])
            }
        }
        return (builder.finish(count: count), shown)
    }

    @Test(arguments: 0..<40) func randomTables(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed))
        let scratch = try ArrowScratch()
        let dictionary = (0..<Int.random(in: 1...20, using: &random)).map { "text \($0)" }
        let fields = (0..<Int.random(in: 1...12, using: &random)).map { index in
            Field(
                "column \(index)", ColumnType.allCases[Int.random(in: 0..<8, using: &random)],
                optional: Bool.random(using: &random))
        }
        var expected = [[String]](repeating: [], count: fields.count)
        var writer = try ArrowFileWriter(scratch.path(), Schema(fields))
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let count = [0, 1, 7, 8, 9, 63, 64, 65, 500][Int.random(in: 0..<9, using: &random)]
            var columns: [Column] = []
            for (index, field) in fields.enumerated() {
                let (column, shown) = Self.random(field.type, count, nulls: field.isOptional, dictionary, &random)
                columns.append(column)
                expected[index] += shown
            }
            try writer.write(columns, count: count)
        }
        var dictionaries: [Int: Column] = [:]
        for (index, field) in fields.enumerated() where field.type == .dictionary {
            dictionaries[index] = Column(texts: dictionary)
        }
        try writer.finish(dictionaries: dictionaries)
        #expect(try arrowContents(scratch.path()) == expected)
    }
}
