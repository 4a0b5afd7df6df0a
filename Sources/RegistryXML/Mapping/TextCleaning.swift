import Tables

/// What is done to a text of the document before it is read as a value: cut, put before, letters made one case.
struct TextCleaning: Sendable {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    enum Letters: String, Sendable, CaseIterable {
        case upper, lower
    }

    /// Cuts white space of XML at both ends.
    var trims = false
    /// Prefixes of which the first that fits is cut.
    var strip: [[UInt8]] = []
    /// What is put before a text that is not empty.
    var prepend: [UInt8] = []
    /// The case of ASCII letters; `nil` leaves them.
    var letters: Letters?

    var isNone: Bool { !trims && strip.isEmpty && prepend.isEmpty && letters == nil }

    /// The text that is left: a part of `text` where bytes are only cut, otherwise in `scratch` until it changes.
    func cleaned(_ text: Bytes, _ scratch: inout BufferBuilder<UInt8>) -> Bytes {
        var rest = text
        if trims { rest = Self.trimmed(rest) }
        for prefix in strip where rest.starts(with: prefix) {
            rest = Bytes(rebasing: rest[prefix.count...])
            break
        }
        if rest.isEmpty || prepend.isEmpty && letters == nil { return rest }
        scratch.truncate(to: 0)
        scratch.reserve(prepend.count + rest.count)
        for byte in prepend { scratch.append(byte) }
        switch letters {
        case nil: scratch.append(rest)
        case .upper: for byte in rest { scratch.append(byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte) }
        case .lower: for byte in rest { scratch.append(byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte) }
        }
        return scratch.withValues { $0 }
    }

    /// Without space, tab, line feed and carriage return at both ends.
    static func trimmed(_ text: Bytes) -> Bytes {
        var start = 0, end = text.count
        while start < end, isSpace(text[start]) { start += 1 }
        while end > start, isSpace(text[end - 1]) { end -= 1 }
        return Bytes(rebasing: text[start..<end])
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }
}
