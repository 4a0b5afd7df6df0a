import StageKit

/// The records of a CSV file (RFC 4180), with the line on which each begins.
///
/// A byte order mark at the beginning and lines that end CRLF, LF or CR are all the same to it; blank lines are left out.
struct CSVText {
    struct Record: Equatable {
        var line: Int
        var cells: [String]
    }

    /// Why a file is not CSV.
    struct Fault: Error, Equatable {
        var line: Int
        var message: String
    }

    let records: [Record]

    init(_ bytes: [UInt8]) throws(Fault) {
        var parser = Parser(bytes: bytes)
        records = try parser.records()
    }

    private struct Parser {
        let bytes: [UInt8]
        var index = 0
        var line = 1

        init(bytes: [UInt8]) {
            self.bytes = bytes
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        }

        mutating func records() throws(Fault) -> [Record] {
            var records: [Record] = []
            while index < bytes.count {
                let start = line
                let cells = try record()
                if cells != [""] { records.append(Record(line: start, cells: cells)) }
            }
            return records
        }

        private mutating func record() throws(Fault) -> [String] {
            var cells: [String] = []
            while true {
                cells.append(try cell())
                guard index < bytes.count else { return cells }
                if bytes[index] == UInt8(ascii: ",") {
                    index += 1
                    continue
                }
                endLine()
                return cells
            }
        }

        private mutating func cell() throws(Fault) -> String {
            var text: [UInt8] = []
            let start = line
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                while index < bytes.count, !isEnd(bytes[index]) {
                    text.append(bytes[index])
                    index += 1
                }
                return try decoded(text, from: start)
            }
            index += 1
            while true {
                guard index < bytes.count else { throw Fault(line: start, message: "a quote is never closed") }
                let byte = bytes[index]
                if byte == UInt8(ascii: "\"") {
                    index += 1
                    guard index < bytes.count, bytes[index] == byte else { break }
                }
                if byte == 0x0A || byte == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A) { line += 1 }
                text.append(byte)
                index += 1
            }
            guard index == bytes.count || isEnd(bytes[index]) else {
                throw Fault(line: line, message: "text follows a closing quote")
            }
            return try decoded(text, from: start)
        }

        private func decoded(_ text: [UInt8], from start: Int) throws(Fault) -> String {
            guard let string = String(validating: text, as: UTF8.self) else {
                throw Fault(line: start, message: "the text is not UTF-8")
            }
            return string
        }

        private func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D }

        private mutating func endLine() {
            if bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
            index += 1
            line += 1
        }
    }
}
