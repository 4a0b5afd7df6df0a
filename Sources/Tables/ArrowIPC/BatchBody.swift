/// The buffers of one record batch in the order of the file, and what its metadata says of them.
struct BatchBody {
    /// Where the buffers of one column lie, in bytes from the start of the body.
    struct Place {
        var validity: Int64
        var values: Int64
    }

    private(set) var pieces: [AsideFile.Piece] = []
    /// Length and null count of each column.
    private(set) var nodes: [Int64] = []
    /// Offset and length of each buffer.
    private(set) var buffers: [Int64] = []
    private(set) var length = 0
    private let zeros: Buffer

    /// `zeros` are the 64 zero bytes that padding is made of.
    init(zeros: Buffer) { self.zeros = zeros }

    /// Appends the buffers of a column as they are; where `keepsValidity`, bits are written also when none is 0.
    mutating func append(_ column: Column, keepsValidity: Bool) -> Place {
        let nulls = column.nullCount
        nodes += [Int64(column.count), Int64(nulls)]
        var place = Place(validity: Int64(length), values: 0)
        if let validity = column.validity, nulls > 0 {
            append(validity, (column.count + 7) / 8)
        } else if keepsValidity {
            append(.allOnes(column.count), (column.count + 7) / 8)
        } else {
            append(zeros, 0)
        }
        place.values = Int64(length)
        if column.type == .utf8, let texts = column.texts {
            append(texts.offsets.buffer, (column.count + 1) * MemoryLayout<Int32>.stride)
            append(texts.bytes, Int(texts.offsets[column.count]))
        } else {
            append(column.values, column.type.byteCount(of: column.count))
        }
        return place
    }

    private mutating func append(_ buffer: Buffer, _ count: Int) {
        buffers += [Int64(length), Int64(count)]
        guard count > 0 else { return }
        pieces.append(AsideFile.Piece(buffer: buffer, count: count))
        let padding = ArrowFormat.padded(count) - count
        if padding > 0 { pieces.append(AsideFile.Piece(buffer: zeros, count: padding)) }
        length += count + padding
    }
}

extension Buffer {
    /// The validity bits of `count` rows that all have a value, 0 after them.
    static func allOnes(_ count: Int) -> Buffer {
        var bits = BufferBuilder<UInt8>(repeating: 0xFF, count: (count + 7) / 8)
        if count % 8 != 0 { bits[count / 8] = UInt8((1 << (count % 8)) - 1) }
        return bits.finish()
    }
}

extension Column {
    /// How many rows have no value.
    var nullCount: Int {
        guard let validity else { return 0 }
        return validity.withBytes { count - BitCount.ones($0, count: count) }
    }

    /// Whether the buffers are long enough for `count` rows.
    var isWellFormed: Bool {
        if let validity, validity.count < (count + 7) / 8 { return false }
        if type == .utf8 {
            guard let texts, texts.offsets.count > count else { return false }
            return texts.bytes.count >= Int(texts.offsets[count])
        }
        return values.count >= type.byteCount(of: count)
    }
}

/// Counts bits as Arrow numbers them, lowest first.
enum BitCount {
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
