import Diagnostics
import Yams

extension MappingReader {
    mutating func readTables(_ node: Node) {
        let all = pairs(node)
        for (name, _, _) in all { compiler.plan.tables.append(MappingPlan.TablePlan(name: name)) }
        let names = all.map(\.key)
        for (index, entry) in all.enumerated() { readTable(index, entry.value, at: entry.keyNode, names: names) }
    }

    private mutating func readTable(_ index: Int, _ node: Node, at keyNode: Node, names: [String]) {
        let all = pairs(node, known: ["record", "parent", "repeats", "when", "fields"])
        func value(_ key: String) -> Node? { all.first { $0.key == key }?.value }
        for key in ["record", "fields"] where value(key) == nil { fault("`\(key)` is missing", at: keyNode) }
        if let node = value("parent") { readParent(index, node, names: names) }
        if let node = value("record") {
            for (text, node) in strings(node, "the path of an element") {
                guard let path = path(text, node) else { continue }
                if let problem = compiler.addRecord(path, table: index) { fault(problem, at: node) }
            }
        }
        if let node = value("when") { readCondition(index, node) }
        var seen = Set<String>()
        if let column = compiler.plan.tables[index].parentColumn { seen.insert(column) }
        if let node = value("fields") {
            for (name, keyNode, value) in pairs(node) {
                guard let field = readField(name, value, table: index) else { continue }
                if !seen.insert(name).inserted { fault("two columns named `\(name)`", at: keyNode) }
                add(field, to: index, at: keyNode)
            }
        }
        if let node = value("repeats") { readRepeats(index, node) }
        if compiler.plan.tables[index].optOut != nil, compiler.plan.tables[index].person == nil {
            fault("an opt_out needs a field of type nhs_number or token beside it", at: keyNode)
        }
    }

    private mutating func add(_ field: ReadField, to table: Int, at node: Node) {
        let place = compiler.plan.tables[table].fields.count
        if place == 63 { fault("a table may have 63 fields", at: node) }
        switch field.plan.type {
        case .identifier where compiler.plan.tables[table].identifier == nil:
            compiler.plan.tables[table].identifier = place
        case .nhsNumber where compiler.plan.tables[table].person == nil,
            .token where compiler.plan.tables[table].person == nil:
            compiler.plan.tables[table].person = place
        case .optOut where compiler.plan.tables[table].optOut == nil:
            compiler.plan.tables[table].optOut = place
        case .identifier, .nhsNumber, .token, .optOut:
            fault("a table may have one field of type \(field.plan.type.rawValue)", at: node)
        default: break
        }
        compiler.plan.tables[table].fields.append(field.plan)
        for (path, node) in field.paths {
            if let problem = compiler.addField(path, table: table, field: place) { fault(problem, at: node) }
        }
    }

    private mutating func readParent(_ index: Int, _ node: Node, names: [String]) {
        var tableNode = node
        var column: String?
        if node.mapping != nil {
            let all = pairs(node, known: ["table", "column"])
            guard let table = all.first(where: { $0.key == "table" })?.value else {
                fault("`table` is missing", at: node)
                return
            }
            tableNode = table
            if let node = all.first(where: { $0.key == "column" })?.value { column = string(node, "a column name") }
        }
        guard let table = string(tableNode, "the name of a table") else { return }
        guard let parent = names.firstIndex(of: table), parent < index else {
            let earlier = names.prefix(index)
            fault(
                "no earlier table is named `\(table)`", at: tableNode,
                hint: NearestName.of(table, among: earlier).map { "did you mean `\($0)`?" })
            return
        }
        compiler.plan.tables[index].parent = parent
        compiler.plan.tables[index].parentColumn = column ?? table
    }

    private mutating func readCondition(_ index: Int, _ node: Node) {
        for (name, keyNode, value) in pairs(node) {
            guard let text = string(value, "a value") else { continue }
            guard let header = compiler.plan.header.firstIndex(where: { $0.name == name }) else {
                let near = NearestName.of(name, among: compiler.plan.header.map(\.name))
                fault("no header field is named `\(name)`", at: keyNode, hint: near.map { "did you mean `\($0)`?" })
                continue
            }
            compiler.plan.tables[index].when = (header, text)
        }
    }

    private mutating func readRepeats(_ index: Int, _ node: Node) {
        for (key, _, value) in pairs(node, known: ["by", "keep"]) {
            if key == "keep" {
                if value.scalar?.string != "last" { fault("expected last", at: value) }
                continue
            }
            guard let name = string(value, "the name of a field") else { continue }
            compiler.plan.tables[index].repeats = field(name, of: index, at: value)
            if compiler.plan.tables[index].parent == nil { fault("only a table with a parent has repeats", at: value) }
        }
        let isParent = compiler.plan.tables.contains { $0.parent == index }
        if isParent { fault("a table with tables inside it cannot have repeats", at: node) }
    }

    private mutating func field(_ name: String, of table: Int, at node: Node) -> Int? {
        let names = compiler.plan.tables[table].fields.map(\.name)
        if let place = names.firstIndex(of: name) { return place }
        fault(
            "table `\(compiler.plan.tables[table].name)` has no field `\(name)`", at: node,
            hint: NearestName.of(name, among: names).map { "did you mean `\($0)`?" })
        return nil
    }

    // MARK: Lookups

    mutating func readLookup(_ node: Node, from index: Int) -> Int? {
        let all = pairs(node, known: ["table", "by", "take"])
        func value(_ key: String) -> Node? { all.first { $0.key == key }?.value }
        guard let tableNode = value("table"), let byNode = value("by"), let takeNode = value("take") else {
            fault("a lookup has `table`, `by` and `take`", at: node)
            return nil
        }
        guard let name = string(tableNode, "the name of a table") else { return nil }
        let earlier = compiler.plan.tables.prefix(index).map(\.name)
        guard let table = earlier.firstIndex(of: name) else {
            fault(
                "no earlier table is named `\(name)`", at: tableNode,
                hint: NearestName.of(name, among: earlier).map { "did you mean `\($0)`?" })
            return nil
        }
        guard let byName = string(byNode, "a field"), let takeName = string(takeNode, "a field"),
            let by = field(byName, of: table, at: byNode), let take = field(takeName, of: table, at: takeNode)
        else { return nil }
        for (field, node) in [(by, byNode), (take, takeNode)] {
            let type = compiler.plan.tables[table].fields[field].type
            if type == .identifier || type.isPerson {
                fault("a lookup cannot use a field of type \(type.rawValue)", at: node)
            }
        }
        compiler.plan.lookups.append(MappingPlan.Lookup(table: table, by: by, take: take))
        return compiler.plan.lookups.count - 1
    }
}
