import StageKit
import Testing

@testable import Feeds

@Suite("Cells of reference files")
struct CellShapeTests {
    private func text(_ cell: String, _ shape: CellShape) -> String? {
        var scratch: [UInt8] = []
        let isRead = Array(cell.utf8).withUnsafeBufferPointer { shape.text($0, &scratch) }
        return isRead ? String(decoding: scratch, as: UTF8.self) : nil
    }

    private func day(_ cell: String, _ shape: CellShape = .day) -> String? {
        Array(cell.utf8).withUnsafeBufferPointer { shape.number($0) }.map { CalendarDay(number: $0).text }
    }

    @Test(
        "Dates come in four forms",
        arguments: [
            ("20210104", "2021-01-04"), ("2021-01-04", "2021-01-04"), ("04JAN2021", "2021-01-04"),
            ("29feb2024", "2024-02-29"), ("31-Dec-1999", "1999-12-31"), ("2021-01-04T00:00:00", "2021-01-04"),
            (" 20210104 ", "2021-01-04"),
        ])
    func dates(cell: String, expected: String) {
        #expect(day(cell) == expected)
    }

    @Test(
        "What is no day is none",
        arguments: [
            "", "2021", "20210230", "04JUX2021", "2021/01/04", "29FEB2023", "04-JAN-21", "2021-01-04x", "0401202",
        ])
    func noDates(cell: String) {
        #expect(day(cell) == nil)
    }

    @Test("A month is its first day")
    func months() {
        #expect(day("199912", .month) == "1999-12-01")
        #expect(day("199913", .month) == nil)
        #expect(day("1999", .month) == nil)
    }

    @Test(
        "Postcodes have one space before their last three characters",
        arguments: [
            ("M1   1AA", "M1 1AA"), ("sw1a1aa", "SW1A 1AA"), (" CF14 4XW", "CF14 4XW"), ("B30  9PF", "B30 9PF"),
            ("b309pf", "B30 9PF"),
        ])
    func postcodes(cell: String, expected: String) {
        #expect(text(cell, .postcode) == expected)
    }

    @Test("What is no postcode is none", arguments: ["", "M1", "1AA 1AA", "M1 11A", "M1 1A1", "SW1AA 1AA", "M1-1AA"])
    func noPostcodes(cell: String) {
        #expect(text(cell, .postcode) == nil)
    }

    @Test("Codes are upper case with nothing around them; words are out of their list")
    func codes() {
        #expect(text(" a81001 ", .code) == "A81001")
        #expect(text("a", .word(["A", "C"])) == "A")
        #expect(text("B", .word(["A", "C"])) == nil)
        #expect(text(" As It Is ", .text) == " As It Is ")
    }

    @Test("Whole numbers are digits and fit 31 bits")
    func numbers() {
        func number(_ cell: String) -> Int32? {
            Array(cell.utf8).withUnsafeBufferPointer { CellShape.whole.number($0) }
        }
        #expect(number("007") == 7)
        #expect(number("2147483647") == 2_147_483_647)
        for cell in ["2147483648", "99999999999999999999", "-1", "1.0", "1,000", " 1", ""] {
            #expect(number(cell) == nil)
        }
    }
}
