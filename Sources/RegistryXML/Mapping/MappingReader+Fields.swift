import Diagnostics
import Yams

/// The fields of a table or a header: where their values are, and of what type.
extension MappingReader {
    /// A field, and its paths in the order in which they win.
    typealias ReadField = (plan: MappingPlan.FieldPlan, paths: [(paths: [PathExpression], node: Node)])

    mutating func readField(_ name: String, _ node: Node, table: Int?) -> ReadField? {
        let keys = ["path", "type", "required", "values", "map", "default", "constant", "lookup"]
        let all = pairs(node, known: keys + Self.ruleKeys)
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
        var paths: [(paths: [PathExpression], node: Node)] = []
        if let node = value("path") {
            for (text, node) in strings(node, "a path") { paths.append((self.paths(text, node), node)) }
            plan.isRanked = paths.count > 1
        } else if value("constant") == nil {
            fault("field `\(name)` needs a `path` or a `constant`", at: node)
        }
        if let node = value("required") { plan.isRequired = flag(node) }
        readValues(&plan, values: value("values"), map: value("map"))
        readRules(&plan, value)
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
        if let node = value("lookup") {
            if table == nil || type != .code && type != .pseudonym {
                fault("only a table's code or pseudonym is looked up", at: node)
            } else {
                plan.lookup = readLookup(node)
            }
        }
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
        for (from, keyNode, node) in pairs(map) {
            if isNull(node) {
                if from != "default" {
                    fault("only the default of a map may be null", at: keyNode)
                } else {
                    plan.mapsRestToNone = true
                    if plan.isRequired { fault("a required field's map has no null", at: node) }
                }
                continue
            }
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

    /// A plain `~`, `null` or nothing.
    private func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    /// Whether a default or constant is of the field's own form; defaults are written as the column has them.
    private func accepts(_ text: String, _ plan: MappingPlan.FieldPlan) -> Bool {
        if let values = plan.values { return values.contains(text) }
        let words = FieldForm.words(of: plan.type)
        if !words.isEmpty { return words.contains(text) || plan.type == .comparator && text == "=" }
        return FieldForm.written(text, plan.type) != nil
    }
}
