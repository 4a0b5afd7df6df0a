/// A text of at most 16 bytes as two words, with its code in a dictionary: compared without a look at the dictionary.
@usableFromInline struct RecentText: BitwiseCopyable {
    /// The first and the last eight bytes, which overlap in a text of fewer than 16; a shorter one is in the first.
    @usableFromInline var head: UInt64 = 0
    @usableFromInline var tail: UInt64 = 0
    /// Bytes of the text; −1 where it is longer than 16, −2 where there is none.
    @usableFromInline var length: Int32 = -2
    @usableFromInline var code: Int32 = -1

    @usableFromInline init() {}

    @inlinable @inline(__always) init(_ text: UnsafeBufferPointer<UInt8>) {
        let count = text.count
        guard count > 0, count <= 16, let start = text.baseAddress else {
            length = count == 0 ? 0 : -1
            return
        }
        let base = UnsafeRawPointer(start)
        length = Int32(truncatingIfNeeded: count)
        if count >= 8 {
            head = base.loadUnaligned(as: UInt64.self)
            tail = base.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        } else if count >= 4 {
            let low = UInt64(base.loadUnaligned(as: UInt32.self))
            head = low | UInt64(base.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)) << 32
        } else {
            // The first, the middle and the last of one to three bytes.
            let first = UInt64(start[0]), middle = UInt64(start[count &>> 1]), last = UInt64(start[count &- 1])
            head = first | middle << 8 | last << 16
        }
    }

    /// Where the text is kept among 64.
    @inlinable @inline(__always) var place: Int {
        let mixed = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed &>> 58)
    }

    @inlinable @inline(__always) func holds(_ other: RecentText) -> Bool {
        head == other.head && tail == other.tail && length == other.length && length >= 0
    }
}
