/// Reads an Arrow IPC file batch by batch: what it holds at a time is one batch and the dictionaries.
///
/// The file is not trusted: whatever it says of offsets, lengths and counts is checked before it is used, texts are
/// checked to be UTF-8 and codes to lie in their dictionary. Each fault is an `ArrowFault`. Read are the types of
/// `ArrowType`, little-endian, uncompressed. Several tasks may read batches at the same time.
public struct ArrowFileReader: ~Copyable, Sendable {
    /// The most bytes that a footer, or the metadata of one batch, may take: 64 MiB.
    public static let metadataLimit = 64 << 20

    public let schema: ArrowSchema
    /// How many batches there are.
    public var batchCount: Int { blocks.count }

    private let file: StoredFile
    private let blocks: [FileBlock]
    private let dictionaries: ArrowDictionaries

    public init(_ path: String) throws(ArrowFault) {
        let file = try StoredFile(path)
        let footer = try Self.footer(of: file)
        let contents = try ArrowSchemaReader(try footer.requiredTable(1, "schema"))
        let blocks = try Self.blocks(footer, 3, file)
        let dictionaries = try Self.dictionaries(try Self.blocks(footer, 2, file), contents, file)
        self.init(file, contents.schema, blocks, dictionaries)
    }

    private init(
        _ file: consuming StoredFile, _ schema: ArrowSchema, _ blocks: [FileBlock], _ dictionaries: ArrowDictionaries
    ) {
        self.file = file
        self.schema = schema
        self.blocks = blocks
        self.dictionaries = dictionaries
    }

    /// Batch `index`, or of its columns those at the indices `chosen`, in that order; nothing else of it is read.
    public func batch(_ index: Int, columns chosen: [Int]? = nil) throws(ArrowFault) -> ArrowBatch {
        guard blocks.indices.contains(index) else { throw .mismatch("there is no batch \(index)", path: file.path) }
        let header = try Self.header(.recordBatch, blocks[index], file)
        let layout = try BatchLayout(header, schema.fields.map(\.type), body: blocks[index].body)
        var budget = TextBudget(TextBudget.standard + blocks[index].body.count)
        var columns: [ArrowColumn] = []
        for column in chosen ?? Array(schema.fields.indices) {
            guard schema.fields.indices.contains(column) else {
                throw .mismatch("there is no column \(column)", path: file.path)
            }
            columns.append(
                try layout.column(column, schema.fields[column], dictionary: dictionaries[field: column], &budget, file)
            )
        }
        return ArrowBatch(count: layout.count, columns: columns)
    }

    /// Batch `index` as a table, its columns of the narrowest types of Strata's own or those of `wanted`
    /// (`ArrowBatch.table`).
    public func table(
        _ index: Int, as wanted: Schema? = nil, sensitivity: Sensitivity
    ) throws(ArrowFault) -> Table {
        try batch(index).table(schema, as: wanted, sensitivity: sensitivity, source: file.path)
    }
}

extension ArrowFileReader {
    /// The `Footer`, which stands with its length before the magic bytes at the end.
    private static func footer(of file: borrowing StoredFile) throws(ArrowFault) -> FlatTable {
        // Magic and two zeros, footer length and magic.
        guard file.length >= 18, try file.bytes(6, at: 0) == ArrowFormat.magic,
            try file.bytes(6, at: file.length - 6) == ArrowFormat.magic
        else {
            throw ArrowFault(
                .notArrow, "this is no Arrow file, or one that was cut off", path: file.path,
                hint: "files of the Arrow IPC file format (Feather version 2) are read")
        }
        let length = Int64(try file.read(1, at: file.length - 10, as: Int32.self)[0])
        guard length > 0, length <= file.length - 18 else {
            throw .damaged("the length of the footer is impossible", path: file.path, at: file.length - 10)
        }
        try checkMetadata(length, file, at: file.length - 10)
        let offset = file.length - 10 - length
        let table = try FlatBuffer(
            bytes: file.bytes(Int(length), at: offset), path: file.path, fileOffset: offset
        ).root()
        try MessageHead.checkVersion(table)
        return table
    }

    private static func blocks(
        _ footer: FlatTable, _ slot: Int, _ file: borrowing StoredFile
    ) throws(ArrowFault) -> [FileBlock] {
        let words = try footer.vector(slot, elementWidth: 24)
        var blocks: [FileBlock] = []
        blocks.reserveCapacity(words.count)
        for index in 0..<words.count {
            let offset = try words.word(3 * index), body = try words.word(3 * index + 2)
            let metadata = Int32(truncatingIfNeeded: try words.word(3 * index + 1))
            guard offset >= 8, metadata >= 16, body >= 0, body <= file.length,
                offset <= file.length - body - Int64(metadata)
            else { throw footer.buffer.fault("a batch lies outside of the file", at: words.start + 24 * index) }
            blocks.append(FileBlock(offset: offset, metadataLength: metadata, bodyLength: body))
        }
        return blocks
    }

    /// The header table of the message at a block.
    private static func header(
        _ kind: ArrowFormat.Header, _ block: FileBlock, _ file: borrowing StoredFile
    ) throws(ArrowFault) -> FlatTable {
        try checkMetadata(Int64(block.metadataLength), file, at: block.offset)
        let prefix = try file.read(1, at: block.offset, as: UInt64.self)[0]
        guard UInt32(truncatingIfNeeded: prefix) == ArrowFormat.continuation else {
            throw .damaged("there is no message where the footer says so", path: file.path, at: block.offset)
        }
        let length = try MessageHead.metadataLength(prefix, path: file.path, at: block.offset)
        guard length > 0, length <= Int(block.metadataLength) - 8 else {
            throw .damaged("there is no message where the footer says so", path: file.path, at: block.offset)
        }
        let head = try MessageHead(
            file.bytes(length, at: block.offset + 8), path: file.path, at: block.offset + 8)
        guard head.kind == kind, head.bodyLength == Int(block.bodyLength) else {
            throw .damaged("the message is not what the footer says", path: file.path, at: block.offset)
        }
        return head.header
    }

    /// The dictionaries of the columns. Their messages together take no more bytes than the file is long.
    private static func dictionaries(
        _ blocks: [FileBlock], _ schema: ArrowSchemaReader, _ file: borrowing StoredFile
    ) throws(ArrowFault) -> ArrowDictionaries {
        var dictionaries = try ArrowDictionaries(schema, limit: .max, path: file.path)
        var left = file.length
        for block in blocks {
            left -= block.bodyLength
            guard left >= 0 else { throw .damaged("dictionaries share their bytes", path: file.path, at: block.offset) }
            try dictionaries.read(
                try header(.dictionaryBatch, block, file), body: block.body, mayReplace: false, file)
        }
        return dictionaries
    }

    private static func checkMetadata(
        _ length: Int64, _ file: borrowing StoredFile, at offset: Int64
    ) throws(ArrowFault) {
        guard length <= Int64(metadataLimit) else {
            throw ArrowFault(
                .limit, "metadata of \(length) bytes, more than \(metadataLimit)", path: file.path, byteOffset: offset,
                hint: "write the file with fewer or larger batches")
        }
    }
}
