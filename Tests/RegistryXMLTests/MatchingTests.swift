import Diagnostics
import RegistryXML
import Tables
import Testing

/// Mappings and documents that are made to be hard.
@Suite struct MatchingTests {
    /// A random document of these names, deep rather than wide, and the names around and of each element.
    private func deep(seed: UInt64, elements: Int, depth: Int, names: [String]) -> (xml: String, paths: [[String]]) {
        var drawing = PlainDrawing(seed: seed)
        var xml = "<r>", open: [String] = [], paths: [[String]] = []
        for number in 0..<elements {
            while open.count == depth || !open.isEmpty && drawing.chance(45) { xml += "</\(open.removeLast())>" }
            let name = drawing.pick(names)
            open.append(name)
            paths.append(open)
            xml += "<\(name) n=\"\(number)\">"
        }
        while let name = open.popLast() { xml += "</\(name)>" }
        return (xml + "</r>", paths)
    }

    /// Whether these names lie around one another in that order, the last being the element itself.
    private func holds(_ wanted: [String], _ path: [String]) -> Bool {
        guard path.last == wanted.last else { return false }
        var left = wanted.dropLast()[...]
        for name in path.dropLast() where name == left.first { left = left.dropFirst() }
        return left.isEmpty
    }

    @Test func aChainOfDescendantsOnADeepDocument() throws {
        let names = ["a", "b", "c", "d", "e", "f"]
        let (xml, paths) = deep(seed: 1, elements: 20_000, depth: 200, names: names)
        let document = try SmallMapping.read(SmallMapping.table("//a//b//c//d//e//f", "\"@n\""), xml)
        let wanted = paths.enumerated().filter { holds(names, $0.element) }.map { "\($0.offset)" }
        #expect(wanted.count > 100)
        #expect(Set(document.texts("t", "f").compactMap { $0 }) == Set(wanted))
        #expect(document.counts["t"]?.kept == wanted.count)
    }

    @Test func chainsOfOneNameWithConditionsThatComeLate() throws {
        // 120 elements in one another, each decided at its end; the fourth and all deeper are records.
        let starts = (0..<120).map { "<a n='\($0)'>" }.joined()
        let xml = "<r>" + starts + String(repeating: "<k>1</k></a>", count: 120) + "</r>"
        let path = "\"//a[not(k='2')]//a[not(k='2')]//a[not(k='2')]//a\""
        let document = try SmallMapping.read(SmallMapping.table(path, "\"@n\""), xml)
        #expect(document.texts("t", "f") == (3..<120).reversed().map { "\($0)" })
        // A value that each of them finds inside: the first `a` below it.
        let inner = try SmallMapping.read(SmallMapping.table("//a", "\".//a[not(k='2')]//a[k='1']/@n\""), xml)
        #expect(inner.texts("t", "f") == (0..<120).reversed().map { $0 < 118 ? "\($0 + 2)" : nil })
    }

    @Test func manyConditionsOnAttributes() throws {
        var drawing = PlainDrawing(seed: 2)
        let condition = (0..<60).map { "@x\($0)='1'" }.joined(separator: " or ")
        var xml = "<r>", wanted: [String] = []
        for number in 0..<300 {
            let set = (0..<60).filter { _ in drawing.chance(3) }
            xml += "<a n='\(number)'" + set.map { " x\($0)='\($0 % 2)'" }.joined() + "/>"
            if set.contains(where: { $0 % 2 == 1 }) { wanted.append("\(number)") }
        }
        let document = try SmallMapping.read(SmallMapping.table("\"r/a[\(condition)]\"", "\"@n\""), xml + "</r>")
        #expect(document.texts("t", "f") == wanted)
    }

