import Foundation
import StageKit
import Testing

@testable import Feeds

/// The text of a reference file, and what `read_csv` makes of it.
enum ReferenceText {
    static func read(
        _ bytes: [UInt8], _ table: ReferenceTable, _ options: [String: any OptionValue] = [:]
    ) throws -> Table {
        let path = NSTemporaryDirectory() + "reference-\(UUID().uuidString).csv"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let values: [String: any OptionValue] = ["file": StagePath(path, shown: "reference.csv"), "table": table]
        let stage = try ReadCSV(StageOptions(values.merging(options) { $1 }))
        return try #require(try stage.read()[table.rawValue])
    }

    static func fault(
        _ text: String, _ table: ReferenceTable, _ options: [String: any OptionValue] = [:]
    ) -> StageFault? {
        #expect(throws: StageFault.self) { try read(Array(text.utf8), table, options) }
    }
}

@Suite("Reference tables")
struct ReadCSVTests {
    private func read(_ text: String, _ table: ReferenceTable) throws -> Table {
        try ReferenceText.read(Array(text.utf8), table)
    }

    private func fault(_ text: String, _ table: ReferenceTable) -> StageFault? {
        ReferenceText.fault(text, table)
    }

    @Test("Columns are found by heading, in any order, others left alone")
    func headings() throws {
        let table = try read(
            "note,Parent,SCALE,name,code\r\nx,L1,practice,\"Road, The\",P1\r\n,,borough,B,B1\r\n", .areas)
        #expect(table.schema.fields.map(\.name) == ["code", "name", "scale", "parent", "file", "line"])
        #expect((0..<2).map { table["code"]?.text($0) } == ["P1", "B1"])
        #expect(table["name"]?.text(0) == "Road, The")
        #expect((0..<2).map { table["parent"]?.text($0) } == ["L1", nil])
        #expect((0..<2).map { table["line"]?.integer($0) } == [2, 3])
        #expect(table["file"]?.text(1) == "reference.csv")
        #expect(table.sensitivity == .aggregate)
    }

    @Test(
        "File 7 of the Indices of Deprivation is read as it comes",
        arguments: [("2011", "2019"), ("2021", "2024")])
    func deprivation(lsoaYear: String, authorityYear: String) throws {
        let heading =
            "LSOA code (\(lsoaYear)),LSOA name (\(lsoaYear)),Local Authority District code (\(authorityYear)),"
            + "Local Authority District name (\(authorityYear)),Index of Multiple Deprivation (IMD) Score,"
            + "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
            + "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
        let table = try read(
            "\u{FEFF}\(heading)\r\nE01000001,A,E09,B,6.208,29199,9\r\nE01000002,A,E09,B,,,\r\n", .deprivation)
        #expect((0..<2).map { table["lsoa"]?.text($0) } == ["E01000001", "E01000002"])
        #expect((0..<2).map { table["decile"]?.integer($0) } == [9, nil])
        #expect((0..<2).map { table["vintage"]?.integer($0) } == [Int64(lsoaYear), Int64(lsoaYear)])
    }

    @Test("Missing columns are faults of configuration, all at once, with what there is instead")
    func missingColumns() {
        let fault = fault("kind,cod\nlsoa,E1\n", .members)
        #expect(fault?.code == .configuration)
        #expect(fault?.message == "no column is headed 'code'")
        #expect(fault?.others.map(\.message) == ["no column is headed 'area'"])
        #expect(fault?.hint == "the headings are: kind, cod")
        #expect(self.fault("", .areas)?.code == .configuration)
        #expect(self.fault("lsoa,decile,Decile\n", .deprivation)?.message == "2 columns could be 'decile'")
    }

    @Test("A row with more or fewer cells than there are headings is a fault with its line")
    func uneven() {
        let fault = fault("kind,code,area\nlsoa,E1,C1,x\nlsoa,E2,C1\npractice,P1\n", .members)
        #expect(fault?.code == .data)
        #expect(([fault].compactMap { $0 } + (fault?.others ?? [])).map { $0.location?.line } == [2, 4])
        #expect(fault?.message == "the row has 4 cells, the headings are 3")
    }

    @Test("A missing file is a fault of configuration")
    func missingFile() throws {
        let stage = try ReadCSV(
            StageOptions(["file": StagePath("/nowhere/areas.csv", shown: "areas.csv"), "table": ReferenceTable.areas]))
        let fault = #expect(throws: StageFault.self) { try stage.read() }
        #expect(fault?.code == .configuration)
        #expect(fault?.message == "areas.csv: the file cannot be opened: No such file or directory")
    }

