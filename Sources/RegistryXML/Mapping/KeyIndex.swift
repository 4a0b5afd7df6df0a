import Tables

/// A key as 128 bits: two hashes of its text that have nothing in common.
///
/// Two keys of one document have the same 128 bits with a chance of less than one in 10^20, whatever the document's size.
struct KeyPrint: Hashable, BitwiseCopyable {
    let first: UInt64
    let second: UInt64

    init(_ text: UnsafeBufferPointer<UInt8>) {
        first = TextHash.of(text)
        second = Self.remainder(text)
    }

    init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }

    /// The text as a polynomial of words of 7 bytes, at a fixed point, modulo 2^61 − 1.
    private static func remainder(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let point: UInt64 = 0x13C6_EF37_2FE9_4F82
        var sum = UInt64(truncatingIfNeeded: text.count) &+ 1
        var index = 0
        while index < text.count {
            var word: UInt64 = 0
            if index &+ 8 <= text.count, let base = text.baseAddress {
                let eight = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self)
                word = UInt64(littleEndian: eight) & 0xFF_FFFF_FFFF_FFFF
            } else {
                let end = min(index &+ 7, text.count)
                for place in (index..<end).reversed() { word = word << 8 | UInt64(text[place]) }
            }
            sum = reduced(sum.multipliedFullWidth(by: point)) &+ word
            sum = (sum & modulus) &+ (sum >> 61)
            index &+= 7
        }
        return sum
    }

    private static var modulus: UInt64 { 1 << 61 - 1 }

    private static func reduced(_ product: (high: UInt64, low: UInt64)) -> UInt64 {
        let sum = (product.low & modulus) &+ (product.low >> 61 | product.high << 3)
        return (sum & modulus) &+ (sum >> 61)
    }
}

/// Keys with a number each, in little room: a key's text is not kept.
struct KeyIndex: ~Copyable {
    private var keys = BufferBuilder<KeyPrint>()
    private var numbers = BufferBuilder<Int32>()
    /// Places of keys by their hash; a power of two of them, half of them free.
    private var slots = BufferBuilder<Int32>(repeating: -1, count: 64)

    /// How many keys there are.
    var count: Int { keys.count }

    /// Bytes that are in use.
    var byteCount: Int { keys.count * 20 + slots.count * 4 }

    func key(at place: Int) -> KeyPrint { keys[place] }

    func number(at place: Int) -> Int32 { numbers[place] }

    mutating func set(_ number: Int32, at place: Int) { numbers[place] = number }

    /// Where a key is, or `nil`.
    func place(of key: KeyPrint) -> Int? {
        let place = slots[slot(of: key)]
        return place < 0 ? nil : Int(place)
    }

    /// Puts a key in with its number; false where it is there already, with the number that it had.
    mutating func add(_ key: KeyPrint, _ number: Int32) -> Bool {
        let slot = slot(of: key)
        if slots[slot] >= 0 { return false }
        slots[slot] = Int32(truncatingIfNeeded: keys.count)
        keys.append(key)
        numbers.append(number)
        if keys.count * 2 > slots.count { spread() }
        return true
    }

    private func slot(of key: KeyPrint) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: key.first) & mask
        while slots[slot] >= 0, keys[Int(slots[slot])] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func spread() {
        slots = BufferBuilder(repeating: -1, count: slots.count * 2)
        for place in 0..<keys.count { slots[slot(of: keys[place])] = Int32(truncatingIfNeeded: place) }
    }
}
