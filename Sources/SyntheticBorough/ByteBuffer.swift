import Glibc

/// Bytes that grow, written straight into memory: a `String` for every attribute would cost more than the compression.
struct ByteBuffer: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 512 << 10) {
        self.capacity = max(64, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        base.deallocate()
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        let larger = max(capacity * 2, count + more)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        memcpy(moved, base, count)
        base.deallocate()
        base = moved
        capacity = larger
    }

    /// Everything written so far, for the length of the call.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: base, count: count))
    }

    /// The text from `start` on.
    func text(from start: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: base + start, count: count - start), as: UTF8.self)
    }

    /// Forgets what was written from `start` on.
    mutating func truncate(to start: Int) {
        count = min(count, max(0, start))
    }

    mutating func put(_ text: StaticString) {
        let size = text.utf8CodeUnitCount
        reserve(size)
        memcpy(base + count, text.utf8Start, size)
        count += size
    }

    mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return }
            reserve(bytes.count)
            memcpy(base + count, start, bytes.count)
            count += bytes.count
        }
    }

    mutating func put(byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    /// Digits with zeros in front up to `width`.
    mutating func put(digits value: Int, width: Int) {
        reserve(width)
        var rest = value
        var place = count + width - 1
        while place >= count {
            base[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            place -= 1
        }
        count += width
    }

    /// Digits without zeros in front, of a number that is not negative.
    mutating func put(number value: Int) {
        var width = 1
        var bound = 10
        while value >= bound, width < 18 {
            width += 1
            bound *= 10
        }
        put(digits: value, width: width)
    }

    /// `YYYY-MM-DD`.
    mutating func put(day number: Int) {
        let (year, month, day) = BoroughDay(number: number).civil
        put(digits: year, width: 4)
        put(byte: 0x2D)
        put(digits: month, width: 2)
        put(byte: 0x2D)
        put(digits: day, width: 2)
    }

    /// The last hexadecimal digits of a number.
    mutating func put(hex value: UInt64, width: Int) {
        reserve(width)
        for place in 0..<width {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4)) & 15
            base[count + place] = digit < 10 ? 0x30 + digit : 0x57 + digit
        }
        count += width
    }

    /// `YYYY-MM-DDThh:mm:ss`.
    mutating func put(day number: Int, minute: Int, second: Int) {
        put(day: number)
        put(byte: 0x54)
        put(digits: minute / 60, width: 2)
        put(byte: 0x3A)
        put(digits: minute % 60, width: 2)
        put(byte: 0x3A)
        put(digits: second, width: 2)
    }

    /// Pounds and pence, from pence.
    mutating func put(pence: Int) {
        put(number: pence / 100)
        put(byte: 0x2E)
        put(digits: pence % 100, width: 2)
    }
}
