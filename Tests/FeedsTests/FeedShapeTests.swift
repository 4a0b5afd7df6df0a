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
}
