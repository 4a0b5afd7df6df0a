/// The metadata of an Arrow file as FlatBuffers values; the slots are those of Schema.fbs, Message.fbs and File.fbs.
enum ArrowMetadata {
    /// `Schema`. The dictionary of a column has the column's index as its id.
    static func schema(_ schema: ArrowSchema) -> FlatValue {
        let fields = schema.fields.enumerated().map { field($1, dictionary: Int64($0)) }
        return .table([.int16(0), .vector(fields), schema.metadata.isEmpty ? nil : keyValues(schema.metadata)])
    }

    /// `Message` around a header.
    static func message(_ header: ArrowFormat.Header, _ table: FlatValue, bodyLength: Int = 0) -> FlatValue {
        .table([.int16(ArrowFormat.version), .uint8(header.rawValue), table, .int64(Int64(bodyLength))])
    }

    /// `RecordBatch`.
    static func recordBatch(count: Int, _ body: BatchBody) -> FlatValue {
        .table([
            .int64(Int64(count)), .words(body.nodes, each: 2), .words(body.buffers, each: 2), nil,
            body.viewBuffers.isEmpty ? nil : .words(body.viewBuffers, each: 1),
        ])
    }

    /// `DictionaryBatch`: a whole dictionary, or where `isDelta` more texts of one.
    static func dictionaryBatch(id: Int, _ recordBatch: FlatValue, isDelta: Bool = false) -> FlatValue {
        .table([.int64(Int64(id)), recordBatch, .bool(isDelta)])
    }

    /// `Footer`.
    static func footer(_ schema: FlatValue, dictionaries: [FileBlock], batches: [FileBlock]) -> FlatValue {
        .table([.int16(ArrowFormat.version), schema, blocks(dictionaries), blocks(batches)])
    }

    private static func blocks(_ blocks: [FileBlock]) -> FlatValue {
        .words(blocks.flatMap { [$0.offset, Int64($0.metadataLength), $0.bodyLength] }, each: 3)
    }

    /// `Field`. Readers want `children` also where there are none.
    private static func field(_ field: ArrowField, dictionary id: Int64) -> FlatValue {
        let (code, type) = type(of: field.type)
        var encoding: FlatValue?
        if case .dictionary(let codes, _, let isOrdered) = field.type {
            encoding = .table([.int64(id), integer(codes), .bool(isOrdered)])
        }
        return .table([.text(field.name), .bool(field.isOptional), .uint8(code), type, encoding, .vector([])])
    }

    private static func type(of type: ArrowType) -> (code: UInt8, table: FlatValue) {
        switch type {
        case .null: (ArrowFormat.TypeCode.null, .table([]))
        case .bool: (ArrowFormat.TypeCode.bool, .table([]))
        case .integer(let type): (ArrowFormat.TypeCode.int, integer(type))
        case .float32: (ArrowFormat.TypeCode.floatingPoint, .table([.int16(1)]))
        case .float64: (ArrowFormat.TypeCode.floatingPoint, .table([.int16(2)]))
        case .text(.utf8), .dictionary(_, .utf8, _): (ArrowFormat.TypeCode.utf8, .table([]))
        case .text(.largeUTF8), .dictionary(_, .largeUTF8, _): (ArrowFormat.TypeCode.largeUTF8, .table([]))
        case .text(.utf8View), .dictionary(_, .utf8View, _): (ArrowFormat.TypeCode.utf8View, .table([]))
        case .fixedSizeBinary(let width): (ArrowFormat.TypeCode.fixedSizeBinary, .table([.int32(Int32(width))]))
        // The unit is days, written out since a missing one would mean milliseconds.
        case .date32: (ArrowFormat.TypeCode.date, .table([.int16(0)]))
        case .timestamp(let unit, let zone):
            (ArrowFormat.TypeCode.timestamp, .table([.int16(ArrowFormat.number(of: unit)), zone.map { .text($0) }]))
        }
    }

    private static func integer(_ type: ArrowInteger) -> FlatValue {
        .table([.int32(Int32(type.bitWidth)), .bool(type.isSigned)])
    }

    /// Sorted by the bytes of the keys, so that the same pairs give the same bytes.
    private static func keyValues(_ pairs: [String: String]) -> FlatValue {
        let sorted = pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .vector(sorted.map { .table([.text($0.key), .text($0.value)]) })
    }
}
