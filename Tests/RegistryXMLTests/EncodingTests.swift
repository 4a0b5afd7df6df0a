import RegistryXML
import Synchronization
import Testing

@Suite struct EncodingTests {
    private func mapping() throws -> Mapping {
        try Mapping(
            yaml: """
                strata-mapping: 1
                name: t
                root: a
                tables:
                  t: {record: a/b, fields: {c: {path: "@c", type: text}}}
                """, name: "t.yaml")
    }

    private enum Form { case bytes, little, big }

    /// A document with this XML declaration, whose characters are written one byte or two bytes each.
    private func document(_ mark: [UInt8], _ form: Form, _ declared: String?, _ text: [UInt16]) -> [UInt8] {
        let declaration = declared.map { "<?xml version=\"1.0\" encoding='\($0)'?>" } ?? ""
        let units = Array((declaration + "<a><b c=\"").utf16) + text + Array("\"/></a>".utf16)
        return mark
            + units.flatMap { unit in
                let high = UInt8(unit >> 8), low = UInt8(unit & 255)
                return switch form {
                case .bytes: [low]
                case .little: [low, high]
                case .big: [high, low]
                }
            }
    }

    private let none: [UInt8] = [], utf8: [UInt8] = [0xEF, 0xBB, 0xBF]
    private let little: [UInt8] = [0xFF, 0xFE], big: [UInt8] = [0xFE, 0xFF]

    @Test(arguments: ["Cp1252", "windows-1252", "Windows-1252", "CP1252"])
    func windows1252(_ name: String) throws {
        // 0x80 is the euro sign, 0x92 a right quotation mark, 0xE9 is e acute; 0x81 is nothing.
        let read = try Fixtures.read(document(none, .bytes, name, [0x80, 0x92, 0xE9]), mapping())
        #expect(read.texts("t", "c") == ["\u{20AC}\u{2019}\u{E9}"])
        #expect(try Fixtures.refusal(document(none, .bytes, name, [0x81]), mapping())?.kind == .encoding)
    }

    @Test func oneByteEncodings() throws {
        let latin = try Fixtures.read(document(none, .bytes, "ISO-8859-1", [0xE9, 0xA4]), mapping())
        #expect(latin.texts("t", "c") == ["\u{E9}\u{A4}"])
        let latin9 = try Fixtures.read(document(none, .bytes, "iso-8859-15", [0xE9, 0xA4]), mapping())
        #expect(latin9.texts("t", "c") == ["\u{E9}\u{20AC}"])
        let ascii = try Fixtures.read(document(none, .bytes, "US-ASCII", [0x41]), mapping())
        #expect(ascii.texts("t", "c") == ["A"])
        #expect(try Fixtures.refusal(document(none, .bytes, "US-ASCII", [0xE9]), mapping())?.kind == .encoding)
        #expect(try Fixtures.refusal(document(none, .bytes, "x-nobody", [0x41]), mapping())?.kind == .encoding)
    }

    @Test func marksThatAgree() throws {
        // A rocket (U+1F680) is two units of UTF-16, four bytes of UTF-8.
        let rocket: [UInt16] = [0xD83D, 0xDE80, 0xE9]
        for (mark, form, declared) in [
            (little, Form.little, nil), (little, .little, "UTF-16"), (little, .little, "utf-16le"),
            (none, .little, "UTF-16"), (none, .little, "UTF-16LE"), (big, .big, nil), (big, .big, "UTF-16"),
            (big, .big, "UTF-16BE"), (none, .big, "UTF-16"), (none, .big, "UTF-16BE"),
        ] {
            let read = try Fixtures.read(document(mark, form, declared, rocket), mapping())
            #expect(read.texts("t", "c") == ["\u{1F680}\u{E9}"], "\(mark) \(form) \(declared ?? "nothing")")
        }
        for declared in [nil, "UTF-8", "utf-8"] {
            let read = try Fixtures.read(document(utf8, .bytes, declared, [0xC3, 0xA9]), mapping())
            #expect(read.texts("t", "c") == ["\u{E9}"])
        }
    }

