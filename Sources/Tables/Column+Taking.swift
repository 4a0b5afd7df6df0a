extension Column {
    /// The values of these rows, in their order; a row below 0 gives no value.
    public func taking(_ rows: [Int32]) -> Column {
        var builder = ColumnBuilder(type)
        for (place, row) in rows.enumerated() {
            let row = Int(row)
            guard row >= 0, isValid(row) else {
                builder.putNull(row: place)
                continue
            }
            switch type {
            case .bool: builder.putBool(bool(row) ?? false, row: place)
            case .int32, .date, .dictionary: builder.putInt32(int32s[row], row: place)
            case .int64, .timestamp: builder.putInt64(int64s[row], row: place)
            case .float64: builder.putDouble(float64s[row], row: place)
            case .utf8:
                texts?.withUTF8(at: row) { builder.putText($0.assumingMemoryBound(to: UInt8.self), row: place) }
            }
        }
        // `take` gives the codes of a dictionary without its texts, which are those of this column.
        let column = builder.take(count: rows.count)
        guard type == .dictionary, let texts else { return column }
        return column.with(texts: texts)
    }
}
