import CZlib

/// What one call to an inflater did.
enum InflateStep { case more, memberEnd, broken }

/// Inflates bytes with nothing around them, as in a zip archive, through zlib. The C structure lies on the heap, because
/// zlib remembers where it is.
struct Inflater: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    /// Fails where zlib has no memory.
    init() throws(RefusedDocument) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        // 15 bits of window; below zero for no header.
        guard inflateInit2_(stream, -15, ZLIB_VERSION, size) == Z_OK else {
            stream.deallocate()
            throw RefusedDocument(.unreadable, "zlib has no memory")
        }
        self.stream = stream
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Inflates what `input` holds into `block`; says how many bytes it took and gave.
    mutating func inflate(
        _ input: UnsafeRawBufferPointer, into block: UnsafeMutableRawBufferPointer
    ) -> (step: InflateStep, taken: Int, given: Int) {
        // zlib counts in 32 bits, and only reads what `next_in` points to.
        let offered = min(input.count, 1 << 30), room = min(block.count, 1 << 30)
        guard room > 0, let target = block.baseAddress else { return (.more, 0, 0) }
        let source = UnsafeMutableRawPointer(mutating: input.baseAddress)
        stream.pointee.next_in = source?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(offered)
        stream.pointee.next_out = target.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        let step: InflateStep =
            switch status {
            case Z_OK, Z_BUF_ERROR: .more
            case Z_STREAM_END: .memberEnd
            default: .broken
            }
        return (step, offered - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out))
    }
}
