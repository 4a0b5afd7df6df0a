public import Tables

/// One frame of strata-stage/1: `u32 kind, u32 reserved, u64 length`, little-endian, then the payload.
public enum Frame: Sendable {
    /// Kind 1: one JSON object.
    case control([UInt8])
    /// Kind 2: the name of a table and one whole Arrow message.
    case data(table: String, message: Buffer)

    static let headerLength = 16
    static let controlKind: UInt32 = 1
    static let dataKind: UInt32 = 2

    /// The bytes of a frame with a control message; a message over the limit is a fault.
    public static func bytes(_ message: ControlMessage) throws(ProtocolFault) -> [UInt8] {
        let payload = message.json.utf8
        guard payload.count <= WireLimit.control else {
            throw ProtocolFault(
                "a '\(message.type)' message takes \(payload.count) bytes, more than \(WireLimit.control)")
        }
        return header(controlKind, payload.count) + payload
    }

    /// The bytes of a frame with rows, or what stands before them, of a table.
    public static func bytes(table: String, _ message: ArrowMessage) -> [UInt8] {
        bytes(table: table, messageLength: message.byteCount) { bytes in
            message.forEachPiece { bytes.append(contentsOf: $0) }
        }
    }

    /// As `bytes(table:_:)`, for a message that lies in memory.
    public static func bytes(table: String, _ message: Buffer) -> [UInt8] {
        bytes(table: table, messageLength: message.count) { bytes in
            message.withBytes { bytes.append(contentsOf: $0) }
        }
    }

    private static func bytes(table: String, messageLength: Int, _ append: (inout [UInt8]) -> Void) -> [UInt8] {
        let name = Array(table.utf8.prefix(Int(UInt16.max)))
        let head = padded(2 + name.count)
        var bytes = header(dataKind, head + messageLength)
        bytes.reserveCapacity(headerLength + head + messageLength)
        bytes += [UInt8(truncatingIfNeeded: name.count), UInt8(truncatingIfNeeded: name.count >> 8)]
        bytes += name
        bytes += [UInt8](repeating: 0, count: head - 2 - name.count)
        append(&bytes)
        return bytes
    }

    private static func header(_ kind: UInt32, _ length: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: kind >> ($0 * 8)) } + [0, 0, 0, 0]
            + (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    }

    static func padded(_ count: Int) -> Int { (count + 7) & ~7 }

    /// The parts of the payload of a DATA frame.
    init(data payload: Buffer) throws(ProtocolFault) {
        guard payload.count >= 8 else { throw ProtocolFault("sent a DATA frame too short for the name of a table") }
        let length = payload.withBytes { Int($0[0]) | Int($0[1]) << 8 }
        let head = Self.padded(2 + length)
        guard head <= payload.count else { throw ProtocolFault("sent a DATA frame too short for the name of a table") }
        guard let name = payload.withBytes({ String(validating: $0[2..<2 + length], as: UTF8.self) }) else {
            throw ProtocolFault("sent a DATA frame whose table has a name that is not UTF-8")
        }
        guard payload.withBytes({ $0[(2 + length)..<head].allSatisfy { $0 == 0 } }) else {
            throw ProtocolFault("sent a DATA frame without zeros behind the name of its table")
        }
        self = .data(table: name, message: Buffer(payload, head..<payload.count))
    }
}
