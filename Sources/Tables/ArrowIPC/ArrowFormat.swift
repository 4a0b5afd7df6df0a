/// Numbers and names of the Arrow columnar format, version 1.5 (Schema.fbs, Message.fbs, File.fbs).
enum ArrowFormat {
    /// Both ends of a file; at the start two zero bytes follow.
    static let magic = Array("ARROW1".utf8)
    /// Stands before the length of a message.
    static let continuation: UInt32 = 0xFFFF_FFFF
    /// Buffers begin at multiples of this.
    static let alignment = 64
    /// `MetadataVersion.V4` and `V5`; the layouts that are read here did not change between them.
    static let oldestVersion: Int16 = 3, version: Int16 = 4

    /// `MessageHeader`.
    enum Header: UInt8 {
        case schema = 1
        case dictionaryBatch = 2
        case recordBatch = 3
    }

    /// `Type`, those that are written and read.
    enum TypeCode {
        static let int: UInt8 = 2, floatingPoint: UInt8 = 3, utf8: UInt8 = 5, bool: UInt8 = 6
        static let date: UInt8 = 8, timestamp: UInt8 = 10
        /// Names of all types by code, for messages.
        static let names = [
            "none", "null", "int", "floating point", "binary", "utf8", "bool", "decimal", "date", "time", "timestamp",
            "interval", "list", "struct", "union", "fixed-size binary", "fixed-size list", "map", "duration",
            "large binary", "large utf8", "large list", "run-end encoded", "binary view", "utf8 view", "list view",
            "large list view",
        ]
    }

    /// `count` rounded up to a multiple of `alignment`.
    static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}

/// Where a message with its body lies in a file, as the footer says.
struct FileBlock {
    /// Where the message begins.
    var offset: Int64
    /// Bytes of prefix, metadata and padding: the body begins behind them.
    var metadataLength: Int32
    var bodyLength: Int64
}

extension ColumnType {
    /// Bits of one value in the buffer of fixed-width values (codes for `dictionary`); `nil` for `utf8`.
    var bitWidth: Int? {
        switch self {
        case .bool: 1
        case .int32, .date, .dictionary: 32
        case .int64, .timestamp, .float64: 64
        case .utf8: nil
        }
    }

    /// Bytes of `count` fixed-width values.
    func byteCount(of count: Int) -> Int { ((bitWidth ?? 0) * count + 7) / 8 }

    /// How many buffers a column has in a batch, validity first.
    var bufferCount: Int { self == .utf8 ? 3 : 2 }
}
