/// A growing set of texts, each with a code in order of first appearance: what a dictionary column is built with.
///
/// Lookup tries short texts that were asked for lately, whose bytes lie beside their codes, then an open-addressing
/// table keyed by a fixed hash of the bytes, so codes depend on the order of the texts alone.
public struct TextDictionary: ~Copyable {
    @usableFromInline var offsets: BufferBuilder<Int32>
    @usableFromInline var bytes: BufferBuilder<UInt8>
    /// Codes by hash, −1 where free; a power of two of places.
    @usableFromInline var slots: BufferBuilder<Int32>
    @usableFromInline var mask: Int
    /// Texts of at most 16 bytes that were asked for lately, each at the place that its hash says.
    @usableFromInline var recent: BufferBuilder<RecentText>
    @usableFromInline static var recentCount: Int { 64 }

    public init() {
        offsets = BufferBuilder(capacity: 16)
        offsets.append(0)
        bytes = BufferBuilder(capacity: 256)
        slots = BufferBuilder(repeating: -1, count: 32)
        mask = 31
        recent = BufferBuilder(repeating: RecentText(), count: Self.recentCount)
    }

    /// How many texts there are.
    @inlinable public var count: Int { offsets.count - 1 }

    /// The code of `text`, or `nil` where it has none yet.
    @inlinable @inline(__always) public mutating func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        let asked = RecentText(text)
        let place = recent.base + asked.place
        if place.pointee.holds(asked) { return place.pointee.code }
        return look(for: text, asked)
    }

    @usableFromInline @inline(never) mutating func look(
        for text: UnsafeBufferPointer<UInt8>, _ asked: RecentText
    ) -> Int32? {
        let code = slots.base[slot(of: text)]
        if code < 0 { return nil }
        remember(asked, code)
        return code
    }

    /// The code of `text`, which gets the next one where it has none.
    @inlinable @inline(__always) public mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        let asked = RecentText(text)
        let place = recent.base + asked.place
        if place.pointee.holds(asked) { return place.pointee.code }
        return add(text, asked)
    }

    @usableFromInline @inline(never) mutating func add(
        _ text: UnsafeBufferPointer<UInt8>, _ asked: RecentText
    ) -> Int32 {
        let place = slot(of: text)
        let code = slots.base[place] >= 0 ? slots.base[place] : insert(text, at: place)
        remember(asked, code)
        return code
    }

    @usableFromInline @inline(__always) mutating func remember(_ asked: RecentText, _ code: Int32) {
        guard asked.length >= 0 else { return }
        recent.base[asked.place] = asked
        recent.base[asked.place].code = code
    }

    @usableFromInline mutating func insert(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int32 {
        let code = Int32(count)
        bytes.append(text)
        offsets.append(Int32(bytes.count))
        slots[place] = code
        if count * 2 > mask { rehash() }
        return code
    }

    @usableFromInline mutating func rehash() {
        mask = mask * 2 + 1
        slots = BufferBuilder(repeating: -1, count: mask + 1)
        for code in 0..<count {
            let start = Int(offsets[code]), end = Int(offsets[code + 1])
            let place = bytes.withValues { slot(of: UnsafeBufferPointer(rebasing: $0[start..<end])) }
            slots[place] = Int32(code)
        }
    }

    /// The slot that holds `text`, or the free one where it would go.
    @usableFromInline @inline(__always) func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
        var place = Int(truncatingIfNeeded: TextHash.of(text)) & mask
        while slots.base[place] >= 0, !equals(Int(slots.base[place]), text) { place = (place + 1) & mask }
        return place
    }

    @inlinable @inline(__always) func equals(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(offsets.base[code]), end = Int(offsets.base[code + 1])
        guard end - start == text.count, let other = text.baseAddress else { return end - start == text.count }
        let mine = UnsafeRawPointer(bytes.base + start), theirs = UnsafeRawPointer(other)
        let count = text.count
        if count < 8 {
            if count >= 4 {
                return mine.loadUnaligned(as: UInt32.self) == theirs.loadUnaligned(as: UInt32.self)
                    && mine.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
                        == theirs.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            }
            for index in 0..<count
            where mine.load(fromByteOffset: index, as: UInt8.self)
                != theirs.load(fromByteOffset: index, as: UInt8.self)
            { return false }
            return true
        }
        var index = 0
        while index &+ 8 < count {
            if mine.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                != theirs.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            {
                return false
            }
            index &+= 8
        }
        // The last eight, some of them perhaps a second time.
        return mine.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            == theirs.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    }

    /// The text of a code.
    public func text(_ code: Int) -> String {
        let start = Int(offsets[code]), end = Int(offsets[code + 1])
        return bytes.withValues { String(decoding: $0[start..<end], as: UTF8.self) }
    }

    /// All texts in order of their codes so far, as a copy.
    public func texts() -> Texts {
        Texts(
            offsets: offsets.withValues { Buffer(Array($0)) }, bytes: bytes.withValues { Buffer(Array($0)) })
    }

    /// All texts in order of their codes.
    public consuming func finish() -> Texts { Texts(offsets: offsets.finish(), bytes: bytes.finish()) }
}

/// A fixed, unkeyed 64-bit hash of bytes: the same on every run and machine.
///
/// Words of 8 bytes are folded in by multiplication (after FNV-1a), the last of them overlapping what came before, so
/// that short texts cost two loads and two multiplications.
public enum TextHash {
    @inlinable @inline(__always) public static func of(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: text.count)
        let count = text.count
        guard count > 0, let base = text.baseAddress.map(UnsafeRawPointer.init) else { return mixed(hash) }
        if count >= 8 {
            var index = 0
            while index &+ 8 < count {
                hash = folded(hash, base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index &+= 8
            }
            return mixed(folded(hash, base.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)))
        }
        var word: UInt64 = 0
        if count >= 4 {
            let low = UInt64(base.loadUnaligned(fromByteOffset: 0, as: UInt32.self).littleEndian)
            let high = UInt64(base.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self).littleEndian)
            word = low | high << 32
        } else {
            for index in 0..<count {
                word = word << 8 | UInt64(base.load(fromByteOffset: index, as: UInt8.self))
            }
        }
        hash = folded(hash, UInt64(littleEndian: word))
        return mixed(hash)
    }

    @inlinable @inline(__always) static func folded(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word.littleEndian) &* 0x9E37_79B9_7F4A_7C15
        return product ^ (product >> 29)
    }

    @inlinable @inline(__always) static func mixed(_ hash: UInt64) -> UInt64 {
        let product = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return product ^ (product >> 32)
    }
}
