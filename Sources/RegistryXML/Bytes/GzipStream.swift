/// What a gzip file holds: its members one after the other, and zero bytes after the last.
final class GzipStream: ByteSource {
    private let below: ByteWindow
    private let meter: ExpansionMeter
    private let depth: Int
    private var inflater = GzipInflater()
    private var given: Int64 = 0
    private var isInMember = true, isInPadding = false, isAtEnd = false

    /// `below` stands at the first byte of a member.
    init(_ below: ByteWindow, _ meter: ExpansionMeter, depth: Int) {
        self.below = below
        self.meter = meter
        self.depth = depth
    }

    func read(into block: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> Int {
        var filled = 0
        while filled < block.count, !isAtEnd {
            // Without more input there may still be output to give.
            let hasInput = try below.fill()
            if !isInMember {
                if hasInput { try startMember() } else { isAtEnd = true }
                continue
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: block[filled...])
            let (step, taken, got) = inflater.inflate(below.bytes, into: room)
            below.take(taken)
            filled += got
            given += Int64(got)
            try meter.add(got, depth: depth, taken: below.offset, given: given)
            switch step {
            case .broken: throw meter.broken("the gzip stream is broken")
            case .memberEnd: isInMember = false
            case .more:
                if got > 0 || taken > 0 { continue }
                throw meter.broken(hasInput ? "the gzip stream is broken" : "the gzip stream ends early")
            }
        }
        return filled
    }

    /// Begins another member, or skips zero bytes.
    private func startMember() throws(RefusedDocument) {
        let bytes = below.bytes
        guard let first = bytes.first else { return }
        if first == 0 {
            isInPadding = true
            below.take(bytes.firstIndex { $0 != 0 } ?? bytes.count)
        } else if isInPadding || first != 0x1F {
            throw meter.broken("bytes follow the last gzip member that start no member")
        } else {
            inflater.startMember()
            isInMember = true
        }
    }
}
