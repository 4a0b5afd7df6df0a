@testable import Tables

/// An Arrow file in parts that a test may falsify.
struct ArrowForgery {
    struct Batch {
        var rows: Int64
        var nodes: [Int64]
        var buffers: [Int64]
        var body: [UInt8]
        var header = ArrowFormat.Header.recordBatch
        var declaredBody: Int?

        fileprivate var table: FlatValue {
            .table([.int64(rows), .words(nodes, each: 2), .words(buffers, each: 2)])
        }
    }

    var schema: FlatValue
    var batches: [Batch]
    var dictionaries: [Batch] = []
    /// Where the footer says that batches lie; where they do when `nil`.
    var blocks: [FileBlock]?
    var version = ArrowFormat.version

    /// 1, nothing, 3: validity at 0, values at 64.
    static func int32s() -> ArrowForgery {
        ArrowForgery(
            schema: ArrowMetadata.schema(ArrowSchema(Schema([Field("c", .int32, optional: true)]))),
            batches: [
                Batch(
                    rows: 3, nodes: [3, 1], buffers: [0, 1, 64, 12], body: padded([0b101]) + padded(words([1, 0, 3])))
            ])
    }

    static func texts(_ offsets: [Int32], _ text: String) -> ArrowForgery { texts(offsets, bytes: Array(text.utf8)) }

    static func texts(_ offsets: [Int32], bytes: [UInt8]) -> ArrowForgery {
        ArrowForgery(
            schema: ArrowMetadata.schema(ArrowSchema(Schema([Field("c", .utf8)]))), batches: [batch(offsets, bytes)])
    }

    /// Codes into a dictionary of "x" and a null.
    static func codes(_ codes: [Int32]) -> ArrowForgery {
        var dictionary = batch([0, 1, 1], Array("x".utf8))
        dictionary.nodes[1] = 1
        dictionary.buffers = [128, 1, 0, 12, 64, 1]
        dictionary.body += padded([0b01])
        return ArrowForgery(
            schema: ArrowMetadata.schema(ArrowSchema(Schema([Field("c", .dictionary, optional: true)]))),
            batches: [Batch(rows: 3, nodes: [3, 0], buffers: [0, 0, 0, 12], body: padded(words(codes)))],
            dictionaries: [dictionary])
    }

    private static func batch(_ offsets: [Int32], _ bytes: [UInt8]) -> Batch {
        let rows = Int64(offsets.count - 1)
        return Batch(
            rows: rows, nodes: [rows, 0], buffers: [0, 0, 0, Int64(4 * offsets.count), 64, Int64(bytes.count)],
            body: padded(words(offsets)) + padded(bytes))
    }

    private static func words(_ values: [Int32]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> Int32(8 * $0)) } }
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: 64 - bytes.count) }

    var bytes: [UInt8] {
        var file = Array("ARROW1\0\0".utf8)
        func append(_ batch: Batch, _ table: FlatValue, _ header: ArrowFormat.Header) -> FileBlock {
            var message = FlatBufferWriter(
                root: ArrowMetadata.message(header, table, bodyLength: batch.declaredBody ?? batch.body.count)
            ).bytes
            while message.count % 8 != 0 { message.append(0) }
            let offset = file.count
            file += Self.words([-1, Int32(message.count)]) + message + batch.body
            return FileBlock(
                offset: Int64(offset), metadataLength: Int32(8 + message.count), bodyLength: Int64(batch.body.count))
        }
        let batchBlocks = batches.map { append($0, $0.table, $0.header) }
        let dictionaryBlocks = dictionaries.map {
            append($0, ArrowMetadata.dictionaryBatch(id: 0, $0.table), .dictionaryBatch)
        }
        func blockWords(_ blocks: [FileBlock]) -> FlatValue {
            .words(blocks.flatMap { [$0.offset, Int64($0.metadataLength), $0.bodyLength] }, each: 3)
        }
        let footer = FlatBufferWriter(
            root: .table([
                .int16(version), schema, blockWords(dictionaryBlocks), blockWords(blocks ?? batchBlocks),
            ])
        ).bytes
        return file + footer + Self.words([Int32(footer.count)]) + Array("ARROW1".utf8)
    }
}
