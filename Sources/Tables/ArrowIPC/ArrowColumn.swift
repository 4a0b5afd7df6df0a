/// One column of an Arrow batch: values of an `ArrowType`, any of which may be missing. It never changes.
///
/// Values lie in memory as Arrow lays them out, but for texts, which are `Texts` whatever their layout in a message, and
/// codes, which have 32 bits.
public struct ArrowColumn: Sendable {
    public let type: ArrowType
    public let count: Int
    /// One bit a value, 1 where there is one, 0 after the last; `nil` where all are, and for `null`.
    let validity: Buffer?
    /// The fixed-width values (codes of a dictionary column); empty for texts and `null`.
    let values: Buffer
    /// The texts of a text column (one a row) or of a dictionary (one a code).
    public let texts: Texts?

    /// A column over finished buffers. `values` has `count` values of the type's width: bits for `bool`, `Int32` for the
    /// codes of a dictionary, nothing for texts and `null`. `texts` is there for texts (`count` of them) and dictionaries
    /// (every code of a row with a value within them).
    public init(_ type: ArrowType, count: Int, validity: Buffer?, values: Buffer, texts: Texts? = nil) {
        self.type = type
        self.count = count
        self.validity = validity
        self.values = values
        self.texts = texts
    }

    /// One of Strata's own columns, over the same memory.
    public init(_ column: Column) {
        self.init(
            ArrowType(column.type), count: column.count, validity: column.validity, values: column.values,
            texts: column.texts)
    }

    /// Whether row `index` has a value.
    public func isValid(_ index: Int) -> Bool {
        guard let validity else { return type != .null }
        return validity.withBytes { $0[index >> 3] & (1 << UInt8(index & 7)) != 0 }
    }

    /// How many rows have no value.
    public var nullCount: Int { nullCount(in: 0..<count) }

    /// The text of a row of a column of texts or of a dictionary, or `nil`.
    public func text(_ index: Int) -> String? {
        guard let texts, isValid(index) else { return nil }
        return texts[type.isDictionary ? Int(Values<Int32>(values)[index]) : index]
    }

    /// The number of a row of an integer column, of days for `date32` and of units for a timestamp, or `nil`; also
    /// where a `uint64` is more than `Int64` holds.
    public func integer(_ index: Int) -> Int64? {
        guard isValid(index) else { return nil }
        switch type {
        case .integer(let integer): return Self.integer(integer, values, index)
        case .date32: return Int64(Values<Int32>(values)[index])
        case .timestamp: return Values<Int64>(values)[index]
        default: return nil
        }
    }

    private static func integer(_ type: ArrowInteger, _ values: Buffer, _ index: Int) -> Int64? {
        switch type {
        case .int8: Int64(Values<Int8>(values)[index])
        case .int16: Int64(Values<Int16>(values)[index])
        case .int32: Int64(Values<Int32>(values)[index])
        case .int64: Values<Int64>(values)[index]
        case .uint8: Int64(Values<UInt8>(values)[index])
        case .uint16: Int64(Values<UInt16>(values)[index])
        case .uint32: Int64(Values<UInt32>(values)[index])
        case .uint64: Int64(exactly: Values<UInt64>(values)[index])
        }
    }

    /// The number of a row of a `uint64` column, or `nil`.
    public func unsigned(_ index: Int) -> UInt64? {
        type == .uint64 && isValid(index) ? Values<UInt64>(values)[index] : nil
    }

    /// The number of a row of a `float32` or `float64` column, or `nil`.
    public func double(_ index: Int) -> Double? {
        guard isValid(index) else { return nil }
        switch type {
        case .float32: return Double(Values<Float>(values)[index])
        case .float64: return Values<Double>(values)[index]
        default: return nil
        }
    }

    /// The truth value of a row of a `bool` column, or `nil`.
    public func bool(_ index: Int) -> Bool? {
        guard type == .bool, isValid(index) else { return nil }
        return values.withBytes { $0[index >> 3] & (1 << UInt8(index & 7)) != 0 }
    }

    /// The bytes of a row of a fixed-size binary column, or `nil`.
    public func bytes(_ index: Int) -> [UInt8]? {
        guard case .fixedSizeBinary(let width) = type, isValid(index) else { return nil }
        return values.withBytes { Array($0[index * width..<(index + 1) * width]) }
    }
}

extension ArrowColumn {
    /// How many of these rows have no value.
    func nullCount(in rows: Range<Int>) -> Int {
        guard let validity else { return type == .null ? rows.count : 0 }
        return validity.withBytes { rows.count - BitCount.ones($0, in: rows) }
    }

    /// Whether the buffers are long enough for all rows.
    var isWellFormed: Bool {
        if let validity, validity.count < (count + 7) / 8 { return false }
        if case .text = type {
            guard let texts, texts.offsets.count > count else { return false }
            return texts.bytes.count >= Int(texts.offsets[count])
        }
        return values.count >= type.byteCount(of: count)
    }
}

/// One record batch: columns of one length.
public struct ArrowBatch: Sendable {
    /// How many rows.
    public let count: Int
    public let columns: [ArrowColumn]

    public init(count: Int, columns: [ArrowColumn]) {
        self.count = count
        self.columns = columns
    }
}
