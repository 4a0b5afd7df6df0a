import Diagnostics
import Yams

extension MappingReader {
    typealias ReadField = (plan: MappingPlan.FieldPlan, paths: [(MappingPath, Node)])

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

    // MARK: Fields

    mutating func readField(_ name: String, _ node: Node, table: Int?) -> ReadField? {
        let keys = ["path", "type", "required", "values", "map", "default", "constant", "lookup"]
        let all = pairs(node, known: keys)
        func value(_ key: String) -> Node? { all.first { $0.key == key }?.value }
        guard let typeNode = value("type") else {
            fault("`type` of field `\(name)` is missing", at: node)
            return nil
        }
        guard let typeName = string(typeNode, "a type") else { return nil }
        guard let type = FieldType(rawValue: typeName) else {
            let known = FieldType.allCases.map(\.rawValue)
            fault(
                "unknown type `\(typeName)`", at: typeNode,
                hint: NearestName.of(typeName, among: known).map { "did you mean `\($0)`?" }
                    ?? "types: \(known.joined(separator: ", "))")
            return nil
        }
        var plan = MappingPlan.FieldPlan(name: name, type: type)
        var paths: [(MappingPath, Node)] = []
        if let node = value("path") {
            for (text, node) in strings(node, "a path") {
                guard let path = path(text, node) else { continue }
                if path.leaf == .element {
                    fault("a field's path ends with `@name` or `text()`", at: node)
                } else {
                    paths.append((path, node))
                }
            }
        } else if value("constant") == nil {
            fault("field `\(name)` needs a `path` or a `constant`", at: node)
        }
        if let node = value("required") { plan.isRequired = flag(node) }
        readValues(&plan, values: value("values"), map: value("map"))
        if let node = value("constant") {
            plan.fallback = string(node, "a value")
            if value("path") != nil { fault("a constant has no path", at: node) }
        }
        if let node = value("default") { plan.fallback = string(node, "a value") }
        if let fallback = plan.fallback, let node = value("constant") ?? value("default") {
            if plan.isRequired { fault("a required field has no default", at: node) }
            if !accepts(fallback, plan) { fault("`\(fallback)` is no \(type.rawValue) of this field", at: node) }
        }
        if table == nil, [.identifier, .nhsNumber, .token, .pseudonym, .optOut].contains(type) {
            fault("a header field cannot be of type \(type.rawValue)", at: typeNode)
        }
        if let node = value("lookup"), let table { plan.lookup = readLookup(node, from: table) }
        return (plan, paths)
    }

    private mutating func readValues(_ plan: inout MappingPlan.FieldPlan, values: Node?, map: Node?) {
        if let values {
            plan.values = strings(values, "a value").map(\.text)
            if plan.type != .code && plan.type != .text { fault("only a code or a text has values", at: values) }
        }
        guard let map else { return }
        if plan.type != .code { fault("only a code has a map", at: map) }
        var entries: [(from: String, to: String)] = []
        for (from, _, node) in pairs(map) {
            guard let to = string(node, "a value") else { continue }
            if let values = plan.values, !values.contains(to) {
                fault(
                    "`\(to)` is not one of the field's values", at: node,
                    hint: NearestName.of(to, among: values).map { "did you mean `\($0)`?" })
            }
            if from == "default" { plan.mapDefault = to } else { entries.append((from, to)) }
        }
        plan.map = entries
    }

    /// Whether a default or constant is of the field's own form; defaults are written as the column has them.
    private func accepts(_ text: String, _ plan: MappingPlan.FieldPlan) -> Bool {
        if let values = plan.values { return values.contains(text) }
        return Array(text.utf8).withUnsafeBufferPointer { bytes in
            switch plan.type {
            case .text, .code: true
            case .date: ValueForms.date(bytes) != nil
            case .integer: ValueForms.integer(bytes) != nil
            case .decimal: ValueForms.decimal(bytes) != nil
            case .money: ValueForms.money(bytes) != nil
            case .boolean: ValueForms.boolean(bytes) != nil
            default: false
            }
        }
    }

    private mutating func readLookup(_ node: Node, from index: Int) -> Int? {
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
