/// A place in a text file, for people: lines and columns count from 1, columns in characters.
public struct SourceLocation: Sendable, Hashable {
    /// The file as the user named it.
    public var file: String
    /// Line, from 1; 0 where only the file is known.
    public var line: Int
    /// Column of the first character, from 1; 0 where only the line is known.
    public var column: Int
    /// How many characters the caret underlines, at least 1.
    public var width: Int

    public init(file: String, line: Int = 0, column: Int = 0, width: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.width = max(1, width)
    }

    /// `file:line:column`, without the parts that are not known.
    public var description: String {
        if line == 0 { return file }
        return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
    }
}
