/// Counts bits as Arrow numbers them, lowest first.
enum BitCount {
    /// How many of the bits in `range` are 1; `bytes` hold them all.
    static func ones(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>) -> Int {
        ones(bytes, count: range.upperBound) - (range.lowerBound == 0 ? 0 : ones(bytes, count: range.lowerBound))
    }

    /// How many of the first `count` bits are 1; `bytes` hold them all.
    static func ones(_ bytes: UnsafeRawBufferPointer, count: Int) -> Int {
        var ones = 0, byte = 0
        while (byte + 8) * 8 <= count {
            ones += bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self).nonzeroBitCount
            byte += 8
        }
        while byte * 8 < count {
            let used = UInt8(truncatingIfNeeded: (1 << min(8, count - byte * 8)) - 1)
            ones += (bytes[byte] & used).nonzeroBitCount
            byte += 1
        }
        return ones
    }
}

extension Buffer {
    /// The validity bits of `count` rows that all have a value, 0 after them.
    static func allOnes(_ count: Int) -> Buffer {
        var bits = BufferBuilder<UInt8>(repeating: 0xFF, count: (count + 7) / 8)
        if count % 8 != 0 { bits[count / 8] = UInt8((1 << (count % 8)) - 1) }
        return bits.finish()
    }

    /// Bit `index`, which lies inside.
    @inline(__always) func bit(_ index: Int) -> Bool {
        base.load(fromByteOffset: index >> 3, as: UInt8.self) & (1 << UInt8(index & 7)) != 0
    }

    /// The bits in `range`, from the first bit of a buffer on, 0 after them.
    func bits(in range: Range<Int>) -> Buffer {
        let size = (range.count + 7) / 8, first = range.lowerBound >> 3, shift = UInt8(range.lowerBound & 7)
        // The last byte that holds bits of the range.
        let last = (range.upperBound + 7) / 8 - 1
        var bits = BufferBuilder<UInt8>(capacity: size)
        withBytes { bytes in
            for index in 0..<size {
                let low = bytes[first + index] >> shift
                let high = shift > 0 && first + index < last ? bytes[first + index + 1] << (8 - shift) : 0
                bits.append(low | high)
            }
        }
        if range.count % 8 != 0 { bits[size - 1] &= UInt8((1 << (range.count % 8)) - 1) }
        return bits.finish()
    }
}
