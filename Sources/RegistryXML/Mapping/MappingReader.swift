import Diagnostics
import Yams

/// Reads the YAML of a mapping; goes on after a fault, so that all of them come out at once.
struct MappingReader {
    let file: String
    private let text: String
    private let lines: [Substring]
    var faults: [Diagnostic] = []
    var namespaces: [String: [String]] = [:]
    var compiler = PlanCompiler()
    var pendingLookups: [PendingLookup] = []
    /// The names of the tables, for faults that all paths together make.
    var tableNodes: [Node] = []

    init(text: String, file: String) {
        self.text = text
        self.file = file
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    }

    // MARK: Faults

    mutating func fault(_ message: String, at node: Node?, hint: String? = nil) {
        fault(message, line: node?.mark?.line ?? 0, scalarColumn: node?.mark?.column ?? 0, hint: hint)
    }

    /// A fault at a column counted in Unicode scalars, as YAML counts.
    mutating func fault(_ message: String, line: Int, scalarColumn: Int, hint: String? = nil) {
        let column = self.line(line).map { $0.unicodeScalars.prefix(max(0, scalarColumn - 1)) }
        fault(message, line: line, column: column.map { Substring($0).count + 1 } ?? scalarColumn, hint: hint)
    }

    /// A fault at a column counted in characters.
    private mutating func fault(_ message: String, line: Int, column: Int, hint: String? = nil) {
        let place = SourceLocation(file: file, line: line, column: line > 0 ? column : 0)
        let snippet = self.line(line).map(String.init)
        faults.append(Diagnostic(.configuration, message, at: place, snippet: snippet, hint: hint))
    }

    /// A line by its number from 1.
    private func line(_ number: Int) -> Substring? { lines.indices.contains(number - 1) ? lines[number - 1] : nil }

    /// The pairs of a mapping node whose keys are among `known`.
    mutating func pairs(_ node: Node, known: [String]? = nil) -> [(key: String, keyNode: Node, value: Node)] {
        guard let mapping = node.mapping else {
            fault("expected names with values", at: node)
            return []
        }
        var result: [(key: String, keyNode: Node, value: Node)] = []
        for (keyNode, value) in mapping {
            guard let key = keyNode.scalar?.string else {
                fault("expected a name", at: keyNode)
                continue
            }
            if let known, !known.contains(key) {
                let near = NearestName.of(key, among: known)
                fault(
                    "unknown key `\(key)`", at: keyNode,
                    hint: near.map { "did you mean `\($0)`?" } ?? "known here: \(known.joined(separator: ", "))")
                continue
            }
            result.append((key, keyNode, value))
        }
        return result
    }

    mutating func string(_ node: Node, _ what: String) -> String? {
        if let scalar = node.scalar?.string, !scalar.isEmpty { return scalar }
        fault("expected \(what)", at: node)
        return nil
    }

