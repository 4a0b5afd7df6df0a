public import Tables

/// Rows in the JSON-lines form of the protocol: `{"table": …, "row": {…}}`, a line each.
public enum RowText {
    /// The value of a row as JSON; `nil` where JSON has none for it: a number that is not finite, a day outside of the years
    /// 0 to 9999.
    public static func value(_ column: Column, _ row: Int) -> JSONValue? {
        guard column.isValid(row) else { return .null }
        switch column.type {
        case .bool: return column.bool(row).map { .bool($0) }
        case .int32, .int64: return column.integer(row).map { .integer($0) }
        case .float64: return column.double(row).flatMap { $0.isFinite ? .number($0) : nil }
        case .utf8, .dictionary: return column.text(row).map { .text($0) }
        case .date: return LocalTime.dayText(column.int32s[row]).map { .text($0) }
        case .timestamp: return LocalTime.text(column.int64s[row]).map { .text($0) }
        }
    }

    /// Appends the line of a row, with its line feed.
    public static func write(
        _ table: Table, named name: String, row: Int, to bytes: inout [UInt8]
    ) throws(ProtocolFault) {
        var members = JSONObject()
        members.members.reserveCapacity(table.columns.count)
        for (field, column) in zip(table.schema.fields, table.columns) {
            guard let value = value(column, row) else {
                throw ProtocolFault(
                    "row \(row) of table '\(name)' has a value in '\(field.name)' that JSON cannot hold")
            }
            members.members.append(JSONObject.Member(field.name, value))
        }
        let line: JSONValue = ["table": .text(name), "row": .object(members)]
        line.write(to: &bytes)
        bytes.append(0x0A)
    }

    /// The table of these rows. A member that a row does not have is missing; one that is no column is a fault, as is a
    /// value of another kind than its column's. Faults name row and column, never the value.
    public static func table(
        _ rows: [JSONObject], as schema: Schema, named name: String, sensitivity: Sensitivity
    ) throws(ProtocolFault) -> Table {
        let known = Set(schema.fields.map(\.name))
        for (index, row) in rows.enumerated() {
            if let stranger = row.members.first(where: { !known.contains($0.name) }) {
                throw ProtocolFault("sent row \(index) of table '\(name)' with an unknown column '\(stranger.name)'")
            }
        }
        var columns: [Column] = []
        for field in schema.fields {
            var builder = ColumnBuilder(field.type)
            for (index, row) in rows.enumerated() {
                let value = row[field.name] ?? .null
                if value == .null {
                    guard field.isOptional else {
                        throw ProtocolFault("sent row \(index) of table '\(name)' without '\(field.name)'")
                    }
                    builder.putNull(row: index)
                } else if !put(value, into: &builder, row: index) {
                    throw ProtocolFault(
                        "sent row \(index) of table '\(name)' with a '\(field.name)' that is not \(field.type.rawValue)"
                    )
                }
            }
            columns.append(builder.finish(count: rows.count))
        }
        return Table(schema, columns, sensitivity: sensitivity)
    }

    private static func put(_ value: JSONValue, into builder: inout ColumnBuilder, row: Int) -> Bool {
        switch builder.type {
        case .bool:
            guard let value = value.bool else { return false }
            builder.putBool(value, row: row)
        case .int32:
            guard let value = value.integer.flatMap(Int32.init(exactly:)) else { return false }
            builder.putInt32(value, row: row)
        case .int64:
            guard let value = value.integer else { return false }
            builder.putInt64(value, row: row)
        case .float64:
            guard let value = value.double else { return false }
            builder.putDouble(value, row: row)
        case .utf8, .dictionary:
            guard var text = value.text else { return false }
            text.withUTF8 { builder.putText($0, row: row) }
        case .date:
            guard let day = value.text.flatMap({ CalendarDay($0) }) else { return false }
            builder.putInt32(day.number, row: row)
        case .timestamp:
            guard let seconds = value.text.flatMap(LocalTime.seconds) else { return false }
            builder.putInt64(seconds, row: row)
        }
        return true
    }
}