    @Test func marksThatContradict() throws {
        for (mark, form, declared, place) in [
            (utf8, Form.bytes, "UTF-16", 33), (utf8, .bytes, "ISO-8859-1", 33), (utf8, .bytes, "windows-1252", 33),
            (little, .little, "UTF-8", 62), (little, .little, "windows-1252", 62), (little, .little, "UTF-16BE", 62),
            (big, .big, "UTF-8", 62), (big, .big, "UTF-16LE", 62), (none, .little, "UTF-8", 60),
            (none, .big, "UTF-16LE", 60), (none, .bytes, "UTF-16", 30), (none, .bytes, "utf-16be", 30),
            (none, .bytes, "UTF-7", 30), (none, .bytes, "ISO-2022-CN-EXT", 30),
        ] {
            let refused = try Fixtures.refusal(document(mark, form, declared, [0x41]), mapping())
            #expect(refused?.kind == .encoding, "\(mark) \(form) \(declared)")
            #expect(refused?.byteOffset == Int64(place))
        }
        // Without mark and declaration nobody may guess.
        #expect(try Fixtures.refusal(document(none, .little, nil, [0x41]), mapping())?.kind == .encoding)
        #expect(try Fixtures.refusal(document(none, .big, nil, [0x41]), mapping())?.kind == .encoding)
    }

    // MARK: UTF-32

    private let wideLittle: [UInt8] = [0xFF, 0xFE, 0, 0], wideBig: [UInt8] = [0, 0, 0xFE, 0xFF]

