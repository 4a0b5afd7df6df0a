import RegistryXML
import Tables
import Testing

/// The reader against a plain reading of documents and mappings drawn by lot.
@Suite struct PlainEvaluatorTests {
    private func xml(_ root: PlainElement) -> String {
        var turn = 0
        return root.xml(&turn)
    }

    /// What both readings of a document come to where they differ.
    private func difference(_ drawn: PlainMapping, _ root: PlainElement) throws -> String? {
        let mapping = try Mapping(yaml: drawn.yaml, name: "drawn.yaml")
        return try difference(drawn, mapping, root)
    }

    private func difference(_ drawn: PlainMapping, _ mapping: Mapping, _ root: PlainElement) throws -> String? {
        var drawn = drawn
        drawn.setLateRecords(mapping)
        let wanted = PlainEvaluator.result(drawn, root)
        return try Fixtures.withFile(Array(xml(root).utf8)) { path in
            let document = try DocumentReader.read(
                path, mapping, pseudonymiser: PlainTokens(), options: PlainMapping.options)
            if let text = PlainResult(document, drawn).difference(from: wanted, drawn) { return text }
            var options = PlainMapping.options
            options.lastKeyHolds = true
            let last = try DocumentReader.read(path, mapping, pseudonymiser: PlainTokens(), options: options)
            let wantedLast = PlainEvaluator.result(drawn, root, lastKeyHolds: true)
            if let text = PlainResult(last, drawn).difference(from: wantedLast, drawn) { return "last holds: " + text }
            var order: PlainResult?
            for rows in [1, 3, 20] {
                let (streamed, came) = try PlainResult.streaming(path, mapping, drawn, rowsPerSegment: rows)
                if let text = streamed.withoutOrder.difference(from: wanted.withoutOrder, drawn) {
                    return "handed on after \(rows): " + text
                }
                // How many are handed on at a time changes nothing in their order.
                if let text = order.flatMap({ came.difference(from: $0, drawn) }) {
                    return "handed on after \(rows), in another order: " + text
                }
                order = came
            }
            return nil
        }
    }

    /// A smaller case that differs as well, with what differs.
    private func shrunk(_ drawn: PlainMapping, _ root: PlainElement) -> String {
        func differs(_ drawn: PlainMapping, _ root: PlainElement) -> Bool {
            do { return try difference(drawn, root) != nil } catch { return false }
        }
        var drawn = PlainShrinking.mapping(drawn) { differs($0, root) }
        let root = PlainShrinking.document(root) { differs(drawn, $0) }
        drawn = PlainShrinking.mapping(drawn) { differs($0, root) }
        return ((try? difference(drawn, root)) ?? "") + drawn.yaml + xml(root)
    }

    @Test func bothReadingsAgree() throws {
        var good = 0, records = 0
        for seed in UInt64(0)..<700 {
            var drawing = PlainDrawing(seed: seed)
            let drawn = drawing.mapping()
            // Some of what is drawn is no mapping: a parent that can lie in its like, or a path out of the document.
            guard let mapping = try? Mapping(yaml: drawn.yaml, name: "drawn.yaml") else { continue }
            good += 1
            for _ in 0..<8 {
                let root = drawing.document()
                records += PlainEvaluator.result(drawn, root).tables.values.reduce(0) { $0 + $1.kept }
                guard try difference(drawn, mapping, root) != nil else { continue }
                Issue.record("seed \(seed): \(shrunk(drawn, root))")
                return
            }
        }
        #expect(good > 150)
        #expect(records > 1000)
    }

    @Test func bothReadingsOfJoinedTablesAgree() throws {
        var joined = 0
        for seed in UInt64(0)..<400 {
            var drawing = PlainDrawing(seed: seed)
            let drawn = drawing.joinedMapping()
            let mapping = try Mapping(yaml: drawn.yaml, name: "drawn.yaml")
            for _ in 0..<5 {
                let root = drawing.joinedDocument()
                let tables = PlainEvaluator.result(drawn, root).tables
                for table in drawn.tables {
                    if case .joined = table.parent { joined += tables[table.name]?.kept ?? 0 }
                }
                guard try difference(drawn, mapping, root) != nil else { continue }
                Issue.record("seed \(seed): \(shrunk(drawn, root))")
                return
            }
        }
        #expect(joined > 5000)
    }
}
