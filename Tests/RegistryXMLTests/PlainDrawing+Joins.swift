/// Documents and mappings where most rows have parents, before and after them, and keys come more than once.
extension PlainDrawing {
    mutating func joinedDocument() -> PlainElement {
        let root = PlainElement(PlainName(local: "r"))
        for _ in 0..<Int.random(in: 5..<40, using: &random) {
            let element = PlainElement(PlainName(local: pick(["a", "b", "c"])))
            addAttributes(to: element)
            for _ in 0..<pick([0, 1, 2, 3]) {
                let inner = PlainElement(PlainName(local: pick(["b", "c"])))
                addAttributes(to: inner)
                if chance(30) {
                    let innermost = PlainElement(PlainName(local: "c"))
                    addAttributes(to: innermost)
                    inner.add(innermost)
                }
                element.add(inner)
            }
            if chance(30) { element.add(pick(["1", "2", "x"])) }
            root.add(element)
        }
        root.number()
        return root
    }

    private mutating func addAttributes(to element: PlainElement) {
        for name in ["x", "y"] where chance(85) {
            element.attributes.append((name, "\(Int.random(in: 1...6, using: &random))"))
        }
        if chance(8) { element.attributes.append(("z", chance(50) ? "1" : "x")) }
    }

    /// Tables joined to one another in chains, with tables inside them.
    mutating func joinedMapping() -> PlainMapping {
        var mapping = PlainMapping()
        mapping.counted = [path(["r"])]
        var top = PlainMapping.Table(name: "t0", records: [path(["r", "a"])], fields: simpleFields())
        if chance(60) { top.person = [[value("y")]] }
        mapping.tables.append(top)
        if chance(40) { addInside("t0", ["r", "a", "c"], &mapping) }
        addJoined(["r", "b"], &mapping)
        if chance(60) { addInside(mapping.tables[mapping.tables.count - 1].name, ["r", "b", "b"], &mapping) }
        if chance(40), case .nested = mapping.tables[mapping.tables.count - 1].parent {
            addInside(mapping.tables[mapping.tables.count - 1].name, ["r", "b", "b", "c"], &mapping)
        }
        if chance(70) { addJoined(["r", "c"], &mapping) }
        if chance(40) { addJoined(["r", "a", "b"], &mapping) }
        return mapping
    }

    private func path(_ names: [String]) -> PlainPath {
        PlainPath(start: .document, steps: names.map { PlainPath.Step(test: PlainTest(local: $0)) })
    }

    private func value(_ attribute: String) -> PlainPath { PlainPath(leaf: .attribute(attribute)) }

    private mutating func simpleFields() -> [PlainMapping.Field] {
        var fields = [
            PlainMapping.Field(name: "f0", paths: [[value("x")]], isRequired: chance(20)),
            PlainMapping.Field(name: "f1", paths: [[value(pick(["y", "x"]))]]),
            PlainMapping.Field(name: "f2", paths: [[value("z")]], isInteger: true),
        ]
        // Whole at its end tag.
        if chance(50) { fields.append(PlainMapping.Field(name: "f3", paths: [[PlainPath(leaf: .text)]])) }
        return fields
    }

    private mutating func addInside(_ parent: String, _ names: [String], _ mapping: inout PlainMapping) {
        var record = path(names)
        let outer = mapping.tables.first { $0.name == parent }!
        for place in outer.records[0].steps.indices {
            record.steps[place].predicates = outer.records[0].steps[place].predicates
        }
        mapping.tables.append(
            PlainMapping.Table(
                name: "t\(mapping.tables.count)", records: [record], parent: .nested(parent, [0]),
                fields: simpleFields()))
    }

    private mutating func addJoined(_ names: [String], _ mapping: inout PlainMapping) {
        let parent = chance(50) ? mapping.tables[mapping.tables.count - 1] : pick(mapping.tables)
        var record = path(names)
        if chance(25) { record.steps[1].predicates = [.condition(condition(depth: 0))] }
        mapping.tables.append(
            PlainMapping.Table(
                name: "t\(mapping.tables.count)", records: [record],
                parent: .joined(
                    parent.name, on: [[value(pick(["x", "y"]))]], by: pick([["f0"], ["f0", "f1"], ["f1"]])),
                fields: simpleFields()))
    }
}
