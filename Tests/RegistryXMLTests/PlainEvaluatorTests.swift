import Diagnostics
import Glibc
import RegistryXML
import Tables
import Testing

/// The reader against a plain reading of documents and mappings drawn by lot.
@Suite struct PlainEvaluatorTests {
    /// What a case came to: nothing where both agree.
    private func difference(_ drawn: PlainMapping, _ mapping: Mapping, _ root: PlainElement) throws -> String? {
        var turn = 0
        let xml = root.xml(&turn)
        let found = PlainResult(try Fixtures.read(Array(xml.utf8), mapping), drawn)
        let wanted = PlainEvaluator.result(drawn, root)
        if found == wanted { return nil }
        var text = ""
        if found.header != wanted.header { text += "header \(found.header) not \(wanted.header)\n" }
        if found.off != wanted.off { text += "off \(found.off) not \(wanted.off)\n" }
        for table in drawn.tables where found.tables[table.name] != wanted.tables[table.name] {
            let found = found.tables[table.name]!, wanted = wanted.tables[table.name]!
            for field in table.fields where found.columns[field.name] != wanted.columns[field.name] {
                text += "\(table.name).\(field.name) \(found.columns[field.name]!) not \(wanted.columns[field.name]!)\n"
            }
            if found.parents != wanted.parents { text += "\(table.name) parents \(found.parents) not \(wanted.parents)\n" }
            if found.rejects != wanted.rejects { text += "\(table.name) rejects \(found.rejects) not \(wanted.rejects)\n" }
            if found.kept != wanted.kept { text += "\(table.name) kept \(found.kept) not \(wanted.kept)\n" }
            if found.setAside != wanted.setAside { text += "\(table.name) set aside \(found.setAside) not \(wanted.setAside)\n" }
            if found.filled != wanted.filled { text += "\(table.name) filled \(found.filled) not \(wanted.filled)\n" }
        }
        return text
    }

    private func shrunk(_ drawn: PlainMapping, _ root: PlainElement) throws -> String {
        func differs(_ drawn: PlainMapping, _ root: PlainElement) -> Bool {
            guard let mapping = try? Mapping(yaml: drawn.yaml, name: "drawn.yaml") else { return false }
            return (try? difference(drawn, mapping, root)) != .some(nil)
        }
        var drawn = PlainShrinking.mapping(drawn) { differs($0, root) }
        let root = PlainShrinking.document(root) { differs(drawn, $0) }
        drawn = PlainShrinking.mapping(drawn) { differs($0, root) }
        var turn = 0
        let text = try difference(drawn, try Mapping(yaml: drawn.yaml, name: "drawn.yaml"), root) ?? ""
        return drawn.yaml + root.xml(&turn) + "\n" + text
    }

    @Test func bothReadingsAgree() throws {
        let cases = Int(getenv("CASES").map { String(cString: $0) } ?? "") ?? 300
        let first = UInt64(getenv("SEED").map { String(cString: $0) } ?? "") ?? 0
        var refused: [String: Int] = [:], good = 0, bad = 0
        var smallest: (size: Int, text: String)?
        for seed in first..<first + UInt64(cases) {
            var drawing = PlainDrawing(seed: seed)
            let drawn = drawing.mapping()
            let mapping: Mapping
            do {
                mapping = try Mapping(yaml: drawn.yaml, name: "drawn.yaml")
            } catch {
                for item in error.items { refused[item.message, default: 0] += 1 }
                continue
            }
            good += 1
            for _ in 0..<8 {
                let root = drawing.document()
                guard let text = try difference(drawn, mapping, root) else { continue }
                bad += 1
                _ = text
                if smallest == nil || root.selfAndInside.count < smallest!.size {
                    smallest = (root.selfAndInside.count, try shrunk(drawn, root) + "seed \(seed)\n")
                }
                break
            }
        }
        print("good", good, "bad", bad, refused)
        if let smallest { print(smallest.text) }
        #expect(bad == 0)
    }
}
