/// What the first bytes of a document say about its encoding.
struct SurveyPreamble {
    private(set) var byteOrderMark: ByteOrderMark?
    private(set) var declaredEncoding: String?

    /// So many bytes are looked at; a declaration that is longer is none that anybody writes.
    static let most = 1024

    init(_ start: UnsafeBufferPointer<UInt8>) {
        var bytes = Array(start.prefix(Self.most))
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            byteOrderMark = .utf8
            bytes.removeFirst(3)
        } else if bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            byteOrderMark = .utf32BigEndian
        } else if bytes.starts(with: [0xFF, 0xFE, 0, 0]) {
            byteOrderMark = .utf32LittleEndian
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            byteOrderMark = .utf16BigEndian
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            byteOrderMark = .utf16LittleEndian
        }
        // A declaration is ASCII: in wider encodings the other bytes of a character are zero.
        let ascii = bytes.filter { $0 != 0 && $0 < 0x80 }
        let text = String(decoding: ascii, as: UTF8.self)
        guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") else { return }
        let declaration = text[..<end.lowerBound]
        guard let name = declaration.firstRange(of: "encoding") else { return }
        let rest = declaration[name.upperBound...].drop { " \t\r\n=".contains($0) }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return }
        let value = rest.dropFirst().prefix { $0 != quote }
        let isName = value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        if !value.isEmpty, value.count <= 40, isName { declaredEncoding = String(value) }
    }
}

/// Counts lines and finds the longest, in bytes.
struct LineCounter {
    private var ends = 0
    private var longest = 0
    private var open = 0

    mutating func add(_ chunk: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while let end = chunk[start...].firstIndex(of: 0x0A) {
            ends += 1
            longest = max(longest, open + end - start)
            open = 0
            start = end + 1
        }
        open += chunk.count - start
    }

    /// A last line without an end counts.
    var lines: Int { ends + (open > 0 ? 1 : 0) }
    var longestLine: Int { max(longest, open) }
}
