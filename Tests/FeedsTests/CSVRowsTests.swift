import Testing

@testable import Feeds

@Suite("CSV as it comes")
struct CSVRowsTests {
    struct Row: Equatable {
        var line: Int
        var cells: [String]
    }

    /// All rows, read in chunks of `size` bytes.
    private func rows(
        _ bytes: [UInt8], size: Int = .max, keep: [Int]? = nil
    ) throws(CSVRows.Fault) -> [Row] {
        var parser = CSVRows(), found: [Row] = []
        func row() {
            if let keep, found.isEmpty { parser.keep(keep) }
            found.append(Row(line: parser.line, cells: (0..<(keep?.count ?? parser.count)).map { parser.text($0) }))
        }
        var start = 0
        while start < bytes.count {
            let end = start + min(size, bytes.count - start)
            let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: end - start)
            defer { chunk.deallocate() }
            _ = chunk.initialize(from: bytes[start..<end])
            var offset = 0
            while try parser.next(in: UnsafeBufferPointer(chunk), from: &offset) { row() }
            start = end
        }
        if try parser.finish() { row() }
        return found
    }

    private func rows(_ text: String) throws -> [Row] { try rows(Array(text.utf8)) }

    @Test("Lines may end CRLF, LF or CR, the last one not at all", arguments: ["\r\n", "\n", "\r"])
    func lineEnds(end: String) throws {
        let found = try rows("a,b\(end)1,2\(end)\(end)3,")
        #expect(
            found == [
                Row(line: 1, cells: ["a", "b"]), Row(line: 2, cells: ["1", "2"]), Row(line: 4, cells: ["3", ""]),
            ])
    }

    @Test("A byte order mark is no part of the first heading, also where it is quoted")
    func byteOrderMark() throws {
        #expect(try rows("\u{FEFF}code,name\n").first?.cells == ["code", "name"])
        #expect(try rows("\u{FEFF}\"co,de\",name\n").first?.cells == ["co,de", "name"])
        #expect(try rows(Array("\u{FEFF}code,name\n".utf8), size: 1).first?.cells == ["code", "name"])
        #expect(throws: CSVRows.Fault(line: 1, message: "the text is not UTF-8")) { try rows([0xEF, 0xBB]) }
        #expect(throws: CSVRows.Fault(line: 1, message: "the text is not UTF-8")) { try rows([0xEF, 0xBB, 0x41]) }
    }

    @Test("Quoted cells hold commas, quotes and lines, and lines are counted through them")
    func quotes() throws {
        let found = try rows("\"a,b\",\"say \"\"no\"\"\"\r\n\"two\r\nlines\",x\nlast,y")
        #expect(
            found == [
                Row(line: 1, cells: ["a,b", "say \"no\""]), Row(line: 2, cells: ["two\r\nlines", "x"]),
                Row(line: 4, cells: ["last", "y"]),
            ])
    }

    @Test("A quote that is never closed, text behind one, and bytes that are not UTF-8 are faults with their line")
    func faults() {
        #expect(throws: CSVRows.Fault(line: 2, message: "a quote is never closed")) { try rows("a\n\"b\nc") }
        #expect(throws: CSVRows.Fault(line: 3, message: "text follows a closing quote")) { try rows("a\nb\n\"c\"d\n") }
        let bytes: [UInt8] = [0x61, 0x0A, 0xFF, 0x0A]
        #expect(throws: CSVRows.Fault(line: 2, message: "the text is not UTF-8")) { try rows(bytes) }
    }

    @Test("Nothing at all is no row")
    func empty() throws {
        #expect(try rows("").isEmpty)
        #expect(try rows("\n\r\n").isEmpty)
        #expect(try rows("\u{FEFF}").isEmpty)
    }

    @Test("Cells that are kept are in the order asked for; bytes of others are nobody's business")
    func keeping() throws {
        let found = try rows(
            Array("a,b,c,d\n1,2,3,4\n5\n".utf8) + [0x36, 0x2C, 0xFF, 0x2C, 0x38, 0x0A], keep: [3, 0])
        #expect(found.map(\.cells) == [["d", "a"], ["4", "1"], ["", "5"], ["", "6"]])
        #expect(found.map(\.line) == [1, 2, 3, 4])
    }

    /// One megabyte is 1,048,576 bytes.
    @Test("A row without end is a fault before it fills the memory", arguments: [UInt8(ascii: "x"), UInt8(ascii: ",")])
    func endless(byte: UInt8) {
        let bytes = Array("a\n\"".utf8) + [UInt8](repeating: byte, count: 1 << 20) + [byte, byte]
        #expect(
            throws: CSVRows.Fault(line: 2, message: "a row is longer than 1048576 bytes: is a quote never closed?")
        ) { try rows(bytes, size: 1000) }
        let commas = [UInt8](repeating: UInt8(ascii: ","), count: 1 << 20) + Array(",,".utf8)
        #expect(throws: CSVRows.Fault.self) { try rows(commas, size: 1000) }
    }

    @Test("Any text in chunks of any size gives what a plain parser gives, faults included", arguments: 0..<400)
    func randomTexts(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func draw(_ count: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(count))
        }
        let alphabet = Array("ab,,\"\"\"\r\n\n".utf8) + [0xC3, 0xA9, 0xEF, 0xBB, 0xBF]
        let bytes = (0..<draw(60)).map { _ in alphabet[draw(alphabet.count)] }
        let plain = Result { () throws(CSVRows.Fault) in try PlainCSV.rows(bytes) }
        for size in [1, 2, 3, 7, 1000] {
            let found = Result { () throws(CSVRows.Fault) in try rows(bytes, size: size) }
            #expect(found == plain, "chunks of \(size) of \(bytes)")
        }
    }
}

