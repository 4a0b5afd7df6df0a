import Diagnostics
import RegistryXML
import Testing

@Suite struct MappingTests {
    private func faults(_ yaml: String) -> [Diagnostic] {
        do {
            _ = try Mapping(yaml: yaml, name: "m.yaml")
            return []
        } catch { return error.items }
    }

    @Test func theShippedMappingsAreGood() throws {
        for name in ["registry-feed", "gpdata-extract", "ods"] { #expect(try Fixtures.mapping(name).name == name) }
        let contacts = try Fixtures.mapping().tables.first { $0.name == "contacts" }
        #expect(contacts?.parent == "patients" && contacts?.parentColumn == "patient")
    }

    @Test func allFaultsComeAtOnceWithTheirPlaces() {
        let found = faults(
            """
            strata-mapping: 1
            name: t
            namespaces: {r: "urn:r"}
            root: r:a
            tables:
              t:
                record: q:a/b
                fields:
                  one: {path: "@x", type: dat}
                  two: {path: "@@x", type: date}
                  three: {pth: "@x", type: date}
              u:
                parent: s
                record: r:a/r:c
                fields: {}
            """)
        #expect(
            found.map { "\($0.location!.line):\($0.location!.column)" } == [
                "7:13", "9:31", "10:21", "11:14", "11:15", "13:13",
            ])
        #expect(found.contains { $0.hint == "did you mean `date`?" })
        #expect(found.contains { $0.hint == "did you mean `path`?" })
        #expect(found.allSatisfy { $0.code == .configuration && $0.location?.file == "m.yaml" && $0.snippet != nil })
    }

    @Test func whatIsNoMappingIsAFault() {
        for yaml in ["", "[", "a: b", "- 1", "strata-mapping: 2\nname: x\nroot: a\ntables: {}", "name: a\nname: b"] {
            #expect(!faults(yaml).isEmpty)
        }
    }
}
