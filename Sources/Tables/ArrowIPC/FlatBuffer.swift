/// The bytes of one FlatBuffers buffer from an untrusted file; nothing is read outside of them.
struct FlatBuffer {
    let bytes: [UInt8]
    let path: String
    /// Where in the file its first byte lies.
    let fileOffset: Int64

    /// The root table.
    func root() throws(ArrowFault) -> FlatTable { try FlatTable(self, referredFrom: 0) }

    /// The little-endian integer at `place`.
    func integer<Word: FixedWidthInteger>(at place: Int, as: Word.Type = Word.self) throws(ArrowFault) -> Word {
        let width = MemoryLayout<Word>.size
        guard place >= 0, place <= bytes.count - width else { throw fault("an offset points out of it", at: place) }
        return Word(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Word.self) })
    }

    /// The place that the offset at `place` refers to.
    func target(from place: Int) throws(ArrowFault) -> Int {
        place + Int(try integer(at: place, as: UInt32.self))
    }

    /// The start of the elements and their number, of the vector that the offset at `place` refers to.
    func vector(referredFrom place: Int, elementWidth: Int) throws(ArrowFault) -> FlatVector {
        let start = try target(from: place)
        let count = Int(try integer(at: start, as: UInt32.self))
        guard count <= (bytes.count - start - 4) / elementWidth else {
            throw fault("a vector is longer than it", at: start)
        }
        return FlatVector(buffer: self, start: start + 4, count: count)
    }

    func fault(_ what: String, at place: Int) -> ArrowFault {
        .damaged(
            "the metadata is damaged: \(what)", path: path,
            at: fileOffset + Int64(min(max(place, 0), bytes.count)))
    }
}

/// A vector inside a FlatBuffers buffer, known to lie within it.
struct FlatVector {
    let buffer: FlatBuffer
    let start: Int
    let count: Int

    /// Element `index` of a vector of tables.
    func table(_ index: Int) throws(ArrowFault) -> FlatTable {
        try FlatTable(buffer, referredFrom: start + 4 * index)
    }

    /// 64-bit word `index` of a vector of structs.
    func word(_ index: Int) throws(ArrowFault) -> Int64 { try buffer.integer(at: start + 8 * index) }
}

/// A table inside a FlatBuffers buffer; its vtable is known to lie within it.
struct FlatTable {
    let buffer: FlatBuffer
    private let start: Int
    private let vtable: Int
    private let slotCount: Int

    /// The table that the offset at `place` refers to.
    init(_ buffer: FlatBuffer, referredFrom place: Int) throws(ArrowFault) {
        self.buffer = buffer
        start = try buffer.target(from: place)
        vtable = start - Int(try buffer.integer(at: start, as: Int32.self))
        let size = Int(try buffer.integer(at: vtable, as: UInt16.self))
        guard size >= 4, size % 2 == 0, vtable <= buffer.bytes.count - size else {
            throw buffer.fault("a table without a description", at: start)
        }
        slotCount = (size - 4) / 2
    }

    /// Where the value of a slot lies, or `nil` where it was left out.
    private func place(_ slot: Int) throws(ArrowFault) -> Int? {
        guard slot < slotCount else { return nil }
        let offset = Int(try buffer.integer(at: vtable + 4 + 2 * slot, as: UInt16.self))
        return offset == 0 ? nil : start + offset
    }

    /// The integer of a slot, or `standard` where it was left out.
    func integer<Word: FixedWidthInteger>(_ slot: Int, default standard: Word = 0) throws(ArrowFault) -> Word {
        guard let place = try place(slot) else { return standard }
        return try buffer.integer(at: place)
    }

    func bool(_ slot: Int) throws(ArrowFault) -> Bool { try integer(slot, default: UInt8(0)) != 0 }

    func table(_ slot: Int) throws(ArrowFault) -> FlatTable? {
        guard let place = try place(slot) else { return nil }
        return try FlatTable(buffer, referredFrom: place)
    }

    /// A table that must be there.
    func requiredTable(_ slot: Int, _ name: String) throws(ArrowFault) -> FlatTable {
        guard let table = try table(slot) else { throw buffer.fault("there is no \(name)", at: start) }
        return table
    }

    /// A vector of elements of `elementWidth` bytes; an empty one where it was left out.
    func vector(_ slot: Int, elementWidth: Int) throws(ArrowFault) -> FlatVector {
        guard let place = try place(slot) else { return FlatVector(buffer: buffer, start: 0, count: 0) }
        return try buffer.vector(referredFrom: place, elementWidth: elementWidth)
    }

    /// A text of valid UTF-8, empty where it was left out. `budget` is how many bytes of text may still be made: many
    /// slots that refer to one long text would otherwise fill the memory.
    func text(_ slot: Int, budget: inout Int) throws(ArrowFault) -> String {
        let bytes = try vector(slot, elementWidth: 1)
        budget -= bytes.count
        guard budget >= 0 else { throw buffer.fault("its texts are longer than it", at: start) }
        let text = String(validating: buffer.bytes[bytes.start..<bytes.start + bytes.count], as: UTF8.self)
        guard let text else { throw buffer.fault("a name is not valid UTF-8", at: bytes.start) }
        return text
    }
}
