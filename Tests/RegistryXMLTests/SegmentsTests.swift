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
}
