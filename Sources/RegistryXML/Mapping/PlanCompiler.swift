/// Builds the tree of elements of a mapping, path by path. What cannot be done comes back as a message.
struct PlanCompiler {
    var plan = MappingPlan(name: "")
    var namespaces: [String: String] = [:]
    /// The nodes whose elements are records of each table.
    private var recordNodes: [Int: [Int]] = [:]

    private func resolved(_ name: MappingPath.Name) -> MappingPlan.ElementName {
        MappingPlan.ElementName(namespace: name.prefix.flatMap { namespaces[$0] }, local: name.local)
    }

    mutating func addRoot(_ name: MappingPath.Name) {
        plan.nodes.append(MappingPlan.Node(name: resolved(name), path: name.local, parent: -1))
        plan.roots.append(plan.nodes.count - 1)
    }

    private mutating func child(of node: Int, _ name: MappingPath.Name) -> Int {
        let wanted = resolved(name)
        if let found = plan.nodes[node].children.first(where: { plan.nodes[$0].name == wanted }) { return found }
        let path = plan.nodes[node].path + "/" + name.local
        plan.nodes.append(MappingPlan.Node(name: wanted, path: path, parent: node))
        plan.nodes[node].children.append(plan.nodes.count - 1)
        return plan.nodes.count - 1
    }

    private mutating func add(_ op: MappingPlan.Op, to node: Int, leaf: MappingPath.Leaf) {
        switch leaf {
        case .attribute(let name):
            if let place = plan.nodes[node].attributes.firstIndex(where: { $0.name == name }) {
                plan.nodes[node].attributes[place].ops.append(op)
            } else {
                plan.nodes[node].attributes.append((name, [op]))
            }
        case .element, .text:
            plan.nodes[node].textOps.append(op)
        }
    }

    /// The node of a path from the root of the document.
    private mutating func node(fromRoot steps: [MappingPath.Step]) -> Int? {
        guard let first = steps.first,
            let root = plan.roots.first(where: { plan.nodes[$0].name == resolved(first.name) })
        else { return nil }
        var node = root
        for step in steps.dropFirst() { node = child(of: node, step.name) }
        return node
    }

    mutating func addHeader(_ path: MappingPath, index: Int) -> String? {
        guard path.ups == 0, path.steps.allSatisfy(\.predicates.isEmpty) else {
            return "a header path has neither `..` nor predicates"
        }
        for root in plan.roots {
            var node = root
            for step in path.steps { node = child(of: node, step.name) }
            add(MappingPlan.Op(kind: .header, index: index), to: node, leaf: path.leaf)
        }
        return nil
    }

    mutating func addFinding(_ name: String, _ path: MappingPath) -> String? {
        guard path.ups == 0, path.leaf == .element, path.steps.allSatisfy(\.predicates.isEmpty) else {
            return "expected the path of an element from the root, without predicates"
        }
        guard let node = node(fromRoot: path.steps) else { return "the path does not start with the root element" }
        if plan.nodes[node].finding != nil { return "two findings on one element" }
        plan.nodes[node].finding = plan.findings.count
        plan.findings.append(name)
        return nil
    }

    mutating func addRecord(_ path: MappingPath, table: Int) -> String? {
        guard path.ups == 0, path.leaf == .element else { return "expected the path of an element from the root" }
        guard path.steps.dropLast().allSatisfy(\.predicates.isEmpty) else {
            return "only the last element of a record's path may have predicates"
        }
        guard let node = node(fromRoot: path.steps) else { return "the path does not start with the root element" }
        var record = MappingPlan.Record(table: table)
        for predicate in path.steps.last?.predicates ?? [] {
            guard case .attribute(let name) = predicate.leaf, predicate.elements.isEmpty else {
                return "a record's predicate looks at an attribute of its own"
            }
            record.predicates.append(
                MappingPlan.RecordPredicate(
                    attribute: name, value: Array(predicate.value.utf8), isNegated: predicate.isNegated))
            if !plan.nodes[node].attributes.contains(where: { $0.name == name }) {
                plan.nodes[node].attributes.append((name, []))
            }
        }
        if let parent = plan.tables[table].parent {
            var above = plan.nodes[node].parent
            while above >= 0, !plan.nodes[above].records.contains(where: { $0.table == parent }) {
                above = plan.nodes[above].parent
            }
            if above < 0 { return "the path does not lie inside a record of `\(plan.tables[parent].name)`" }
        }
        if plan.nodes[node].records.contains(where: { $0.table == table }) { return "the same path twice" }
        plan.nodes[node].records.append(record)
        if recordNodes[table] == nil { plan.tables[table].elementPath = plan.nodes[node].path }
        recordNodes[table, default: []].append(node)
        return nil
    }

