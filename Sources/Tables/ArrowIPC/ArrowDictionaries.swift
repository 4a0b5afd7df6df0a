/// The dictionaries that messages have brought so far, by id.
struct ArrowDictionaries: Sendable {
    /// The fields that have one, by index, and its id.
    private let ids: [Int: Int64]
    private var layouts: [Int64: ArrowTextLayout] = [:]
    private var columns: [Int64: GrowingTexts] = [:]
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
    subscript(field index: Int) -> ArrowColumn? { ids[index].flatMap { columns[$0]?.column } }

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
        var budget = TextBudget(min(limit, TextBudget.standard) + body.count)
        let column = try batch.column(0, ArrowField("dictionary", type, optional: true), &budget, source)
        if try header.bool(2), columns[id] != nil {
            guard columns[id]?.append(column) ?? false else { throw tooLong(source, body) }
        } else if mayReplace || columns[id] == nil {
            columns[id] = GrowingTexts(column)
        } else {
            throw ArrowFault(
                .unsupported, "a dictionary comes twice", path: source.path, byteOffset: Int64(body.lowerBound),
                hint: "write the file with unified dictionaries")
        }
        let size = columns.values.reduce(0) { $0 + ($1.column.texts?.byteCount ?? 0) }
        guard size <= limit else { throw tooLong(source, body) }
    }

    private func tooLong(_ source: borrowing some BodySource & ~Copyable, _ body: Range<Int>) -> ArrowFault {
        ArrowFault(
            .limit, "the dictionaries take more than \(min(limit, Int(Int32.max))) bytes", path: source.path,
            byteOffset: Int64(body.lowerBound), hint: "write columns with that many different texts as plain text")
    }
}
