import Tables

/// Rows as bytes, in the machine's order: they do not leave the process.
extension [UInt8] {
    mutating func append<Value: BitwiseCopyable>(bits value: Value) {
        Swift.withUnsafeBytes(of: value) { append(contentsOf: $0) }
    }

    /// Appends a row of some columns: a bit for each that has a value, then the values.
    mutating func append(row: Int, of columns: [Column]) {
        let start = count
        append(contentsOf: repeatElement(0, count: (columns.count + 7) / 8))
        for (place, column) in columns.enumerated() where column.isValid(row) {
            self[start + place >> 3] |= 1 << UInt8(place & 7)
            switch column.type {
            case .int32, .date, .dictionary: append(bits: column.int32s[row])
            case .int64, .timestamp: append(bits: column.int64s[row])
            case .float64: append(bits: column.float64s[row])
            case .bool: append(column.bool(row) ?? false ? 1 : 0)
            case .utf8:
                column.texts?.withUTF8(at: row) { text in
                    append(bits: Int32(truncatingIfNeeded: text.count))
                    append(contentsOf: text)
                }
            }
        }
    }
}

/// Reads what was appended, from front to back.
struct RowBytes {
    let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func next<Value: BitwiseCopyable>(_ type: Value.Type) -> Value {
        defer { place += MemoryLayout<Value>.size }
        return bytes.loadUnaligned(fromByteOffset: place, as: type)
    }

    /// Puts the next row into builders, one for each of its columns.
    mutating func nextRow(into builders: UnsafeMutableBufferPointer<ColumnBuilder>, at row: Int) {
        let start = place
        place += (builders.count + 7) / 8
        for number in builders.indices {
            guard bytes[start + number >> 3] & 1 << UInt8(number & 7) != 0 else {
                builders[number].putNull(row: row)
                continue
            }
            switch builders[number].type {
            case .int32, .date, .dictionary: builders[number].putInt32(next(Int32.self), row: row)
            case .int64, .timestamp: builders[number].putInt64(next(Int64.self), row: row)
            case .float64: builders[number].putDouble(next(Double.self), row: row)
            case .bool: builders[number].putBool(next(UInt8.self) != 0, row: row)
            case .utf8:
                let count = Int(next(Int32.self))
                let text = UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
                builders[number].putText(text.bindMemory(to: UInt8.self), row: row)
                place += count
            }
        }
    }
}
