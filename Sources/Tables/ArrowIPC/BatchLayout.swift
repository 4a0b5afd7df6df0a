/// Where the buffers of one record batch lie, all known to be inside of its body.
struct BatchLayout {
    /// What is known of one column.
    struct Part {
        var nullCount: Int
        /// In the order of the format: validity first.
        var spans: ArraySlice<Range<Int>>
    }

    /// How many rows.
    let count: Int
    private(set) var parts: [Part] = []

    /// Far more rows than any batch has, and few enough to reckon with.
    private static let rowLimit: Int64 = 1 << 32
    /// Rows of all columns without values together, for which no byte stands; also of a batch without columns.
    private static let emptyRowLimit: Int64 = 1 << 26

    /// Reads a `RecordBatch` whose columns are of these types and whose body takes up `body` of a file or stream.
    init(_ table: FlatTable, _ types: [ArrowType], body: Range<Int>) throws(ArrowFault) {
        try Self.refuseCompression(table)
        let rows: Int64 = try table.integer(0)
        guard rows >= 0, rows <= Self.rowLimit else {
            throw table.buffer.fault("a batch with an impossible number of rows", at: 0)
        }
        let emptyColumns = types.isEmpty ? 1 : Int64(types.count { $0.bitWidth == 0 })
        guard emptyColumns == 0 || rows <= Self.emptyRowLimit / emptyColumns else {
            throw ArrowFault(
                .limit, "a batch of \(rows) rows with \(emptyColumns) columns without values", path: table.buffer.path,
                byteOffset: table.buffer.fileOffset, hint: "write smaller batches")
        }
        count = Int(rows)
        let nodes = try table.vector(1, elementWidth: 16)
        let bufferCounts = try Self.bufferCounts(table, types)
        let spans = try Self.spans(table, body)
        guard nodes.count == types.count, spans.count == bufferCounts.reduce(0, +) else {
            throw table.buffer.fault("a batch with other columns than the schema", at: nodes.start)
        }
        var first = 0
        for (index, bufferCount) in bufferCounts.enumerated() {
            let length = try nodes.word(2 * index), nullCount = try nodes.word(2 * index + 1)
            guard length == rows, nullCount >= 0, nullCount <= length else {
                throw table.buffer.fault("a column with an impossible number of rows", at: nodes.start + 16 * index)
            }
            parts.append(Part(nullCount: Int(nullCount), spans: spans[first..<first + bufferCount]))
            first += bufferCount
        }
    }

    private static func refuseCompression(_ table: FlatTable) throws(ArrowFault) {
        guard let compression = try table.table(3) else { return }
        let codec = try compression.integer(0, default: Int8(0)) == 0 ? "lz4" : "zstd"
        throw ArrowFault(
            .unsupported, "the batch is compressed (\(codec))", path: table.buffer.path,
            byteOffset: table.buffer.fileOffset,
            hint: "write it without: compression=None in pyarrow, compression=\"uncompressed\" in polars and R")
    }

    /// How many buffers each column has: columns of views have as many more as the batch says.
    private static func bufferCounts(_ table: FlatTable, _ types: [ArrowType]) throws(ArrowFault) -> [Int] {
        let views = try table.vector(4, elementWidth: 8)
        var nextView = 0
        var counts: [Int] = []
        for type in types {
            switch type {
            case .null: counts.append(0)
            case .text(.utf8View):
                guard nextView < views.count else {
                    throw table.buffer.fault("a column without its number of buffers", at: views.start)
                }
                let count = try views.word(nextView)
                // Each has a description of 16 bytes in the same metadata.
                guard count >= 0, count <= table.buffer.bytes.count / 16 else {
                    throw table.buffer.fault("a column with an impossible number of buffers", at: views.start)
                }
                nextView += 1
                counts.append(2 + Int(count))
            case .text: counts.append(3)
            default: counts.append(2)
            }
        }
        return counts
    }

    private static func spans(_ table: FlatTable, _ body: Range<Int>) throws(ArrowFault) -> [Range<Int>] {
        let buffers = try table.vector(2, elementWidth: 16)
        var spans: [Range<Int>] = []
        spans.reserveCapacity(buffers.count)
        // Buffers that share their bytes could multiply the memory that a message takes.
        var left = Int64(body.count)
        for index in 0..<buffers.count {
            let offset = try buffers.word(2 * index), length = try buffers.word(2 * index + 1)
            guard offset >= 0, length >= 0, length <= left, offset <= Int64(body.count) - length else {
                throw table.buffer.fault("a buffer lies outside of its batch", at: buffers.start + 16 * index)
            }
            left -= length
            spans.append(body.lowerBound + Int(offset)..<body.lowerBound + Int(offset + length))
        }
        return spans
    }
}
