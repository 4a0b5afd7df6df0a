/// One record batch: columns of one length.
public struct RecordBatch: Sendable {
    /// How many rows.
    public let count: Int
    public let columns: [Column]
}

/// Reads an Arrow IPC file batch by batch: what it holds at a time is one batch and the dictionaries.
///
/// The file is not trusted: whatever it says of offsets, lengths and counts is checked before it is used, texts are
/// checked to be UTF-8 and codes to lie in their dictionary. Each fault is an `ArrowFault`. Read are the column types of
/// `ColumnType`, little-endian, uncompressed, each dictionary whole. Several tasks may read batches at the same time.
public struct ArrowFileReader: ~Copyable, Sendable {
    /// The most bytes that a footer, or the metadata of one batch, may take: 64 MiB.
    public static let metadataLimit = 64 << 20

    public let schema: Schema
    /// The texts about the schema that the file carries.
    public let metadata: [String: String]
    /// How many batches there are.
    public var batchCount: Int { blocks.count }

    private let file: StoredFile
    private let blocks: [FileBlock]
    /// The dictionary of each field that has one, by index of the field.
    private let dictionaries: [Int: Column]

    public init(_ path: String) throws(ArrowFault) {
        let file = try StoredFile(path)
        let footer = try Self.footer(of: file)
        let contents = try ArrowSchemaReader(try footer.requiredTable(1, "schema"))
        let blocks = try Self.blocks(footer, 3, file)
        let byID = try Self.dictionaries(try Self.blocks(footer, 2, file), Set(contents.dictionaryIDs.values), file)
        // A file without batches may leave out its dictionaries.
        let none = Texts([String]()).column
        let dictionaries = contents.dictionaryIDs.mapValues { byID[$0] ?? none }
        self.init(file, contents, blocks, dictionaries)
    }

    private init(
        _ file: consuming StoredFile, _ contents: ArrowSchemaReader, _ blocks: [FileBlock],
        _ dictionaries: [Int: Column]
    ) {
        self.file = file
        schema = Schema(contents.fields)
        metadata = contents.metadata
        self.blocks = blocks
        self.dictionaries = dictionaries
    }

    /// The columns of batch `index`, or those at the indices `chosen`, in that order.
    public func batch(_ index: Int, columns chosen: [Int]? = nil) throws(ArrowFault) -> RecordBatch {
        guard blocks.indices.contains(index) else {
            throw ArrowFault(.mismatch, "there is no batch \(index)", path: file.path)
        }
        let header = try Self.header(.recordBatch, blocks[index], file)
        let layout = try BatchLayout(header, schema.fields.map(\.type), blocks[index], file)
        var columns: [Column] = []
        for column in chosen ?? Array(schema.fields.indices) {
            guard schema.fields.indices.contains(column) else {
                throw ArrowFault(.mismatch, "there is no column \(column)", path: file.path)
            }
            columns.append(
                try layout.column(column, schema.fields[column], dictionary: dictionaries[column], file))
        }
        return RecordBatch(count: layout.count, columns: columns)
    }

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
        try checkVersion(table)
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
        let prefix = try file.read(2, at: block.offset, as: UInt32.self)
        let length = Int(Int32(bitPattern: prefix[1]))
        guard prefix[0] == ArrowFormat.continuation, length > 0, length <= Int(block.metadataLength) - 8 else {
            throw .damaged("there is no message where the footer says so", path: file.path, at: block.offset)
        }
        let message = try FlatBuffer(
            bytes: file.bytes(length, at: block.offset + 8), path: file.path, fileOffset: block.offset + 8
        ).root()
        try checkVersion(message)
        guard try message.integer(1, default: UInt8(0)) == kind.rawValue,
            try message.integer(3, default: Int64(0)) == block.bodyLength
        else { throw .damaged("the message is not what the footer says", path: file.path, at: block.offset) }
        return try message.requiredTable(2, "header")
    }

    /// The dictionaries of these ids. Together they take no more memory than the file is long.
    private static func dictionaries(
        _ blocks: [FileBlock], _ ids: Set<Int64>, _ file: borrowing StoredFile
    ) throws(ArrowFault) -> [Int64: Column] {
        var dictionaries: [Int64: Column] = [:]
        var left = file.length
        for block in blocks {
            let header = try header(.dictionaryBatch, block, file)
            let id: Int64 = try header.integer(0)
            guard try !header.bool(2), dictionaries[id] == nil else {
                throw ArrowFault(
                    .unsupported, "a dictionary comes in several parts", path: file.path, byteOffset: block.offset,
                    hint: "write the file with unified dictionaries")
            }
            left -= block.bodyLength
            guard ids.contains(id), left >= 0 else {
                throw .damaged("a dictionary belongs to no column", path: file.path, at: block.offset)
            }
            let layout = try BatchLayout(try header.requiredTable(1, "dictionary"), [.utf8], block, file)
            dictionaries[id] = try layout.column(
                0, Field("dictionary", .utf8, optional: true), dictionary: nil, file)
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

    private static func checkVersion(_ table: FlatTable) throws(ArrowFault) {
        let version: Int16 = try table.integer(0)
        guard version >= ArrowFormat.oldestVersion, version <= ArrowFormat.version else {
            throw ArrowFault(
                .unsupported, "metadata version \(Int(version) + 1) of the Arrow format", path: table.buffer.path,
                byteOffset: table.buffer.fileOffset, hint: "write the file with version 4 or 5 of the metadata")
        }
    }
}
