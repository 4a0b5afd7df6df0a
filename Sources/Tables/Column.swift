/// The distinct texts behind a dictionary column, or the texts of a plain one: offsets and bytes, as Arrow lays them.
public struct Texts: Sendable {
    @usableFromInline let offsets: Values<Int32>
    @usableFromInline let bytes: Buffer

    /// `offsets` holds one more value than there are texts, ascending from 0 to the length of `bytes`.
    @inlinable public init(offsets: Buffer, bytes: Buffer) {
        self.offsets = Values(offsets)
        self.bytes = bytes
    }

    public init(_ texts: [String]) {
        var offsets = BufferBuilder<Int32>(capacity: texts.count + 1)
        var bytes = BufferBuilder<UInt8>()
        offsets.append(0)
        for text in texts {
            for byte in text.utf8 { bytes.append(byte) }
            offsets.append(Int32(bytes.count))
        }
        self.init(offsets: offsets.finish(), bytes: bytes.finish())
    }

    @inlinable public var count: Int { Swift.max(offsets.count - 1, 0) }

    public subscript(index: Int) -> String { withUTF8(at: index) { String(decoding: $0, as: UTF8.self) } }

    /// Calls `body` with the bytes of one text; they must not be used after it returns.
    @inlinable public func withUTF8<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = Int(offsets[index]), end = Int(offsets[index + 1])
        return bytes.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    }

    /// Bytes of memory that offsets and texts take.
    var byteCount: Int { offsets.count * MemoryLayout<Int32>.stride + bytes.count }

    /// All texts, in order.
    public var strings: [String] { (0..<count).map { self[$0] } }
}

/// One column: values of one type in Arrow's memory layout, any of which may be missing. It never changes.
public struct Column: Sendable {
    public let type: ColumnType
    public let count: Int
    /// One bit a value, 1 where there is one; `nil` where all are.
    @usableFromInline let validity: Buffer?
    /// The fixed-width values (codes of a dictionary column); empty for utf8.
    @usableFromInline let values: Buffer
    /// The texts of a utf8 column (one a row) or of a dictionary (one a code).
    public let texts: Texts?

    /// A column over finished buffers. `values` has `count` values of the type's width (bits for `bool`), `texts`
    /// is there for `utf8` (with `count` texts) and `dictionary` (every valid code within it).
    public init(type: ColumnType, count: Int, validity: Buffer?, values: Buffer, texts: Texts? = nil) {
        self.type = type
        self.count = count
        self.validity = validity
        self.values = values
        self.texts = texts
    }

    /// The same codes with the texts that they stand for.
    public func with(texts: Texts) -> Column {
        Column(type: type, count: count, validity: validity, values: values, texts: texts)
    }

    /// Whether row `index` has a value.
    @inlinable public func isValid(_ index: Int) -> Bool {
        guard let validity else { return true }
        return validity.withBytes { $0[index >> 3] & (1 << UInt8(index & 7)) != 0 }
    }

    /// Bytes of memory that its values take; a dictionary counts with them.
    public var byteCount: Int {
        values.count + (validity?.count ?? 0) + (texts?.byteCount ?? 0)
    }

    @inlinable public var hasNulls: Bool { validity != nil }

    /// The 32-bit values, meaningless where a row has none: `int32`, `date`, and the codes of a `dictionary`.
    @inlinable public var int32s: Values<Int32> {
        precondition(type == .int32 || type == .date || type == .dictionary, "not a 32-bit column")
        return Values(values)
    }

    /// The 64-bit values, meaningless where a row has none: `int64` and `timestamp`.
    @inlinable public var int64s: Values<Int64> {
        precondition(type == .int64 || type == .timestamp, "not a 64-bit column")
        return Values(values)
    }

    /// The doubles, meaningless where a row has none.
    @inlinable public var float64s: Values<Double> {
        precondition(type == .float64, "not a column of doubles")
        return Values(values)
    }

    /// The text of a row of a `utf8` or `dictionary` column, or `nil`.
    public func text(_ index: Int) -> String? {
        guard let texts, isValid(index) else { return nil }
        return texts[type == .dictionary ? Int(int32s[index]) : index]
    }

    /// The integer of a row of an `int32`, `int64`, `date` or `timestamp` column, or `nil`.
    public func integer(_ index: Int) -> Int64? {
        guard isValid(index) else { return nil }
        switch type {
        case .int32, .date: return Int64(int32s[index])
        case .int64, .timestamp: return int64s[index]
        default: return nil
        }
    }

    /// The double of a row of a `float64` column, or `nil`.
    public func double(_ index: Int) -> Double? {
        type == .float64 && isValid(index) ? float64s[index] : nil
    }

    /// The truth value of a row of a `bool` column, or `nil`.
    public func bool(_ index: Int) -> Bool? {
        guard type == .bool, isValid(index) else { return nil }
        return values.withBytes { $0[index >> 3] & (1 << UInt8(index & 7)) != 0 }
    }
}

extension Column {
    /// A text column, for small tables and tests.
    public init(texts: [String?], type: ColumnType = .utf8) {
        var builder = ColumnBuilder(type)
        for (row, text) in texts.enumerated() {
            if var text { text.withUTF8 { builder.putText($0, row: row) } } else { builder.putNull(row: row) }
        }
        self = builder.finish(count: texts.count)
    }

    /// A column of whole numbers, dates (days) or timestamps (seconds), for small tables and tests.
    public init(integers: [Int64?], type: ColumnType = .int64) {
        var builder = ColumnBuilder(type)
        for (row, value) in integers.enumerated() {
            guard let value else { builder.putNull(row: row); continue }
            if type == .int64 || type == .timestamp {
                builder.putInt64(value, row: row)
            } else {
                builder.putInt32(Int32(truncatingIfNeeded: value), row: row)
            }
        }
        self = builder.finish(count: integers.count)
    }

    /// A column of doubles, for small tables and tests.
    public init(doubles: [Double?]) {
        var builder = ColumnBuilder(.float64)
        for (row, value) in doubles.enumerated() {
            if let value { builder.putDouble(value, row: row) } else { builder.putNull(row: row) }
        }
        self = builder.finish(count: doubles.count)
    }

    /// A column of truth values, for small tables and tests.
    public init(bools: [Bool?]) {
        var builder = ColumnBuilder(.bool)
        for (row, value) in bools.enumerated() {
            if let value { builder.putBool(value, row: row) } else { builder.putNull(row: row) }
        }
        self = builder.finish(count: bools.count)
    }
}
