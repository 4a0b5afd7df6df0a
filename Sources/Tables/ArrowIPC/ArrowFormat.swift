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
        static let null: UInt8 = 1, int: UInt8 = 2, floatingPoint: UInt8 = 3, utf8: UInt8 = 5, bool: UInt8 = 6
        static let date: UInt8 = 8, timestamp: UInt8 = 10, fixedSizeBinary: UInt8 = 15
        static let largeUTF8: UInt8 = 20, utf8View: UInt8 = 24
        /// Names of all types by code, for messages.
        static let names = [
            "none", "null", "int", "floating point", "binary", "utf8", "bool", "decimal", "date", "time", "timestamp",
            "interval", "list", "struct", "union", "fixed-size binary", "fixed-size list", "map", "duration",
            "large binary", "large utf8", "large list", "run-end encoded", "binary view", "utf8 view", "list view",
            "large list view",
        ]
    }

    /// `TimeUnit`.
    static func number(of unit: ArrowTimeUnit) -> Int16 { Int16(ArrowTimeUnit.allCases.firstIndex(of: unit) ?? 0) }

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

    /// The body, by place in the file.
    var body: Range<Int> {
        let start = Int(offset) + Int(metadataLength)
        return start..<start + Int(bodyLength)
    }
}
