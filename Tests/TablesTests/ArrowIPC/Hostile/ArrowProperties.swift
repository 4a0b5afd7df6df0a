@testable import Tables

/// What must hold of bytes that say they are an Arrow stream or file, whatever they are. Nothing that is read is trusted
/// to be right; it is trusted to be whole.
struct ArrowProperties {
    /// Bytes of a message, and of all dictionaries, at most.
    static let limit = 1 << 20

    /// What came of reading: what it showed, and the fault that ended it.
    struct Outcome: Equatable {
        var shown: [[String]] = []
        var fault: ArrowFault?
    }

    /// The property that bytes of a stream break, or `nil`.
    static func faultOfStream(_ bytes: [UInt8]) -> String? {
        let whole = outcome(bytes, pieces: [.max])
        if let broken = whole.broken { return broken }
        let inPieces = outcome(bytes, pieces: [1, 7, 64, 3])
        guard inPieces.outcome == whole.outcome else { return "pieces come to something else" }
        if let fault = whole.outcome.fault {
            guard fault.path == "stream", fault.byteOffset >= 0, fault.byteOffset <= Int64(bytes.count) else {
                return "a fault outside of the stream: \(fault)"
            }
            guard [.damaged, .notArrow, .unsupported, .limit].contains(fault.code) else {
                return "a fault of ours: \(fault)"
            }
        }
        guard let schema = whole.schema else { return nil }
        return rewritten(schema, whole.batches)
    }

    /// The property that a file breaks, or `nil`.
    static func faultOfFile(_ path: String) -> String? {
        do throws(ArrowFault) {
            let reader = try ArrowFileReader(path)
            var batches: [ArrowBatch] = []
            for index in 0..<reader.batchCount {
                let batch = try reader.batch(index)
                if let broken = broken(batch, reader.schema) { return broken }
                // Footers may name one batch a thousand times.
                if batches.count < 10 { batches.append(batch) }
            }
            return rewritten(reader.schema, batches)
        } catch {
            return [.damaged, .notArrow, .unsupported, .limit].contains(error.code) ? nil : "a fault of ours: \(error)"
        }
    }

    private static func outcome(
        _ bytes: [UInt8], pieces: [Int]
    ) -> (outcome: Outcome, schema: ArrowSchema?, batches: [ArrowBatch], broken: String?) {
        var next = 0, turn = 0
        var outcome = Outcome(), schema: ArrowSchema?, batches: [ArrowBatch] = []
        do throws(ArrowFault) {
            var reader = try ArrowStreamReader(source: "stream", limit: limit, dictionaryLimit: limit) {
                room throws(ArrowFault) in
                let count = min(room.count, bytes.count - next, pieces[turn % pieces.count])
                bytes.withUnsafeBytes { room.copyMemory(from: .init(rebasing: $0[next..<next + count])) }
                next += count
                turn += 1
                return count
            }
            schema = reader.schema
            while let batch = try reader.next() {
                if let broken = broken(batch, reader.schema) { return (outcome, schema, batches, broken) }
                outcome.shown += batch.columns.map(some)
                batches.append(batch)
            }
        } catch { outcome.fault = error }
        return (outcome, schema, batches, nil)
    }

    /// What is wrong with a batch that was read.
    private static func broken(_ batch: ArrowBatch, _ schema: ArrowSchema) -> String? {
        guard batch.columns.map(\.type) == schema.fields.map(\.type) else { return "other columns than the schema" }
        for (column, field) in zip(batch.columns, schema.fields) {
            guard column.count == batch.count, column.isWellFormed else { return "a column of another length" }
            guard field.isOptional || field.type == .null || column.nullCount == 0 else {
                return "a null where there must be none"
            }
            if let texts = column.texts {
                guard texts.offsets[0] == 0, texts.offsets[texts.count] == texts.bytes.count else {
                    return "texts that do not fill their bytes"
                }
                for index in 0..<min(texts.count, 300) {
                    let isText = texts.withUTF8(at: index) { String(validating: $0, as: UTF8.self) != nil }
                    guard isText else { return "a text that is not UTF-8" }
                }
            }
            // Each code of a row with a value is one of its dictionary, or the process ends here.
            if column.type.isDictionary {
                for row in 0..<min(column.count, 300) where column.isValid(row) { _ = column.text(row) }
            }
        }
        let table: Table
        do throws(ArrowFault) { table = try batch.table(schema, sensitivity: .aggregate) } catch {
            return [.unsupported, .limit, .damaged].contains(error.code) ? nil : "a conversion: \(error)"
        }
        guard batch.columns.isEmpty || table.count == batch.count else { return "a table of another length" }
        for (old, new) in zip(batch.columns, table.columns) where some(old) != some(ArrowColumn(new)) {
            // Seconds, and the shortest text of a number of 32 bits, look otherwise.
            switch old.type {
            case .timestamp, .float32: continue
            default: return "a conversion that changes values of \(old.type.name)"
            }
        }
        return nil
    }

    /// The first and last rows of a column, as text.
    private static func some(_ column: ArrowColumn) -> [String] {
        let rows = column.count <= 200 ? Array(0..<column.count) : Array(0..<100) + (column.count - 100..<column.count)
        return ["\(column.count)", "\(column.nullCount)"]
            + rows.map { row in
                guard column.isValid(row) else { return "-" }
                if let text = column.text(row) { return text }
                if let integer = column.integer(row) { return "\(integer)" }
                if let unsigned = column.unsigned(row) { return "\(unsigned)" }
                if let double = column.double(row) { return "\(double)" }
                if let bool = column.bool(row) { return "\(bool)" }
                return column.bytes(row).map { "\($0)" } ?? "?"
            }
    }

    /// Written and read again, the batches show the same.
    private static func rewritten(_ schema: ArrowSchema, _ batches: [ArrowBatch]) -> String? {
        var encoder = ArrowMessageEncoder(schema), decoder = ArrowMessageDecoder()
        do throws(ArrowFault) {
            _ = try decoder.decode(try encoder.schemaMessage().bytes)
            guard decoder.schema == schema else { return "a schema that changes when it is written" }
            for batch in batches {
                var again: [ArrowBatch] = []
                for message in try encoder.messages(batch) {
                    if case .batch(let batch) = try decoder.decode(message.bytes) { again.append(batch) }
                }
                guard again.count == 1 else { continue }
                guard again[0].columns.map(some) == batch.columns.map(some) else {
                    return "values that change when they are written"
                }
            }
        } catch {
            // More texts than codes of that width can count, or more of them than one message holds.
            return error.code == .mismatch && error.message.hasSuffix("can count") || error.code == .limit
                ? nil : "what was read cannot be written: \(error)"
        }
        return nil
    }
}