    @Test func aPathOfThreeHundredSteps() throws {
        let path = "r/" + Array(repeating: "a", count: 300).joined(separator: "/")
        let xml = "<r>" + String(repeating: "<a>", count: 300) + "x" + String(repeating: "</a>", count: 300) + "</r>"
        var options = ReadingOptions()
        options.limits.depth = 400
        let document = try SmallMapping.read(SmallMapping.table(path, "\".\""), xml, root: "r", options)
        #expect(document.texts("t", "f") == ["x"])
        let any = "//" + Array(repeating: "a", count: 300).joined(separator: "//")
        let descendants = try SmallMapping.read(SmallMapping.table(any, "\".\""), xml, root: "r", options)
        #expect(descendants.texts("t", "f") == ["x"])
        let refusal = #expect(throws: RefusedDocument.self) {
            try SmallMapping.read(SmallMapping.table(path, "\".\""), xml)
        }
        #expect(refusal?.message == "elements lie more than 256 deep in one another")
    }

    @Test func manyTablesOfAnyDepth() throws {
        let names = (0..<12).map { "n\($0)" }
        var yaml = "tables:\n"
        for first in 0..<12 {
            yaml += "  t\(first):\n    record: //n\(first)//n\((first + 1) % 12)\n"
            yaml += "    fields: {n: {path: \"@n\", type: text}}\n"
        }
        let (xml, paths) = deep(seed: 3, elements: 3000, depth: 40, names: names)
        let document = try SmallMapping.read(yaml, xml)
        for first in 0..<12 {
            let wanted = paths.enumerated().filter { holds(["n\(first)", "n\((first + 1) % 12)"], $0.element) }
            #expect(document.counts["t\(first)"]?.kept == wanted.count)
        }
    }

    // MARK: Limits

    @Test func limitsHoldInWhateverIsRead() throws {
        func refusal(_ yaml: String, _ xml: String, _ change: (inout ReadingLimits) -> Void) -> String? {
            var options = ReadingOptions()
            change(&options.limits)
            do {
                _ = try SmallMapping.read(yaml, xml, root: "r", options)
                return nil
            } catch let error as RefusedDocument {
                return error.kind == .limit ? error.message : "\(error.kind)"
            } catch { return "\(error)" }
        }
        let plain = SmallMapping.table("//a", "\".//b[c='1']/@x\"")
        let deep = "<r><z><a><a><b/></a></a></z></r>"
        #expect(refusal(plain, deep) { $0.depth = 4 } == "elements lie more than 4 deep in one another")
        #expect(refusal(plain, deep) { $0.depth = 5 } == nil)
        let two = "<r><a/><a/></r>"
        #expect(refusal(plain, two) { $0.rows = 1 } == "the document has more than 1 records")
        #expect(refusal(plain, two) { $0.rows = 2 } == nil)
        let wide = "<r><a/><z y='12345'/></r>"
        #expect(refusal(plain, wide) { $0.attributeBytes = 4 } == "an attribute is longer than 4 bytes")
        #expect(refusal(plain, "<r><a/><z>12345</z></r>") { $0.textBytes = 4 } == "a text is longer than 4 bytes")
        let family = """
            tables:
              p:
                record: r/p
                fields: {n: {path: "n", type: text}}
              c:
                record: r/p/c
                parent: p
                fields: {n: {path: "@n", type: text}}
            """
        let four = "<r><p><c/><c/><c/><n>1</n></p><p/></r>"
        #expect(refusal(family, four) { $0.recordsPerPatient = 2 } == "more than 2 records lie in one")
        #expect(refusal(family, four) { $0.recordsPerPatient = 4 } == nil)
        let required = SmallMapping.table("r/a", "\"@x\"", more: ", required: true")
        #expect(refusal(required, two) { $0.rejects = 1 } == "more than 1 records are set aside")
        let waits = SmallMapping.table("r/a", "\"b[k='1']/@x\"")
        #expect(
            refusal(waits, "<r><a><b x='123'><k/></b></a></r>") { $0.textBytes = 0 }
                == "values that wait for a condition take more than 0 bytes")
    }

    @Test func aDocumentOfManyNamesIsRefused() throws {
        var options = ReadingOptions()
        options.limits.names = 200
        let xml = "<r>" + (0..<300).map { "<x\($0)/>" }.joined() + "</r>"
        let refusal = #expect(throws: RefusedDocument.self) {
            try SmallMapping.read(SmallMapping.table("//a", "\"@x\""), xml, root: "r", options)
        }
        #expect(refusal?.message == "the document has more than 200 different names")
    }

    // MARK: Faults with their places

    @Test func faultsInPathsStandAtTheStepThatIsAtFault() {
        let found = SmallMapping.faults(
            """
            tables:
              t:
                record: r/a/q:b
                fields:
                  one: {path: "a/b[@c='1'/@d", type: text}
                  two: {path: [a, 'b//@c'], type: text}
                  three: {path: "../../../@c", type: text}
                  four: {path: "a[w:b/@vv:c]", type: text}
                  five: {path: "a/@*", type: text}
              u:
                record: s/a
                fields: {x: {path: "@x", type: text}}
              w:
                record: r/c
                parent: u
                fields: {x: {path: "@x", type: text}}
            """)
        // The record of `t` is at fault as well, so its fields have no record to be held against.
        #expect(
            found.map { "\($0.location!.line):\($0.location!.column) \($0.message)" } == [
                "7:17 in the path: the prefix `q` is not bound under `namespaces`",
                "9:30 in the path: expected `]`, `and` or `or`",
                "10:27 in the path: `//` needs the name of an element",
                "12:21 in the path: the prefix `vv` is not bound under `namespaces`",
                "15:13 in the path: the path does not start with a root element",
                "18:13 in the path: the path does not lie inside a record of `u`",
            ])
        #expect(found.allSatisfy { $0.location?.file == "small.yaml" && $0.snippet != nil })
        let alone = SmallMapping.faults(SmallMapping.table("r/a", "[\"../../@c\", \"../@*\", \"/r\", \"a/@*\"]"))
        #expect(
            alone.map { "\($0.location!.column) \($0.message)" } == [
                "19 in the path: `..` leads out of the document",
                "31 in the path: an attribute is named in full",
                "46 in the path: an attribute is named in full",
            ])
    }
}
