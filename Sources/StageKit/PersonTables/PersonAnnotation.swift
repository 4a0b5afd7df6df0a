/// Columns that a stage in a child process gave to the people of a part, for stages downstream.
public struct PersonAnnotation: Sendable {
    /// The columns, each with one row a person of the part in their order.
    public let columns: [(field: Field, column: Column)]

    /// The column of that name, or `nil`.
    public subscript(_ name: String) -> Column? { columns.first { $0.field.name == name }?.column }

    /// Takes the `people` that a stage gave back: a column `person`, at most one row each, and `fields`.
    ///
    /// Everybody needs a value in a field that is not optional. Throws with the rule and the number of the row, never with
    /// a value.
    public init(_ table: Table, adding fields: [Field], people count: Int) throws(StageFault) {
        let name = TableRequirement.people.name
        let persons = try table.required("person", .int64, of: name)
        var rows = [Int32](repeating: -1, count: count)
        var isInOrder = table.count == count
        for row in 0..<table.count {
            guard persons.isValid(row) else { throw .row(row, of: name, "has no person") }
            let person = persons.int64s[row]
            guard person >= 0, person < Int64(count) else { throw .row(row, of: name, "is about nobody of the part") }
            guard rows[Int(person)] < 0 else { throw .row(row, of: name, "is about somebody who has a row already") }
            rows[Int(person)] = Int32(row)
            isInOrder = isInOrder && Int(person) == row
        }
        var columns: [(field: Field, column: Column)] = []
        for field in fields {
            let column = try table.required(field.name, field.type, of: name)
            if !field.isOptional {
                if let row = (0..<table.count).first(where: { !column.isValid($0) }) {
                    throw .row(row, of: name, "has no '\(field.name)', which is declared without '?'")
                }
                guard table.count == count else {
                    throw StageFault(
                        "table '\(name)' has \(table.count) rows for \(count) people, and '\(field.name)' is declared "
                            + "without '?'",
                        hint: "write a row for everybody, or declare '\(field.name)' with '?'")
                }
            }
            columns.append((field, isInOrder ? column : column.taking(rows)))
        }
        self.columns = columns
    }
}

extension Table {
    /// A column that a stage in a child process must have written.
    func required(_ name: String, _ type: ColumnType, of table: String) throws(StageFault) -> Column {
        guard let column = self[name] else { throw StageFault("table '\(table)' has no column '\(name)'") }
        guard column.type == type else {
            throw StageFault(
                "column '\(name)' of table '\(table)' is \(column.type.rawValue), not \(type.rawValue)")
        }
        return column
    }
}

extension StageFault {
    /// A row of a table that breaks a rule; rows count from 0, as they do in data frames.
    static func row(_ row: Int, of table: String, _ rule: String, hint: String? = nil) -> StageFault {
        StageFault("row \(row) of table '\(table)' (rows count from 0) \(rule)", hint: hint)
    }
}
