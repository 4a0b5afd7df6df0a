import Foundation
import RegistryXML
import StageKit
import Testing

@testable import Feeds

@Suite("A mapped document as a feed")
struct FeedShapeTests {
    @Test(
        "Numbers in the names of unknown elements are masked",
        arguments: [
            ("registryFeed/n9990000018", "registryFeed/n#"), ("patient/@a12", "patient/@a12"),
            ("123/x4567y89", "#/x#y89"),
            ("", ""), ("a/b", "a/b"),
        ])
    func masking(path: String, expected: String) { #expect(FeedShape.masked(path) == expected) }

    @Test("A mapping without header or patients is refused with all that it lacks")
    func lacking() throws {
        let text = """
            strata-mapping: 1
            name: things
            root: things
            header:
              source: {path: "@source", type: text}
              sequence: {path: "@number", type: text}
            tables:
              items:
                record: things/item
                fields:
                  id: {path: "@id", type: text}
            """
        let mapping = try Mapping(yaml: text, name: "things.yaml")
        let fault = #expect(throws: StageFault.self) { try FeedShape.check(mapping, shown: "things.yaml") }
        let messages = ([fault].compactMap { $0 } + (fault?.others ?? [])).map(\.message)
        #expect(
            messages == [
                "mapping 'things' has no header field 'extracted'", "mapping 'things' has no header field 'period_end'",
                "mapping 'things' has no header field 'content'",
                "mapping 'things' has a header field 'sequence' that is not integer",
                "mapping 'things' has no table 'patients'",
            ])
        #expect(fault?.code == .configuration)
    }

    private static let mapping = """
        strata-mapping: 1
        name: things
        root: things
        header:
          source: {path: "@source", type: text}
        tables:
          patients:
            record: things/patient
            fields:
              id: {path: "@id", type: identifier, required: true}
              sex: {path: "@sex", type: code, values: [m, f]}
              born: {path: "@born", type: date}
              practice: {path: "@practice", type: code}
        """

    private struct NoKey: Pseudonymiser {
        func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) { (0, 0) }
    }

    private func document(_ xml: String, _ yaml: String = mapping) throws -> MappedDocument {
        let mapping = try Mapping(yaml: yaml, name: "things.yaml")
        let path = NSTemporaryDirectory() + "feed-shape-\(UInt64.random(in: 0...UInt64.max)).xml"
        try Data(xml.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try DocumentReader.read(path, mapping, pseudonymiser: NoKey())
    }

    @Test("A fingerprint holds counts of records, filled fields, words of closed lists and masked paths, no free value")
    func fingerprint() throws {
        let document = try self.document(
            """
            <things source="s">
              <patient id="1" sex="m" born="2000-01-01" practice="P1" n9990000018="a"/>
              <patient id="2" sex="m" born="2000-01-02" n9990000026="b"/><patient id="3" sex="f"/><patient id="4"/>
              <patient id="5" sex="x"/><extra/>
            </things>
            """)
        let fingerprint = FeedShape.fingerprint(document)
        // The fifth is set aside, since x is no value.
        #expect(fingerprint.records == ["patients": 4])
        #expect(fingerprint.filled["patients.sex"] == 3)
        #expect(fingerprint.filled["patients.born"] == 2)
        #expect(fingerprint.filled["patients.practice"] == 1)
        #expect(fingerprint.words == ["patients.sex": ["m": 2, "f": 1]])
        #expect(fingerprint.unknown == ["things/patient/@n#": 2, "things/extra": 1])
    }

    @Test("Words may hold anything; unmapped values stand under one word")
    func counted() throws {
        let read = try self.document("<things source=\"s\"><patient id=\"1\" sex=\"m\"/></things>")
        var document = read
        document.filled = [PathCount(path: "patients.sex", count: 7)]
        document.words = [
            PathCount(path: "patients.sex=m", count: 3), PathCount(path: "patients.sex=a=b", count: 2),
        ]
        document.unmapped = [PathCount(path: "patients.sex", count: 2)]
        let fingerprint = FeedShape.fingerprint(document)
        #expect(fingerprint.filled == ["patients.sex": 7])
        #expect(fingerprint.words == ["patients.sex": ["m": 3, "a=b": 2, FeedFingerprint.unmapped: 2]])
    }

    @Test("What was set aside is counted by field and reason, also what found no match at the document's end")
    func setAside() throws {
        let mapping = """
            strata-mapping: 1
            name: things
            root: things
            header:
              source: {path: "@source", type: text}
              extracted: {path: "@extracted", type: utc_time}
              period_end: {path: "@end", type: date}
              content: {path: "@content", type: text}
            tables:
              practices:
                record: things/practice
                fields:
                  key: {path: "@key", type: code}
                  code: {path: "@code", type: code}
              patients:
                record: things/patient
                fields:
                  id: {path: "@id", type: identifier, required: true}
                  key: {path: "@id", type: code}
                  practice: {path: "@practice", type: code, required: true, lookup: {table: practices, by: key, take: code}}
                  other: {path: "@other", type: code, lookup: {table: practices, by: key, take: code}}
              events:
                record: things/event
                parent: {table: patients, column: patient, on: "@who", by: key}
                fields:
                  at: {path: "@at", type: date, required: true}
            """
        let document = try self.document(
            """
            <things source="s" extracted="2026-01-02T00:00:00Z" end="2026-01-01" content="full">
              <practice key="1" code="A"/><patient id="a" practice="1" other="9"/><patient id="b" practice="2"/>
              <patient id="c" practice="3"/><event who="a" at="2026-01-01"/><event who="b" at="2026-01-01"/>
              <event who="d" at="2026-01-01"/><event who="e" at="2026-01-01"/><event who="a"/><event who="a" at="x"/>
            </things>
            """, mapping)
        let feed = try FeedShape.feed(of: document, named: "f.xml")
        // b and c have a practice that nothing is; three events are of nobody, b among them.
        let expected = [
            "set-aside-patients": 2, "set-aside patients.practice no_match": 2, "set-aside-events": 5,
            "set-aside events.patient no_match": 3, "set-aside events.at missing": 1,
            "set-aside events.at malformed": 1, "unmatched patients.practice": 2, "unmatched patients.other": 1,
        ]
        let found = feed.quality.sorted.filter { $0.name.hasPrefix("set-aside") || $0.name.hasPrefix("unmatched") }
        #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.count) }).filter { $0.value > 0 } == expected)
        #expect(feed.rejects.count == 7 && feed.rejects.count { $0.reason == "no_match" } == 5)
    }

    @Test("A document is called after its file; of several each by its place")
    func names() {
        #expect(FeedShape.name(of: "/in/a.xml", document: 0, among: 1) == "a.xml")
        #expect(FeedShape.name(of: "a.zip", document: 0, among: 2) == "a.zip!/1")
        #expect(FeedShape.name(of: "/in/a.zip", document: 11, among: 12) == "a.zip!/12")
    }
}
