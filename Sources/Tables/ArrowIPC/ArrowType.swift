/// What the values of a column are in an Arrow schema: all that is exchanged with other software. Strata's own tables
/// know only `ColumnType`.
public enum ArrowType: Sendable, Hashable {
    /// No values at all: every row is missing.
    case null
    case bool
    case integer(ArrowInteger)
    case float32, float64
    case text(ArrowTextLayout)
    /// Text as codes into a dictionary. `isOrdered` says that the order of the dictionary means something.
    case dictionary(codes: ArrowInteger, texts: ArrowTextLayout, isOrdered: Bool)
    /// So many bytes a value.
    case fixedSizeBinary(Int)
    /// Days since 1970-01-01.
    case date32
    /// Since 1970-01-01T00:00:00: of UTC where there is a zone in which they are to be shown, else of a local clock.
    case timestamp(ArrowTimeUnit, zone: String?)

    public static let int8 = integer(.int8), int16 = integer(.int16), int32 = integer(.int32), int64 = integer(.int64)
    public static let uint8 = integer(.uint8), uint16 = integer(.uint16)
    public static let uint32 = integer(.uint32), uint64 = integer(.uint64)
    public static let utf8 = text(.utf8), largeUTF8 = text(.largeUTF8), utf8View = text(.utf8View)
    /// As Strata writes them.
    public static let dictionary = dictionary(codes: .int32, texts: .utf8, isOrdered: false)

    /// As Arrow names it.
    public var name: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer(let integer): integer.rawValue
        case .float32: "float32"
        case .float64: "float64"
        case .text(let layout): layout.rawValue
        case .dictionary(let codes, let texts, _): "dictionary<\(codes.rawValue), \(texts.rawValue)>"
        case .fixedSizeBinary(let width): "fixed_size_binary[\(width)]"
        case .date32: "date32"
        case .timestamp(let unit, nil): "timestamp[\(unit.rawValue)]"
        case .timestamp(let unit, let zone?): "timestamp[\(unit.rawValue), \(zone)]"
        }
    }

    /// The layout of the texts, also of those of a dictionary.
    var textLayout: ArrowTextLayout? {
        switch self {
        case .text(let layout), .dictionary(_, let layout, _): layout
        default: nil
        }
    }

    var isDictionary: Bool {
        if case .dictionary = self { true } else { false }
    }
}

/// Whole numbers of Arrow, and the codes of its dictionaries.
public enum ArrowInteger: String, Sendable, Hashable, CaseIterable {
    case int8, int16, int32, int64, uint8, uint16, uint32, uint64

    public var bitWidth: Int {
        switch self {
        case .int8, .uint8: 8
        case .int16, .uint16: 16
        case .int32, .uint32: 32
        case .int64, .uint64: 64
        }
    }

    public var isSigned: Bool {
        switch self {
        case .int8, .int16, .int32, .int64: true
        case .uint8, .uint16, .uint32, .uint64: false
        }
    }

    init?(bitWidth: Int32, isSigned: Bool) { self.init(rawValue: "\(isSigned ? "int" : "uint")\(bitWidth)") }
}

/// How texts lie in the messages of other software. In memory they always lie as `Texts`.
public enum ArrowTextLayout: String, Sendable, Hashable, CaseIterable {
    /// Offsets of 32 bits into one buffer of bytes.
    case utf8
    /// Offsets of 64 bits.
    case largeUTF8 = "large_utf8"
    /// Short texts in place, others by where they lie in any of several buffers: what polars writes.
    case utf8View = "utf8_view"
}

/// What a timestamp counts.
public enum ArrowTimeUnit: String, Sendable, Hashable, CaseIterable {
    case second = "s"
    case millisecond = "ms"
    case microsecond = "us"
    case nanosecond = "ns"

    /// How many make a second.
    public var perSecond: Int64 {
        switch self {
        case .second: 1
        case .millisecond: 1000
        case .microsecond: 1_000_000
        case .nanosecond: 1_000_000_000
        }
    }
}

extension ArrowType {
    /// The type as which Strata writes a column.
    public init(_ type: ColumnType) {
        switch type {
        case .bool: self = .bool
        case .int32: self = .int32
        case .int64: self = .int64
        case .float64: self = .float64
        case .utf8: self = .utf8
        case .dictionary: self = .dictionary
        case .date: self = .date32
        case .timestamp: self = .timestamp(.second, zone: nil)
        }
    }

    /// The narrowest type of Strata's own that holds such values, each exactly or not at all: too large, or between two
    /// seconds, is a fault when the value is converted. `nil` where there is none: for fixed-size binary, and for
    /// timestamps with a zone, since Strata's are of a local clock. A column without values becomes text.
    public var columnType: ColumnType? {
        switch self {
        case .null: .utf8
        case .bool: .bool
        case .integer(.int8), .integer(.int16), .integer(.int32), .integer(.uint8), .integer(.uint16): .int32
        case .integer(.int64), .integer(.uint32), .integer(.uint64): .int64
        case .float32, .float64: .float64
        case .text: .utf8
        case .dictionary: .dictionary
        case .date32: .date
        case .timestamp(_, nil): .timestamp
        case .timestamp(_, .some), .fixedSizeBinary: nil
        }
    }

    /// Bits of one fixed-width value in memory, where codes have 32; `nil` for texts.
    var bitWidth: Int? {
        switch self {
        case .null: 0
        case .bool: 1
        case .integer(let integer): integer.bitWidth
        case .float32, .date32, .dictionary: 32
        case .float64, .timestamp: 64
        case .fixedSizeBinary(let width): 8 * width
        case .text: nil
        }
    }

    /// Bytes in memory of `count` fixed-width values.
    func byteCount(of count: Int) -> Int { ((bitWidth ?? 0) * count + 7) / 8 }
}
