@testable import RegistryXML
import Tables

/// A document that was handed on in segments.
struct StreamedDocument {
    var segments: [TableSegment]
    var rejects: [Reject]
    var end: MappedDocument
}

/// The tables of one document, whole and in segments.
struct TableProperties {
    private enum Cell: Equatable {
        case none, integer(Int64), double(UInt64), bool(Bool), text(String)
    }

    /// The rows of a table in segments, with the columns that the whole table has.
    private struct Rows {
        var cells: [[Cell]] = []
        /// The row of the parent, −1 for none.
        var parents: [Int] = []
    }

    private let mapping: Mapping
    private let whole: MappedDocument
    private let streamed: StreamedDocument
    /// Whether the end of the document decides about rows that were handed on, by table.
    private var isOpen: [String: Bool] = [:]

    init(_ mapping: Mapping, _ whole: MappedDocument, _ streamed: StreamedDocument) {
        self.mapping = mapping
        self.whole = whole
        self.streamed = streamed
        for table in mapping.tables {
            let isRequired = table.fields.contains { $0.isLookedUp && !$0.isOptional }
            isOpen[table.name] = isRequired || table.parent.map { isOpen[$0] ?? false } ?? false
        }
    }

    /// What does not hold, or `nil`.
    func fault(size: Int64) -> String? {
        for table in mapping.tables {
            if let fault = badTable(table) { return "\(table.name): \(fault)" }
        }
        for reject in whole.rejects where reject.reason != .noMatch {
            if reject.byteOffset < 0 || reject.byteOffset > size || reject.line < 1 {
                return "a reject out of its file"
            }
        }
        return difference()
    }

    /// How the segments differ from the whole, or `nil`.
    func difference() -> String? { differentRows() ?? differentEnd() }

    // MARK: The whole document

    private func badTable(_ info: Mapping.TableInfo) -> String? {
        guard let table = whole.tables[info.name] else { return "is missing" }
        guard table.schema.fields.map(\.name) == info.schema.fields.map(\.name) else { return "has other columns" }
        for (field, column) in zip(table.schema.fields, table.columns) {
            if column.count != table.count { return "\(field.name) has \(column.count) rows of \(table.count)" }
            if column.type != field.type { return "\(field.name) is \(column.type)" }
            if let fault = badColumn(column) { return "\(field.name) \(fault)" }
            let mayBeNone = info.schema.fields.first { $0.name == field.name }?.isOptional ?? true
            if !mayBeNone, let row = (0..<column.count).first(where: { !column.isValid($0) }) {
                return "\(field.name) has none in row \(row), and must"
            }
        }
        let kept = rowCount(info.name)
        if !table.columns.isEmpty, kept != table.count { return "keeps \(kept), and has \(table.count) rows" }
        if let identifiers = whole.identifiers[info.name], identifiers.count != kept {
            return "has \(identifiers.count) identifiers for \(kept) rows"
        }
        if let fault = badCounts(info, table) { return fault }
        guard let parent = info.parent, let name = info.parentColumn, let column = table[name] else { return nil }
        let most = whole.tables[parent]?.count ?? 0
        var last: Int32 = 0
        for row in 0..<column.count {
            guard column.isValid(row) else { return info.isJoined ? nil : "row \(row) has no parent" }
            let value = column.int32s[row]
            if value < 0 || Int(value) >= most { return "row \(row) lies in row \(value) of \(most)" }
            if info.isJoined, value < last { return "rows are not in the order of their parents" }
            last = value
        }
        return nil
    }

