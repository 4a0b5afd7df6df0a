/// Bytes of a buffer that are written as they are, without a copy.
struct BufferPiece: Sendable {
    var buffer: Buffer
    var offset = 0
    var count: Int

    /// Calls `body` with the bytes; they must not be used after it returns.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        buffer.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count])) }
    }
}

/// One message of Arrow's IPC format, whole: `FFFFFFFF`, the size of the metadata, metadata, padding, body
/// (https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format).
///
/// Most of its bytes are those of the columns that it was made of: nothing is copied before they are written somewhere.
public struct ArrowMessage: Sendable {
    /// What a message carries.
    public enum Kind: Sendable, Hashable {
        case schema
        /// Texts of a dictionary, or more of them.
        case dictionary
        /// So many rows.
        case batch(rows: Int)
        /// Nothing: no message follows.
        case end
    }

    public let kind: Kind
    /// Bytes in all; a multiple of 64 where the message begins at one.
    public let byteCount: Int
    /// Bytes before the body.
    let headLength: Int
    let pieces: [BufferPiece]

    /// A message that begins at `offset` of a file; its body begins at a multiple of 64 there.
    init(_ kind: Kind, _ metadata: FlatValue, _ body: BatchBody? = nil, at offset: Int64 = 0) {
        let metadata = FlatBufferWriter(root: metadata).bytes
        headLength = ArrowFormat.padded(Int(offset) + 8 + metadata.count) - Int(offset)
        let size = UInt32(headLength - 8)
        var head = BufferBuilder<UInt8>(capacity: headLength)
        for _ in 0..<4 { head.append(0xFF) }
        for byte in 0..<4 { head.append(UInt8(truncatingIfNeeded: size >> UInt32(8 * byte))) }
        metadata.withUnsafeBufferPointer { head.append($0) }
        while head.count < headLength { head.append(0) }
        self.kind = kind
        pieces = [BufferPiece(buffer: head.finish(), count: headLength)] + (body?.pieces ?? [])
        byteCount = headLength + (body?.length ?? 0)
    }

    /// How many rows it carries.
    public var rowCount: Int {
        if case .batch(let rows) = kind { rows } else { 0 }
    }

    /// Calls `body` with its bytes, piece by piece, in order; they must not be used after it returns.
    public func forEachPiece<Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        for piece in pieces {
            let failure: Failure? = piece.withBytes { bytes in
                do throws(Failure) { try body(bytes) } catch { return error }
                return nil
            }
            if let failure { throw failure }
        }
    }

    /// All of its bytes, copied.
    public var bytes: [UInt8] {
        var all: [UInt8] = []
        all.reserveCapacity(byteCount)
        for piece in pieces { piece.withBytes { all.append(contentsOf: $0) } }
        return all
    }

    /// What ends a stream of messages.
    public static let end = ArrowMessage(mark: [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])

    private init(mark: [UInt8]) {
        kind = .end
        byteCount = mark.count
        headLength = mark.count
        pieces = [BufferPiece(buffer: Buffer(mark), count: mark.count)]
    }
}
