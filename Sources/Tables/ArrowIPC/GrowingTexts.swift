/// The texts of a dictionary that messages add to. What was given out before stays as it is and shares the memory: texts
/// are added behind it, so that many small additions take no longer than a few large ones.
struct GrowingTexts: Sendable {
    private(set) var column: ArrowColumn
    private var offsets: GrowingBuffer?
    private var bytes: GrowingBuffer?

    init(_ column: ArrowColumn) { self.column = column }

    /// Adds the texts of `other`; false, and nothing done, where offsets of 32 bits cannot count the bytes.
    mutating func append(_ other: ArrowColumn) -> Bool {
        guard let old = column.texts, let new = other.texts, other.count > 0 else { return true }
        guard old.bytes.count + new.bytes.count <= Int32.max else { return false }
        var added = BufferBuilder<Int32>(capacity: other.count)
        for index in 1...other.count { added.append(new.offsets[index] &+ Int32(old.bytes.count)) }
        var offsets = offsets.take() ?? GrowingBuffer(old.offsets.buffer)
        var bytes = bytes.take() ?? GrowingBuffer(old.bytes)
        let texts = Texts(offsets: offsets.appending(added.finish()), bytes: bytes.appending(new.bytes))
        self.offsets = offsets
        self.bytes = bytes
        column = ArrowColumn(
            column.type, count: column.count + other.count, validity: column.validity(with: other),
            values: column.values, texts: texts)
        return true
    }
}

/// Memory with room behind what is used. Only its one owner writes, and only into the room, so the parts that were given
/// out never change.
private struct GrowingBuffer: Sendable {
    /// Whoever holds it alone may write into the room.
    private final class Claim: Sendable {}

    private var block: Buffer
    private var used: Int
    private var claim = Claim()

    init(_ buffer: Buffer) {
        block = buffer
        used = buffer.count
    }

    /// All bytes, with those of `other` behind them.
    mutating func appending(_ other: Buffer) -> Buffer {
        let needed = used + other.count
        if needed > block.count || !isKnownUniquelyReferenced(&claim) {
            let larger = BufferBuilder<UInt8>(repeating: 0, count: max(2 * needed, 256))
            UnsafeMutableRawPointer(larger.base).copyMemory(from: block.base, byteCount: used)
            block = larger.finish()
            claim = Claim()
        }
        // The room lies behind every part that was given out, and nobody else has a claim to it.
        UnsafeMutableRawPointer(mutating: block.base + used).copyMemory(from: other.base, byteCount: other.count)
        used = needed
        return Buffer(block, 0..<used)
    }
}

extension ArrowColumn {
    /// The validity of these rows and those of `other` behind them; `nil` where all have a value.
    fileprivate func validity(with other: ArrowColumn) -> Buffer? {
        if validity == nil, other.validity == nil { return nil }
        let all = count + other.count
        var bits = BufferBuilder<UInt8>(repeating: 0, count: (all + 7) / 8)
        for index in 0..<all where index < count ? isValid(index) : other.isValid(index - count) {
            bits[index >> 3] |= 1 << UInt8(index & 7)
        }
        return bits.finish()
    }
}
