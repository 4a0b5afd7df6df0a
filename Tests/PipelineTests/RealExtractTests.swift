import Foundation
import RegistryXML
import Tables
import Testing

/// Real files written by others; they are no part of the project.
private let realFeeds = ProcessInfo.processInfo.environment["STRATA_REAL_FEEDS"]

private struct NoKey: Pseudonymiser {
    func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) { (0, 0) }
}

@Suite("Real GP data extracts", .enabled(if: realFeeds != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealExtractTests {
    private func path(_ file: String) throws -> String { "\(try #require(realFeeds))/gpdata-extract/\(file)" }

    private func read(_ file: String) throws -> MappedDocument {
        try DocumentReader.read(
            path(file), Mapping(file: StrataProcess.mappings + "/gpdata-extract.yaml"), pseudonymiser: NoKey())
    }

    private func texts(_ document: MappedDocument, _ table: String, _ column: String) -> [String?] {
        guard let column = document.tables[table]?[column] else { return ["no such column"] }
        return (0..<column.count).map { column.text($0) }
    }

    /// Elements counted with Python's `xml.etree.ElementTree`, without those that say df="true".
    @Test("Every file: the rows of every table")
    func rowsOfEveryFile() throws {
        let none = [
            "organisations", "staff", "patients", "registrations", "conditions", "problem_links", "contacts",
            "observations", "medications", "immunisations", "allergies", "referrals", "recalls",
        ]
        for (file, expected) in [
            ("00001_perfect__input1.xml", [4, 8, 2, 2, 0, 0, 2, 1, 0, 0, 1, 1, 2]),
            ("00001_perfect__input2.xml", [4, 22, 2, 2, 1, 1, 2, 1, 0, 0, 0, 1, 2]),
            ("00004_validation_failure__input_uniqueness_failure.xml", [4, 8, 2, 2, 0, 0, 2, 1, 0, 0, 1, 1, 2]),
            ("00010_empty_extract__input.xml", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            // Both of its observations are deleted; its problems have no date of their own.
            ("00011_multiple_schemas__input0.71.xml", [1, 1, 1, 1, 2, 3, 3, 0, 2, 1, 1, 1, 1]),
        ] {
            let document = try read(file)
            #expect(none.map { document.tables[$0]?.count } == expected, "\(file)")
            #expect(document.rejects.isEmpty, "\(file)")
        }
        #expect(throws: RefusedDocument.self) { try read("00003_invalid_xml__input.xml") }
    }

    @Test("Version 0.71: partial dates, junk for an LSOA, numbers")
    func theOldestVersion() throws {
        let document = try read("00011_multiple_schemas__input0.71.xml")
        func day(_ text: String) -> Int64? { CalendarDay(text).map { Int64($0.number) } }
        #expect(document.header.text("version") == "0.71")
        // Week 1 of 1952 began on 31 December 1951.
        #expect(document.tables["patients"]?["birth_date"]?.integer(0) == day("1951-12-31"))
        #expect(texts(document, "patients", "lsoa") == [nil])
        #expect(texts(document, "registrations", "practice") == ["A10029"])
        #expect(document.tables["registrations"]?["start"]?.integer(0) == day("2012-02-01"))
        #expect(document.tables["registrations"]?["end"]?.integer(0) == day("2012-02-01"))
        #expect(texts(document, "registrations", "type") == ["immediately-necessary"])
        #expect(document.tables["contacts"]?["minutes"]?.integer(0) == 23)
        #expect(texts(document, "contacts", "practice") == ["A81071", "A81071", "A81071"])
        #expect(texts(document, "contacts", "role") == ["gp", "gp", "gp"])
        #expect(document.tables["medications"]?["quantity"]?.double(1) == 28)
        #expect(texts(document, "conditions", "significance") == [nil, "major"])
        #expect(texts(document, "referrals", "target") == ["A10029"])
        #expect(texts(document, "immunisations", "substance") == ["13344455"])
    }

    /// The producer's own result, as the producer published it beside the files.
    @Test("What the producer's own pipeline made of the two whole files")
    func asTheProducerReadsThem() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path("00001_perfect__expected.json")))
        let records = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        for (file, provider) in [("00001_perfect__input1.xml", "A81001"), ("00001_perfect__input2.xml", "A81002")] {
            let document = try read(file)
            let own = records.filter { $0["derived_provider_id"] as? String == provider }
            try #require(own.count == document.tables["patients"]?.count)
            for (row, record) in own.enumerated() {
                let patient = try #require(record["patient"] as? [String: Any])
                let sex = try #require(document.tables["patients"]?["sex"])
                #expect(sex.text(row) == patient["gender"] as? String)
                #expect(document.tables["patients"]?["lsoa"]?.text(row) == patient["lsoa"] as? String)
                #expect(document.tables["patients"]?["ethnicity"]?.text(row) == patient["ethnic_category"] as? String)
                #expect(document.tables["patients"]?["sector"]?.text(row) == patient["postcode_sector"] as? String)
                for (theirs, ours, dates) in [
                    ("encounter", "contacts", "at"), ("observation", "observations", "at"),
                    ("problem", "conditions", "onset"), ("allergy", "allergies", "onset"),
                    ("referral", "referrals", "at"), ("recall", "recalls", "at"), ("medication", "medications", "at"),
                    ("immunisation", "immunisations", "at"),
                ] {
                    let events = try #require(record[theirs] as? [[String: Any]])
                    compare(events, document, ours, dates, patient: row)
                }
                let links = try #require(record["problem_link"] as? [[String: Any]])
                let table = try #require(document.tables["problem_links"])
                let rows = (0..<table.count).filter { table["patient"]?.integer($0) == Int64(row) }
                #expect(rows.map { table["event"]?.text($0) } == links.map { $0["event_id"] as? String })
            }
            let staff = try #require(own[0]["practitioner"] as? [[String: Any]])
            #expect(
                texts(document, "staff", "role")
                    == staff.map { $0["identifier_issuing_body"] as? String == "02" ? "gp" : "other" })
            #expect(texts(document, "staff", "job") == staff.map { $0["sds_job_role_code"] as? String })
            let organisations = try #require(own[0]["organisation"] as? [[String: Any]])
            #expect(texts(document, "organisations", "code") == organisations.map { $0["ods_code"] as? String })
        }
    }

    private func compare(
        _ events: [[String: Any]], _ document: MappedDocument, _ name: String, _ dates: String, patient: Int
    ) {
        guard let table = document.tables[name] else {
            Issue.record("no table \(name)")
            return
        }
        let rows = (0..<table.count).filter { table["patient"]?.integer($0) == Int64(patient) }
        #expect(rows.map { table["id"]?.text($0) } == events.map { $0["id"] as? String }, "\(name)")
        let times = events.map { time($0["effective_date"] as? String ?? "", isDay: dates == "onset") }
        #expect(rows.map { table[dates]?.integer($0) } == times, "\(name)")
        let code = name == "contacts" ? "kind" : "code"
        #expect(
            rows.map { table[code]?.text($0) } == events.map { $0["snomed_concept_id"] as? String }, "\(name)")
        if name != "contacts" {
            #expect(rows.map { table["read2"]?.text($0) } == events.map { $0["readv2_code"] as? String }, "\(name)")
        }
    }

    /// Days, or seconds, since 1970-01-01 of a time written `YYYY-MM-DDThh:mm:ss`.
    private func time(_ text: String, isDay: Bool) -> Int64? {
        guard let day = CalendarDay(String(text.prefix(10))) else { return nil }
        if isDay { return Int64(day.number) }
        let clock = text.dropFirst(11).split(separator: ":").compactMap { Int64($0) }
        return Int64(day.number) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }
}