    @Test("Cells that cannot be read are faults of the data, each with its line, none with its value")
    func badCells() {
        let fault = fault("lsoa,decile\nE1,1\n,2\nE3,two\nE4,3.0\n", .deprivation)
        #expect(fault?.code == .data)
        let all = [fault].compactMap { $0 } + (fault?.others ?? [])
        #expect(all.map { $0.location?.line } == [3, 4, 5])
        #expect(
            all.map(\.message)
                == ["the lsoa is blank", "the decile is not a whole number", "the decile is not a whole number"])
    }

    @Test("The first twenty faults of a file are told one by one, then how many more there are")
    func manyFaults() {
        let rows = (2...26).map { "E\($0),x\n" }.joined()
        let fault = fault("lsoa,decile\n" + rows, .deprivation)
        let all = [fault].compactMap { $0 } + (fault?.others ?? [])
        #expect(all.count == 21)
        #expect(all.prefix(20).map { $0.location?.line } == (2...21).map { $0 })
        #expect(all.last?.message == "and 5 more faults like these")
        #expect(all.last?.location?.file == "reference.csv")
    }

    @Test("A fault of the text stops the reading, behind the faults of the rows before it")
    func brokenText() {
        let fault = fault("lsoa,decile\nE1,x\nE2,\"1\nE3,2\n", .deprivation)
        let all = [fault].compactMap { $0 } + (fault?.others ?? [])
        #expect(all.map(\.message) == ["the decile is not a whole number", "a quote is never closed"])
        #expect(all.map { $0.location?.line } == [2, 3])
    }

    /// `kind,code,area` and `lsoa,E1,C1`, compressed by Python's gzip module.
    @Test("A gzip file is read as what it holds; one that was cut is a fault of the data")
    func gzip() throws {
        let bytes: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0xCE, 0xCC, 0x4B, 0xD1, 0x49,
            0xCE, 0x4F, 0x49, 0xD5, 0x49, 0x2C, 0x4A, 0x4D, 0xE4, 0xCA, 0x29, 0xCE, 0x4F, 0xD4, 0x71, 0x35,
            0xD4, 0x71, 0x36, 0xE4, 0x02, 0x00, 0xC6, 0xB5, 0x65, 0xC5, 0x1A, 0x00, 0x00, 0x00,
        ]
        let table = try ReferenceText.read(bytes, .members)
        #expect(table.count == 1)
        #expect(table["area"]?.text(0) == "C1")
        let fault = #expect(throws: StageFault.self) { try ReferenceText.read(Array(bytes.dropLast(6)), .members) }
        #expect(fault?.code == .data)
        #expect(fault?.message == "reference.csv: the gzip stream ends early")
    }

    /// The same two rows in `members.csv`, and two files in one archive, by Python's zipfile module.
    @Test("A zip is read as the file that it holds; one with two files is refused")
    func zip() throws {
        let bytes: [UInt8] = [
            0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x5C, 0xC6, 0xB5,
            0x65, 0xC5, 0x1C, 0x00, 0x00, 0x00, 0x1A, 0x00, 0x00, 0x00, 0x0B, 0x00, 0x00, 0x00, 0x6D, 0x65,
            0x6D, 0x62, 0x65, 0x72, 0x73, 0x2E, 0x63, 0x73, 0x76, 0xCB, 0xCE, 0xCC, 0x4B, 0xD1, 0x49, 0xCE,
            0x4F, 0x49, 0xD5, 0x49, 0x2C, 0x4A, 0x4D, 0xE4, 0xCA, 0x29, 0xCE, 0x4F, 0xD4, 0x71, 0x35, 0xD4,
            0x71, 0x36, 0xE4, 0x02, 0x00, 0x50, 0x4B, 0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x00, 0x08,
            0x00, 0x00, 0x00, 0x21, 0x5C, 0xC6, 0xB5, 0x65, 0xC5, 0x1C, 0x00, 0x00, 0x00, 0x1A, 0x00, 0x00,
            0x00, 0x0B, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x00,
            0x00, 0x00, 0x00, 0x6D, 0x65, 0x6D, 0x62, 0x65, 0x72, 0x73, 0x2E, 0x63, 0x73, 0x76, 0x50, 0x4B,
            0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x39, 0x00, 0x00, 0x00, 0x45, 0x00,
            0x00, 0x00, 0x00, 0x00,
        ]
        let table = try ReferenceText.read(bytes, .members)
        #expect(table.count == 1)
        #expect(table["area"]?.text(0) == "C1")
        let two: [UInt8] = [
            0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x5C, 0x8B, 0x79,
            0x55, 0xC9, 0x11, 0x00, 0x00, 0x00, 0x0F, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x61, 0x2E,
            0x63, 0x73, 0x76, 0xCB, 0xCE, 0xCC, 0x4B, 0xD1, 0x49, 0xCE, 0x4F, 0x49, 0xD5, 0x49, 0x2C, 0x4A,
            0x4D, 0xE4, 0x02, 0x00, 0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00,
            0x21, 0x5C, 0x1F, 0x08, 0xEA, 0x46, 0x04, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x05, 0x00,
            0x00, 0x00, 0x62, 0x2E, 0x63, 0x73, 0x76, 0xAB, 0xE0, 0x02, 0x00, 0x50, 0x4B, 0x01, 0x02, 0x14,
            0x03, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x5C, 0x8B, 0x79, 0x55, 0xC9, 0x11,
            0x00, 0x00, 0x00, 0x0F, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x61, 0x2E, 0x63, 0x73, 0x76, 0x50, 0x4B,
            0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x5C, 0x1F, 0x08,
            0xEA, 0x46, 0x04, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x34, 0x00, 0x00, 0x00, 0x62, 0x2E, 0x63, 0x73,
            0x76, 0x50, 0x4B, 0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x02, 0x00, 0x66, 0x00, 0x00,
            0x00, 0x5B, 0x00, 0x00, 0x00, 0x00, 0x00,
        ]
        let fault = #expect(throws: StageFault.self) { try ReferenceText.read(two, .members) }
        #expect(fault?.code == .data)
        #expect(fault?.message == "reference.csv: the zip archive holds more than one file")
        #expect(fault?.hint == "unpack the file that is meant")
    }
}