    mutating func addField(_ path: MappingPath, table: Int, field: Int) -> String? {
        for node in recordNodes[table] ?? [] {
            if let problem = addField(path, table: table, field: field, at: node) { return problem }
        }
        return nil
    }

    private mutating func addField(_ path: MappingPath, table: Int, field: Int, at node: Int) -> String? {
        guard let record = plan.nodes[node].records.firstIndex(where: { $0.table == table }) else { return nil }
        if path.ups > 0 {
            guard path.steps.isEmpty, case .attribute = path.leaf else {
                return "after `..` only an attribute of an ancestor can follow"
            }
            var above = node
            for _ in 0..<path.ups where above >= 0 { above = plan.nodes[above].parent }
            if above < 0 { return "the path leads out of the document" }
            let slot = plan.slots
            plan.slots += 1
            plan.nodes[above].slots.append(slot)
            add(MappingPlan.Op(kind: .remember, index: slot), to: above, leaf: path.leaf)
            plan.nodes[node].records[record].inherited.append((slot, field))
            return nil
        }
        let predicated = path.steps.indices.filter { !path.steps[$0].predicates.isEmpty }
        if predicated.count > 1 { return "only one element of a field's path may have predicates" }
        if !path.steps.isEmpty || path.leaf != leafOfAttribute(path) { plan.nodes[node].records[record].isLate = true }
        var op = MappingPlan.Op(kind: .field, table: table, index: field)
        var place = node
        for (index, step) in path.steps.enumerated() {
            place = child(of: place, step.name)
            guard index == predicated.first else { continue }
            var found: [Int] = []
            for predicate in step.predicates {
                var decider = place
                for name in predicate.elements { decider = child(of: decider, name) }
                let number = plan.predicates.count
                plan.predicates.append(
                    MappingPlan.Predicate(value: Array(predicate.value.utf8), isNegated: predicate.isNegated))
                plan.nodes[place].predicates.append(number)
                add(MappingPlan.Op(kind: .predicate, index: number), to: decider, leaf: predicate.leaf)
                found.append(number)
            }
            op = MappingPlan.Op(kind: .capture, table: table, index: plan.captures.count)
            plan.nodes[place].captures.append(plan.captures.count)
            plan.captures.append(MappingPlan.Capture(table: table, field: field, predicates: found))
        }
        add(op, to: place, leaf: path.leaf)
        return nil
    }

    /// The path's leaf where it is an attribute, otherwise something that it is not.
    private func leafOfAttribute(_ path: MappingPath) -> MappingPath.Leaf {
        if case .attribute = path.leaf { return path.leaf }
        return .element
    }

    // MARK: What follows from all of it

    /// Works out which tables lie in which, and where the inside of a record can be skipped.
    mutating func settle() {
        for table in plan.tables.indices {
            var above = plan.tables[table].parent
            while let parent = above {
                plan.tables[parent].descendants.append(table)
                above = plan.tables[parent].parent
            }
        }
        for node in plan.nodes.indices {
            for record in plan.nodes[node].records.indices {
                let table = plan.nodes[node].records[record].table
                let own = Set(plan.tables[table].descendants + [table])
                plan.nodes[node].records[record].canSkip =
                    plan.nodes[node].records.count == 1 && isOnly(own, inside: node, isTop: true)
            }
        }
    }

    private func isOnly(_ tables: Set<Int>, inside node: Int, isTop: Bool) -> Bool {
        let entry = plan.nodes[node]
        var ops = entry.textOps
        if !isTop {
            ops += entry.attributes.flatMap(\.ops)
            if !entry.records.allSatisfy({ tables.contains($0.table) }) { return false }
        }
        for op in ops where op.kind == .header || op.kind == .field && !tables.contains(op.table) { return false }
        for capture in entry.captures where !tables.contains(plan.captures[capture].table) { return false }
        return entry.children.allSatisfy { isOnly(tables, inside: $0, isTop: false) }
    }
}
