/// What a message brought.
public enum ArrowContent: Sendable {
    /// The first message: what columns the batches have.
    case schema(ArrowSchema)
    /// Texts for batches to come.
    case dictionary
    case batch(ArrowBatch)
    /// No message follows.
    case end
}

/// Reads Arrow messages one by one, as `ArrowMessageEncoder` or other software makes them: the schema, then
/// dictionaries, more of them, or others in their place, and batches.
///
/// Messages are not trusted: what they say of lengths, places and counts is checked before it is used, texts are checked
/// to be UTF-8 and codes to lie in their dictionary. Columns lie in the memory of the message as far as can be. A message
/// after one that was refused has no meaning.
public struct ArrowMessageDecoder: Sendable {
    /// The most bytes that dictionaries may take together unless told otherwise: 256 MiB.
    public static let dictionaryLimit = 256 << 20

    /// What the first message said.
    public private(set) var schema: ArrowSchema?
    /// The most bytes of a message; the texts that one stands for take at most four times as many.
    public let limit: Int
    /// Bytes of the messages so far, for faults.
    private(set) var offset: Int64 = 0
    private let dictionaryLimit: Int
    let source: String
    private var dictionaries: ArrowDictionaries?
    private var hasEnded = false

    /// `source` is what faults call the place that the messages come from.
    public init(
        source: String = "", limit: Int = ArrowMessageEncoder.messageLimit,
        dictionaryLimit: Int = ArrowMessageDecoder.dictionaryLimit
    ) {
        self.source = source
        self.limit = limit
        self.dictionaryLimit = dictionaryLimit
    }

    /// Reads one whole message.
    public mutating func decode(_ message: [UInt8]) throws(ArrowFault) -> ArrowContent { try decode(Buffer(message)) }

    /// Reads one whole message, which its columns then keep in memory.
    public mutating func decode(_ message: Buffer) throws(ArrowFault) -> ArrowContent {
        guard message.count <= limit else { throw tooLong(message.count) }
        guard message.count >= 8 else { throw cutOff(message.count) }
        let prefix = message.withBytes { $0.loadUnaligned(as: UInt64.self) }
        let length = try MessageHead.metadataLength(prefix, path: source, at: offset)
        guard length > 0 else {
            guard message.count == 8 else { throw tooMuch }
            return try end()
        }
        guard message.count - 8 >= length else { throw cutOff(message.count) }
        let head = try head(message.withBytes { Array($0[8..<8 + length]) })
        guard message.count - 8 - length >= head.bodyLength else { throw cutOff(message.count) }
        guard message.count - 8 - length == head.bodyLength else { throw tooMuch }
        return try decode(head, body: Buffer(message, 8 + length..<message.count), headLength: 8 + length)
    }

    /// The head of the next message.
    func head(_ metadata: [UInt8]) throws(ArrowFault) -> MessageHead {
        guard !hasEnded else { throw .damaged("a message behind the end", path: source, at: offset) }
        return try MessageHead(metadata, path: source, at: offset + 8)
    }

    /// Reads the next message, of which the head is known.
    mutating func decode(_ head: MessageHead, body: Buffer, headLength: Int) throws(ArrowFault) -> ArrowContent {
        let start = Int(offset) + headLength
        let body = BodyInMemory(path: source, start: start, buffer: body)
        let range = start..<start + head.bodyLength
        let content: ArrowContent
        switch head.kind {
        case .schema: content = try readSchema(head)
        case .dictionaryBatch:
            guard dictionaries != nil else { throw noSchema }
            try dictionaries?.read(head.header, body: range, mayReplace: true, body)
            content = .dictionary
        case .recordBatch: content = try readBatch(head, range, body)
        }
        offset += Int64(headLength + head.bodyLength)
        return content
    }

    /// Notes that no message follows.
    mutating func end() throws(ArrowFault) -> ArrowContent {
        guard schema != nil else { throw noSchema }
        guard !hasEnded else { throw .damaged("a message behind the end", path: source, at: offset) }
        hasEnded = true
        return .end
    }

    private mutating func readSchema(_ head: MessageHead) throws(ArrowFault) -> ArrowContent {
        guard schema == nil else { throw .damaged("a second schema", path: source, at: offset) }
        guard head.bodyLength == 0 else { throw .damaged("a schema with a body", path: source, at: offset) }
        let reader = try ArrowSchemaReader(head.header)
        dictionaries = try ArrowDictionaries(reader, limit: dictionaryLimit, path: source)
        schema = reader.schema
        return .schema(reader.schema)
    }

    private func readBatch(
        _ head: MessageHead, _ range: Range<Int>, _ body: BodyInMemory
    ) throws(ArrowFault) -> ArrowContent {
        guard let fields = schema?.fields else { throw noSchema }
        let layout = try BatchLayout(head.header, fields.map(\.type), body: range)
        var budget = TextBudget(4 * min(limit, Int.max / 4))
        var columns: [ArrowColumn] = []
        columns.reserveCapacity(fields.count)
        for (index, field) in fields.enumerated() {
            columns.append(try layout.column(index, field, dictionary: dictionaries?[field: index], &budget, body))
        }
        return .batch(ArrowBatch(count: layout.count, columns: columns))
    }

    private var noSchema: ArrowFault {
        ArrowFault(.damaged, "a message before any schema", path: source, byteOffset: offset)
    }

    private var tooMuch: ArrowFault { .damaged("a message is shorter than its bytes", path: source, at: offset) }

    func tooLong(_ count: Int) -> ArrowFault {
        ArrowFault(
            .limit, "a message of \(count) bytes, more than \(limit)", path: source, byteOffset: offset,
            hint: "write smaller batches, for example with max_chunksize in pyarrow")
    }

    func cutOff(_ count: Int) -> ArrowFault {
        .damaged("a message is cut off", path: source, at: offset + Int64(count))
    }
}