    /// How many values there are must be how many are said to be, where a default does not stand for some.
    private func badCounts(_ info: Mapping.TableInfo, _ table: Table) -> String? {
        guard let plan = mapping.plan.tables.first(where: { $0.name == info.name }) else { return nil }
        for field in plan.fields where !field.isRequired && field.fallback == nil && field.type != .optOut {
            guard let column = table[field.name] else { continue }
            // Of somebody withheld the token stands there, and is no value.
            let optOuts = field.type.isPerson ? table[plan.optOut.map { plan.fields[$0].name } ?? "opt_out"] : nil
            let filled = (0..<column.count).count { row in
                column.isValid(row) && optOuts.map { $0.text(row) == "none" } ?? true
            }
            let said = whole.filled.first { $0.path == info.name + "." + field.name }?.count ?? 0
            if filled != said { return "\(field.name) has \(filled) values, said to be \(said)" }
        }
        return nil
    }

    /// How many rows a table has, also one without columns.
    private func rowCount(_ table: String) -> Int { whole.counts[table]?.kept ?? 0 }

    private func badColumn(_ column: Column) -> String? {
        switch column.type {
        case .dictionary:
            let count = column.texts?.count ?? 0
            let codes = column.int32s
            for row in 0..<column.count where column.isValid(row) {
                if codes[row] < 0 || Int(codes[row]) >= count { return "has a code of no text" }
            }
        case .utf8:
            if column.texts?.count != column.count { return "has \(column.texts?.count ?? 0) texts" }
        default: break
        }
        for row in 0..<(column.texts?.count ?? 0) {
            let isText = column.texts?.withUTF8(at: row) { String(validating: $0, as: UTF8.self) != nil } ?? true
            if !isText { return "has a text that is no UTF-8" }
        }
        return nil
    }

    // MARK: Both

    private func differentRows() -> String? {
        var streamedRows = mapping.tables.map { _ in Rows() }
        for segment in streamed.segments {
            if let fault = add(segment, &streamedRows[segment.table]) {
                return "\(mapping.tables[segment.table].name) in segments: \(fault)"
            }
        }
        // What is left of each table, and where.
        var left: [[Int]?] = Array(repeating: nil, count: mapping.tables.count)
        for (number, info) in mapping.tables.enumerated() {
            guard let table = whole.tables[info.name] else { continue }
            let settled = settle(number, info, streamedRows, &left)
            let kept = rowCount(info.name)
            if settled.cells.count != kept {
                return "\(info.name) has \(kept) rows, in segments \(settled.cells.count)"
            }
            let parentColumn = info.parentColumn.flatMap { table.schema.index(of: $0) }
            for row in 0..<table.count {
                for (place, column) in table.columns.enumerated() where place != parentColumn {
                    if Self.cell(column, row) != settled.cells[row][place] {
                        return "\(info.name).\(table.schema.fields[place].name) differs in row \(row)"
                    }
                }
                if let parentColumn, Int(table.columns[parentColumn].int32s[row]) != settled.parents[row] {
                    return "\(info.name): the parent of row \(row) differs"
                }
            }
        }
        return nil
    }

    private func add(_ segment: TableSegment, _ rows: inout Rows) -> String? {
        let info = mapping.tables[segment.table], closed = streamed.end.closed[segment.table]
        guard segment.columns.count == info.schema.fields.count, segment.count > 0 else {
            return "\(segment.columns.count) columns, \(segment.count) rows"
        }
        for (field, column) in zip(info.schema.fields, segment.columns) where column.count != segment.count {
            return "\(field.name) has \(column.count) rows of \(segment.count)"
        }
        for row in 0..<segment.count {
            var cells: [Cell] = []
            for (field, column) in zip(info.schema.fields, segment.columns) {
                if field.name == info.parentColumn {
                    cells.append(.none)
                    let value = column.isValid(row) ? Int(column.int32s[row]) : -1
                    rows.parents.append(value)
                } else if column.type == .dictionary, column.isValid(row) {
                    let code = Int(column.int32s[row])
                    guard let texts = closed.dictionaries[field.name] else { return "\(field.name) has no texts" }
                    if code < 0 || code >= texts.count { return "\(field.name) has a code of no text" }
                    cells.append(texts.text(code).map { .text($0) } ?? .none)
                } else {
                    cells.append(Self.cell(column, row))
                }
            }
            rows.cells.append(cells)
        }
        return nil
    }

