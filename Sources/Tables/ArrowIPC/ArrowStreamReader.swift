import Glibc

/// Reads a stream of Arrow messages batch by batch, from a descriptor or from whatever gives bytes: what it holds at a
/// time is one message and the dictionaries.
///
/// The stream is not trusted (`ArrowMessageDecoder`). No memory is taken for bytes that did not come, and none for a
/// message that says it is longer than the limit. A stream may end with a mark or without; without one nobody knows
/// whether its writer was done.
public struct ArrowStreamReader: ~Copyable {
    /// Puts some bytes into the memory given, waiting for the first of them, and returns how many; 0 at the end.
    public typealias Source = (UnsafeMutableRawBufferPointer) throws(ArrowFault) -> Int

    public let schema: ArrowSchema
    /// Whether the mark at the end was read.
    public private(set) var hasEndMark = false
    private var decoder: ArrowMessageDecoder
    private let read: Source
    private var isAtEnd = false

    /// Reads the schema from `read`; faults name `source`.
    public init(
        source: String, limit: Int = ArrowMessageEncoder.messageLimit,
        dictionaryLimit: Int = ArrowMessageDecoder.dictionaryLimit, read: @escaping Source
    ) throws(ArrowFault) {
        var decoder = ArrowMessageDecoder(source: source, limit: limit, dictionaryLimit: dictionaryLimit)
        guard case .schema(let schema)? = try Self.next(&decoder, read) else {
            throw ArrowFault(.notArrow, "there is no Arrow stream", path: source)
        }
        self.schema = schema
        self.decoder = decoder
        self.read = read
    }

    /// Reads from a descriptor, which stays open.
    public init(
        descriptor: Int32, source: String, limit: Int = ArrowMessageEncoder.messageLimit,
        dictionaryLimit: Int = ArrowMessageDecoder.dictionaryLimit
    ) throws(ArrowFault) {
        try self.init(source: source, limit: limit, dictionaryLimit: dictionaryLimit) { room throws(ArrowFault) in
            while true {
                let count = Glibc.read(descriptor, room.baseAddress, room.count)
                if count >= 0 { return count }
                guard errno == EINTR else {
                    let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
                    throw ArrowFault(.unreadable, "the stream cannot be read: \(reason)", path: source)
                }
            }
        }
    }

    /// The next batch, or `nil` where there is none.
    public mutating func next() throws(ArrowFault) -> ArrowBatch? {
        while !isAtEnd {
            // Set again where there is more; a throw leaves it set.
            isAtEnd = true
            switch try Self.next(&decoder, read) {
            case .batch(let batch)?:
                isAtEnd = false
                return batch
            case .end?: hasEndMark = true
            case nil: break
            case .schema?, .dictionary?: isAtEnd = false
            }
        }
        return nil
    }

    /// The next message; `nil` where the stream ends before it.
    private static func next(_ decoder: inout ArrowMessageDecoder, _ read: Source) throws(ArrowFault) -> ArrowContent? {
        let prefix = try bytes(8, read)
        if prefix.count == 0 { return nil }
        guard prefix.count == 8 else { throw decoder.cutOff(prefix.count) }
        let word = prefix.withValues { UnsafeRawBufferPointer($0).loadUnaligned(as: UInt64.self) }
        let length = try MessageHead.metadataLength(word, path: decoder.source, at: decoder.offset)
        if length == 0 { return try decoder.end() }
        guard length <= decoder.limit - 8 else { throw decoder.tooLong(8 + length) }
        let metadata = try bytes(length, read)
        guard metadata.count == length else { throw decoder.cutOff(8 + metadata.count) }
        let head = try decoder.head(metadata.withValues { Array($0) })
        guard head.bodyLength <= decoder.limit - 8 - length else { throw decoder.tooLong(8 + length + head.bodyLength) }
        let body = try bytes(head.bodyLength, read)
        guard body.count == head.bodyLength else { throw decoder.cutOff(8 + length + body.count) }
        return try decoder.decode(head, body: body.finish(), headLength: 8 + length)
    }

    /// So many bytes, or fewer where the stream ends. Memory is taken as they come.
    private static func bytes(_ count: Int, _ read: Source) throws(ArrowFault) -> BufferBuilder<UInt8> {
        var bytes = BufferBuilder<UInt8>(capacity: min(count, 1 << 16))
        while bytes.count < count {
            if bytes.count == bytes.capacity { bytes.reserve(min(count, 2 * bytes.capacity)) }
            let room = min(count, bytes.capacity) - bytes.used
            let got = try read(UnsafeMutableRawBufferPointer(start: bytes.base + bytes.used, count: room))
            precondition(got >= 0 && got <= room, "a source gives no more than it was asked for")
            if got == 0 { break }
            bytes.used += got
        }
        return bytes
    }
}
