import Diagnostics
import Yams

/// Reads the YAML of a mapping; goes on after a fault, so that all of them come out at once.
struct MappingReader {
    let file: String
    private let text: String
    private let lines: [Substring]
    var faults: [Diagnostic] = []
    var namespaces: [String: String] = [:]
    var compiler = PlanCompiler()

    init(text: String, file: String) {
        self.text = text
        self.file = file
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    }

    // MARK: Faults

    mutating func fault(_ message: String, at node: Node?, offset: Int = 0, hint: String? = nil) {
        fault(message, line: node?.mark?.line ?? 0, column: (node?.mark?.column ?? 0) + offset, hint: hint)
    }

    mutating func fault(_ message: String, line: Int, column: Int, hint: String? = nil) {
        let snippet = line > 0 && line <= lines.count ? String(lines[line - 1]) : nil
        let place = SourceLocation(file: file, line: line, column: line > 0 ? column : 0)
        faults.append(Diagnostic(.configuration, message, at: place, snippet: snippet, hint: hint))
    }

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

    mutating func path(_ text: String, _ node: Node) -> MappingPath? {
        let quote = node.scalar.map { $0.style == .doubleQuoted || $0.style == .singleQuoted ? 1 : 0 } ?? 0
        let path: MappingPath
        do {
            path = try MappingPath(parsing: text)
        } catch {
            fault("in the path: \(error.message)", at: node, offset: error.offset + quote)
            return nil
        }
        let names = path.steps.flatMap { [$0.name] + $0.predicates.flatMap(\.elements) }
        for prefix in names.compactMap(\.prefix) where namespaces[prefix] == nil {
            let near = NearestName.of(prefix, among: namespaces.keys.sorted())
            fault(
                "the prefix `\(prefix)` is not bound under `namespaces`", at: node,
                hint: near.map { "did you mean `\($0)`?" })
            return nil
        }
        return path
    }

    // MARK: The file

    mutating func read() throws(Diagnostics) -> MappingPlan {
        var top: Node?
        do {
            top = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            report(error)
        } catch {
            fault("the mapping is not YAML", line: 1, column: 1)
        }
        if let top { readTop(top) } else if faults.isEmpty { fault("the mapping is empty", line: 1, column: 1) }
        if faults.isEmpty { compiler.settle() }
        if !faults.isEmpty {
            faults.sort {
                ($0.location?.line ?? 0, $0.location?.column ?? 0) < ($1.location?.line ?? 0, $1.location?.column ?? 0)
            }
            throw Diagnostics(faults)
        }
        return compiler.plan
    }

    private mutating func report(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            fault("not YAML: \(problem)", line: mark.line, column: mark.column)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted()
            fault(
                "twice in one place: \(keys.map { "`\($0)`" }.joined(separator: ", "))",
                line: context.mark.line, column: context.mark.column)
        default:
            fault("the mapping is not YAML", line: 1, column: 1)
        }
    }

    private mutating func readTop(_ top: Node) {
        let keys = ["strata-mapping", "name", "namespaces", "root", "doctype", "header", "tables", "findings"]
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
            for (prefix, _, uri) in pairs(node) {
                if let uri = string(uri, "a namespace name") { namespaces[prefix] = uri }
            }
        }
        compiler.namespaces = namespaces
        if let node = value("doctype") {
            switch node.scalar?.string {
            case "refuse": compiler.plan.acceptsDoctype = false
            case "accept": compiler.plan.acceptsDoctype = true
            default: fault("expected refuse or accept", at: node)
            }
        }
        if let node = value("root") {
            for (text, node) in strings(node, "the name of the root element") {
                guard let path = path(text, node) else { continue }
                guard path.ups == 0, path.steps.count == 1, path.leaf == .element, path.steps[0].predicates.isEmpty
                else {
                    fault("expected one element name", at: node)
                    continue
                }
                compiler.addRoot(path.steps[0].name)
            }
        }
        if let node = value("header") { readHeader(node) }
        if let node = value("tables") { readTables(node) }
        if let node = value("findings") { readFindings(node) }
    }

    private mutating func readHeader(_ node: Node) {
        for (name, _, value) in pairs(node) {
            guard let field = readField(name, value, table: nil) else { continue }
            compiler.plan.header.append(field.plan)
            for (path, node) in field.paths {
                if let problem = compiler.addHeader(path, index: compiler.plan.header.count - 1) {
                    fault(problem, at: node)
                }
            }
        }
    }

    private mutating func readFindings(_ node: Node) {
        for (name, _, value) in pairs(node) {
            for (key, _, value) in pairs(value, known: ["text_in"]) where key == "text_in" {
                guard let text = string(value, "the path of an element"), let path = path(text, value) else { continue }
                if let problem = compiler.addFinding(name, path) { fault(problem, at: value) }
            }
        }
    }
}
