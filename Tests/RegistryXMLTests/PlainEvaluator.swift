/// Reads a document by a mapping, plainly.
struct PlainEvaluator {
    let mapping: PlainMapping
    let root: PlainElement
    /// Whether of several parents with a key the last holds.
    var lastKeyHolds = false

    private struct Row {
        var element: PlainElement
        var values: [String: String]
        var parent = -1
        /// Which of the table's record paths lead to it.
        var paths: Set<Int> = []
        /// What others find it by; also that of somebody withheld, whose values are none.
        var keys: [String: String] = [:]
        var isWithheld = false
        /// The tag at which it is whole, and the one at which its parent is known as well.
        var time = 0
        var known = 0
    }

    private var rows: [String: [Row]] = [:]
    /// Rows that came to nothing because those that they are joined to are withheld.
    private var vanished: [String: [Row]] = [:]
    private var rejects: [String: [String]] = [:]

    init(_ mapping: PlainMapping, _ root: PlainElement) {
        self.mapping = mapping
        self.root = root
    }

    static func result(_ mapping: PlainMapping, _ root: PlainElement, lastKeyHolds: Bool = false) -> PlainResult {
        var evaluator = PlainEvaluator(mapping, root)
        evaluator.lastKeyHolds = lastKeyHolds
        return evaluator.result()
    }

    private mutating func result() -> PlainResult {
        var result = PlainResult()
        for field in mapping.header {
            result.header[field.name] = Self.best(field.paths) {
                $0.values(from: $0.start == .own ? root : nil, in: root)
            }
        }
        let counted = mapping.counted.flatMap { $0.elements(from: nil, in: root) }.count
        if let stated = root.attributes.first(where: { $0.name == "n" }).flatMap({ Int($0.value) }) {
            result.off = abs(counted - stated)
        }
        for table in mapping.tables { read(table) }
        for table in mapping.tables { lookUp(table) }
        for table in mapping.tables {
            let found = rows[table.name] ?? []
            var out = PlainResult.Rows()
            for field in table.fields {
                out.columns[field.name] = found.map { row in
                    row.values[field.name].map { field.isInteger ? "\(Int($0) ?? -1)" : $0 }
                }
                out.filled[field.name] = found.count { $0.values[field.name] != nil }
            }
            if case .none = table.parent {} else { out.parents = found.map(\.parent) }
            out.rejects = rejects[table.name] ?? []
            out.kept = found.count
            out.setAside = out.rejects.count
            result.tables[table.name] = out
        }
        return result
    }

    /// The first value that says something: of the earliest entry of a list, the first in the document.
    private static func best(_ paths: [[PlainPath]], _ values: (PlainPath) -> [PlainValue]) -> String? {
        for choice in paths {
            let found = choice.flatMap(values).filter { !$0.text.isEmpty }
            if let first = found.min(by: { $0.order.lexicographicallyPrecedes($1.order) }) { return first.text }
        }
        return nil
    }

    /// The value of a record; of what lies around it, only what came before it.
    private func value(_ paths: [[PlainPath]], of record: PlainElement) -> String? {
        Self.best(paths) { path in
            let values = path.values(from: record, in: root)
            return path.start == .own ? values : values.filter { $0.element.start < record.start }
        }
    }

    private mutating func read(_ table: PlainMapping.Table) {
        var found: [Row] = []
        switch table.parent {
        case .none, .joined:
            for (place, path) in table.records.enumerated() {
                found += path.elements(from: nil, in: root).map { Row(element: $0, values: [:], paths: [place]) }
            }
        case .nested(let parent, let bases):
            let ended = inside(table, bases, of: rows[parent] ?? []),
                gone = inside(table, bases, of: vanished[parent] ?? [])
            found = ended
            // What lies in what vanished vanishes, and nothing of it is set aside.
            let before = rejects[table.name]
            for row in Self.merged(gone) { settle(row, table) }
            rejects[table.name] = before
            vanished[table.name] = rows.removeValue(forKey: table.name)
        }
        for row in Self.merged(found) { settle(row, table) }
        switch table.parent {
        case .none: break
        case .nested(let parent, _):
            for (list, outer) in [(\Self.rows, rows[parent] ?? []), (\Self.vanished, vanished[parent] ?? [])] {
                for place in (self[keyPath: list][table.name] ?? []).indices {
                    let parent = self[keyPath: list][table.name]![place].parent
                    let known = max(self[keyPath: list][table.name]![place].time, outer[parent].known)
                    self[keyPath: list][table.name]![place].known = known
                }
            }
            sort(table.name)
        case .joined(let parent, _, let by): join(table.name, parent, by)
        }
    }

