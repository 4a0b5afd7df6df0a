/// Rows of words in columns as wide as they need.
enum TextTable {
    /// Lines with their ends; two spaces between columns, none at the end of a line.
    static func lines(_ rows: [[String]], indent: String = "") -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = indent
            for (column, word) in row.enumerated() {
                line += word
                if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - word.count + 2) }
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }
    }
}
