import Testing

@testable import StageProtocol

@Suite struct JSONTests {
    private func read(_ text: String) -> JSONValue? { try? JSONValue(parsing: text.utf8) }

    private func written(_ value: JSONValue) -> String { String(decoding: value.utf8, as: UTF8.self) }

    @Test func valuesAreRead() {
        #expect(read("null") == .null && read(" true ") == true && read("\tfalse\r\n") == false)
        #expect(read("0") == 0 && read("-12") == -12 && read("9223372036854775807") == .integer(.max))
        #expect(read("-9223372036854775808") == .integer(.min) && read("9223372036854775808") == .number(0x1p63))
        #expect(read("1.5e2") == .number(150) && read("-0.25") == .number(-0.25) && read("1E-2") == .number(0.01))
        #expect(read(#""a\"\\\/\b\f\n\r\tä\u00e4\ud83c\udfe5""#) == .text("a\"\\/\u{8}\u{C}\n\r\tää🏥"))
        #expect(read(#"[1, [], {"a": {"b": null}}]"#) == [1, [], ["a": ["b": nil]]])
    }

    @Test(arguments: [
        "", " ", "nul", "tru", "01", "+1", ".5", "1.", "1e", "--1", "0x1", "1e999", "NaN", "Infinity", "'a'", "\"",
        "\"a",
        "\"\u{1}\"", #""\x""#, #""\u12""#, #""\ud800""#, #""\ud800\u0041""#, #""\udc00""#, "[", "[1", "[1,]", "[1 2]",
        "{",
        "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "1 2", "[]]", "// a\n1",
    ]) func whatIsNotJSON(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func textsMustBeUTF8() {
        #expect(throws: JSONFault.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22] as [UInt8]) }
        #expect(throws: JSONFault.self) { try JSONValue(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22] as [UInt8]) }
    }

    /// 64 in one another are read, one more is refused, a million as well.
    @Test func depthIsBounded() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(read(nested(64)) != nil && read(nested(65)) == nil && read(nested(1_000_000)) == nil)
        #expect(read(String(repeating: "{\"a\":", count: 100_000)) == nil)
    }

    @Test func theLastOfTwoMembersCounts() {
        #expect(read(#"{"a":1,"a":2}"#)?.object?["a"] == 2)
    }

    @Test func valuesAreWrittenOneWay() {
        let object: JSONObject = ["b": 1, "a": [true, nil, 0.5, "x\"\\\n\u{1F}ä/"]]
        #expect(written(.object(object)) == #"{"b":1,"a":[true,null,0.5,"x\"\\\n\u001fä/"]}"#)
        #expect(written(.number(.infinity)) == "null" && written(.number(.nan)) == "null")
        #expect(written(.object(JSONObject(sorting: ["ß": 1, "z": 2, "Z": 3]))) == #"{"Z":3,"z":2,"ß":1}"#)
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        var random = SeededGenerator(state: 5)
        for _ in 0..<500 {
            let value = draw(depth: 0, &random)
            #expect(try JSONValue(parsing: value.utf8) == value)
        }
    }

    private func draw(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth < 4 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(Int64(truncatingIfNeeded: random.next()))
        case 3:
            // Never a whole number, which would come back as one.
            return .number(Double(Int64.random(in: -1_000_000...1_000_000, using: &random)) + 0.5)
        case 4:
            let scalars = (0..<Int.random(in: 0..<6, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &random))
            }
            return .text(String(String.UnicodeScalarView(scalars)))
        case 5: return .list((0..<Int.random(in: 0..<4, using: &random)).map { _ in draw(depth: depth + 1, &random) })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0..<4, using: &random)).map {
                        JSONObject.Member("m\($0)", draw(depth: depth + 1, &random))
                    }))
        }
    }
}
