import RegistryXML
import Tables
import Testing

/// What is handed on while a document is read.
@Suite struct SegmentsTests {
    /// How many rejects came at a time, how many rows, and what was left for the end.
    private struct Handed {
        var rejects: [Int] = []
        var rows: [Int] = []
        var left = 0
    }

    private func stream(_ xml: String, rowsPerSegment: Int, _ limits: ReadingLimits = ReadingLimits()) throws -> Handed
    {
        let mapping = try Fixtures.mapping()
        var options = ReadingOptions()
        options.limits = limits
        return try Fixtures.withFile(Array(xml.utf8)) { path in
            var handed = Handed()
            try DocumentContainer.forEachDocument(of: path) { (contained) throws(RefusedDocument) in
                let end = try DocumentReader.stream(
                    contained, mapping, PlainTokens(), options, rowsPerSegment: rowsPerSegment,
                    rows: { handed.rows.append($0.count) }, rejects: { handed.rejects.append($0.count) })
                handed.left = end.rejects.count
            }
            return handed
        }
    }

    /// Patients without a date of birth are set aside; none of them may wait for a good one.
    @Test func badRecordsAloneAreHandedOn() throws {
        let bad = String(repeating: "<patient id=\"p\" sex=\"2\"><note>x</note></patient>", count: 10)
        let handed = try stream(Fixtures.feed(bad), rowsPerSegment: 4)
        #expect(handed.rejects == [4, 4, 2])
        #expect(handed.rows == [])
        #expect(handed.left == 0)
    }

    /// Rows of which nothing inside matters are handed on as well.
    @Test func rowsWithoutAnythingInsideAreHandedOn() throws {
        let staff = (0..<5).map { "<staff id=\"s\($0)\" role=\"gp\" organisation=\"G85001\"/>" }.joined()
        #expect(try stream(Fixtures.feed(staff), rowsPerSegment: 2).rows == [2, 2, 1])
    }

    /// What is set aside inside one record waits for its end, and may not be more than the limit.
    @Test func whatWaitsHasALimit() throws {
        var limits = ReadingLimits()
        limits.rejects = 3
        let bad = String(repeating: "<patient id=\"p\" sex=\"2\"/>", count: 10)
        #expect(try stream(Fixtures.feed(bad), rowsPerSegment: 2, limits).rejects == [2, 2, 2, 2, 2])
        let one = Fixtures.patient(String(repeating: "<registration/>", count: 4))
        #expect { try stream(Fixtures.feed(one), rowsPerSegment: 2, limits) } throws: {
            ($0 as? RefusedDocument)?.kind == .limit
        }
    }

    /// Events joined to somebody who opted out never leave, wherever in the document the patient stands; those of nobody are
    /// set aside, and the rest come as soon as they and their patients have.
    @Test func joinedEventsOfTheWithheldNeverLeave() throws {
        // 9434765919 and 9434765870 have the check digits of NHS numbers.
        let mapping = try Mapping(
            yaml: SmallMapping.yaml(
                """
                tables:
                  people:
                    record: r/p
                    fields:
                      id: {path: "@id", type: identifier, required: true}
                      key: {path: "@id", type: text}
                      person: {path: "@n", type: nhs_number}
                      opt_out: {path: "@o", type: opt_out}
                  events:
                    record: r/e
                    parent: {table: people, column: person_row, on: "@p", by: key}
                    fields:
                      code: {path: "@c", type: text}
                """, root: "r"), name: "small.yaml")
        let xml = """
            <r><e p='b' c='1'/><e p='a' c='2'/><p id='a' n='9434765919' o='type1'/><e p='a' c='3'/><e p='c' c='4'/>\
            <p id='b' n='9434765870'/><e p='b' c='5'/><p id='d'/><e p='d' c='6'/><e p='b' c='7'/></r>
            """
        var codes: [String?] = []
        var parents: [Int32] = []
        var setAside: [String] = []
        _ = try Fixtures.withFile(Array(xml.utf8)) { path in
            try DocumentContainer.forEachDocument(of: path) { (contained) throws(RefusedDocument) in
                _ = try DocumentReader.stream(
                    contained, mapping, PlainTokens(), ReadingOptions(), rowsPerSegment: 1,
                    rows: { segment in
                        guard segment.table == 1 else { return }
                        codes += (0..<segment.count).map { segment.columns[0].text($0) }
                        parents += (0..<segment.count).map { segment.columns[1].int32s[$0] }
                    }, rejects: { setAside += $0.map { "\($0.table) \($0.reason.rawValue)" } })
            }
        }
        #expect(codes == ["1", "5", "6", "7"])
        #expect(parents == [1, 1, 2, 1])
        #expect(setAside == ["events no_match"])
    }
}
