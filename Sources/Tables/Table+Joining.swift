extension Table {
    /// The rows of tables of one schema behind one another; a dictionary column gets one dictionary.
    public init(joining tables: [Table], as schema: Schema, sensitivity: Sensitivity = .pseudonymous) {
        if tables.count == 1 {
            self = tables[0]
            return
        }
        var columns: [Column] = []
        for (place, field) in schema.fields.enumerated() {
            var builder = ColumnBuilder(field.type)
            var row = 0
            for column in tables.map({ $0.columns[place] }) {
                for index in 0..<column.count {
                    builder.put(column, index, row: row)
                    row += 1
                }
            }
            columns.append(builder.finish(count: row))
        }
        self.init(schema, columns, sensitivity: sensitivity)
    }
}

extension ColumnBuilder {
    /// Puts the value of a row of a column of the same type.
    fileprivate mutating func put(_ column: Column, _ index: Int, row: Int) {
        guard column.isValid(index) else { return putNull(row: row) }
        switch type {
        case .bool: putBool(column.bool(index) ?? false, row: row)
        case .int32, .date: putInt32(column.int32s[index], row: row)
        case .int64, .timestamp: putInt64(column.int64s[index], row: row)
        case .float64: putDouble(column.float64s[index], row: row)
        case .utf8, .dictionary:
            let place = type == .dictionary ? Int(column.int32s[index]) : index
            column.texts?.withUTF8(at: place) { putText($0.assumingMemoryBound(to: UInt8.self), row: row) }
        }
    }
}
