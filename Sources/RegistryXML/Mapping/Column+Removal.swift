import Tables

extension Column {
    /// The column without some rows, given in ascending order; a dictionary stays as it is.
    func removing(rows: [Int32]) -> Column {
        var builder = ColumnBuilder(type)
        if type == .dictionary, let texts {
            for code in 0..<texts.count {
                _ = texts.withUTF8(at: code) { builder.dictionary.code(of: $0.bindMemory(to: UInt8.self)) }
            }
        }
        var next = 0, kept = 0
        for row in 0..<count {
            if next < rows.count, Int(rows[next]) == row {
                next += 1
                continue
            }
            copy(row, to: &builder, kept)
            kept += 1
        }
        return builder.finish(count: kept)
    }

    private func copy(_ row: Int, to builder: inout ColumnBuilder, _ place: Int) {
        guard isValid(row) else { return builder.putNull(row: place) }
        switch type {
        case .int32, .date, .dictionary: builder.putInt32(int32s[row], row: place)
        case .int64, .timestamp: builder.putInt64(int64s[row], row: place)
        case .float64: builder.putDouble(float64s[row], row: place)
        case .bool: builder.putBool(bool(row) ?? false, row: place)
        case .utf8: texts?.withUTF8(at: row) { builder.putText($0.bindMemory(to: UInt8.self), row: place) }
        }
    }
}
