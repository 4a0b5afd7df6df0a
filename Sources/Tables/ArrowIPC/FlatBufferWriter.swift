/// A value to be laid out as FlatBuffers: scalars, texts, tables by slot, vectors.
indirect enum FlatValue {
    case bool(Bool)
    case uint8(UInt8)
    case int16(Int16)
    case int32(Int32)
    case int64(Int64)
    case text(String)
    /// The value of each slot of the table, `nil` where it is left out.
    case table([FlatValue?])
    /// A vector of texts or tables.
    case vector([FlatValue])
    /// A vector of structs whose members all fill 64-bit words.
    case words([Int64], each: Int)

    /// Bytes that the value takes inside its table; what is not a scalar stands there as a 32-bit offset.
    fileprivate var width: Int {
        switch self {
        case .bool, .uint8: 1
        case .int16: 2
        case .int32, .text, .table, .vector, .words: 4
        case .int64: 8
        }
    }
}

/// Lays a tree of values out as one FlatBuffers buffer, from front to back: each table behind its own vtable, what it
/// refers to behind it (https://flatbuffers.dev/internals/).
struct FlatBufferWriter {
    private(set) var bytes: [UInt8] = []
    /// Where the first element of each vector of structs lies, in the order of writing.
    private(set) var wordVectors: [Int] = []

    /// A buffer with `root` as its root table.
    init(root: FlatValue) {
        put(UInt32(0))
        refer(from: 0, to: write(root))
    }

    /// Writes a value that others refer to, and returns where it lies.
    private mutating func write(_ value: FlatValue) -> Int {
        switch value {
        case .text(let text): return writeText(text)
        case .table(let slots): return writeTable(slots)
        case .vector(let elements): return writeVector(elements)
        case .words(let words, let each): return writeWords(words, each: each)
        // Only what another value refers to comes here; scalars are written where they stand (`writeTable`).
        case .bool, .uint8, .int16, .int32, .int64: preconditionFailure("a scalar lies inside its table")
        }
    }

    private mutating func writeTable(_ slots: [FlatValue?]) -> Int {
        // Widest first, so that every scalar is aligned to its own width without gaps.
        var size = 4
        var places = [Int](repeating: 0, count: slots.count)
        for width in [8, 4, 2, 1] {
            for (slot, value) in slots.enumerated() where value?.width == width {
                places[slot] = size
                size += width
            }
        }
        align(to: 2)
        let vtable = bytes.count
        let hasWide = slots.contains { $0?.width == 8 }
        var start = vtable + 4 + 2 * slots.count
        while start % 4 != 0 || hasWide && start % 8 != 4 { start += 1 }

        put(UInt16(4 + 2 * slots.count))
        put(UInt16(size))
        for place in places { put(UInt16(place)) }
        bytes.append(contentsOf: repeatElement(0, count: start - bytes.count + size))
        set(Int32(start - vtable), at: start)
        for (slot, value) in slots.enumerated() {
            guard let value else { continue }
            let place = start + places[slot]
            switch value {
            case .bool(let value): bytes[place] = value ? 1 : 0
            case .uint8(let value): bytes[place] = value
            case .int16(let value): set(value, at: place)
            case .int32(let value): set(value, at: place)
            case .int64(let value): set(value, at: place)
            case .text, .table, .vector, .words: refer(from: place, to: write(value))
            }
        }
        return start
    }

    private mutating func writeVector(_ elements: [FlatValue]) -> Int {
        align(to: 4)
        let start = bytes.count
        put(UInt32(elements.count))
        bytes.append(contentsOf: repeatElement(0, count: 4 * elements.count))
        for (index, element) in elements.enumerated() { refer(from: start + 4 + 4 * index, to: write(element)) }
        return start
    }

    private mutating func writeWords(_ words: [Int64], each: Int) -> Int {
        align(to: 4)
        if bytes.count % 8 == 0 { put(UInt32(0)) }
        let start = bytes.count
        put(UInt32(words.count / each))
        wordVectors.append(bytes.count)
        for word in words { put(word) }
        return start
    }

    private mutating func writeText(_ text: String) -> Int {
        align(to: 4)
        let start = bytes.count
        put(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
        return start
    }

    private mutating func align(to width: Int) {
        while bytes.count % width != 0 { bytes.append(0) }
    }

    private mutating func refer(from place: Int, to target: Int) { set(UInt32(target - place), at: place) }

    private mutating func put<Word: FixedWidthInteger>(_ value: Word) {
        for byte in 0..<(Word.bitWidth / 8) { bytes.append(UInt8(truncatingIfNeeded: value >> Word(8 * byte))) }
    }

    private mutating func set<Word: FixedWidthInteger>(_ value: Word, at place: Int) {
        for byte in 0..<(Word.bitWidth / 8) { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> Word(8 * byte)) }
    }
}
