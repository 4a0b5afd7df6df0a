/// Writes the columns of a table to an Arrow IPC file, batch by batch: what it holds does not grow with the rows.
///
/// The file is written aside, to `PATH.new`, and appears at its path when `finish` has brought all of it to the disk; a
/// writer that is dropped before leaves nothing. Batches of dictionary columns hold codes alone. Their dictionaries are
/// written once, behind the last batch, so that a dictionary may grow all the while: the footer says where everything
/// lies (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format). Buffers go to the file as they are,
/// uncompressed. The same input gives the same bytes.
public struct ArrowFileWriter: ~Copyable, Sendable {
    /// What to know of a written batch to rewrite its values.
    struct WrittenBatch {
        var count: Int
        /// Where its body begins in the file.
        var body: Int64
        /// Where the length of its first column stands in the file; each column has length and null count there.
        var nodes: Int64
        /// The rewritable columns, in ascending order.
        var places: [BatchBody.Place]
    }

    public let schema: Schema
    let schemaValue: FlatValue
    /// The columns that `rewrite` may change, ascending.
    let rewritable: [Int]
    var file: AsideFile
    private(set) var blocks: [FileBlock] = []
    /// Empty where no column is rewritable.
    private(set) var written: [WrittenBatch] = []
    private let zeros = Buffer([UInt8](repeating: 0, count: ArrowFormat.alignment))

    /// How many batches have been written.
    public var batchCount: Int { blocks.count }
    /// How many rows they have in all.
    public private(set) var rowCount = 0
    /// Bytes in the file so far.
    public var byteCount: Int64 { file.length }

    /// Begins a file for `path` with a schema and texts about it. `rewritable` are the indices of the columns that
    /// `rewrite` may change later; they must have values of a fixed width.
    public init(
        _ path: String, _ schema: Schema, metadata: [String: String] = [:], rewritable: Set<Int> = []
    ) throws(ArrowFault) {
        for column in rewritable.sorted()
        where !schema.fields.indices.contains(column) || schema.fields[column].type == .utf8 {
            throw ArrowFault(.mismatch, "column \(column) cannot be rewritable", path: path)
        }
        let schemaValue = ArrowMetadata.schema(schema, metadata: metadata)
        var file = try AsideFile(path)
        try file.append([AsideFile.Piece(buffer: Buffer(ArrowFormat.magic + [0, 0]), count: 8)])
        _ = try file.append(ArrowMetadata.message(.schema, schemaValue))
        self.init(file, schema, schemaValue, rewritable: rewritable.sorted())
    }

    private init(_ file: consuming AsideFile, _ schema: Schema, _ schemaValue: FlatValue, rewritable: [Int]) {
        self.file = file
        self.schema = schema
        self.schemaValue = schemaValue
        self.rewritable = rewritable
    }

    /// Appends one batch: a column for every field, each of `count` rows. Of a dictionary column only the codes are
    /// taken; each must have its text in the dictionary that `finish` is given.
    public mutating func write(_ columns: [Column], count: Int) throws(ArrowFault) {
        try check(columns, count)
        var body = BatchBody(zeros: zeros)
        var places: [BatchBody.Place] = []
        var nextRewritable = 0
        for (index, column) in columns.enumerated() {
            let isRewritable = nextRewritable < rewritable.count && rewritable[nextRewritable] == index
            let place = body.append(column, keepsValidity: isRewritable)
            guard isRewritable else { continue }
            places.append(place)
            nextRewritable += 1
        }
        let batch = ArrowMetadata.recordBatch(count: count, nodes: body.nodes, buffers: body.buffers)
        let (block, nodes) = try file.append(
            ArrowMetadata.message(.recordBatch, batch, bodyLength: body.length), body)
        blocks.append(block)
        rowCount += count
        guard !rewritable.isEmpty else { return }
        written.append(
            WrittenBatch(
                count: count, body: block.offset + Int64(block.metadataLength), nodes: nodes ?? 0, places: places))
    }

    /// Writes the dictionaries, by index of their column, and puts the file in its place. A dictionary is a `utf8`
    /// column; a row whose code leads to a null in it has no value. Unless `isDurable`, the file is whole as soon as it
    /// appears, but may be lost where the machine fails soon after.
    public consuming func finish(
        dictionaries: [Int: Column] = [:], isDurable: Bool = true
    ) throws(ArrowFault) {
        for index in dictionaries.keys.sorted()
        where !schema.fields.indices.contains(index) || schema.fields[index].type != .dictionary {
            throw mismatch("column \(index) has no dictionary")
        }
        var dictionaryBlocks: [FileBlock] = []
        for (index, field) in schema.fields.enumerated() where field.type == .dictionary {
            guard let dictionary = dictionaries[index], dictionary.type == .utf8, dictionary.isWellFormed else {
                throw mismatch("the dictionary of '\(field.name)' is missing or no utf8 column")
            }
            if dictionary.nullCount > 0, !field.isOptional {
                throw mismatch("the dictionary of '\(field.name)' has a null, the column must have none")
            }
            var body = BatchBody(zeros: zeros)
            _ = body.append(dictionary, keepsValidity: false)
            let batch = ArrowMetadata.recordBatch(count: dictionary.count, nodes: body.nodes, buffers: body.buffers)
            let message = ArrowMetadata.message(
                .dictionaryBatch, ArrowMetadata.dictionaryBatch(id: index, batch), bodyLength: body.length)
            dictionaryBlocks.append(try file.append(message, body).block)
        }
        try file.appendFooter(ArrowMetadata.footer(schemaValue, dictionaries: dictionaryBlocks, batches: blocks))
        try file.putInPlace(isDurable: isDurable)
    }

    private func check(_ columns: [Column], _ count: Int) throws(ArrowFault) {
        guard columns.count == schema.fields.count else {
            throw mismatch("\(columns.count) columns for \(schema.fields.count) fields")
        }
        for (column, field) in zip(columns, schema.fields) { try check(column, field, count) }
    }

    func check(_ column: Column, _ field: Field, _ count: Int) throws(ArrowFault) {
        guard column.type == field.type else {
            throw mismatch("column '\(field.name)' is \(column.type.rawValue), not \(field.type.rawValue)")
        }
        guard column.count == count, column.isWellFormed else {
            throw mismatch("column '\(field.name)' has not \(count) rows")
        }
        guard field.isOptional || column.nullCount == 0 else {
            throw mismatch("column '\(field.name)' has a null where it must have none")
        }
    }

    func mismatch(_ message: String) -> ArrowFault { ArrowFault(.mismatch, message, path: file.path) }
}

extension ArrowFileWriter {
    /// Writes a whole table as one batch, with the dictionaries of its columns.
    public static func write(_ table: Table, to path: String, metadata: [String: String] = [:]) throws(ArrowFault) {
        var writer = try ArrowFileWriter(path, table.schema, metadata: metadata)
        try writer.write(table.columns, count: table.count)
        var dictionaries: [Int: Column] = [:]
        for (index, column) in table.columns.enumerated() where column.type == .dictionary {
            dictionaries[index] = (column.texts ?? Texts([String]())).column
        }
        try writer.finish(dictionaries: dictionaries)
    }
}

extension Texts {
    /// The texts as a column, one a row.
    public var column: Column {
        Column(type: .utf8, count: count, validity: nil, values: Buffer([UInt8]()), texts: self)
    }
}
