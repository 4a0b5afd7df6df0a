import Tables

extension Column {
    /// The column's rows at `rows`, in that order; a dictionary stays as it is. −1 − n is row n of `other`.
    func taking(_ rows: [Int32], and other: Column? = nil) -> Column {
        var builder = ColumnBuilder(type)
        if type == .dictionary, let texts {
            for code in 0..<texts.count {
                _ = texts.withUTF8(at: code) { builder.dictionary.code(of: $0.bindMemory(to: UInt8.self)) }
            }
        }
        for (place, row) in rows.enumerated() {
            if row < 0 { other?.copy(-1 - Int(row), to: &builder, place) } else { copy(Int(row), to: &builder, place) }
        }
        return builder.finish(count: rows.count)
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
