/// A growing set of texts, each with a code in order of first appearance: what a dictionary column is built with.
///
/// Lookup tries the text asked for last, then an open-addressing table keyed by a fixed hash of the bytes, so codes
/// depend on the order of the texts alone.
public struct TextDictionary: ~Copyable {
    @usableFromInline var offsets: BufferBuilder<Int32>
    @usableFromInline var bytes: BufferBuilder<UInt8>
    @usableFromInline var slots: [Int32]
    @usableFromInline var last: Int32 = -1

    public init() {
        offsets = BufferBuilder(capacity: 16)
        offsets.append(0)
        bytes = BufferBuilder(capacity: 256)
        slots = [Int32](repeating: -1, count: 32)
    }

    /// How many texts there are.
    @inlinable public var count: Int { offsets.count - 1 }

    /// The code of `text`, or `nil` where it has none yet.
    @inlinable public mutating func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        if last >= 0, equals(Int(last), text) { return last }
        let code = slots[slot(of: text)]
        if code < 0 { return nil }
        last = code
        return code
    }

    /// The code of `text`, which gets the next one where it has none.
    @inlinable public mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        if last >= 0, equals(Int(last), text) { return last }
        let place = slot(of: text)
        if slots[place] >= 0 {
            last = slots[place]
            return last
        }
        return insert(text, at: place)
    }

    @usableFromInline mutating func insert(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int32 {
        let code = Int32(count)
        bytes.append(text)
        offsets.append(Int32(bytes.count))
        slots[place] = code
        last = code
        if count * 2 > slots.count { rehash() }
        return code
    }

    @usableFromInline mutating func rehash() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for code in 0..<count {
            let start = Int(offsets[code]), end = Int(offsets[code + 1])
            let place = bytes.withValues { slot(of: UnsafeBufferPointer(rebasing: $0[start..<end])) }
            slots[place] = Int32(code)
        }
    }

    /// The slot that holds `text`, or the free one where it would go.
    @usableFromInline func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: TextHash.of(text)) & mask
        while slots[place] >= 0, !equals(Int(slots[place]), text) { place = (place + 1) & mask }
        return place
    }

    @inlinable @inline(__always) func equals(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(offsets.base[code]), end = Int(offsets.base[code + 1])
        guard end - start == text.count, let other = text.baseAddress else { return end - start == text.count }
        let mine = UnsafeRawPointer(bytes.base + start), theirs = UnsafeRawPointer(other)
        var index = 0
        while index &+ 8 <= text.count {
            if mine.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                != theirs.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            {
                return false
            }
            index &+= 8
        }
        while index < text.count {
            if mine.load(fromByteOffset: index, as: UInt8.self) != theirs.load(fromByteOffset: index, as: UInt8.self) {
                return false
            }
            index &+= 1
        }
        return true
    }

    /// The text of a code.
    public func text(_ code: Int) -> String {
        let start = Int(offsets[code]), end = Int(offsets[code + 1])
        return bytes.withValues { String(decoding: $0[start..<end], as: UTF8.self) }
    }

    /// All texts in order of their codes.
    public consuming func finish() -> Texts { Texts(offsets: offsets.finish(), bytes: bytes.finish()) }
}

/// A fixed, unkeyed 64-bit hash of bytes (FNV-1a over 8-byte words, then mixed): the same on every run and machine.
public enum TextHash {
    public static func of(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: text.count)
        var index = 0
        while index + 8 <= text.count {
            let word = UnsafeRawPointer(text.baseAddress! + index).loadUnaligned(as: UInt64.self)  // count > 0 here
            hash = (hash ^ UInt64(littleEndian: word)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            index += 8
        }
        while index < text.count {
            hash = (hash ^ UInt64(text[index])) &* 0x0000_0100_0000_01B3
            index += 1
        }
        hash ^= hash >> 32
        hash = hash &* 0xD6E8_FEB8_6659_FD93
        return hash ^ (hash >> 32)
    }
}
