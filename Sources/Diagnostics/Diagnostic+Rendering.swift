extension Diagnostic {
    /// The diagnostic as a person reads it: place and message, the line with a caret, the hint last.
    public func rendered(colour: Bool = false) -> String {
        let red = colour ? "\u{1B}[31m" : ""
        let bold = colour ? "\u{1B}[1m" : ""
        let plain = colour ? "\u{1B}[0m" : ""
        var text = ""
        if let location { text += "\(bold)\(location.description): \(plain)" }
        text += "\(severity == .error ? red : bold)\(severity.rawValue):\(plain) \(message)\n"
        if let snippet, let location, location.line > 0 {
            let number = String(location.line)
            let gutter = String(repeating: " ", count: max(5 - number.count, 0)) + number
            text += "\(gutter) | \(snippet)\n"
            if location.column > 0 {
                let indent = snippet.prefix(location.column - 1).map { $0 == "\t" ? "\t" : $0.blanks }.joined()
                let marked = snippet.dropFirst(location.column - 1).prefix(location.width)
                let room = max(1, marked.reduce(0) { $0 + $1.blanks.count })
                text += String(repeating: " ", count: gutter.count) + " | "
                text += indent + red + String(repeating: "^", count: room) + plain + "\n"
            }
        }
        if let hint { text += "hint: \(hint)\n" }
        return text
    }
}

extension Character {
    /// As many spaces as it takes places on a terminal: two for a wide character (Unicode Standard Annex 11) or an emoji.
    fileprivate var blanks: String {
        let first = unicodeScalars.first.map(\.value) ?? 0
        let isEmoji = unicodeScalars.contains { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }
        return isEmoji || Self.wide.contains { $0.contains(first) } ? "  " : " "
    }

    /// Blocks of East Asian wide and full-width characters.
    private static var wide: [ClosedRange<UInt32>] {
        [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
        ]
    }
}
