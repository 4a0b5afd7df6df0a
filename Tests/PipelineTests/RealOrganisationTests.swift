import Foundation
import RegistryXML
import Tables
import Testing

/// Real files written by others; they are no part of the project.
private let realFeeds = ProcessInfo.processInfo.environment["STRATA_REAL_FEEDS"]

/// All values by hand, from the two files read as text.
@Suite("Real organisations", .enabled(if: realFeeds != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealOrganisationTests {
    private struct NoKey: Pseudonymiser {
        func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) { (0, 0) }
    }

    private func read(_ code: String) throws -> MappedDocument {
        try DocumentReader.read(
            "\(#require(realFeeds))/ods/ods-Organisation-\(code).xml",
            Mapping(file: StrataProcess.mappings + "/ods.yaml"), pseudonymiser: NoKey())
    }

    private func texts(_ document: MappedDocument, _ table: String, _ column: String) -> [String?] {
        guard let column = document.tables[table]?[column] else { return ["no such column"] }
        return (0..<column.count).map { column.text($0) }
    }

    private func days(_ document: MappedDocument, _ table: String, _ column: String) -> [String?] {
        guard let column = document.tables[table]?[column] else { return ["no such column"] }
        return (0..<column.count).map { column.integer($0).map { CalendarDay(number: Int32($0)).text } }
    }

    @Test("A practice and what became of its commissioners")
    func practice() throws {
        let document = try read("J82028")
        #expect(texts(document, "organisations", "class") == ["RC1"])
        #expect(texts(document, "organisations", "primary_role") == ["RO177"])
        #expect(texts(document, "organisations", "postcode") == ["PO5 3ND"])
        #expect(texts(document, "organisations", "country") == ["ENGLAND"])
        #expect(days(document, "organisations", "opened") == ["1974-04-01"])
        #expect(days(document, "organisations", "closed") == [nil])
        #expect(days(document, "organisations", "changed") == ["2016-06-24"])
        #expect(texts(document, "roles", "role") == ["RO177", "RO76"])
        #expect(texts(document, "roles", "number") == ["17745", "185634"])
        #expect(days(document, "roles", "start") == ["1974-04-01", "2014-04-15"])
        #expect(texts(document, "relations", "relation") == ["RE4", "RE4", "RE4"])
        #expect(texts(document, "relations", "target") == ["5FE", "4RK71", "10R"])
        #expect(texts(document, "relations", "target_role") == ["RO179", "RO171", "RO98"])
        #expect(texts(document, "relations", "status") == ["Inactive", "Inactive", "Active"])
        #expect(days(document, "relations", "end") == ["2013-03-31", "2001-03-31", nil])
        #expect(document.tables["successions"]?.count == 0)
        #expect(document.rejects.isEmpty)
        // The manifest's count is of a release; a bare organisation has none.
        #expect(document.findings.allSatisfy { $0.count == 0 })
    }

    @Test("A branch surgery, which is a site")
    func branch() throws {
        let document = try read("C84714001")
        #expect(texts(document, "organisations", "code") == ["C84714001"])
        #expect(texts(document, "organisations", "class") == ["RC2"])
        #expect(texts(document, "roles", "role") == ["RO96"])
        #expect(texts(document, "relations", "relation") == ["RE6"])
        #expect(texts(document, "relations", "target") == ["C84714"])
        #expect(days(document, "relations", "start") == ["2004-04-01"])
    }
}
