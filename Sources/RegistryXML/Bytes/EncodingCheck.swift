/// Whether the first bytes of a document contradict the encoding that it declares.
///
/// libxml2 takes a byte order mark over the declaration, or the declaration over the bytes, and says nothing.
enum EncodingCheck {
    /// How the first bytes are written, a byte order mark aside.
    private enum Form { case bytes, little, big }

    /// How many characters an XML declaration may have.
    private static let longest = 4096

    /// Refuses a document by its first bytes, which must be all of it or at least 64 KiB; says which encoding it is
    /// written in, UTF-8 where it names none.
    static func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(RefusedDocument) -> String {
        func starts(_ these: [UInt8]) -> Bool { bytes.starts(with: these) }
        let wider: [[UInt8]] = [[0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF], [0x3C, 0, 0, 0], [0, 0, 0, 0x3C]]
        if wider.contains(where: starts) {
            throw refusal("the document is written in UTF-32, which is not read", at: 0)
        }
        if starts([0xEF, 0xBB, 0xBF]) {
            return try check(bytes, .bytes, after: 3)
        } else if starts([0xFF, 0xFE]) {
            return try check(bytes, .little, after: 2)
        } else if starts([0xFE, 0xFF]) {
            return try check(bytes, .big, after: 2)
        } else if starts([0x3C, 0]) {
            return try check(bytes, .little, after: 0)
        } else if starts([0, 0x3C]) {
            return try check(bytes, .big, after: 0)
        } else {
            return try check(bytes, .bytes, after: 0)
        }
    }

    private static func check(
        _ bytes: UnsafeBufferPointer<UInt8>, _ form: Form, after mark: Int
    ) throws(RefusedDocument) -> String {
        let width = form == .bytes ? 1 : 2
        let written = form == .bytes ? "UTF-8" : form == .little ? "UTF-16LE" : "UTF-16BE"
        if form != .bytes, mark == 0, bytes.count >= 4, bytes[form == .little ? 2 : 3] != UInt8(ascii: "?") {
            throw refusal("the document is written in UTF-16 and says so neither by mark nor by declaration", at: 0)
        }
        guard let declaration = try declaration(bytes, form, after: mark),
            let encoding = encoding(in: declaration)
        else { return written }
        let place = mark + encoding.lowerBound * width
        let name = declaration[encoding].map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 }
        func isOne(of names: String...) -> Bool { names.contains { name.elementsEqual($0.utf8) } }
        let isWide = isOne(of: "UTF-16", "UTF-16LE", "UTF-16BE", "UTF16", "UCS-2", "ISO-10646-UCS-2")
        switch (form, mark) {
        case (.bytes, 0):
            if isWide {
                throw refusal("the document declares UTF-16 and is not written in it", at: place)
            }
        case (.bytes, _):
            if !isOne(of: "UTF-8", "UTF8") {
                throw refusal("the byte order mark says UTF-8 and the XML declaration another encoding", at: place)
            }
        default:
            let other = form == .little ? "UTF-16BE" : "UTF-16LE"
            if !isWide || isOne(of: other) {
                let what = mark > 0 ? "the byte order mark says" : "the document is written in"
                throw refusal("\(what) UTF-16 and the XML declaration another encoding", at: place)
            }
        }
        if isStateful(name) {
            throw refusal("an encoding with shifts (UTF-7, ISO-2022) is declared, which is not read", at: place)
        }
        return form == .bytes ? String(decoding: name, as: UTF8.self) : written
    }

    /// The characters of the XML declaration up to its `?>`; `nil` where the document starts with none. What is not
    /// ASCII comes as 0.
    private static func declaration(
        _ bytes: UnsafeBufferPointer<UInt8>, _ form: Form, after mark: Int
    ) throws(RefusedDocument) -> [UInt8]? {
        var text: [UInt8] = []
        let width = form == .bytes ? 1 : 2
        var place = mark
        while place + width <= bytes.count {
            let low = bytes[form == .big ? place + 1 : place]
            let high = width == 1 ? 0 : bytes[form == .big ? place : place + 1]
            text.append(high == 0 && low < 0x80 ? low : 0)
            place += width
            if text.count == 6 {
                guard text.starts(with: "<?xml".utf8), isSpace(text[5]) else { return nil }
            }
            if text.count > 6, text.suffix(2).elementsEqual("?>".utf8) { return text }
            if text.count > longest {
                throw RefusedDocument(.limit, "the XML declaration is longer than \(longest) characters")
            }
        }
        // A document cut here is the parser's business.
        return nil
    }

    /// Where the name of the encoding stands in a declaration.
    private static func encoding(in text: [UInt8]) -> Range<Int>? {
        var place = 5
        func skipSpace() { while place < text.count, isSpace(text[place]) { place += 1 } }
        while place < text.count {
            skipSpace()
            let start = place
            while place < text.count, text[place] != UInt8(ascii: "="), !isSpace(text[place]) { place += 1 }
            let name = text[start..<place]
            skipSpace()
            guard place < text.count, text[place] == UInt8(ascii: "=") else { return nil }
            place += 1
            skipSpace()
            guard place < text.count, text[place] == UInt8(ascii: "\"") || text[place] == UInt8(ascii: "'"),
                let end = text[(place + 1)...].firstIndex(of: text[place])
            else { return nil }
            if name.elementsEqual("encoding".utf8) { return place + 1..<end }
            place = end + 1
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    /// Encodings in which a byte means what others before it make it mean: markup can hide in them, and converting to
    /// them has been a way into the C library (CVE-2024-2961).
    private static func isStateful(_ name: [UInt8]) -> Bool {
        let plain = name.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: ".") }
        return ["UTF7", "CSUTF7", "UNICODE11UTF7", "CSUNICODE11UTF7", "ISO2022", "CSISO2022", "HZ", "SCSU", "BOCU"]
            .contains { plain.starts(with: $0.utf8) }
    }

    private static func refusal(_ message: String, at place: Int) -> RefusedDocument {
        RefusedDocument(
            .encoding, message, byteOffset: Int64(place), line: 1,
            hint: "its sender must name the encoding that the file is written in")
    }
}
