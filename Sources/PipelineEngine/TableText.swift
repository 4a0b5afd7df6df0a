import StageKit

/// Small tables as lines of text, and back.
enum TableText {
    /// A line of the label and the number of rows, one of the columns' names and types, then one a row.
    static func lines(of table: Table) -> [[String?]] {
        var lines: [[String?]] = [
            [table.sensitivity.rawValue, String(table.count)],
            ["columns"]
                + table.schema.fields.flatMap { [$0.name, $0.type.rawValue, $0.isOptional ? "optional" : "required"] },
        ]
        for row in 0..<table.count { lines.append(table.columns.map { text(of: $0, row) }) }
        return lines
    }

    /// The table that begins at `place`, which then stands behind it; `nil` where the lines are none.
    static func table(_ lines: [[String?]], at place: inout Int) -> Table? {
        guard place + 1 < lines.count, lines[place].count == 2, lines[place + 1].count % 3 == 1,
            let label = lines[place][0].flatMap(Sensitivity.init(rawValue:)),
            let count = lines[place][1].flatMap({ Int($0) }), count >= 0, count <= lines.count - place - 2
        else { return nil }
        let heading = lines[place + 1]
        var fields: [Field] = []
        for start in stride(from: 1, to: heading.count, by: 3) {
            guard let name = heading[start], let type = heading[start + 1].flatMap(ColumnType.init(rawValue:)) else {
                return nil
            }
            fields.append(Field(name, type, optional: heading[start + 2] == "optional"))
        }
        let rows = lines[(place + 2)..<(place + 2 + count)]
        guard rows.allSatisfy({ $0.count == fields.count }) else { return nil }
        var columns: [Column] = []
        for (index, field) in fields.enumerated() {
            guard let column = column(field.type, rows.map { $0[index] }) else { return nil }
            columns.append(column)
        }
        place += 2 + count
        return Table(Schema(fields), columns, sensitivity: label)
    }

    private static func text(of column: Column, _ row: Int) -> String? {
        switch column.type {
        case .utf8, .dictionary: column.text(row)
        case .bool: column.bool(row).map { String($0) }
        case .float64: column.double(row).map { String($0) }
        case .int32, .int64, .date, .timestamp: column.integer(row).map { String($0) }
        }
    }

    /// `nil` where a text is no value of the type.
    private static func column(_ type: ColumnType, _ texts: [String?]) -> Column? {
        func values<Value>(_ parse: (String) -> Value?) -> [Value?]? {
            var values: [Value?] = []
            for text in texts {
                guard let text else { values.append(nil); continue }
                guard let value = parse(text) else { return nil }
                values.append(value)
            }
            return values
        }
        switch type {
        case .utf8, .dictionary: return Column(texts: texts, type: type)
        case .bool: return values { Bool($0) }.map { Column(bools: $0) }
        case .float64: return values { Double($0) }.map { Column(doubles: $0) }
        case .int64, .timestamp: return values { Int64($0) }.map { Column(integers: $0, type: type) }
        case .int32, .date:
            return values { Int32($0).map { Int64($0) } }.map { Column(integers: $0, type: type) }
        }
    }
}
