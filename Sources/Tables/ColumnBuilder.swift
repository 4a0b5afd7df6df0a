/// Grows one column row by row, without a `String` or an existential per value.
///
/// A row is *put* at the index that it will have; a put at an index that was put before replaces it, so a reader may
/// write a row's values as they come and only then decide whether the row counts. Rows are put in order, none left out.
public struct ColumnBuilder: ~Copyable {
    public let type: ColumnType
    @usableFromInline var words32: BufferBuilder<Int32>
    @usableFromInline var words64: BufferBuilder<Int64>
    @usableFromInline var bytes: BufferBuilder<UInt8>
    @usableFromInline var validity: BufferBuilder<UInt8>
    /// Whether any row was ever null: until then no validity bits are kept.
    @usableFromInline var hasValidity = false
    /// The texts of a dictionary column; seed it with the closed list of an enumeration to fix the codes.
    public var dictionary: TextDictionary

    public init(_ type: ColumnType) {
        self.type = type
        words32 = BufferBuilder()
        words64 = BufferBuilder()
        bytes = BufferBuilder()
        validity = BufferBuilder()
        dictionary = TextDictionary()
        if type == .utf8 { words32.append(0) }
    }

    @inlinable @inline(__always) public mutating func putInt32(_ value: Int32, row: Int) {
        if row < words32.count { words32.truncate(to: row) }
        words32.append(value)
        if hasValidity { mark(row, valid: true) }
    }

    @inlinable @inline(__always) public mutating func putInt64(_ value: Int64, row: Int) {
        if row < words64.count { words64.truncate(to: row) }
        words64.append(value)
        if hasValidity { mark(row, valid: true) }
    }

    /// The bit pattern is kept among the 64-bit words.
    @inlinable public mutating func putDouble(_ value: Double, row: Int) {
        putInt64(Int64(bitPattern: value.bitPattern), row: row)
    }

    @inlinable public mutating func putBool(_ value: Bool, row: Int) { putInt32(value ? 1 : 0, row: row) }

    /// Text of a `utf8` or `dictionary` column; it must be valid UTF-8.
    @inlinable public mutating func putText(_ text: UnsafeBufferPointer<UInt8>, row: Int) {
        if type == .dictionary {
            putInt32(dictionary.code(of: text), row: row)
            return
        }
        if row + 1 < words32.count {
            words32.truncate(to: row + 1)
            bytes.truncate(to: Int(words32[row]))
        }
        bytes.append(text)
        words32.append(Int32(bytes.count))
        if hasValidity { mark(row, valid: true) }
    }

    public mutating func putNull(row: Int) {
        if !hasValidity {
            hasValidity = true
            for _ in 0..<(row + 8) / 8 { validity.append(0xFF) }
        }
        switch type {
        case .int64, .timestamp, .float64: putInt64(0, row: row)
        case .utf8: putText(UnsafeBufferPointer(start: nil, count: 0), row: row)
        case .bool, .int32, .date, .dictionary: putInt32(0, row: row)
        }
        mark(row, valid: false)
    }

    @inlinable @inline(__always) mutating func mark(_ row: Int, valid: Bool) {
        while validity.count <= row >> 3 { validity.append(0) }
        let bit = UInt8(1) &<< UInt8(truncatingIfNeeded: row & 7)
        let byte = validity.base + (row &>> 3)
        byte.pointee = valid ? byte.pointee | bit : byte.pointee & ~bit
    }

    /// Bytes of the texts of a `utf8` column so far.
    public var textByteCount: Int { bytes.count }

    /// Bytes of the rows so far, the texts of a dictionary left out.
    public var byteCount: Int { words32.count * 4 + words64.count * 8 + bytes.count + validity.count }

    /// Whether null was put at `row`.
    public func isNull(at row: Int) -> Bool {
        hasValidity && validity[row >> 3] & (1 << UInt8(row & 7)) == 0
    }

    /// The 32-bit value, or the code, put at `row`.
    public func int32(at row: Int) -> Int32 { words32[row] }

    /// Calls `body` with the bytes of the text put at `row` of a `utf8` column.
    @inlinable public func withText<Result>(at row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = Int(words32[row]), end = Int(words32[row + 1])
        return bytes.withValues { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// The first `count` rows as a column; what was put after them is dropped.
    public consuming func finish(count: Int) -> Column {
        let column = take(count: count)
        guard type == .dictionary else { return column }
        return Column(
            type: type, count: count, validity: column.validity, values: column.values, texts: dictionary.finish())
    }

    /// The first `count` rows as a column; the builder is empty afterwards, but for the dictionary, whose codes stay what
    /// they are: the column of a dictionary holds codes alone.
    public mutating func take(count: Int) -> Column {
        let validity = hasValidity ? Self.validityBits(self.validity, count: count) : nil
        hasValidity = false
        self.validity.truncate(to: 0)
        switch type {
        case .int64, .timestamp, .float64:
            words64.truncate(to: count)
            return Column(type: type, count: count, validity: validity, values: words64.takeBuffer())
        case .int32, .date, .dictionary:
            words32.truncate(to: count)
            return Column(type: type, count: count, validity: validity, values: words32.takeBuffer())
        case .utf8:
            words32.truncate(to: count + 1)
            bytes.truncate(to: Int(words32[count]))
            let texts = Texts(offsets: words32.takeBuffer(), bytes: bytes.takeBuffer())
            words32.append(0)
            return Column(type: type, count: count, validity: validity, values: Buffer([UInt8]()), texts: texts)
        case .bool:
            var bits = [UInt8](repeating: 0, count: (count + 7) / 8)
            for row in 0..<count where words32[row] != 0 { bits[row >> 3] |= 1 << UInt8(row & 7) }
            words32.truncate(to: 0)
            return Column(type: type, count: count, validity: validity, values: Buffer(bits))
        }
    }

    /// The bits of the first `count` rows, 0 after them; `nil` where none of those rows is null, so that the same rows
    /// give the same buffers whatever was put and replaced on the way.
    private static func validityBits(_ validity: borrowing BufferBuilder<UInt8>, count: Int) -> Buffer? {
        var bits = validity.withValues { Array($0.prefix((count + 7) / 8)) }
        var hasNulls = false
        for index in bits.indices {
            let used = UInt8(truncatingIfNeeded: (1 << min(8, count - index * 8)) - 1)
            bits[index] &= used
            if bits[index] != used { hasNulls = true }
        }
        return hasNulls ? Buffer(bits) : nil
    }
}
