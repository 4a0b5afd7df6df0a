import CZlib

/// One zlib stream set up for gzip members. The C structure lies on the heap, because zlib remembers where it is.
struct Inflater: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    /// `nil` where zlib has no memory.
    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window plus 16: gzip with its header, CRC and length checked.
        guard inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            return nil
        }
        self.stream = stream
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// What one call to `inflate` did.
    enum Step { case more, memberEnd, broken }

    /// How many bytes of the last input are still to be read.
    var remaining: Int { Int(stream.pointee.avail_in) }

    /// The next byte of the input, if any is left.
    var nextByte: UInt8? { remaining > 0 ? stream.pointee.next_in?.pointee : nil }

    /// Gives the next input; it must stay in place until `remaining` is 0.
    mutating func feed(_ block: UnsafeMutablePointer<UInt8>, count: Int) {
        stream.pointee.next_in = block
        stream.pointee.avail_in = UInt32(count)
    }

    /// Drops one byte of input.
    mutating func skipByte() {
        guard remaining > 0 else { return }
        stream.pointee.next_in += 1
        stream.pointee.avail_in -= 1
    }

    /// Inflates into `block` from `filled` on, which moves on by what came out.
    mutating func inflate(into block: UnsafeMutableBufferPointer<UInt8>, filled: inout Int) -> Step {
        guard let base = block.baseAddress else { return .broken }
        stream.pointee.next_out = base + filled
        stream.pointee.avail_out = UInt32(block.count - filled)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        filled = block.count - Int(stream.pointee.avail_out)
        switch status {
        case Z_OK, Z_BUF_ERROR: return .more
        case Z_STREAM_END: return .memberEnd
        default: return .broken
        }
    }

    /// Makes ready for another member.
    mutating func startMember() { inflateReset(stream) }
}
