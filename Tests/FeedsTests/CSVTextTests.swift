import Testing

@testable import Feeds

@Suite("CSV as it comes")
struct CSVTextTests {
    private func records(_ text: String) throws -> [CSVText.Record] { try CSVText(Array(text.utf8)).records }

    @Test("Lines may end CRLF, LF or CR, the last one not at all", arguments: ["\r\n", "\n", "\r"])
    func lineEnds(end: String) throws {
        let found = try records("a,b\(end)1,2\(end)\(end)3,")
        #expect(
            found == [
                CSVText.Record(line: 1, cells: ["a", "b"]), CSVText.Record(line: 2, cells: ["1", "2"]),
                CSVText.Record(line: 4, cells: ["3", ""]),
            ])
    }

    @Test("A byte order mark is no part of the first heading")
    func byteOrderMark() throws {
        #expect(try records("\u{FEFF}code,name\n").first?.cells == ["code", "name"])
    }

    @Test("Quoted cells hold commas, quotes and lines, and lines are counted through them")
    func quotes() throws {
        let found = try records("\"a,b\",\"say \"\"no\"\"\"\r\n\"two\r\nlines\",x\nlast,y")
        #expect(
            found == [
                CSVText.Record(line: 1, cells: ["a,b", "say \"no\""]),
                CSVText.Record(line: 2, cells: ["two\r\nlines", "x"]), CSVText.Record(line: 4, cells: ["last", "y"]),
            ])
    }

    @Test("A quote that is never closed, text behind one, and bytes that are not UTF-8 are faults with their line")
    func faults() {
        let open = #expect(throws: CSVText.Fault.self) { try records("a\n\"b\nc") }
        #expect(open == CSVText.Fault(line: 2, message: "a quote is never closed"))
        let behind = #expect(throws: CSVText.Fault.self) { try records("a\nb\n\"c\"d\n") }
        #expect(behind?.line == 3)
        let bytes = #expect(throws: CSVText.Fault.self) { try CSVText([0x61, 0x0A, 0xFF, 0x0A]) }
        #expect(bytes?.line == 2)
    }

    @Test("Nothing at all is no record")
    func empty() throws {
        #expect(try records("").isEmpty)
        #expect(try records("\n\r\n").isEmpty)
    }
}
