@testable import RegistryXML
import Tables

/// A mapping as a value, with a slow and plain reading of it: everything is looked for in a document that is there as a
/// whole, by the meaning of the words alone.
struct PlainMapping {
    struct Field {
        var name: String
        /// A list, of which the earliest with a value wins; each of its entries may be a choice `a | b`.
        var paths: [[PlainPath]]
        var isInteger = false
        var isRequired = false
        /// `(table, by, take)`.
        var lookup: (table: String, by: String, take: String)?
    }

    enum Parent {
        case none
        /// For each record path, which of the parent's it goes on from.
        case nested(String, [Int])
        case joined(String, on: [[PlainPath]], by: [String])

        var table: String? {
            switch self {
            case .none: nil
            case .nested(let table, _), .joined(let table, _, _): table
            }
        }
    }

    struct Table {
        var name: String
        var records: [PlainPath]
        var parent = Parent.none
        var fields: [Field]
        /// Where a word stands for a person; who is `refused`, or nobody, is withheld.
        var person: [[PlainPath]]?
        /// Which of the records are whole at their end tags only; the others are at their start tags.
        var lateRecords: Set<Int> = []
    }

    static let refused = "2"

    /// How documents are read: those who are refused are withheld.
    static var options: ReadingOptions {
        var options = ReadingOptions()
        let refused = Array(refused.utf8).withUnsafeBufferPointer { TextHash.of($0) }
        options.isAllowed = { $0.high != refused }
        return options
    }

    /// Learns from what was read of it which tables can lie in their like.
    mutating func setLateRecords(_ mapping: Mapping) {
        for (number, table) in tables.enumerated() {
            var values = table.fields.flatMap(\.paths) + (table.person ?? [])
            if case .joined(_, let on, _) = table.parent { values += on }
            let isLate = mapping.plan.tables[number].canNest || values.joined().contains { !$0.isDecidedEarly }
            tables[number].lateRecords = Set(
                table.records.indices.filter { isLate || table.records[$0].lastStepIsDecidedLate })
        }
    }

    var header: [Field] = []
    var tables: [Table] = []
    /// Paths of elements that are counted against the header field `stated`.
    var counted: [PlainPath] = []

    // MARK: How it is written

    var yaml: String {
        var lines = [
            "strata-mapping: 1", "name: drawn", "namespaces: {p: [\"urn:1\", \"urn:2\"], q: \"urn:1\"}", "root: r",
            "header:", "  stated: {path: \"@n\", type: integer}",
        ]
        lines += header.map { "  " + Self.yaml($0) }
        lines.append("tables:")
        for table in tables {
            lines.append("  \(table.name):")
            lines.append("    record: \(Self.yaml(table.records.map { [$0] }))")
            switch table.parent {
            case .none: break
            case .nested(let parent, _): lines.append("    parent: {table: \(parent), column: parent}")
            case .joined(let parent, let on, let by):
                lines.append("    parent:")
                lines.append("      table: \(parent)")
                lines.append("      column: parent")
                lines.append("      on: \(Self.yaml(on))")
                lines.append("      by: [\(by.joined(separator: ", "))]")
            }
            lines.append("    fields:")
            lines += table.fields.map { "      " + Self.yaml($0) }
            if let person = table.person { lines.append("      who: {path: \(Self.yaml(person)), type: token}") }
        }
        lines.append("findings:")
        lines.append("  off: {header: stated, elements: \(Self.yaml(counted.map { [$0] }))}")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func yaml(_ paths: [[PlainPath]]) -> String {
        let texts = paths.map { "\"" + $0.map(\.text).joined(separator: " | ") + "\"" }
        return texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
    }

    private static func yaml(_ field: Field) -> String {
        var text = "\(field.name): {path: \(yaml(field.paths)), type: "
        text += field.isInteger ? "integer" : field.lookup == nil ? "text" : "code"
        if field.isRequired { text += ", required: true" }
        if let (table, by, take) = field.lookup { text += ", lookup: {table: \(table), by: \(by), take: \(take)}" }
        return text + "}"
    }
}

/// What a document comes to, by either reading.
struct PlainResult: Equatable {
    struct Rows: Equatable {
        var columns: [String: [String?]] = [:]
        var parents: [Int] = []
        var rejects: [String] = []
        var kept = 0
        var setAside = 0
        var filled: [String: Int] = [:]
    }

    var header: [String: String] = [:]
    var tables: [String: Rows] = [:]
    var off = 0

    init() {}

    /// What the reader made of it.
    init(_ document: MappedDocument, _ mapping: PlainMapping) {
        for field in mapping.header { header[field.name] = document.header.text(field.name) }
        off = document.findings.first { $0.path == "off" }?.count ?? -1
        for table in mapping.tables {
            var rows = Rows()
            for field in table.fields {
                rows.columns[field.name] =
                    field.isInteger
                    ? document.integers(table.name, field.name).map { $0.map { "\($0)" } }
                    : document.texts(table.name, field.name)
                let path = table.name + "." + field.name
                rows.filled[field.name] = document.filled.first { $0.path == path }?.count ?? 0
            }
            if case .none = table.parent {
            } else {
                rows.parents = document.integers(table.name, "parent").map { Int($0 ?? -1) }
            }
            rows.rejects = document.rejects.filter { $0.table == table.name }.map { "\($0.field) \($0.reason)" }
            rows.kept = document.counts[table.name]?.kept ?? -1
            rows.setAside = document.counts[table.name]?.setAside ?? -1
            tables[table.name] = rows
        }
    }

