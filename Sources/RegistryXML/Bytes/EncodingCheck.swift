/// Whether the first bytes of a document contradict the encoding that it declares.
///
/// libxml2 takes a byte order mark over the declaration, or the declaration over the bytes, and says nothing.
enum EncodingCheck {
    /// How the characters of a document are written.
    private struct Form {
        /// Bytes of a character; 2 are UTF-16, 4 UTF-32.
        var width = 1
        var isBigEndian = false

        static let bytes = Form()

        var family: String { width == 1 ? "UTF-8" : width == 2 ? "UTF-16" : "UTF-32" }
        var name: String { width == 1 ? family : family + (isBigEndian ? "BE" : "LE") }
        /// The same in the other order of bytes.
        var opposite: String { family + (isBigEndian ? "LE" : "BE") }
    }

    /// What a document starts with that says how it is written: a byte order mark, or a `<` as wide as all that follows.
    /// The wider forms come first, for the mark of one is the start of the other's.
    private static let starts: [(bytes: [UInt8], form: Form, mark: Int)] = [
        ([0xFF, 0xFE, 0, 0], Form(width: 4), 4), ([0, 0, 0xFE, 0xFF], Form(width: 4, isBigEndian: true), 4),
        ([0x3C, 0, 0, 0], Form(width: 4), 0), ([0, 0, 0, 0x3C], Form(width: 4, isBigEndian: true), 0),
        ([0xEF, 0xBB, 0xBF], .bytes, 3), ([0xFF, 0xFE], Form(width: 2), 2),
        ([0xFE, 0xFF], Form(width: 2, isBigEndian: true), 2), ([0x3C, 0], Form(width: 2), 0),
        ([0, 0x3C], Form(width: 2, isBigEndian: true), 0),
    ]

    /// How many characters an XML declaration may have.
    private static let longest = 4096

    /// Refuses a document by its first bytes, which must be all of it or at least 64 KiB; says which encoding it is
    /// written in, UTF-8 where it names none.
    static func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(RefusedDocument) -> String {
        let start = starts.first { bytes.starts(with: $0.bytes) }
        return try check(bytes, start?.form ?? .bytes, after: start?.mark ?? 0)
    }

    private static func check(
        _ bytes: UnsafeBufferPointer<UInt8>, _ form: Form, after mark: Int
    ) throws(RefusedDocument) -> String {
        let width = form.width
        // The low byte of the second character.
        let second = form.isBigEndian ? 2 * width - 1 : width
        if width > 1, mark == 0, bytes.count >= 2 * width, bytes[second] != UInt8(ascii: "?") {
            throw refusal(
                "the document is written in \(form.family) and says so neither by mark nor by declaration", at: 0)
        }
        guard let declaration = try declaration(bytes, form, after: mark),
            let encoding = encoding(in: declaration)
        else { return form.name }
        let place = mark + encoding.lowerBound * width
        let name = declaration[encoding].map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 }
        func isOne(of names: String...) -> Bool { names.contains { name.elementsEqual($0.utf8) } }
        let isTwoWide = isOne(of: "UTF-16", "UTF-16LE", "UTF-16BE", "UTF16", "UCS-2", "ISO-10646-UCS-2")
        let isFourWide = isOne(
            of: "UTF-32", "UTF-32LE", "UTF-32BE", "UTF32", "UCS-4", "UCS4", "ISO-10646-UCS-4", "UCS-4LE", "UCS-4BE")
        switch (width, mark) {
        case (1, 0):
            if isTwoWide || isFourWide {
                throw refusal(
                    "the document declares \(isTwoWide ? "UTF-16" : "UTF-32") and is not written in it", at: place)
            }
        case (1, _):
            if !isOne(of: "UTF-8", "UTF8") {
                throw refusal("the byte order mark says UTF-8 and the XML declaration another encoding", at: place)
            }
        default:
            let isOpposite =
                isOne(of: form.opposite) || width == 4 && isOne(of: form.isBigEndian ? "UCS-4LE" : "UCS-4BE")
            if !(width == 2 ? isTwoWide : isFourWide) || isOpposite {
                let what = mark > 0 ? "the byte order mark says" : "the document is written in"
                throw refusal("\(what) \(form.family) and the XML declaration another encoding", at: place)
            }
        }
        if isStateful(name) {
            throw refusal("an encoding with shifts (UTF-7, ISO-2022) is declared, which is not read", at: place)
        }
        return width == 1 ? String(decoding: name, as: UTF8.self) : form.name
    }

    /// The characters of the XML declaration up to its `?>`; `nil` where the document starts with none. What is not
    /// ASCII comes as 0.
    private static func declaration(
        _ bytes: UnsafeBufferPointer<UInt8>, _ form: Form, after mark: Int
    ) throws(RefusedDocument) -> [UInt8]? {
        var text: [UInt8] = []
        let width = form.width
        var place = mark
        while place + width <= bytes.count {
            let low = form.isBigEndian ? place + width - 1 : place
            let isWide = (place..<place + width).contains { $0 != low && bytes[$0] != 0 }
            text.append(!isWide && bytes[low] < 0x80 ? bytes[low] : 0)
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
