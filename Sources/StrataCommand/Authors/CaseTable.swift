import Diagnostics
import StageKit
import StageProtocol
import Tables

/// A table of a stage's case as a CSV file (RFC 4180): columns by name, an empty cell for no value where the manifest allows none.
struct CaseTable {
    let schema: Schema
    let rows: [JSONObject]
    private let name: String

    /// Reads the text of `file`; columns that it does not have are missing in every row. Faults name file and line.
    init(_ text: String, file: String, name: String, _ schema: Schema) throws(Diagnostic) {
        self.schema = schema
        self.name = name
        let records = Self.records(text)
        guard let heading = records.first else { throw Diagnostic(.configuration, "\(file) is empty") }
        if let stranger = heading.cells.first(where: { schema.index(of: $0) == nil }) {
            throw Diagnostic(
                .configuration, "\(file) has a column '\(stranger)' that the manifest does not have",
                hint: "it has \(schema.fields.map(\.name).joined(separator: ", "))")
        }
        var rows: [JSONObject] = []
        for record in records.dropFirst() {
            guard record.cells.count == heading.cells.count else {
                throw Diagnostic(
                    .configuration,
                    "\(file) has \(record.cells.count) cells in line \(record.line), not \(heading.cells.count)")
            }
            var members: [JSONObject.Member] = []
            for (column, cell) in zip(heading.cells, record.cells) {
                guard let field = schema.index(of: column).map({ schema.fields[$0] }),
                    let value = Self.value(cell, field)
                else {
                    throw Diagnostic(
                        .configuration,
                        "\(file) has a '\(column)' in line \(record.line) that is not \(schema[column]?.rawValue ?? "known")"
                    )
                }
                members.append(JSONObject.Member(column, value))
            }
            rows.append(JSONObject(members))
        }
        self.rows = rows
    }

    /// As columns.
    func table(_ sensitivity: Sensitivity) throws(Diagnostic) -> Table {
        do throws(ProtocolFault) {
            return try RowText.table(rows, as: schema, named: name, sensitivity: sensitivity)
        } catch {
            throw Diagnostic(.configuration, "the case \(error.message)")
        }
    }

    /// The rows of a table, each as one line of JSON with its columns in order.
    static func lines(_ table: Table) -> [String] {
        (0..<table.count).map { row in
            let members = zip(table.schema.fields, table.columns).map { field, column in
                JSONObject.Member(field.name, RowText.value(column, row) ?? .text("not finite"))
            }
            return String(decoding: JSONValue.object(JSONObject(members)).utf8, as: UTF8.self)
        }
    }

    private static func value(_ cell: String, _ field: Field) -> JSONValue? {
        if cell.isEmpty, field.isOptional { return .null }
        switch field.type {
        case .utf8, .dictionary, .date, .timestamp: return .text(cell)
        case .bool: return ["true": .bool(true), "false": .bool(false)][cell]
        case .int32, .int64: return Int64(cell).map { .integer($0) }
        case .float64: return Double(cell).flatMap { $0.isFinite ? .number($0) : nil }
        }
    }

    private static func records(_ text: String) -> [(cells: [String], line: Int)] {
        var records: [(cells: [String], line: Int)] = []
        var cells: [String] = [], cell: [UInt8] = []
        var isQuoted = false, line = 1, start = 1
        func endCell() {
            cells.append(String(decoding: cell, as: UTF8.self))
            cell = []
        }
        func endRecord() {
            endCell()
            if cells != [""] { records.append((cells, start)) }
            cells = []
        }
        let bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == 0x22, isQuoted, place + 1 < bytes.count, bytes[place + 1] == 0x22 {
                cell.append(byte)
                place += 1
            } else if byte == 0x22 {
                isQuoted.toggle()
            } else if byte == 0x2C, !isQuoted {
                endCell()
            } else if byte == 0x0A, !isQuoted {
                endRecord()
                start = line + 1
            } else if byte != 0x0D || isQuoted {
                cell.append(byte)
            }
            if byte == 0x0A { line += 1 }
            place += 1
        }
        if !cell.isEmpty || !cells.isEmpty { endRecord() }
        return records
    }
}

extension Schema {
    fileprivate subscript(_ name: String) -> ColumnType? { index(of: name).map { fields[$0].type } }
}
