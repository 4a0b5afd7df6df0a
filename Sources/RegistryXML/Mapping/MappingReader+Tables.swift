import Diagnostics
import Yams

extension MappingReader {
    mutating func readTables(_ node: Node) {
        let all = pairs(node)
        tableNodes = all.map(\.keyNode)
        for (name, _, _) in all { compiler.plan.tables.append(MappingPlan.TablePlan(name: name)) }
        let names = all.map(\.key)
        for (index, entry) in all.enumerated() { readTable(index, entry.value, at: entry.keyNode, names: names) }
    }

    private mutating func readTable(_ index: Int, _ node: Node, at keyNode: Node, names: [String]) {
        let all = pairs(node, known: ["record", "parent", "repeats", "when", "fields"])
        func value(_ key: String) -> Node? { all.first { $0.key == key }?.value }
        for key in ["record", "fields"] where value(key) == nil { fault("`\(key)` is missing", at: keyNode) }
        let join = value("parent").flatMap { readParent(index, $0, names: names) }
        if let node = value("record") {
            for (text, node) in strings(node, "the path of an element") {
                for path in paths(text, node) {
                    compile(node) { (compiler) throws(PathFault) in try compiler.addRecord(path, table: index) }
                }
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
        if let join { addJoin(join, to: index, at: keyNode) }
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
        for (rank, (paths, node)) in field.paths.enumerated() {
            for path in paths {
                compile(node) { (compiler) throws(PathFault) in
                    try compiler.addField(path, table: table, field: place, rank: rank)
                }
            }
        }
    }

    // MARK: Parents

    /// Reads which table's records these belong to; the field of the key comes back where the two are joined.
    private mutating func readParent(_ index: Int, _ node: Node, names: [String]) -> ReadField? {
        var tableNode = node
        var column: String?
        var join: (on: Node, by: Node)?
        if node.mapping != nil {
            let all = pairs(node, known: ["table", "column", "on", "by"])
            func value(_ key: String) -> Node? { all.first { $0.key == key }?.value }
            guard let table = value("table") else {
                fault("`table` is missing", at: node)
                return nil
            }
            tableNode = table
            if let node = value("column") { column = string(node, "a column name") }
            if let on = value("on"), let by = value("by") {
                join = (on, by)
            } else if let lone = value("on") ?? value("by") {
                fault("a joined parent has both `on` and `by`", at: lone)
            }
        }
        guard let table = string(tableNode, "the name of a table") else { return nil }
        guard let parent = names.firstIndex(of: table), parent < index else {
            let earlier = names.prefix(index)
            fault(
                "no earlier table is named `\(table)`", at: tableNode,
                hint: NearestName.of(table, among: earlier).map { "did you mean `\($0)`?" })
            return nil
        }
        compiler.plan.tables[index].parent = parent
        compiler.plan.tables[index].parentColumn = column ?? table
        guard let join else { return nil }
        compiler.plan.tables[index].joinBy = strings(join.by, "a field").compactMap { name, node in
            keyField(name, of: parent, at: node)
        }
        return readJoinKey(column ?? table, join.on)
    }

    /// The field that holds the key of a joined parent: a path, a list of paths, or a path with what is cut from its text.
    private mutating func readJoinKey(_ name: String, _ node: Node) -> ReadField? {
        var plan = MappingPlan.FieldPlan(name: name, type: .text)
        plan.isParentKey = true
        plan.isRequired = true
        var pathNode = node
        if node.mapping != nil {
            let all = pairs(node, known: ["path", "trim", "strip", "prepend", "case"])
            guard let path = all.first(where: { $0.key == "path" })?.value else {
                fault("`path` is missing", at: node)
                return nil
            }
            pathNode = path
            readRules(&plan) { key in all.first { $0.key == key }?.value }
        }
        let paths = strings(pathNode, "a path").map { (paths: self.paths($0.text, $0.node), node: $0.node) }
        plan.isRanked = paths.count > 1 || paths.contains { $0.paths.count > 1 }
        return (plan, paths)
    }

    private mutating func addJoin(_ join: ReadField, to table: Int, at node: Node) {
        compiler.plan.tables[table].parentKey = compiler.plan.tables[table].fields.count
        add(join, to: table, at: node)
    }

    /// A field whose values are keys: it may be an identifier, which is then compared and shown to nobody.
    private mutating func keyField(_ name: String, of table: Int, at node: Node) -> Int? {
        field(name, of: table, at: node)
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
            if !compiler.plan.tables[index].isNested {
                fault("only a table whose records lie in those of a parent has repeats", at: value)
            }
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

    /// A lookup as the file has it, until the table that it looks into is read.
    struct PendingLookup {
        var number: Int
        var table: Node
        var by: Node
        var take: Node
    }

    /// Reads a lookup; the table that it looks into may come later.
    mutating func readLookup(_ node: Node) -> Int? {
        let all = pairs(node, known: ["table", "by", "take"])
        func value(_ key: String) -> Node? { all.first { $0.key == key }?.value }
        guard let table = value("table"), let by = value("by"), let take = value("take") else {
            fault("a lookup has `table`, `by` and `take`", at: node)
            return nil
        }
        let number = compiler.plan.lookups.count
        compiler.plan.lookups.append(MappingPlan.Lookup(table: -1, by: [], take: -1))
        pendingLookups.append(PendingLookup(number: number, table: table, by: by, take: take))
        return number
    }

    /// Finds the tables and fields of all lookups.
    mutating func settleLookups() {
        for pending in pendingLookups {
            guard let name = string(pending.table, "the name of a table") else { continue }
            let names = compiler.plan.tables.map(\.name)
            guard let table = names.firstIndex(of: name) else {
                fault(
                    "no table is named `\(name)`", at: pending.table,
                    hint: NearestName.of(name, among: names).map { "did you mean `\($0)`?" })
                continue
            }
            let by = strings(pending.by, "a field").compactMap { name, node in
                lookupField(name, of: table, at: node, mayBeIdentifier: true)
            }
            guard let takeName = string(pending.take, "a field"),
                let take = lookupField(takeName, of: table, at: pending.take, mayBeIdentifier: false)
            else { continue }
            compiler.plan.lookups[pending.number] = MappingPlan.Lookup(table: table, by: by, take: take)
        }
    }

    private mutating func lookupField(
        _ name: String, of table: Int, at node: Node, mayBeIdentifier: Bool
    ) -> Int? {
        guard let place = field(name, of: table, at: node) else { return nil }
        let plan = compiler.plan.tables[table].fields[place]
        if plan.type.isPerson || plan.type == .identifier && !mayBeIdentifier {
            fault("a lookup cannot use a field of type \(plan.type.rawValue)", at: node)
        }
        if plan.lookup != nil { fault("a lookup cannot use a field that is looked up itself", at: node) }
        return place
    }
}
