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

    /// The caret stands under the second `@`, or, where the text does not stand in the file as it is meant, at its start:
    /// line 10, column 15. The text of a block starts in column 11 of the next line.
    @Test(arguments: [
        ("a/@@x", "10:18"), ("\"a/@@x\"", "10:19"), ("'a/@@x'", "10:19"), ("a[@k='x' and @@y]", "10:29"),
        ("|-\n          a/@@x", "11:14"), (">-\n          a/@@x", "11:14"),
        ("|-\n\n          a/@@x", "10:15"), (">-\n          a/b[@k='x' and\n          @@y]", "10:15"),
        // Escapes, and texts over several lines.
        ("\"\\u0061/@@x\"", "10:15"), ("\"a/@\\u0040x\"", "10:19"), ("'a[@k=''x'']/@@x'", "10:15"),
        ("a[@k='x' and\n          @@y]", "10:15"), ("\"a[@k='x' and\n          @@y]\"", "10:15"),
        // A letter of two scalars is one character.
        ("e\u{301}/@@x", "10:18"),
    ]) func theCaretOfAFaultInAPath(value: String, place: String) {
        let found = faults(
            """
            strata-mapping: 1
            name: t
            root: r
            tables:
              t:
                record: r/b
                fields:
                  o:
                    type: text
                    path: \(value)
            """)
        #expect(found.map { "\($0.location!.line):\($0.location!.column)" } == [place])
    }

    @Test func whatIsNoMappingIsAFault() {
        for yaml in ["", "[", "a: b", "- 1", "strata-mapping: 2\nname: x\nroot: a\ntables: {}", "name: a\nname: b"] {
            #expect(!faults(yaml).isEmpty)
        }
    }
}
