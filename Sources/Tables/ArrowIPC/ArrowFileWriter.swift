/// Writes columns to an Arrow IPC file, batch by batch: what it holds does not grow with the rows.
///
/// The file is written aside, to `PATH.new`, and appears at its path when `finish` has brought all of it to the disk; a
/// writer that is dropped before leaves nothing. Batches of dictionary columns hold codes alone. Their dictionaries are
/// written once, behind the last batch, so that a dictionary may grow all the while: the footer says where everything
/// lies (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format). Buffers go to the file as they are,
/// uncompressed. The same input gives the same bytes.
public struct ArrowFileWriter: ~Copyable, Sendable {
    public let schema: ArrowSchema
    private var file: AsideFile
    private var blocks: [FileBlock] = []
    /// The longest dictionary that came with each column, by index of the column.
    private var dictionaries: [Int: SentDictionary] = [:]

    /// How many batches have been written.
    public var batchCount: Int { blocks.count }
    /// How many rows they have in all.
    public private(set) var rowCount = 0
    /// Bytes in the file so far.
    public var byteCount: Int64 { file.length }

    /// Begins a file for `path` with a schema and texts about it.
    public init(_ path: String, _ schema: Schema, metadata: [String: String] = [:]) throws(ArrowFault) {
        try self.init(path, ArrowSchema(schema, metadata: metadata))
    }

    /// Begins a file for `path`.
    public init(_ path: String, _ schema: ArrowSchema) throws(ArrowFault) {
        var file = try AsideFile(path)
        try file.append([BufferPiece(buffer: Buffer(ArrowFormat.magic + [0, 0]), count: 8)])
        let metadata = ArrowMetadata.message(.schema, ArrowMetadata.schema(schema))
        try file.append(ArrowMessage(.schema, metadata, at: file.length).pieces)
        self.init(file, schema)
    }

    private init(_ file: consuming AsideFile, _ schema: ArrowSchema) {
        self.file = file
        self.schema = schema
    }

    /// Appends one batch: a column for every field, each of `count` rows. Each code of a dictionary column must have its
    /// text in the dictionary that `finish` is given, or in that of the column, which may only grow from batch to batch.
    public mutating func write(_ columns: [Column], count: Int) throws(ArrowFault) {
        try write(ArrowBatch(count: count, columns: columns.map { ArrowColumn($0) }))
    }

    /// Appends one batch.
    public mutating func write(_ batch: ArrowBatch) throws(ArrowFault) {
        try schema.check(batch, 0..<batch.count, file.path)
        for (index, column) in batch.columns.enumerated() where column.type.isDictionary {
            guard let texts = column.texts else { continue }
            let known = dictionaries[index]?.texts
            guard dictionaries[index, default: SentDictionary()].advance(to: texts) != .whole || known == nil else {
                throw .mismatch("the dictionary of '\(schema.fields[index].name)' has changed", path: file.path)
            }
        }
        var body = BatchBody()
        for (column, field) in zip(batch.columns, schema.fields) {
            body.append(column, 0..<batch.count, as: field.type)
        }
        let metadata = ArrowMetadata.recordBatch(count: batch.count, body)
        blocks.append(try append(.batch(rows: batch.count), .recordBatch, metadata, body))
        rowCount += batch.count
    }

    /// Writes the dictionaries, by index of their column, and puts the file in its place. A dictionary is a `utf8`
    /// column; a row whose code leads to a null in it has no value. Those that came with the columns need not be given.
    /// Unless `isDurable`, the file is whole as soon as it appears, but may be lost where the machine fails soon after.
    public consuming func finish(
        dictionaries given: [Int: Column] = [:], isDurable: Bool = true
    ) throws(ArrowFault) {
        for index in given.keys.sorted()
        where !schema.fields.indices.contains(index) || !schema.fields[index].type.isDictionary {
            throw .mismatch("column \(index) has no dictionary", path: file.path)
        }
        var dictionaryBlocks: [FileBlock] = []
        for (index, field) in schema.fields.enumerated() where field.type.isDictionary {
            let column = (given[index] ?? dictionaries[index]?.texts?.column).map { ArrowColumn($0) }
            guard let column, case .text = column.type, column.isWellFormed else {
                throw .mismatch("the dictionary of '\(field.name)' is missing or no utf8 column", path: file.path)
            }
            if column.nullCount > 0, !field.isOptional {
                throw .mismatch(
                    "the dictionary of '\(field.name)' has a null, the column must have none", path: file.path)
            }
            var body = BatchBody()
            body.append(column, 0..<column.count, as: .text(field.type.textLayout ?? .utf8))
            let metadata = ArrowMetadata.dictionaryBatch(
                id: index, ArrowMetadata.recordBatch(count: column.count, body))
            dictionaryBlocks.append(try append(.dictionary, .dictionaryBatch, metadata, body))
        }
        let footer = ArrowMetadata.footer(
            ArrowMetadata.schema(schema), dictionaries: dictionaryBlocks, batches: blocks)
        try appendFooter(footer)
        try file.putInPlace(isDurable: isDurable)
    }

    private mutating func append(
        _ kind: ArrowMessage.Kind, _ header: ArrowFormat.Header, _ metadata: FlatValue, _ body: BatchBody
    ) throws(ArrowFault) -> FileBlock {
        let offset = file.length
        let message = ArrowMessage(
            kind, ArrowMetadata.message(header, metadata, bodyLength: body.length), body, at: offset)
        try file.append(message.pieces)
        return FileBlock(
            offset: offset, metadataLength: Int32(message.headLength), bodyLength: Int64(body.length))
    }

    /// Appends the mark that no message follows, the footer, its length and the magic bytes.
    private mutating func appendFooter(_ footer: FlatValue) throws(ArrowFault) {
        let footer = FlatBufferWriter(root: footer).bytes
        let length = (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) }
        let end = ArrowMessage.end.bytes + footer + length + ArrowFormat.magic
        try file.append([BufferPiece(buffer: Buffer(end), count: end.count)])
    }
}

extension ArrowFileWriter {
    /// Writes a whole table as one batch, with the dictionaries of its columns.
    public static func write(_ table: Table, to path: String, metadata: [String: String] = [:]) throws(ArrowFault) {
        var writer = try ArrowFileWriter(path, table.schema, metadata: metadata)
        try writer.write(table.columns, count: table.count)
        try writer.finish()
    }
}

extension Texts {
    /// The texts as a column, one a row.
    public var column: Column {
        Column(type: .utf8, count: count, validity: nil, values: Buffer([UInt8]()), texts: self)
    }
}
