import StageKit
import StageProtocol
import Tables

/// A table that a stage writes, as it arrives.
struct InboundTable: Sendable {
    let declaration: TableDeclaration
    let sensitivity: Sensitivity
    private var decoder = ArrowMessageDecoder(source: "")
    /// What came for the current part.
    private var batches: [Table] = []
    private var lines: [JSONObject] = []
    /// Record batches since the beginning.
    private(set) var batchCount = 0
    /// Rows since the beginning.
    private(set) var rowCount = 0
    /// Rows of the current part.
    private(set) var partRows = 0

    private var schema: Schema { Schema(declaration.columns) }

    init(_ declaration: TableDeclaration, sensitivity: Sensitivity) {
        self.declaration = declaration
        self.sensitivity = sensitivity
    }

    /// What an Arrow message was.
    struct Taken {
        var isBatch: Bool
        /// Bytes of memory that it takes, at least those of the message.
        var bytes: Int
    }

    /// Takes an Arrow message of a part that may take `room` bytes more.
    mutating func take(_ message: Buffer, room: Int) throws(StageFault) -> Taken {
        let content: ArrowContent
        do throws(ArrowFault) { content = try decoder.decode(message) } catch { throw refusal(error) }
        switch content {
        case .schema(let arrow):
            let names = arrow.fields.map(\.name), wanted = declaration.columns.map(\.name)
            guard names == wanted else {
                // Their names are the author's text, who may have people's data by now.
                let known = Set(wanted), strangers = names.count { !known.contains($0) }
                let others = strangers == 0 ? "" : ", and \(strangers) of other names"
                throw StageFault(
                    "sent table '\(declaration.name)' with the columns \(names.filter(known.contains).listed)\(others); it has "
                        + "\(wanted.listed), in this order")
            }
            return Taken(isBatch: false, bytes: message.count)
        case .dictionary: return Taken(isBatch: false, bytes: message.count)
        case .end: throw StageFault("sent an end of stream for table '\(declaration.name)'")
        case .batch(let batch):
            // There is a schema, since the decoder took a batch.
            let arrow = decoder.schema ?? ArrowSchema([])
            // Columns without values take no bytes of a message, and all of theirs as a table.
            var bytes = max(message.count, batch.count * Self.width(of: schema))
            guard bytes <= room else { return Taken(isBatch: true, bytes: bytes) }
            let table: Table
            do throws(ArrowFault) {
                table = try batch.table(arrow, as: schema, sensitivity: sensitivity)
            } catch {
                throw refusal(error)
            }
            // Texts out of a dictionary are there once for each row.
            try checkNumbers(of: table)
            bytes = max(
                bytes, table.columns.filter { $0.type == .utf8 }.reduce(message.count) { $0 + $1.byteCount })
            guard bytes <= room else { return Taken(isBatch: true, bytes: bytes) }
            batches.append(table)
            batchCount += 1
            rowCount += table.count
            partRows += table.count
            return Taken(isBatch: true, bytes: bytes)
        }
    }

    /// Refuses numbers that are none: lines of JSON cannot even say them.
    private func checkNumbers(of table: Table) throws(StageFault) {
        for (field, column) in zip(table.schema.fields, table.columns) where field.type == .float64 {
            for (row, value) in column.float64s.enumerated() where !value.isFinite && column.isValid(row) {
                throw StageFault(
                    "sent a value of '\(field.name)' of table '\(declaration.name)' that is not a finite number",
                    hint: "leave a value out where there is none")
            }
        }
    }

    /// Bytes of a row, without its texts.
    private static func width(of schema: Schema) -> Int {
        schema.fields.reduce(0) { width, field in
            switch field.type {
            case .int64, .float64, .timestamp: width + 8
            case .bool, .int32, .date, .dictionary, .utf8: width + 4
            }
        }
    }

    private func refusal(_ fault: ArrowFault) -> StageFault {
        StageFault("sent Arrow of table '\(declaration.name)' that cannot be taken: \(fault.message)", hint: fault.hint)
    }

    /// Takes a row of the JSON-lines form.
    mutating func take(_ row: JSONObject) {
        lines.append(row)
        rowCount += 1
        partRows += 1
    }

    /// The rows of the part, which is ended.
    mutating func takePart() throws(StageFault) -> Table {
        defer {
            batches = []
            lines = []
            partRows = 0
        }
        if !lines.isEmpty {
            return try StageFault.telling { () throws(ProtocolFault) in
                try RowText.table(lines, as: schema, named: declaration.name, sensitivity: sensitivity)
            }
        }
        return Table(joining: batches, as: schema, sensitivity: sensitivity)
    }
}

extension [String] {
    /// `a, b and c`.
    var listed: String {
        guard let last, count > 1 else { return first.map { "'\($0)'" } ?? "none" }
        return dropLast().map { "'\($0)'" }.joined(separator: ", ") + " and '\(last)'"
    }
}