    /// Characters of four bytes each.
    private func wide(_ text: String, _ form: Form) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            let bytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: scalar.value >> UInt32($0)) }
            return form == .little ? bytes : bytes.reversed()
        }
    }

    private func wideDocument(_ mark: [UInt8], _ form: Form, _ declared: String?, _ text: String) -> [UInt8] {
        let declaration = declared.map { "<?xml version=\"1.0\" encoding='\($0)'?>" } ?? ""
        return mark + wide("\(declaration)<a><b c=\"\(text)\"/></a>", form)
    }

    @Test func charactersOfFourBytes() throws {
        let cases: [([UInt8], Form, String?)] = [
            (wideLittle, .little, nil), (wideLittle, .little, "UTF-32"), (wideLittle, .little, "utf-32le"),
            (wideLittle, .little, "UCS-4"), (none, .little, "UTF-32"), (none, .little, "ISO-10646-UCS-4"),
            (wideBig, .big, nil), (wideBig, .big, "UTF-32"), (wideBig, .big, "UTF-32BE"), (none, .big, "UTF-32"),
            (none, .big, "ISO-10646-UCS-4"), (none, .big, "ucs-4"),
        ]
        for (mark, form, declared) in cases {
            let text = "\u{1F680}\u{E9}x"
            let bytes = wideDocument(mark, form, declared, text)
            #expect(try Fixtures.read(bytes, mapping()).texts("t", "c") == [text], "\(mark) \(declared ?? "nothing")")
            // In an archive it is told to be XML by its first bytes.
            let archive = ZipBuilder([.init("a", bytes), .init("b", "text")]).bytes
            #expect(try Fixtures.read(archive, mapping()).texts("t", "c") == [text])
            let survey = try SurveyFixtures.file(bytes).documents[0]
            #expect(survey.byteOrderMark?.rawValue == (mark.isEmpty ? nil : form == .little ? "UTF-32LE" : "UTF-32BE"))
            #expect(survey.declaredEncoding == declared && survey.root == "a" && survey.attributes == 1)
        }
    }

    @Test func charactersOfFourBytesThatContradict() throws {
        let cases: [([UInt8], Form, String, Int)] = [
            (wideLittle, .little, "UTF-8", 124), (wideLittle, .little, "UTF-16", 124),
            (wideLittle, .little, "UTF-32BE", 124), (wideLittle, .little, "UCS-4BE", 124),
            (wideBig, .big, "UTF-32LE", 124), (wideBig, .big, "windows-1252", 124), (none, .little, "UTF-8", 120),
            (none, .big, "UTF-16", 120), (none, .big, "UTF-32LE", 120),
        ]
        for (mark, form, declared, place) in cases {
            let refused = try Fixtures.refusal(wideDocument(mark, form, declared, "x"), mapping())
            #expect(refused?.kind == .encoding && refused?.byteOffset == Int64(place), "\(mark) \(declared)")
        }
        for (mark, form, declared, place) in [
            (none, Form.bytes, "UTF-32", 30), (none, .bytes, "ISO-10646-UCS-4", 30), (utf8, .bytes, "UTF-32", 33),
            (little, .little, "UTF-32", 62), (none, .big, "UTF-32BE", 60),
        ] {
            let refused = try Fixtures.refusal(document(mark, form, declared, [0x41]), mapping())
            #expect(refused?.kind == .encoding && refused?.byteOffset == Int64(place), "\(mark) \(declared)")
        }
        // Without mark and declaration nobody may guess; orders of bytes that nobody uses are none.
        for form in [Form.little, .big] {
            #expect(try Fixtures.refusal(wide("<a/>", form), mapping())?.kind == .encoding)
        }
        let mixed = wide("<?xml version='1.0' encoding='UTF-32'?><a/>", .little)
        let swapped = mixed.indices.map { mixed[$0 ^ 1] }
        #expect(try Fixtures.refusal(swapped, mapping())?.kind == .encoding)
    }

    @Test func faultsInCharactersOfFourBytesHaveTheirPlace() throws {
        // So many characters come before the first one of the value, after the mark.
        let start = "<?xml version=\"1.0\" encoding='UTF-32'?><a><b c=\"".unicodeScalars.count
        let unlike: [[UInt8]] = [[0, 0, 0x11, 0], [0, 0xD8, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]]
        for form in [Form.little, .big] {
            let mark = form == .little ? wideLittle : wideBig
            for bad in unlike {
                var bytes = wideDocument(mark, form, "UTF-32", "xyz")
                let place = 4 * (1 + start)
                bytes.replaceSubrange(place..<place + 4, with: form == .little ? bad : bad.reversed())
                let refused = try Fixtures.refusal(bytes, mapping())
                #expect(refused?.kind == .encoding && refused?.byteOffset == Int64(place), "\(bad)")
            }
            // A cut inside a character, and one between two.
            let whole = wideDocument(mark, form, "UTF-32", "xyz")
            for count in [1, 2, 3, 4, 40] {
                #expect(try Fixtures.refusal(Array(whole.dropLast(count)), mapping()) != nil)
            }
            // A fault of the XML: the byte is that of the document as it was sent.
            let broken = mark + wide("<a>\n<b c=\"\u{1F680}\"/></c>", form)
            let refused = try Fixtures.refusal(broken, mapping())
            let narrow = try Fixtures.refusal(Array("<a>\n<b c=\"\u{1F680}\"/></c>".utf8), mapping())
            #expect(refused?.kind == .notWellFormed && refused?.line == 2 && refused?.column == narrow?.column)
            // The rocket has four bytes in both.
            #expect(refused.map { $0.byteOffset } == narrow.map { 4 + 4 * ($0.byteOffset - 3) })
        }
    }

    @Test func anAttributeCalledEncodingIsNoDeclaration() throws {
        let xml = Array("<?xml version='1.0'?><a encoding=\"UTF-16\"><b c='x'/></a>".utf8)
        #expect(try Fixtures.read(utf8 + xml, mapping()).texts("t", "c") == ["x"])
        let spaced = Array("<?xml version = '1.0'\n encoding = \"ISO-8859-1\" standalone='yes' ?><a/>".utf8)
        #expect(try Fixtures.refusal(spaced, mapping()) == nil)
        #expect(try Fixtures.refusal(utf8 + spaced, mapping())?.kind == .encoding)
        let long = Array("<?xml version='1.0'\(String(repeating: " ", count: 5000))encoding='UTF-8'?><a/>".utf8)
        #expect(try Fixtures.refusal(long, mapping())?.kind == .limit)
        // A style sheet is none either, and is not fetched.
        let sheet = Array("<?xml-stylesheet href='http://127.0.0.1:9/x' encoding='UTF-16'?><a/>".utf8)
        #expect(try Fixtures.refusal(sheet, mapping()) == nil)
    }

    @Test func bytesThatAreNotOfTheEncodingEndTheFileThere() throws {
        let filler = Array(String(repeating: "\"/><b c=\"", count: 100_000).utf16)
        var options = ReadingOptions()
        let reached = Reached()
        options.progress = { _, bytes, _ in reached.bytes.store(bytes, ordering: .relaxed) }
        let cases: [(Form, String, [UInt16])] = [
            (.bytes, "US-ASCII", [0xE9]), (.bytes, "windows-1252", [0x81]), (.bytes, "UTF-8", [0xC3, 0x41]),
            (.little, "UTF-16", [0xD83D, 0x41]), (.big, "UTF-16", [0xDE80]), (.bytes, "Shift_JIS", [0xFD]),
        ]
        for (form, declared, bad) in cases {
            reached.bytes.store(0, ordering: .relaxed)
            let bytes = document(none, form, declared, [0x41] + bad + filler)
            #expect(try Fixtures.refusal(bytes, mapping(), options)?.kind == .encoding, "\(declared)")
            // Not at the end, after libxml2 has kept all of it: in the pieces next to it.
            #expect(reached.bytes.load(ordering: .relaxed) <= 768 << 10, "\(declared)")
            // The place is that of the first byte that does not fit, for UTF-8 that of its character.
            let before = "<?xml version=\"1.0\" encoding='\(declared)'?><a><b c=\"".utf8.count
            let short = try Fixtures.refusal(document(none, form, declared, bad), mapping())
            #expect(short?.kind == .encoding, "\(declared) \(form)")
            #expect(short?.byteOffset == Int64(form == .bytes ? before : 2 * before), "\(declared) \(form)")
        }
    }

    /// How far a document was read.
    private final class Reached: Sendable { let bytes = Atomic<Int64>(0) }

    @Test func longDocumentsInEveryEncoding() throws {
        // Odd numbers of records of odd lengths, so that characters lie across the borders of the pieces.
        let records = String(repeating: "<b c=\"\u{E9}\u{20AC}\"/>", count: 30_001)
        let cases: [(String, Form)] = [
            ("UTF-8", .bytes), ("UTF-16", .little), ("UTF-16", .big), ("windows-1252", .bytes), ("UTF-32", .little),
            ("UTF-32", .big),
        ]
        for (declared, form) in cases {
            let xml = "<?xml version=\"1.0\" encoding=\"\(declared)\"?><a>\(records)</a>"
            let bytes: [UInt8] =
                switch (declared, form) {
                case ("UTF-8", _): Array(xml.utf8)
                case ("UTF-32", _): (form == .little ? wideLittle : wideBig) + wide(xml, form)
                case (_, .little): xml.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
                case (_, .big): xml.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
                default: xml.utf16.map { $0 == 0x20AC ? 0x80 : UInt8($0) }
                }
            for readAhead in [true, false] {
                var options = ReadingOptions()
                options.readAhead = readAhead
                let texts = try Fixtures.read(bytes, mapping(), options).texts("t", "c")
                #expect(texts.count == 30_001 && texts.allSatisfy { $0 == "\u{E9}\u{20AC}" }, "\(declared) \(form)")
            }
        }
    }
}
