import RegistryXML
import Testing

/// How many records have a value of their own: what a field is that suddenly has none.
@Suite struct FilledTests {
    private func filled(_ field: String, _ values: [String]) throws -> Int {
        let yaml =
            "tables:\n  t:\n    record: r/a\n    fields:\n      n: {path: \"@n\", type: text}\n"
            + "      f: {path: \"@f\", \(field)}\n"
        let records = values.map { "<a n=\"1\" f=\"\($0)\"/>" }.joined()
        let document = try SmallMapping.read(yaml, "<r>\(records)</r>")
        #expect(document.counts["t"]?.kept == values.count)
        #expect(document.filled.first { $0.path == "t.n" }?.count == values.count)
        return document.filled.first { $0.path == "t.f" }?.count ?? 0
    }

    /// A value that is taken for none is none, however it comes to that.
    @Test func whatIsTakenForNoneIsNoValue() throws {
        #expect(try filled("type: integer, malformed: absent", ["7", "x", "", "8"]) == 2)
        #expect(try filled("type: code, pattern: \"[0-9]+\", malformed: absent", ["x", "y", "z"]) == 0)
        #expect(try filled("type: comparator", ["&lt;5", "5", "~2"]) == 2)
        #expect(try filled("type: nhs_number", ["9434765919", "9434765918", "1"]) == 1)
    }

    /// What was none in one record says nothing of the next.
    @Test func aRecordThatIsSetAsideLeavesNothing() throws {
        let yaml =
            "tables:\n  t:\n    record: r/a\n    fields:\n      n: {path: \"@n\", type: text, required: true}\n"
            + "      f: {path: \"@f\", type: integer, malformed: absent}\n"
        let document = try SmallMapping.read(yaml, "<r><a f=\"x\"/><a n=\"1\" f=\"7\"/><a n=\"2\"/></r>")
        #expect(document.filled.first { $0.path == "t.f" }?.count == 1)
    }

    /// The token of somebody withheld is no value, also where rows are counted anew because a later condition took one.
    @Test func whoIsWithheldHasNoValues() throws {
        let yaml =
            "tables:\n  t:\n    record: r/g[k='1']/a\n    fields:\n      p: {path: \"@p\", type: nhs_number}\n"
            + "      o: {path: \"@o\", type: opt_out}\n"
        func record(_ optOut: String) -> String { "<a p=\"9434765919\" o=\"\(optOut)\"/>" }
        let good = "<g>\(record("type1"))\(record("none"))<k>1</k></g>"
        for before in ["", "<g>\(record("none"))<k>2</k></g>"] {
            let document = try SmallMapping.read(yaml, "<r>\(before)\(good)</r>")
            #expect(document.counts["t"]?.kept == 2)
            #expect(document.counts["t"]?.withheld == 1)
            #expect(document.filled.first { $0.path == "t.p" }?.count == 1)
        }
    }
}