    mutating func flag(_ node: Node) -> Bool {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            fault("expected true or false", at: node)
            return false
        }
    }

    /// One string or a list of them, with their nodes.
    mutating func strings(_ node: Node, _ what: String) -> [(text: String, node: Node)] {
        guard let sequence = node.sequence else { return string(node, what).map { [($0, node)] } ?? [] }
        return sequence.compactMap { item in string(item, what).map { ($0, item) } }
    }

    /// The paths of a text, `a | b`; faults stand at the step that is at fault.
    mutating func paths(_ text: String, _ node: Node) -> [PathExpression] {
        let found: [PathExpression]
        do {
            found = try PathExpression.parse(text)
        } catch {
            fault(error, in: node)
            return []
        }
        var isKnown = true
        for path in found { if !bound(path, node) { isKnown = false } }
        return isKnown ? found : []
    }

    mutating func fault(_ problem: PathFault, in node: Node) {
        let message = "in the path: \(problem.message)"
        if let (line, column) = place(of: problem.offset, in: node) {
            fault(message, line: line, column: column, hint: problem.hint)
        } else {
            fault(message, at: node, hint: problem.hint)
        }
    }

    /// Where a character of a scalar stands in the file, where all before it is written there as it is: not after an
    /// escape, nor in a later line of a text over several.
    private func place(of offset: Int, in node: Node) -> (line: Int, column: Int)? {
        guard let mark = node.mark, let scalar = node.scalar else { return nil }
        let isBlock = scalar.style == .literal || scalar.style == .folded
        guard let line = line(isBlock ? mark.line + 1 : mark.line) else { return nil }
        // The text of a block begins in the line after its `|` or `>`, that of others after a quote.
        let isQuoted = scalar.style == .doubleQuoted || scalar.style == .singleQuoted
        let before =
            isBlock
            ? line.prefix { $0 == " " }.count
            : Substring(line.unicodeScalars.prefix(mark.column - 1)).count + (isQuoted ? 1 : 0)
        let written = line.dropFirst(before)
        if isBlock, written.isEmpty { return nil }
        guard written.count >= offset, written.starts(with: scalar.string.prefix(offset)) else { return nil }
        return (isBlock ? mark.line + 1 : mark.line, before + offset + 1)
    }

    /// Whether all prefixes of a path are bound.
    private mutating func bound(_ path: PathExpression, _ node: Node) -> Bool {
        var tests: [(NameTest, Int)] = []
        func collect(_ condition: PathExpression.Condition, _ offset: Int) {
            switch condition {
            case .atom(let atom):
                for step in atom.steps { tests.append((step.test, step.offset)) }
                if case .attribute(let name) = atom.leaf { tests.append((name, offset)) }
            case .not(let inner): collect(inner, offset)
            case .all(let parts), .any(let parts): for part in parts { collect(part, offset) }
            }
        }
        for step in path.steps {
            tests.append((step.test, step.offset))
            for case .condition(let condition) in step.predicates { collect(condition, step.offset) }
        }
        if case .ancestor(let name) = path.start { tests.append((name, 0)) }
        if case .attribute(let name) = path.leaf { tests.append((name, path.steps.last?.offset ?? 0)) }
        for (test, offset) in tests {
            guard case .prefix(let prefix) = test.space, namespaces[prefix] == nil else { continue }
            let near = NearestName.of(prefix, among: namespaces.keys.sorted())
            fault(
                PathFault(
                    message: "the prefix `\(prefix)` is not bound under `namespaces`", offset: offset,
                    hint: near.map { "did you mean `\($0)`?" }), in: node)
            return false
        }
        return true
    }

    /// Does what may be impossible with a path; what is wrong becomes a fault of the node that holds it.
    mutating func compile(_ node: Node, _ work: (inout PlanCompiler) throws(PathFault) -> Void) {
        do throws(PathFault) { try work(&compiler) } catch { fault(error, in: node) }
    }

    // MARK: The file

    mutating func read() throws(Diagnostics) -> MappingPlan {
        var top: Node?
        do {
            top = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            report(error)
        } catch {
            fault("the mapping is not YAML", line: 1, scalarColumn: 1)
        }
        if let top { readTop(top) } else if faults.isEmpty { fault("the mapping is empty", line: 1, scalarColumn: 1) }
        if faults.isEmpty { settle() }
        if !faults.isEmpty {
            faults.sort {
                ($0.location?.line ?? 0, $0.location?.column ?? 0) < ($1.location?.line ?? 0, $1.location?.column ?? 0)
            }
            throw Diagnostics(faults)
        }
        return compiler.plan
    }

    /// Settles what follows from all paths; a record that can lie in its like is no parent, for it is whole at its end only.
    private mutating func settle() {
        compiler.settle()
        let tables = compiler.plan.tables
        for (index, table) in tables.enumerated() where table.isNested {
            guard let parent = table.parent, tables[parent].canNest else { continue }
            fault(
                "records of `\(tables[parent].name)` can lie in one another, so those of `\(table.name)` cannot lie in them",
                at: tableNodes[index], hint: "join the two by a key: `parent: {table: …, column: …, on: …, by: …}`")
        }
    }

    private mutating func report(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            fault("not YAML: \(problem)", line: mark.line, scalarColumn: mark.column)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted()
            fault(
                "twice in one place: \(keys.map { "`\($0)`" }.joined(separator: ", "))",
                line: context.mark.line, scalarColumn: context.mark.column)
        default:
            fault("the mapping is not YAML", line: 1, scalarColumn: 1)
        }
    }

    private mutating func readTop(_ top: Node) {
        let keys = [
            "strata-mapping", "name", "namespaces", "root", "doctype", "null_flavor", "header", "tables", "findings",
        ]
        let all = pairs(top, known: keys)
        func value(_ key: String) -> Node? { all.first { $0.key == key }?.value }
        for key in ["strata-mapping", "name", "root", "tables"] where value(key) == nil {
            fault("`\(key)` is missing", at: top)
        }
        if let node = value("strata-mapping"), node.scalar?.string != "1" {
            fault("this version of Strata reads mappings of version 1", at: node)
        }
        if let node = value("name"), let name = string(node, "a name") { compiler.plan.name = name }
        if let node = value("namespaces") {
            for (prefix, _, uris) in pairs(node) { namespaces[prefix] = spaces(uris) }
        }
        compiler.namespaces = namespaces
        if let node = value("doctype") {
            switch node.scalar?.string {
            case "refuse": compiler.plan.acceptsDoctype = false
            case "accept": compiler.plan.acceptsDoctype = true
            default: fault("expected refuse or accept", at: node)
            }
        }
        if let node = value("null_flavor") { compiler.plan.respectsNullFlavor = flag(node) }
        if let node = value("root") {
            for (text, node) in strings(node, "the name of the root element") {
                for path in paths(text, node) { addRoot(path, node) }
            }
        }
        if let node = value("header") { readHeader(node) }
        if let node = value("tables") { readTables(node) }
        settleLookups()
        if let node = value("findings") { readFindings(node) }
    }

    /// One namespace or several; an empty one is none.
    private mutating func spaces(_ node: Node) -> [String] {
        let nodes = node.sequence.map { Array($0) } ?? [node]
        if nodes.isEmpty { fault("expected a namespace name", at: node, hint: "an empty one, \"\", is no namespace") }
        return nodes.compactMap { node in
            if let text = node.scalar?.string { return text }
            fault("expected a namespace name", at: node)
            return nil
        }
    }

    private mutating func addRoot(_ path: PathExpression, _ node: Node) {
        guard path.steps.count == 1, path.leaf == .element, path.steps[0].predicates.isEmpty,
            path.steps[0].axis == .child
        else {
            fault("expected one element name", at: node)
            return
        }
        compiler.addRoot(path.steps[0].test)
    }

    private mutating func readHeader(_ node: Node) {
        for (name, _, value) in pairs(node) {
            guard var field = readField(name, value, table: nil) else { continue }
            field.plan.isEarly = field.paths.flatMap { $0.paths }.allSatisfy { path in
                if case .attribute = path.leaf { return path.steps.isEmpty && path.start == .record(ups: 0) }
                return false
            }
            compiler.plan.header.append(field.plan)
            let index = compiler.plan.header.count - 1
            for (rank, (paths, node)) in field.paths.enumerated() {
                for path in paths {
                    compile(node) { (compiler) throws(PathFault) in
                        try compiler.addHeader(path, index: index, rank: rank)
                    }
                }
            }
        }
    }

    private mutating func readFindings(_ node: Node) {
        for (name, keyNode, finding) in pairs(node) {
            let all = pairs(finding, known: ["text_in", "elements", "header"])
            func value(_ key: String) -> Node? { all.first { $0.key == key }?.value }
            if let node = value("text_in") {
                for (text, node) in strings(node, "the path of an element") {
                    for path in paths(text, node) {
                        compile(node) { (compiler) throws(PathFault) in try compiler.addTextFinding(name, path) }
                    }
                }
            }
            guard let node = value("elements") else {
                if value("text_in") == nil { fault("a finding has `text_in`, or `elements` and `header`", at: keyNode) }
                continue
            }
            guard let headerNode = value("header"), let header = headerField(headerNode) else {
                fault("`elements` are held against a `header` field of type integer", at: keyNode)
                continue
            }
            let found = strings(node, "the path of an element").flatMap { paths($0.text, $0.node) }
            compile(node) { (compiler) throws(PathFault) in
                try compiler.addElementFinding(name, found, header: header)
            }
        }
    }

    private mutating func headerField(_ node: Node) -> Int? {
        guard let name = string(node, "a header field") else { return nil }
        let fields = compiler.plan.header
        if let place = fields.firstIndex(where: { $0.name == name }) {
            return fields[place].type == .integer ? place : nil
        }
        let near = NearestName.of(name, among: fields.map(\.name))
        fault("no header field is named `\(name)`", at: node, hint: near.map { "did you mean `\($0)`?" })
        return nil
    }
}