    /// What the reader makes of it when it hands rows on as soon as it can.
    ///
    /// Rows of joined tables, and those inside them, come as they are known; here they are put in the order of their parents,
    /// as where the document is read as a whole.
    static func streaming(
        _ path: String, _ mapping: Mapping, _ drawn: PlainMapping, rowsPerSegment: Int,
        _ options: ReadingOptions = PlainMapping.options
    ) throws -> (sorted: PlainResult, came: PlainResult) {
        var segments: [TableSegment] = [], rejects: [Reject] = []
        var document: MappedDocument?
        try DocumentContainer.forEachDocument(of: path) { (contained) throws(RefusedDocument) in
            document = try DocumentReader.stream(
                contained, mapping, PlainTokens(), options, rowsPerSegment: rowsPerSegment,
                rows: { (segment) throws(RefusedDocument) in segments.append(segment) },
                rejects: { (found) throws(RefusedDocument) in rejects += found })
        }
        guard let document else { return (PlainResult(), PlainResult()) }
        var result = PlainResult(document, drawn), came = result
        var places: [[Int]] = []
        for (number, table) in drawn.tables.enumerated() {
            var rows = Rows()
            let parts = segments.filter { $0.table == number }
            for (place, field) in table.fields.enumerated() {
                rows.columns[field.name] = parts.flatMap { part in
                    let column = part.columns[place]
                    return (0..<part.count).map { row in
                        field.isInteger ? column.integer(row).map { "\($0)" } : column.text(row)
                    }
                }
            }
            if case .none = table.parent {
            } else {
                rows.parents = parts.flatMap { part in
                    (0..<part.count).map {
                        Int(part.columns[table.fields.count + (table.person == nil ? 0 : 1)].int32s[$0])
                    }
                }
            }
            came.tables[table.name] = rows
            var order = Array(0..<parts.reduce(0) { $0 + $1.count })
            if let parent = table.parent.table.flatMap({ name in drawn.tables.firstIndex { $0.name == name } }) {
                rows.parents = rows.parents.map { places[parent].indices.contains($0) ? places[parent][$0] : -1 }
                let parents = rows.parents
                order.sort { (parents[$0], $0) < (parents[$1], $1) }
            }
            for (name, column) in rows.columns { rows.columns[name] = order.map { column[$0] } }
            if !rows.parents.isEmpty { rows.parents = order.map { rows.parents[$0] } }
            var own = Array(repeating: -1, count: order.count)
            for (place, row) in order.enumerated() { own[row] = place }
            places.append(own)
            rows.rejects = (rejects + document.rejects).filter { $0.table == table.name }
                .map { "\($0.field) \($0.reason)" }
            // What finds no parent is known at the end alone.
            let late = rows.rejects.filter { $0.hasSuffix("noMatch") }
            rows.rejects = rows.rejects.filter { !$0.hasSuffix("noMatch") } + late
            let ended = result.tables[table.name] ?? Rows()
            (rows.kept, rows.setAside, rows.filled) = (ended.kept, ended.setAside, ended.filled)
            result.tables[table.name] = rows
        }
        return (result, came)
    }

    /// The same, whatever the order of what was set aside.
    var withoutOrder: PlainResult {
        var copy = self
        for name in copy.tables.keys { copy.tables[name]?.rejects.sort() }
        return copy
    }

    /// What is not the same in another result.
    func difference(from wanted: PlainResult, _ drawn: PlainMapping) -> String? {
        if self == wanted { return nil }
        var text = ""
        func add<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) {
            if found != wanted { text += "\(what): \(found), not \(wanted)\n" }
        }
        add("header", header, wanted.header)
        add("elements off", off, wanted.off)
        for table in drawn.tables {
            guard let rows = tables[table.name], let others = wanted.tables[table.name] else { continue }
            for field in table.fields {
                add("\(table.name).\(field.name)", rows.columns[field.name], others.columns[field.name])
            }
            add("\(table.name) parents", rows.parents, others.parents)
            add("\(table.name) rejects", rows.rejects, others.rejects)
            add("\(table.name) kept", rows.kept, others.kept)
            add("\(table.name) set aside", rows.setAside, others.setAside)
            add("\(table.name) filled", rows.filled, others.filled)
        }
        return text
    }
}

extension PlainPath {
    /// Whether a start tag says what its value is.
    fileprivate var isDecidedEarly: Bool {
        if start != .own { return true }
        if case .attribute = leaf { return steps.isEmpty }
        return false
    }

    /// Whether the start tag of the element does not say whether it meets the conditions of its own step.
    fileprivate var lastStepIsDecidedLate: Bool {
        steps.last?.predicates.contains { predicate in
            if case .condition(let condition) = predicate { return !condition.isDecidedEarly }
            return true
        } ?? false
    }
}

extension PlainPath.Condition {
    fileprivate var isDecidedEarly: Bool {
        switch self {
        case .atom(let atom): atom.path.isDecidedEarly
        case .not(let inner): inner.isDecidedEarly
        case .all(let parts), .any(let parts): parts.allSatisfy(\.isDecidedEarly)
        }
    }
}