    /// Rows as the end of the document leaves them: without those whose key finds nothing and must, or whose parent is
    /// gone, and in the order of the parents that they are joined to.
    private func settle(_ number: Int, _ info: Mapping.TableInfo, _ rows: [Rows], _ left: inout [[Int]?]) -> Rows {
        let own = rows[number]
        let parent = info.parent.flatMap { name in mapping.tables.firstIndex { $0.name == name } }
        let required = info.schema.fields.indices.filter { place in
            info.fields.contains { $0.name == info.schema.fields[place].name && $0.isLookedUp && !$0.isOptional }
        }
        var kept: [(row: Int, parent: Int)] = []
        for row in own.cells.indices {
            if required.contains(where: { own.cells[row][$0] == .none }) { continue }
            guard let parent else {
                kept.append((row, -1))
                continue
            }
            let stored = own.parents[row]
            let place = stored < 0 ? -1 : left[parent].map { stored < $0.count ? $0[stored] : -1 } ?? stored
            if place >= 0 { kept.append((row, place)) }
        }
        if info.isJoined { kept.sort { ($0.parent, $0.row) < ($1.parent, $1.row) } }
        var map = [Int](repeating: -1, count: own.cells.count)
        for (place, entry) in kept.enumerated() { map[entry.row] = place }
        left[number] = map
        return Rows(cells: kept.map { own.cells[$0.row] }, parents: kept.map(\.parent))
    }

    private static func cell(_ column: Column, _ row: Int) -> Cell {
        guard column.isValid(row) else { return .none }
        switch column.type {
        case .dictionary, .utf8: return column.text(row).map { .text($0) } ?? .none
        case .float64: return .double(column.float64s[row].bitPattern)
        case .bool: return column.bool(row).map { .bool($0) } ?? .none
        default: return column.integer(row).map { .integer($0) } ?? .none
        }
    }

    /// Header, counts and lists.
    private func differentEnd() -> String? {
        let end = streamed.end
        if end.header != whole.header { return "headers differ" }
        if end.drift != whole.drift { return "drift differs" }
        if end.findings != whole.findings { return "findings differ" }
        if end.optOutNotices != whole.optOutNotices { return "opt-out notices differ" }
        if end.late != whole.late { return "late values differ" }
        for table in mapping.tables where isOpen[table.name] == false {
            if end.counts[table.name] != whole.counts[table.name] {
                return "\(table.name) counts \(whole.counts[table.name] as Any), \(end.counts[table.name] as Any)"
            }
        }
        let lists: [(String, KeyPath<MappedDocument, [PathCount]>)] = [
            ("unmapped", \.unmapped), ("unread", \.unread), ("null flavoured", \.nullFlavored), ("filled", \.filled),
            ("words", \.words),
        ]
        for (name, list) in lists {
            func closed(_ counts: [PathCount]) -> [PathCount] {
                counts.filter { count in
                    let table = String(count.path.prefix { $0 != "." })
                    let field = count.path.dropFirst(table.count + 1).prefix { $0 != "=" }
                    let info = mapping.tables.first { $0.name == table }
                    let isLookedUp = info?.fields.first { $0.name == field }?.isLookedUp ?? true
                    return isOpen[table] == false && !isLookedUp
                }
            }
            let these = closed(whole[keyPath: list]), those = closed(end[keyPath: list])
            if let one = Set(these).symmetricDifference(those).map(\.path).min() {
                func count(_ list: [PathCount]) -> String { "\(list.first { $0.path == one }?.count ?? 0)" }
                return "\(name) of \(one): \(count(these)), in segments \(count(those))"
            }
        }
        if !isOpen.values.contains(true), streamed.rejects != whole.rejects { return "rejects differ" }
        return nil
    }
}
