/// The metadata of an Arrow file as FlatBuffers values; the slots are those of Schema.fbs, Message.fbs and File.fbs.
enum ArrowMetadata {
    /// `Schema`. The dictionary of a column has the column's index as its id.
    static func schema(_ schema: Schema, metadata: [String: String]) -> FlatValue {
        let fields = schema.fields.enumerated().map { field($1, dictionary: Int64($0)) }
        return .table([.int16(0), .vector(fields), metadata.isEmpty ? nil : keyValues(metadata)])
    }

    /// `Message` around a header.
    static func message(_ header: ArrowFormat.Header, _ table: FlatValue, bodyLength: Int = 0) -> FlatValue {
        .table([.int16(ArrowFormat.version), .uint8(header.rawValue), table, .int64(Int64(bodyLength))])
    }

    /// `RecordBatch`: `nodes` are length and null count of each column, `buffers` offset and length of each buffer.
    static func recordBatch(count: Int, nodes: [Int64], buffers: [Int64]) -> FlatValue {
        .table([.int64(Int64(count)), .words(nodes, each: 2), .words(buffers, each: 2)])
    }

    /// `DictionaryBatch`, the whole dictionary at once.
    static func dictionaryBatch(id: Int, _ recordBatch: FlatValue) -> FlatValue {
        .table([.int64(Int64(id)), recordBatch, .bool(false)])
    }

    /// `Footer`.
    static func footer(_ schema: FlatValue, dictionaries: [FileBlock], batches: [FileBlock]) -> FlatValue {
        .table([.int16(ArrowFormat.version), schema, blocks(dictionaries), blocks(batches)])
    }

    private static func blocks(_ blocks: [FileBlock]) -> FlatValue {
        .words(blocks.flatMap { [$0.offset, Int64($0.metadataLength), $0.bodyLength] }, each: 3)
    }

    /// `Field`. Readers want `children` also where there are none.
    private static func field(_ field: Field, dictionary id: Int64) -> FlatValue {
        let (code, type) = type(of: field.type)
        // Codes of 32 bits with a sign are what a missing index type would mean; other readers like to see it said.
        let encoding = FlatValue.table([.int64(id), .table([.int32(32), .bool(true)]), .bool(false)])
        return .table([
            .text(field.name), .bool(field.isOptional), .uint8(code), type,
            field.type == .dictionary ? encoding : nil, .vector([]),
        ])
    }

    private static func type(of type: ColumnType) -> (code: UInt8, table: FlatValue) {
        switch type {
        case .bool: (ArrowFormat.TypeCode.bool, .table([]))
        case .int32: (ArrowFormat.TypeCode.int, .table([.int32(32), .bool(true)]))
        case .int64: (ArrowFormat.TypeCode.int, .table([.int32(64), .bool(true)]))
        case .float64: (ArrowFormat.TypeCode.floatingPoint, .table([.int16(2)]))
        case .utf8, .dictionary: (ArrowFormat.TypeCode.utf8, .table([]))
        // The unit is days, written out since a missing one would mean milliseconds.
        case .date: (ArrowFormat.TypeCode.date, .table([.int16(0)]))
        case .timestamp: (ArrowFormat.TypeCode.timestamp, .table([.int16(0)]))
        }
    }

    /// Sorted by the bytes of the keys, so that the same pairs give the same bytes.
    private static func keyValues(_ pairs: [String: String]) -> FlatValue {
        let sorted = pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .vector(sorted.map { .table([.text($0.key), .text($0.value)]) })
    }
}
