import CZlib

/// What was read of a member's data.
struct MemberTally {
    private(set) var crc: UInt32 = 0
    var compressed: UInt64 = 0
    private(set) var size: UInt64 = 0

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        // Pieces are at most 1 GiB.
        crc = UInt32(
            truncatingIfNeeded: crc32(
                UInt(crc), base.assumingMemoryBound(to: UInt8.self), UInt32(truncatingIfNeeded: bytes.count)))
        size += UInt64(bytes.count)
    }
}

/// The data of one member of a zip archive.
protocol MemberSource: ByteSource {
    var tally: MemberTally { get }
}

/// A member whose bytes stand in the archive as they are.
final class StoredMember: MemberSource {
    private let below: ByteWindow
    private let meter: ExpansionMeter
    private let length: UInt64
    private(set) var tally = MemberTally()

    init(_ below: ByteWindow, _ meter: ExpansionMeter, length: UInt64) {
        self.below = below
        self.meter = meter
        self.length = length
    }

    func read(into block: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> Int {
        let wanted = Int(min(length - tally.size, UInt64(block.count), 1 << 30))
        let part = UnsafeMutableRawBufferPointer(rebasing: block[..<wanted])
        guard try below.read(into: part) == wanted else { throw meter.broken("the zip archive ends early") }
        tally.add(UnsafeRawBufferPointer(part))
        tally.compressed = tally.size
        return wanted
    }
}

/// A member whose bytes are deflated.
final class DeflatedMember: MemberSource {
    private let below: ByteWindow
    private let meter: ExpansionMeter
    private let depth: Int
    /// How long the compressed data is, where the header before it says so.
    private let length: UInt64?
    private var inflater: Inflater
    private var isAtEnd = false
    private(set) var tally = MemberTally()

    init(_ below: ByteWindow, _ meter: ExpansionMeter, depth: Int, length: UInt64?) throws(RefusedDocument) {
        self.below = below
        self.meter = meter
        self.depth = depth
        self.length = length
        inflater = try Inflater()
    }

    func read(into block: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> Int {
        var filled = 0
        while filled < block.count, !isAtEnd {
            _ = try below.fill()
            var input = below.bytes
            if let length, length - tally.compressed < UInt64(input.count) {
                input = UnsafeRawBufferPointer(rebasing: input[..<Int(length - tally.compressed)])
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: block[filled...])
            let (step, taken, got) = inflater.inflate(input, into: room)
            below.take(taken)
            tally.compressed += UInt64(taken)
            tally.add(UnsafeRawBufferPointer(rebasing: room[..<got]))
            filled += got
            try meter.add(got, depth: depth, taken: Int64(tally.compressed), given: Int64(tally.size))
            switch step {
            case .broken: throw meter.broken("the deflated data of a zip member is broken")
            case .memberEnd:
                isAtEnd = true
                if let length, length != tally.compressed {
                    throw meter.broken("a zip member's data ends before the size that its header gives")
                }
            case .more:
                if input.isEmpty, got == 0 { throw meter.broken("the deflated data of a zip member ends early") }
            }
        }
        return filled
    }
}
