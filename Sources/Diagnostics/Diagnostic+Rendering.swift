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
                let indent = snippet.prefix(location.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
                let room = max(1, min(location.width, snippet.count - (location.column - 1)))
                text += String(repeating: " ", count: gutter.count) + " | "
                text += indent + red + String(repeating: "^", count: room) + plain + "\n"
            }
        }
        if let hint { text += "hint: \(hint)\n" }
        return text
    }
}
