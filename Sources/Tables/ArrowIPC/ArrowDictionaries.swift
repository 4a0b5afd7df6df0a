/// The dictionaries that messages have brought so far, by id.
struct ArrowDictionaries: Sendable {
    /// The fields that have one, by index, and its id.
    private let ids: [Int: Int64]
    private var layouts: [Int64: ArrowTextLayout] = [:]
    private var columns: [Int64: ArrowColumn] = [:]
    /// Bytes that all of them may take together.
    private let limit: Int

    init(_ schema: ArrowSchemaReader, limit: Int, path: String) throws(ArrowFault) {
        ids = schema.dictionaryIDs
        self.limit = limit
        for (index, field) in schema.schema.fields.enumerated() {
            guard let id = ids[index], let layout = field.type.textLayout else { continue }
            guard layouts[id, default: layout] == layout else {
                throw ArrowFault(.unsupported, "columns of different types share a dictionary", path: path)
            }
            layouts[id] = layout
        }
    }

    /// The dictionary of a field; without texts where none came.
    subscript(field index: Int) -> ArrowColumn? { ids[index].flatMap { columns[$0] } }

    /// Takes in a `DictionaryBatch`. One that is not said to add to another takes its place, where that may be.
    mutating func read(
        _ header: FlatTable, body: Range<Int>, mayReplace: Bool, _ source: borrowing some BodySource & ~Copyable
    ) throws(ArrowFault) {
        let id: Int64 = try header.integer(0)
        guard let layout = layouts[id] else {
            throw source.damaged("a dictionary belongs to no column", body)
        }
        let type = ArrowType.text(layout)
        let batch = try BatchLayout(try header.requiredTable(1, "dictionary"), [type], body: body)
        var column = try batch.column(0, ArrowField("dictionary", type, optional: true), source)
        if let known = columns[id] {
            if try header.bool(2) {
                guard let whole = known.appending(column) else { throw tooLong(source, body) }
                column = whole
            } else if !mayReplace {
                throw ArrowFault(
                    .unsupported, "a dictionary comes twice", path: source.path, byteOffset: Int64(body.lowerBound),
                    hint: "write the file with unified dictionaries")
            }
        }
        columns[id] = column
        let size = columns.values.reduce(0) { $0 + ($1.texts?.byteCount ?? 0) }
        guard size <= limit else { throw tooLong(source, body) }
    }

    private func tooLong(_ source: borrowing some BodySource & ~Copyable, _ body: Range<Int>) -> ArrowFault {
        ArrowFault(
            .limit, "the dictionaries take more than \(min(limit, Int(Int32.max))) bytes", path: source.path,
            byteOffset: Int64(body.lowerBound), hint: "write columns with that many different texts as plain text")
    }
}

extension ArrowColumn {
    /// These texts and those of `other` behind them; `nil` where offsets of 32 bits cannot count their bytes.
    func appending(_ other: ArrowColumn) -> ArrowColumn? {
        guard let mine = texts, let new = other.texts, mine.bytes.count + new.bytes.count <= Int32.max else {
            return nil
        }
        var offsets = BufferBuilder<Int32>(capacity: count + other.count + 1)
        var bytes = BufferBuilder<UInt8>(capacity: mine.bytes.count + new.bytes.count)
        mine.offsets.buffer.withBytes { offsets.append($0.bindMemory(to: Int32.self)) }
        for index in 0..<other.count { offsets.append(new.offsets[index + 1] + Int32(mine.bytes.count)) }
        mine.bytes.withBytes { bytes.append($0.bindMemory(to: UInt8.self)) }
        new.bytes.withBytes { bytes.append($0.bindMemory(to: UInt8.self)) }
        var bits: Buffer?
        if validity != nil || other.validity != nil {
            var all = BufferBuilder<UInt8>(repeating: 0, count: (count + other.count + 7) / 8)
            for index in 0..<count where isValid(index) { all[index >> 3] |= 1 << UInt8(index & 7) }
            for index in count..<count + other.count where other.isValid(index - count) {
                all[index >> 3] |= 1 << UInt8(index & 7)
            }
            bits = all.finish()
        }
        return ArrowColumn(
            type, count: count + other.count, validity: bits, values: values,
            texts: Texts(offsets: offsets.finish(), bytes: bytes.finish()))
    }
}
