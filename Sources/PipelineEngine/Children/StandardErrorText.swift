/// What a process wrote to standard error, within bounds: the first and the last lines, and how many lie between.
///
/// Control characters are taken out, so that the text can be shown on a terminal.
public struct StandardErrorText: Sendable, Hashable {
    /// Lines kept at either end.
    public static let lineLimit = 50
    /// Characters kept of a line.
    public static let widthLimit = 500

    public private(set) var first: [String] = []
    public private(set) var last: [String] = []
    /// Lines between `first` and `last` that were not kept.
    public private(set) var omitted = 0

    private var line: [UInt8] = []

    public init() {}

    /// All lines kept, with a line for those that were not.
    public var lines: [String] { first + (omitted > 0 ? ["… \(omitted) lines …"] : []) + last }

    /// Adds bytes; gives what the guard said among them.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [GuardWord] {
        var words: [GuardWord] = []
        for byte in bytes {
            if byte == 0x0A {
                if let word = endLine() { words.append(word) }
            } else if line.count < 4 * Self.widthLimit {
                line.append(byte)
            }
        }
        return words
    }

    /// Ends a line that was begun.
    mutating func finish() -> GuardWord? { line.isEmpty ? nil : endLine() }

    private mutating func endLine() -> GuardWord? {
        let text = Self.shown(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
        if let word = GuardWord(line: text) { return word }
        guard !text.isEmpty else { return nil }
        if first.count < Self.lineLimit {
            first.append(text)
        } else {
            last.append(text)
            if last.count > Self.lineLimit {
                last.removeFirst()
                omitted += 1
            }
        }
        return nil
    }

    /// A text as it may be shown: no control characters, at most 500 characters.
    static func shown(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            shown.append(isControl ? (scalar == "\t" ? " " : "\u{FFFD}") : scalar)
        }
        return String(String(shown).prefix(widthLimit))
    }

    /// Whether it tells that memory ran out, in the words of Python, C++, R or the system.
    var tellsOfMemory: Bool {
        let words = ["MemoryError", "bad_alloc", "annot allocate", "ut of memory", "alloc failed"]
        return lines.contains { line in words.contains { line.contains($0) } }
    }
}
