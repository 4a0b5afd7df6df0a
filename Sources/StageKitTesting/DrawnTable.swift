/// A table drawn in a text: names in the first line, cells parted by `|`, an empty cell for no value.
///
/// Where there is one column only, a line may end in nothing. Empty lines are left out.
public struct DrawnTable: Sendable, Hashable {
    public let names: [String]
    /// Cells of each row, as many as there are names.
    public let rows: [[String]]

    /// Throws where there is no header, a name stands twice, or a row has more or fewer cells than there are names.
    public init(_ text: String) throws(ExampleFailure) {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
        }.filter { $0 != [""] }
        guard let header = lines.first else { throw ExampleFailure("the table is empty") }
        if let twice = header.first(where: { name in header.filter { $0 == name }.count > 1 }) {
            throw ExampleFailure("column '\(twice)' stands twice")
        }
        for (index, cells) in lines.enumerated() where cells.count != header.count {
            throw ExampleFailure(
                "row \(index) has \(cells.count) cells where there are \(header.count) columns")
        }
        names = header
        rows = Array(lines.dropFirst())
    }

    /// The cell of a row in the column of that name, `nil` where it is empty or there is no such column.
    public subscript(row: Int, name: String) -> String? {
        guard let column = names.firstIndex(of: name) else { return nil }
        let cell = rows[row][column]
        return cell.isEmpty ? nil : cell
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// What is wrong with an example, or where a stage does not do what its example says; readable as it stands.
public struct ExampleFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
