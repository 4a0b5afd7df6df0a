import Glibc

/// Writes a stream of Arrow messages, to a descriptor or to whatever takes messages: schema, dictionaries, what they grow
/// by, batches, and a mark at the end. What it holds is the dictionaries; the same calls give the same bytes.
public struct ArrowStreamWriter: ~Copyable {
    /// Takes a message.
    public typealias Sink = (ArrowMessage) throws(ArrowFault) -> Void

    public var schema: ArrowSchema { encoder.schema }
    /// How many rows have been written.
    public private(set) var rowCount = 0
    private var encoder: ArrowMessageEncoder
    private let write: Sink

    /// Begins a stream with its schema; faults name `destination`.
    public init(
        _ schema: ArrowSchema, destination: String, limit: Int = ArrowMessageEncoder.messageLimit,
        growth: ArrowMessageEncoder.Growth = .delta, write: @escaping Sink
    ) throws(ArrowFault) {
        encoder = ArrowMessageEncoder(schema, limit: limit, growth: growth, destination: destination)
        self.write = write
        try write(encoder.schemaMessage())
    }

    /// Writes to a descriptor, which stays open. Where nobody reads a pipe any more, that is a fault only in a process
    /// that ignores SIGPIPE.
    public init(
        _ schema: ArrowSchema, descriptor: Int32, destination: String, limit: Int = ArrowMessageEncoder.messageLimit,
        growth: ArrowMessageEncoder.Growth = .delta
    ) throws(ArrowFault) {
        try self.init(schema, destination: destination, limit: limit, growth: growth) { message throws(ArrowFault) in
            guard !DescriptorWriting.write(message.pieces, to: descriptor) else { return }
            let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
            throw ArrowFault(.unwritable, "the stream cannot be written: \(reason)", path: destination)
        }
    }

    /// Writes rows of a table, all by default.
    public mutating func write(_ table: Table, rows: Range<Int>? = nil) throws(ArrowFault) {
        try write(ArrowBatch(count: table.count, columns: table.columns.map { ArrowColumn($0) }), rows: rows)
    }

    /// Writes rows of a batch, all by default, in as many messages as their limit asks for.
    public mutating func write(_ batch: ArrowBatch, rows: Range<Int>? = nil) throws(ArrowFault) {
        var rows = rows ?? 0..<batch.count
        repeat {
            for message in try encoder.next(batch, &rows) {
                try write(message)
                rowCount += message.rowCount
            }
        } while !rows.isEmpty
    }

    /// Writes the mark at the end.
    public consuming func finish() throws(ArrowFault) { try write(.end) }
}
