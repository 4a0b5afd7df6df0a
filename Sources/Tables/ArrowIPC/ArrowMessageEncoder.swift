import Glibc

/// Makes Arrow messages of tables: the schema, then for each batch of rows the dictionaries that it needs, or what they
/// have grown by, and the batch.
///
/// No message is longer than a limit: rows are cut into as many batches as it takes. The same calls give the same bytes.
public struct ArrowMessageEncoder: Sendable {
    /// The most bytes that a message takes unless told otherwise: 64 MiB.
    public static let messageLimit = 64 << 20

    /// How a dictionary that has grown is sent.
    public enum Growth: Sendable, Hashable {
        /// What is new of it, to be added to what was sent before.
        case delta
        /// All of it, in the place of what was sent before: for readers that know no deltas, such as polars.
        case whole
    }

    public let schema: ArrowSchema
    public let limit: Int
    private let growth: Growth
    private let destination: String
    private var dictionaries: [Int: SentDictionary] = [:]

    /// For columns of `schema`. Faults name `destination`: a file, or what receives the messages.
    public init(
        _ schema: ArrowSchema, limit: Int = messageLimit, growth: Growth = .delta, destination: String = ""
    ) {
        self.schema = schema
        self.limit = limit
        self.growth = growth
        self.destination = destination
    }

    /// The first message of all.
    public func schemaMessage() throws(ArrowFault) -> ArrowMessage {
        let message = ArrowMessage(.schema, ArrowMetadata.message(.schema, ArrowMetadata.schema(schema)))
        guard message.byteCount <= limit else { throw tooLong("the schema") }
        return message
    }

    /// The messages of these rows of a table, all of them by default. Nobody's memory but that of the table is needed
    /// for most of their bytes. A table without rows gives one empty batch.
    public mutating func messages(_ table: Table, rows: Range<Int>? = nil) throws(ArrowFault) -> [ArrowMessage] {
        try messages(ArrowBatch(count: table.count, columns: table.columns.map { ArrowColumn($0) }), rows: rows)
    }

    /// The messages of these rows of a batch, all of them by default.
    public mutating func messages(_ batch: ArrowBatch, rows: Range<Int>? = nil) throws(ArrowFault) -> [ArrowMessage] {
        var rows = rows ?? 0..<batch.count
        var messages = try next(batch, &rows)
        while !rows.isEmpty { messages += try next(batch, &rows) }
        return messages
    }

    /// The messages of as many rows from the first of `rows` on as fit into one batch, which are taken off `rows`.
    public mutating func next(_ batch: ArrowBatch, _ rows: inout Range<Int>) throws(ArrowFault) -> [ArrowMessage] {
        try schema.check(batch, rows, destination)
        let types = schema.fields.map(\.type)
        let fitting = try fitting(batch.columns, rows, types, "a row")
        var messages: [ArrowMessage] = []
        for (index, type) in types.enumerated() where type.isDictionary {
            guard let texts = batch.columns[index].texts else {
                throw .mismatch("column '\(schema.fields[index].name)' has no dictionary", path: destination)
            }
            messages += try dictionaryMessages(index, texts, type.textLayout ?? .utf8)
        }
        var body = BatchBody()
        for (column, type) in zip(batch.columns, types) { body.append(column, fitting, as: type) }
        let metadata = ArrowMetadata.recordBatch(count: fitting.count, body)
        messages.append(
            ArrowMessage(
                .batch(rows: fitting.count), ArrowMetadata.message(.recordBatch, metadata, bodyLength: body.length),
                body)
        )
        rows = fitting.upperBound..<rows.upperBound
        return messages
    }

    private mutating func dictionaryMessages(
        _ index: Int, _ texts: Texts, _ layout: ArrowTextLayout
    ) throws(ArrowFault) -> [ArrowMessage] {
        var rows: Range<Int>
        switch dictionaries[index, default: SentDictionary()].advance(to: texts) {
        case .nothing: return []
        case .delta(let new): rows = growth == .delta ? new : 0..<texts.count
        case .whole: rows = 0..<texts.count
        }
        let column = ArrowColumn(
            .text(layout), count: texts.count, validity: nil, values: Buffer([UInt8]()), texts: texts)
        var messages: [ArrowMessage] = []
        repeat {
            let fitting = try fitting([column], rows, [column.type], "a text of a dictionary")
            guard fitting.count == rows.count || growth == .delta else { throw tooLong("a dictionary") }
            var body = BatchBody()
            body.append(column, fitting, as: column.type)
            let batch = ArrowMetadata.dictionaryBatch(
                id: index, ArrowMetadata.recordBatch(count: fitting.count, body), isDelta: fitting.lowerBound > 0)
            messages.append(
                ArrowMessage(
                    .dictionary, ArrowMetadata.message(.dictionaryBatch, batch, bodyLength: body.length), body))
            rows = fitting.upperBound..<rows.upperBound
        } while !rows.isEmpty
        return messages
    }

    /// As many of the rows, from the first on, as fit into a message.
    private func fitting(
        _ columns: [ArrowColumn], _ rows: Range<Int>, _ types: [ArrowType], _ what: String
    ) throws(ArrowFault) -> Range<Int> {
        // Tables of the metadata, and for each column a node, up to four buffers and a number of views.
        let head = ArrowFormat.padded(512 + 128 * columns.count)
        func length(_ end: Int) -> Int {
            zip(columns, types).reduce(head) { $0 + BatchBody.length($1.0, rows.lowerBound..<end, as: $1.1) }
        }
        if length(rows.upperBound) <= limit { return rows }
        // The largest number of rows that fits lies in low..<high.
        var low = 0, high = rows.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if length(rows.lowerBound + middle) <= limit { low = middle } else { high = middle }
        }
        guard low > 0 else { throw tooLong(what) }
        return rows.lowerBound..<rows.lowerBound + low
    }

    private func tooLong(_ what: String) -> ArrowFault {
        ArrowFault(.limit, "\(what) takes more than a message of \(limit) bytes", path: destination)
    }
}

/// The texts of a dictionary that a reader knows.
struct SentDictionary: Sendable {
    enum Step: Equatable {
        case nothing
        /// These texts are new, the others as before.
        case delta(Range<Int>)
        /// Others than before.
        case whole
    }

    private(set) var texts: Texts?

    /// What must be sent so that the reader knows `new`.
    mutating func advance(to new: Texts) -> Step {
        guard let old = texts else {
            texts = new
            return .whole
        }
        let isPrefix = new.agrees(with: old, upTo: min(old.count, new.count))
        if isPrefix, new.count <= old.count { return .nothing }
        texts = new
        return isPrefix ? .delta(old.count..<new.count) : .whole
    }
}

extension Texts {
    /// Whether the first `count` texts are the same in both.
    func agrees(with other: Texts, upTo count: Int) -> Bool {
        if count == 0 || offsets.buffer === other.offsets.buffer && bytes === other.bytes { return true }
        func isEqual(_ a: Buffer, _ b: Buffer, _ size: Int) -> Bool {
            size == 0 || memcmp(a.base, b.base, size) == 0
        }
        return isEqual(offsets.buffer, other.offsets.buffer, 4 * (count + 1))
            && isEqual(bytes, other.bytes, Int(offsets[count]))
    }
}
