import Foundation
import StageKit
import Testing

@testable import Feeds

/// Samples of official files; they are no part of the project, and lie beside the real feeds.
private let folder = ProcessInfo.processInfo.environment["STRATA_REAL_FEEDS"].map { $0 + "/../reference" }

@Suite("Real references", .enabled(if: folder != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealReferencesTests {
    private func read(
        _ name: String, _ table: ReferenceTable, adding rows: String = "", _ options: [String: any OptionValue] = [:]
    ) throws -> Table {
        let text = try String(contentsOfFile: "\(try #require(folder))/\(name)", encoding: .utf8)
        return try ReferenceText.read(Array((text + rows).utf8), table, options)
    }

    /// The headings alone, and one row under them with a value in the columns that are read.
    private func row(_ name: String, _ cells: [String: String]) throws -> String {
        let text = try String(contentsOfFile: "\(try #require(folder))/\(name)", encoding: .utf8)
        var parser = CSVRows()
        let bytes = Array(text.utf8)
        let isRow = try bytes.withUnsafeBufferPointer { (chunk) throws(CSVRows.Fault) in
            var offset = 0
            return try parser.next(in: chunk, from: &offset)
        }
        #expect(isRow)
        return (0..<parser.count).map { cells[parser.text($0)] ?? "" }.joined(separator: ",") + "\r\n"
    }

    /// Counted with `grep -c`: 139 rows; 13th cell A and 26th cell 4 in so many.
    @Test("epraccur as it is published")
    func epraccur() throws {
        let table = try read("epraccur-sample.csv", .practices)
        #expect(table.count == 139)
        #expect(table["code"]?.text(0) == "A81001")
        #expect(table["closed"]?.integer(2).map { CalendarDay(number: Int32($0)).text } == "2017-10-31")
        let active = try read("epraccur-sample.csv", .practices, ["active_only": true])
        #expect(active.count == 20)
    }

    @Test(
        "File 7 of both indices",
        arguments: [("iod2019-file7-headings.csv", 2011), ("iod2025-file7-headings.csv", 2021)])
    func indices(name: String, year: Int64) throws {
        let decile = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
        let row = try row(name, ["LSOA code (\(year))": "E01000001", decile: "9"])
        let table = try read(name, .deprivation, adding: row)
        #expect(table["lsoa"]?.text(0) == "E01000001")
        #expect(table["decile"]?.integer(0) == 9)
        #expect(table["vintage"]?.integer(0) == year)
    }

    @Test("Registrations by practice and area as quoted")
    func registrations() throws {
        let table = try read("gp-reg-pat-prac-lsoa-all-example.csv", .registrationsByArea)
        #expect(table.count == 1)
        #expect(table["practice"]?.text(0) == "A81001")
        #expect(table["lsoa"]?.text(0) == "E01011959")
        #expect(table["patients"]?.integer(0) == 7)
        #expect(table["extracted"]?.integer(0).map { CalendarDay(number: Int32($0)).text } == "2021-01-04")
    }

    @Test("The headings of the postcode files", arguments: ["nspl-2025-headings.csv", "onspd-2023-headings.csv"])
    func postcodes(name: String) throws {
        let row = try row(name, ["pcds": "M1 1AA", "lsoa21": "E01033651", "doterm": "200904"])
        let table = try read(name, .postcodes, adding: row)
        #expect(table["postcode"]?.text(0) == "M1 1AA")
        #expect(table["lsoa"]?.text(0) == "E01033651")
        #expect(table["vintage"]?.integer(0) == 2021)
    }

    @Test("The headings of the core partner details")
    func networks() throws {
        let name = "epcncorepartnerdetails-headings.csv"
        let row = try row(
            name,
            [
                "Partner Organisation Code": "A81001", "PCN Code": "U00001",
                "Practice to PCN Relationship Start Date": "20190701",
            ])
        let table = try read(name, .networkMembers, adding: row)
        #expect(table["practice"]?.text(0) == "A81001")
        #expect(table["network"]?.text(0) == "U00001")
    }
}
