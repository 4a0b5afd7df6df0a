import Foundation

/// An indicator file as read back by the tests, by a parser of their own.
struct IndicatorCSV {
    var headings: [String]
    var rows: [[String: String]]

    init(_ text: String) {
        var records: [[String]] = []
        var record: [String] = []
        var cell = ""
        var isQuoted = false
        var rest = text.unicodeScalars[...]
        while let character = rest.popFirst() {
            if isQuoted {
                if character == "\"" {
                    if rest.first == "\"" { cell.unicodeScalars.append(rest.removeFirst()) } else { isQuoted = false }
                } else {
                    cell.unicodeScalars.append(character)
                }
            } else if character == "\"" {
                isQuoted = true
            } else if character == "," || character == "\n" {
                if character == "\n", cell.unicodeScalars.last == "\r" { cell.unicodeScalars.removeLast() }
                record.append(cell)
                cell = ""
                if character == "\n" {
                    records.append(record)
                    record = []
                }
            } else {
                cell.unicodeScalars.append(character)
            }
        }
        headings = records.first ?? []
        rows = records.dropFirst().map { record in
            Dictionary(zip(records[0], record), uniquingKeysWith: { first, _ in first })
        }
    }

    /// What makes a row the only one of its kind.
    static func key(_ row: [String: String]) -> String {
        ["Indicator ID", "Area Type", "Area Code", "Population basis", "Sex", "Age", "Category Type", "Category"]
            .map { row[$0] ?? "?" }.joined(separator: " | ")
    }

    static let numbers = [
        "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count",
        "Denominator", "Expected",
    ]

    static let words = [
        "Indicator Name", "Parent Code", "Parent Name", "Area Name", "Time period", "Value note", "Recent Trend",
        "Compared to borough value", "Time period Sortable", "New data", "Compared to goal", "Time period range",
        "Period start", "Period end",
    ]

    /// How two files differ, cell by cell: numbers by more than 10⁻⁹ of their size, words at all, rows one has alone, order.
    static func differences(_ mine: IndicatorCSV, _ theirs: IndicatorCSV) -> [String] {
        var differences: [String] = []
        if mine.headings != theirs.headings {
            differences.append("headings: \(mine.headings) against \(theirs.headings)")
        }
        let other = Dictionary(theirs.rows.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
        let keys = Set(mine.rows.map(key))
        if keys.count != mine.rows.count { differences.append("\(mine.rows.count - keys.count) rows stand twice") }
        for row in theirs.rows where !keys.contains(key(row)) { differences.append("missing: \(key(row))") }
        for row in mine.rows {
            guard let expected = other[key(row)] else {
                differences.append("too many: \(key(row))")
                continue
            }
            for column in words where row[column] != expected[column] {
                differences.append(
                    "\(key(row)): \(column) '\(row[column] ?? "?")' against '\(expected[column] ?? "?")'")
            }
            for column in numbers where !isClose(row[column] ?? "?", expected[column] ?? "?") {
                differences.append("\(key(row)): \(column) \(row[column] ?? "?") against \(expected[column] ?? "?")")
            }
        }
        if differences.isEmpty, mine.rows.map(key) != theirs.rows.map(key) {
            differences.append("another order of rows")
        }
        return differences
    }

    static func isClose(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        guard let x = Double(a), let y = Double(b) else { return false }
        return abs(x - y) <= 1e-9 * max(abs(x), abs(y)) || max(abs(x), abs(y)) < 1e-12
    }
}
