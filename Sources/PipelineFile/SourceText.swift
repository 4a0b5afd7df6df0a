import StageKit

/// The text of a file line by line, so that a fault can show where it stands.
struct SourceText: Sendable {
    /// The file as the user named it.
    let file: String
    let lines: [String]

    init(_ text: String, file: String) {
        self.file = file
        // The line breaks of YAML 1.1, which is how libyaml counts.
        let breaks: Set<Character> = ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"]
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: breaks.contains).map(String.init)
    }

    /// A line by its number from 1, or `nil`.
    func line(_ number: Int) -> String? { lines.indices.contains(number - 1) ? lines[number - 1] : nil }

    /// A place by line and column from 1, the column counted in Unicode scalars as YAML counts; of what follows there up
    /// to `width` characters are underlined, never past the end of the line.
    func location(line number: Int, scalarColumn: Int, width: Int = 1) -> SourceLocation {
        guard let text = line(number) else { return SourceLocation(file: file, line: number, column: scalarColumn) }
        let before = String(text.unicodeScalars.prefix(max(0, scalarColumn - 1)))
        let room = max(1, text.count - before.count)
        return SourceLocation(file: file, line: number, column: before.count + 1, width: min(max(1, width), room))
    }

    /// The place of a scalar as it is written, with its quotes.
    func location(ofScalar value: String, line number: Int, scalarColumn: Int) -> SourceLocation {
        let start = location(line: number, scalarColumn: scalarColumn)
        guard let text = line(number) else { return start }
        let rest = Array(text.dropFirst(start.column - 1))
        guard let first = rest.first else { return start }
        var width = value.count
        if first == "\"" || first == "'" {
            width = rest.count
            var index = 1
            while index < rest.count {
                if rest[index] == "\\", first == "\"" { index += 1 } else if rest[index] == first { break }
                index += 1
            }
            width = min(index + 1, rest.count)
        } else if first == "|" || first == ">" || value.isEmpty {
            width = 1
        }
        return location(line: number, scalarColumn: scalarColumn, width: width)
    }

    /// The place of `fragment` inside what `location` underlines, or `location` itself.
    func location(of fragment: String, within location: SourceLocation) -> SourceLocation {
        find(fragment, in: location) ?? location
    }

    /// The place where `fragment` stands first inside what `location` underlines, or `nil`. What stands behind that in the
    /// line is another text.
    func find(_ fragment: String, in location: SourceLocation) -> SourceLocation? {
        guard let text = line(location.line) else { return nil }
        let characters = Array(text), wanted = Array(fragment)
        let end = min(characters.count, location.column - 1 + location.width)
        var column = location.column - 1
        while column >= 0, column + wanted.count <= end {
            if Array(characters[column..<column + wanted.count]) == wanted {
                return SourceLocation(file: file, line: location.line, column: column + 1, width: wanted.count)
            }
            column += 1
        }
        return nil
    }
}

extension SourceLocation {
    /// A place further on in the same line.
    func moved(by columns: Int) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column + columns, width: max(1, width - columns))
    }

    /// What is left of this behind a place inside it.
    func behind(_ inside: SourceLocation) -> SourceLocation { moved(by: inside.column + inside.width - column) }
}
