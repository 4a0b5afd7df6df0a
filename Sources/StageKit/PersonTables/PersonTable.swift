/// A table about the people of a part, which a stage in a child process may ask for.
public struct PersonTable: Sendable {
    public let name: String
    /// What a row is, one sentence.
    public let summary: String
    /// The table of feeds that its rows are made of; `nil` where everybody has them whatever the feeds hold.
    public let feedTable: String?
    public let columns: [PersonTableColumn]

    init(_ name: String, _ summary: String, of feedTable: String? = nil, _ columns: [PersonTableColumn]) {
        self.name = name
        self.summary = summary
        self.feedTable = feedTable
        self.columns = columns
    }

    /// The column of that name, or `nil`.
    public subscript(_ name: String) -> PersonTableColumn? { columns.first { $0.field.name == name } }
}

/// A column of a `PersonTable`.
public struct PersonTableColumn: Sendable {
    /// Name and type; optional where somebody may have no value.
    public let field: Field
    /// One sentence.
    public let meaning: String
    /// The column of feeds that it is made of, where it is one of `PersonTable.feedTable`.
    public let feedColumn: Field?
    let make: @Sendable (PersonFrame) -> Column

    init(
        _ name: String, _ type: ColumnType, optional: Bool = false, _ meaning: String, of feedColumn: Field? = nil,
        _ make: @escaping @Sendable (PersonFrame) -> Column
    ) {
        field = Field(name, type, optional: optional)
        self.meaning = meaning
        self.feedColumn = feedColumn
        self.make = make
    }
}

/// Columns from rows of a frame, in one loop each.
extension Column {
    static func int32s<Row>(
        _ rows: [Row], _ type: ColumnType = .int32, _ value: (Row) -> Int32
    ) -> Column {
        var values = BufferBuilder<Int32>(capacity: rows.count)
        for row in rows { values.append(value(row)) }
        return Column(type: type, count: rows.count, validity: nil, values: values.finish())
    }

    static func int64s<Row>(
        _ rows: [Row], _ type: ColumnType = .int64, _ value: (Row) -> Int64
    ) -> Column {
        var values = BufferBuilder<Int64>(capacity: rows.count)
        for row in rows { values.append(value(row)) }
        return Column(type: type, count: rows.count, validity: nil, values: values.finish())
    }

    static func doubles<Row>(_ rows: [Row], _ value: (Row) -> Double) -> Column {
        int64s(rows, .float64) { Int64(bitPattern: value($0).bitPattern) }
    }

    static func bools<Row>(_ rows: [Row], _ value: (Row) -> Bool) -> Column {
        var bits = [UInt8](repeating: 0, count: (rows.count + 7) / 8)
        for (index, row) in rows.enumerated() where value(row) { bits[index >> 3] |= 1 << UInt8(index & 7) }
        return Column(type: .bool, count: rows.count, validity: nil, values: Buffer(bits))
    }

    static func gappedInt32s<Row>(
        _ rows: [Row], _ type: ColumnType = .int32, _ value: (Row) -> Int32?
    ) -> Column {
        var builder = ColumnBuilder(type)
        for (index, row) in rows.enumerated() {
            if let value = value(row) { builder.putInt32(value, row: index) } else { builder.putNull(row: index) }
        }
        return builder.take(count: rows.count)
    }

    static func gappedInt64s<Row>(
        _ rows: [Row], _ type: ColumnType = .int64, _ value: (Row) -> Int64?
    ) -> Column {
        var builder = ColumnBuilder(type)
        for (index, row) in rows.enumerated() {
            if let value = value(row) { builder.putInt64(value, row: index) } else { builder.putNull(row: index) }
        }
        return builder.take(count: rows.count)
    }

    /// Words of an enumeration, whose raw values are their places among `words`.
    static func words<Row>(_ rows: [Row], _ words: Texts, _ code: (Row) -> UInt8) -> Column {
        int32s(rows, .dictionary) { Int32(code($0)) }.with(texts: words)
    }

    /// Texts by their numbers in a list of the run; no value where the list does not hold the number.
    static func texts<Row>(_ rows: [Row], _ list: [String], _ code: (Row) -> Int32?) -> Column {
        let count = Int32(list.count)
        return gappedInt32s(rows, .dictionary) { row in
            guard let code = code(row), code >= 0, code < count else { return nil }
            return code
        }.with(texts: Texts(list))
    }

    /// For every row of `segments` the place of the person whose it is.
    static func persons(_ segments: Segments<some Sendable>) -> Column {
        var values = BufferBuilder<Int64>(capacity: segments.values.count)
        for person in 0..<segments.starts.count - 1 {
            for _ in segments.starts[person]..<segments.starts[person + 1] { values.append(Int64(person)) }
        }
        return Column(type: .int64, count: values.count, validity: nil, values: values.finish())
    }
}
