import Foundation
import RegistryXML
import Tables
import Testing

/// Real files written by others; they are no part of the project.
private let realFeeds = ProcessInfo.processInfo.environment["STRATA_REAL_FEEDS"]

@Suite("Real feeds", .enabled(if: realFeeds != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealFeedsTests {
    /// Two practices' extracts and a broken one, with a reference folder made for them.
    private func extracts() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let source = "\(try #require(realFeeds))/gpdata-extract"
        for name in ["00001_perfect__input1.xml", "00001_perfect__input2.xml", "00003_invalid_xml__input.xml"] {
            try folder.write(try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8), to: "inbox/\(name)")
        }
        try folder.write(
            """
            code,name,scale,parent
            A81001,One,practice,L1
            A81002,Two,practice,L1
            C1,Village,community,L1
            L1,Valley,locality,B1
            B1,County,borough,

            """, to: "reference/areas.csv")
        try folder.write(
            "kind,code,area\nlsoa,E01006686,C1\npractice,A81001,L1\npractice,A81002,L1\n", to: "reference/members.csv")
        try folder.write("lsoa,decile\nE01006686,3\n", to: "reference/imd.csv")
        try folder.write(String(repeating: "ef", count: 32), to: "key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path + "/key")
        return folder
    }

    /// By hand: each of the two whole files holds two patients with a token of their own and a regular registration
    /// without an end, all four living in E01006686; each has one encounter, two of them on 2018-10-25 (one a practice),
    /// two in 1998. The files reach to 2018-10-28 and 2018-10-27; half of the records are in each, so the last day is
    /// the 27th. Births are in weeks 11 of 1995, 46 of 1996, 6 of 1978 and 24 of 1988: Mondays 1995-03-13, 1996-11-11,
    /// 1978-02-06 and 1988-06-13, so ages are 23, 21, 40 and 30.
    @Test("GP data extracts: people, ages and contacts as counted by hand, the broken file refused with its place")
    func gpData() throws {
        let folder = try extracts()
        let run = try StrataProcess.strata([
            "run", "pipelines/gpdata.yaml", "--state", "\(folder.path)/state", "--set", "inbox=\(folder.path)/inbox",
            "--set", "reference=\(folder.path)/reference", "--set", "internal=\(folder.path)/internal",
            "--set", "pseudonym_key=\(folder.path)/key", "--set", "on_feed_error=skip",
        ])
        try #require(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("00003_invalid_xml__input.xml:15:"))
        let file = IndicatorCSV(try folder.text("internal/gpdata/2018-10-27/indicators.csv"))
        func row(_ indicator: String, _ area: String, _ basis: String, age: String = "All ages") -> [String: String]? {
            file.rows.first {
                $0["Indicator ID"] == indicator && $0["Area Code"] == area && $0["Population basis"] == basis
                    && $0["Sex"] == "Persons" && $0["Age"] == age && $0["Category Type"] == ""
            }
        }
        for (area, basis, people) in [
            ("A81001", "registered", "2"), ("A81002", "registered", "2"), ("C1", "resident", "4"),
            ("L1", "registered", "4"), ("L1", "resident", "4"), ("B1", "registered", "4"),
        ] {
            #expect(row("population", area, basis)?["Count"] == people, "\(area) \(basis)")
        }
        #expect(row("population", "B1", "resident", age: "18-39 yrs")?["Count"] == "3")
        #expect(row("population", "B1", "resident", age: "40-64 yrs")?["Count"] == "1")
        // Contacts but cancelled ones, of the last twelve months: one a practice.
        #expect(row("access-turned-away", "A81001", "registered")?["Denominator"] == "1")
        #expect(row("access-turned-away", "A81002", "registered")?["Denominator"] == "1")
        #expect(row("access-turned-away", "L1", "resident")?["Denominator"] == "2")
        #expect(row("access-no-contact", "L1", "resident")?["Count"] == "2")
        #expect(row("access-no-contact", "L1", "resident")?["Denominator"] == "4")
    }

    @Test("Organisations of the ODS: code, name, role and relations")
    func organisations() throws {
        struct NoKey: Pseudonymiser {
            func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) { (0, 0) }
        }
        let mapping = try Mapping(file: StrataProcess.mappings + "/ods.yaml")
        let folder = "\(try #require(realFeeds))/ods"
        let practice = try DocumentReader.read(
            "\(folder)/ods-Organisation-J82028.xml", mapping, pseudonymiser: NoKey())
        let table = try #require(practice.tables["organisations"])
        #expect(table.count == 1)
        #expect(table["code"]?.text(0) == "J82028")
        #expect(table["name"]?.text(0) == "TRAFALGAR MEDICAL GROUP PRACTICE")
        #expect(table["status"]?.text(0) == "Active")
        #expect(table["opened"]?.integer(0) == 1551)  // 1974-04-01
        #expect(practice.tables["roles"]?.count == 2)
        #expect(practice.tables["relations"]?.count == 3)
        let branch = try DocumentReader.read(
            "\(folder)/ods-Organisation-C84714001.xml", mapping, pseudonymiser: NoKey())
        #expect(branch.tables["organisations"]?["primary_role"]?.text(0) == "RO96")
        #expect(branch.tables["relations"]?["target"]?.text(0) == "C84714")
        #expect(branch.rejects.isEmpty)
    }
}