    private func inside(_ table: PlainMapping.Table, _ bases: [Int], of parents: [Row]) -> [Row] {
        guard case .nested(let parent, _) = table.parent else { return [] }
        let outer = mapping.tables.first { $0.name == parent }!
        var found: [Row] = []
        for (place, path) in table.records.enumerated() {
            let inside = Array(path.steps[outer.records[bases[place]].steps.count...])
            for (number, row) in parents.enumerated() where row.paths.contains(bases[place]) && !row.isWithheld {
                found += PlainPath.follow(inside, from: row.element, in: root)
                    .map { Row(element: $0, values: [:], parent: number, paths: [place]) }
            }
        }
        return found
    }

    /// One element is one record, and rows come as records end.
    private static func merged(_ found: [Row]) -> [Row] {
        var merged: [Row] = []
        for row in found.sorted(by: { $0.element.end < $1.element.end }) {
            if merged.last?.element === row.element {
                merged[merged.count - 1].paths.formUnion(row.paths)
            } else {
                merged.append(row)
            }
        }
        return merged
    }

    private mutating func settle(_ row: Row, _ table: PlainMapping.Table) {
        var row = row, fault: String?
        row.time = row.paths.contains { table.lateRecords.contains($0) } ? row.element.end : row.element.start
        row.known = row.time
        var fields = table.fields.map { ($0.name, $0.paths, $0.isInteger, $0.isRequired) }
        if case .joined(_, let on, _) = table.parent { fields.append(("parent", on, false, true)) }
        for (name, paths, isInteger, isRequired) in fields {
            guard let value = value(paths, of: row.element) else {
                if isRequired { fault = fault ?? "\(name) missing" }
                continue
            }
            row.values[name] = value
            if isInteger, !value.allSatisfy({ "0123456789".contains($0) }) { fault = fault ?? "\(name) malformed" }
        }
        if let fault {
            rejects[table.name, default: []].append(fault)
            return
        }
        row.keys = row.values
        if let person = table.person {
            let word = value(person, of: row.element)
            if word == nil || word == PlainMapping.refused {
                row.isWithheld = true
                row.values = [:]
            }
        }
        rows[table.name, default: []].append(row)
    }

    /// Finds the parents of the rows of a table; of several with a key, the first that is known is meant,
    /// or the last.
    private mutating func join(_ table: String, _ parent: String, _ by: [String]) {
        var candidates: [(row: Row, place: Int)] = []
        for (place, row) in (rows[parent] ?? []).enumerated() { candidates.append((row, row.isWithheld ? -1 : place)) }
        for row in vanished[parent] ?? [] { candidates.append((row, -1)) }
        // Sorting keeps the order of equals here, by their place.
        candidates = candidates.enumerated()
            .sorted { ($0.1.row.known, $0.1.row.time, $0.0) < ($1.1.row.known, $1.1.row.time, $1.0) }.map(\.element)
        if lastKeyHolds { candidates.reverse() }
        var left: [Row] = []
        for var row in rows[table] ?? [] {
            let found = candidates.first { other in by.contains { other.row.keys[$0] == row.keys["parent"] } }
            guard let found else {
                rejects[table, default: []].append("parent noMatch")
                continue
            }
            row.known = max(row.time, found.row.known)
            row.parent = found.place
            if found.place < 0 { vanished[table, default: []].append(row) } else { left.append(row) }
        }
        rows[table] = left
        sort(table)
    }

    /// Brings the rows of a table into the order of their parents.
    private mutating func sort(_ table: String) {
        guard case .some = rows[table] else { return }
        rows[table] = rows[table]!.enumerated().sorted { ($0.1.parent, $0.0) < ($1.1.parent, $1.0) }.map(\.element)
    }

    /// Puts in what lookups find; a key of several rows with different values is left to a test of its own.
    private mutating func lookUp(_ table: PlainMapping.Table) {
        for field in table.fields {
            guard let (other, by, take) = field.lookup else { continue }
            var known: [String: String?] = [:]
            for row in rows[other] ?? [] { if let key = row.values[by] { known[key] = .some(row.values[take]) } }
            for place in (rows[table.name] ?? []).indices {
                guard let key = rows[table.name]![place].values[field.name] else { continue }
                rows[table.name]![place].values[field.name] = known[key] ?? nil
            }
        }
    }
}
