@testable import RegistryXML
import Synchronization
import Tables
import Testing

/// How much of a document is held while its rows are handed on; documents of several pieces of 256 KiB.
@Suite struct HeldRowsTests {
    private final class Peak: Sendable {
        private let most = Mutex((orphans: 0, bytes: 0))

        func take(_ orphans: Int, _ bytes: Int) {
            most.withLock { $0 = (max($0.orphans, orphans), max($0.bytes, bytes)) }
        }

        var value: (orphans: Int, bytes: Int) { most.withLock { $0 } }
    }

    private struct Streamed {
        var rows: [Int] = [0, 0, 0]
        var rejects = 0
        var orphans = 0
        var bytes = 0
    }

    private static let joined = """
        tables:
          people:
            record: r/p
            fields: {id: {path: "@id", type: text}, name: {path: "@name", type: text}}
          events:
            record: r/e
            parent: {table: people, on: "@p", by: id}
            fields: {code: {path: "@c", type: text}, at: {path: "@at", type: integer}}
          parts:
            record: r/e/x
            parent: events
            fields: {code: {path: "@c", type: text}}
        """

    private func stream(_ yaml: String, _ xml: String, heldBytes: Int = 64 << 20) throws -> Streamed {
        let mapping = try Mapping(yaml: SmallMapping.yaml(yaml), name: "small.yaml")
        let peak = Peak()
        var options = ReadingOptions()
        options.limits.heldBytes = heldBytes
        options.watchesHeld = { peak.take($0, $1) }
        return try Fixtures.withFile(Array(xml.utf8)) { path in
            var streamed = Streamed()
            try DocumentContainer.forEachDocument(of: path) { (contained) throws(RefusedDocument) in
                _ = try DocumentReader.stream(
                    contained, mapping, PlainTokens(), options, rowsPerSegment: 500,
                    rows: { streamed.rows[$0.table] += $0.count }, rejects: { streamed.rejects += $0.count })
            }
            (streamed.orphans, streamed.bytes) = peak.value
            return streamed
        }
    }

    private func refusal(_ yaml: String, _ xml: String, heldBytes: Int) throws -> RefusedDocument? {
        do {
            _ = try stream(yaml, xml, heldBytes: heldBytes)
            return nil
        } catch let error as RefusedDocument { return error }
    }

    private func people(_ range: Range<Int>) -> String {
        range.map { "<p id='person-\($0)' name='n'/>" }.joined()
    }

    private func events(_ count: Int, of people: Int) -> String {
        (0..<count).map { "<e p='person-\($0 % people)' c='code-\($0)' at='\($0)'><x c='1'/></e>" }.joined()
    }

    /// 60,000 rows of more than 20 bytes in each of two tables: none waits, and 500 at a time are held.
    @Test func childrenAfterTheirParentsAreNotHeld() throws {
        let streamed = try stream(Self.joined, "<r>\(people(0..<100))\(events(60_000, of: 100))</r>")
        #expect(streamed.rows == [100, 60_000, 60_000])
        #expect(streamed.orphans == 0)
        #expect(streamed.bytes < 500_000)
    }

    @Test func childrenBeforeTheirParentsWaitForThem() throws {
        let xml = "<r>\(events(20_000, of: 40))\(people(0..<40))\(events(20_000, of: 40))</r>"
        let streamed = try stream(Self.joined, xml)
        #expect(streamed.rows == [40, 40_000, 40_000])
        // All pieces but the one in which the people come end before or after them.
        #expect((15_000...20_000).contains(streamed.orphans))
        #expect(streamed.bytes < 20_000 * 200)
    }

    /// Each parent lets its children go: no more than those of one wait at a time, and their room is given back.
    @Test func roomIsGivenBack() throws {
        let xml = (0..<200).map { person in
            (0..<300).map { "<e p='person-\(person)' c='code-\($0)' at='1'/>" }.joined() + people(person..<person + 1)
        }.joined()
        let streamed = try stream(Self.joined, "<r>\(xml)</r>")
        #expect(streamed.rows == [200, 60_000, 0])
        #expect(streamed.orphans <= 300)
        // A block that is left, and its dead.
        #expect(streamed.bytes < 4 << 20)
    }

    @Test func childrenOfNobodyHaveALimit() throws {
        let xml = "<r>\(people(0..<10))\n\(events(60_000, of: 60_000))</r>"
        let refusal = try #require(try refusal(Self.joined, xml, heldBytes: 2 << 20))
        #expect(refusal.kind == .limit)
        #expect(refusal.message.contains("rows of `events` wait for their rows of `people`"))
        #expect(refusal.message.contains("\(2 << 20) bytes"))
        #expect(refusal.hint?.contains("`on` and `by`") == true)
        #expect(refusal.byteOffset > 256 << 10 && refusal.byteOffset < xml.utf8.count)
        #expect(refusal.line == 2)
        let all = try stream(Self.joined, xml)
        #expect(all.rows == [10, 10, 10])
        #expect(all.rejects == 59_990)
        #expect(all.orphans > 50_000)
    }

    @Test func rowsThatWaitForAConditionHaveALimit() throws {
        let yaml = SmallMapping.table("\"r[last/@v='1']/x\"", "\"@v\"")
        let rows = String(repeating: "<x v='12345678'/>", count: 60_000)
        let xml = "<r>\n\(rows)<last v='1'/></r>"
        let refusal = try #require(try refusal(yaml, xml, heldBytes: 512 << 10))
        #expect(refusal.kind == .limit)
        #expect(refusal.message.contains("rows of `t` that wait for a condition of their path"))
        #expect(refusal.hint?.contains("start tag") == true)
        #expect(refusal.byteOffset > 0 && refusal.line == 2)
        let all = try stream(yaml, xml)
        #expect(all.rows[0] == 60_000)
        // A text of 8 bytes and where it ends, and little more.
        #expect((500_000...60_000 * 13).contains(all.bytes))
        // What decides comes first.
        #expect(try stream(yaml, "<r><last v='1'/>\(rows)</r>").bytes < 200_000)
    }

    @Test func oneRecordAroundAllHasALimit() throws {
        let yaml = """
            tables:
              all:
                record: r
                fields: {v: {path: "@v", type: text}}
              rows:
                record: r/x
                parent: all
                fields: {v: {path: "@v", type: text}}
            """
        let xml = "<r>\(String(repeating: "<x v='12345678'/>", count: 100_000))</r>"
        let refusal = try #require(try refusal(yaml, xml, heldBytes: 1 << 20))
        #expect(refusal.kind == .limit)
        #expect(refusal.message.contains("rows of `rows` in one record of `all`"))
    }
}