/// CSV with the whole text in memory, character by character, for comparison.
private enum PlainCSV {
    static func rows(_ text: [UInt8]) throws(CSVRows.Fault) -> [CSVRowsTests.Row] {
        let bytes = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text[3...]) : text
        var rows: [CSVRowsTests.Row] = []
        var index = 0, line = 1
        func isLineEnd(_ place: Int) -> Bool { place < bytes.count && (bytes[place] == 0x0A || bytes[place] == 0x0D) }
        func atPair(_ place: Int) -> Bool {
            place + 1 < bytes.count && bytes[place] == 0x0D && bytes[place + 1] == 0x0A
        }
        while index < bytes.count {
            let first = line
            var cells: [[UInt8]] = []
            var isOpen = true
            while isOpen {
                var cell: [UInt8] = []
                if index < bytes.count, bytes[index] == 0x22 {
                    let opened = line
                    index += 1
                    while true {
                        guard index < bytes.count else {
                            throw CSVRows.Fault(line: opened, message: "a quote is never closed")
                        }
                        if bytes[index] == 0x22 {
                            if index + 1 < bytes.count, bytes[index + 1] == 0x22 { index += 1 } else { break }
                        } else if bytes[index] == 0x0A || bytes[index] == 0x0D && !atPair(index) {
                            line += 1
                        }
                        cell.append(bytes[index])
                        index += 1
                    }
                    index += 1
                    guard index == bytes.count || bytes[index] == 0x2C || isLineEnd(index) else {
                        throw CSVRows.Fault(line: line, message: "text follows a closing quote")
                    }
                } else {
                    while index < bytes.count, bytes[index] != 0x2C, !isLineEnd(index) {
                        cell.append(bytes[index])
                        index += 1
                    }
                }
                cells.append(cell)
                isOpen = index < bytes.count && bytes[index] == 0x2C
                if isOpen { index += 1 }
            }
            if atPair(index) { index += 1 }
            if index < bytes.count {
                index += 1
                line += 1
            }
            if cells == [[]] { continue }
            var texts: [String] = []
            for cell in cells {
                guard let text = String(validating: cell, as: UTF8.self) else {
                    throw CSVRows.Fault(line: first, message: "the text is not UTF-8")
                }
                texts.append(text)
            }
            rows.append(CSVRowsTests.Row(line: first, cells: texts))
        }
        return rows
    }
}
