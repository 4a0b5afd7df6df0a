import RegistryXML
import StageKit

/// The rows of one document as people read them: some of each table, or all of one as CSV.
struct FeedRows {
    private let mapping: Mapping
    private let form: FeedReadCommand.Form
    private let most: Int
    private let only: String?
    private let hidesPeople: Bool
    private var counts: [Int]
    private var kept: [[[String]]]
    private var hasHeadings = false

    init(_ mapping: Mapping, form: FeedReadCommand.Form, most: Int, only: String?, hidesPeople: Bool) {
        self.mapping = mapping
        self.form = form
        self.most = most
        self.only = only
        self.hidesPeople = hidesPeople
        counts = Array(repeating: 0, count: mapping.tables.count)
        kept = Array(repeating: [], count: mapping.tables.count)
    }

    /// Takes rows in; what is to be printed at once comes back.
    mutating func take(_ segment: TableSegment) -> String {
        let table = mapping.tables[segment.table]
        if let only, only != table.name { return "" }
        var text = ""
        let hidden = hiddenColumns(of: table)
        for row in 0..<segment.count where counts[segment.table] + row < most {
            let cells = zip(table.schema.names, segment.columns).map { name, column in
                hidden.contains(name) && column.isValid(row) ? "hidden" : Self.cell(column, row)
            }
            if form == .csv { text += CSVLine.text(cells) } else { kept[segment.table].append(cells) }
        }
        counts[segment.table] += segment.count
        return headings(table) + text
    }

    /// What is to be printed at the end of the document.
    mutating func end(_ document: MappedDocument, of file: String) -> String {
        if form == .csv {
            guard let only, let table = mapping.tables.first(where: { $0.name == only }) else { return "" }
            return headings(table)
        }
        var text = "\(file)\n"
        for (place, table) in mapping.tables.enumerated() where only.map({ $0 == table.name }) ?? true {
            let count = counts[place], shown = kept[place].count
            let note = shown < count ? ", the first \(shown) of them" : ""
            text += "\n\(table.name): \(count) row\(count == 1 ? "" : "s")\(note)\n"
            if shown > 0 { text += TextTable.lines([table.schema.names] + kept[place], indent: "  ").joined() }
        }
        return text + "\n"
    }

    private mutating func headings(_ table: Mapping.TableInfo) -> String {
        if form != .csv || hasHeadings { return "" }
        hasHeadings = true
        return CSVLine.text(table.schema.names)
    }

    /// Columns that tell who somebody is, where there is no key to hide that with.
    private func hiddenColumns(of table: Mapping.TableInfo) -> Set<String> {
        guard hidesPeople else { return [] }
        return Set(
            table.fields.filter { [.nhsNumber, .token, .pseudonym].contains($0.type) }.map(\.name))
    }

    /// A value as text; nothing where there is none.
    static func cell(_ column: Column, _ row: Int) -> String {
        guard column.isValid(row) else { return "" }
        switch column.type {
        case .utf8, .dictionary: return column.text(row) ?? ""
        case .bool: return column.bool(row) == true ? "true" : "false"
        case .float64: return column.double(row).map { "\($0)" } ?? ""
        case .int32, .int64: return column.integer(row).map { "\($0)" } ?? ""
        case .date: return column.integer(row).map { CalendarDay(number: Int32(truncatingIfNeeded: $0)).text } ?? ""
        case .timestamp: return column.integer(row).map(time) ?? ""
        }
    }

    private static func time(_ seconds: Int64) -> String {
        let day = Int32(truncatingIfNeeded: seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0))
        let rest = Int(seconds - Int64(day) * 86_400)
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(CalendarDay(number: day).text)T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    }

    /// What somebody should know of how a document was read, a line each: counts alone.
    static func remarks(_ document: MappedDocument, _ reasons: [String: Int], of file: String) -> String {
        var lines: [String] = []
        let setAside = document.counts.values.reduce(0) { $0 + $1.setAside }
        if setAside > 0 { lines.append("\(setAside) records set aside") }
        for reason in reasons.keys.sorted() { lines.append("  \(reason), \(reasons[reason] ?? 0)") }
        let withheld = document.counts.values.reduce(0) { $0 + $1.withheld }
        if withheld > 0 { lines.append("\(withheld) records withheld by an opt-out") }
        for (what, list) in [
            ("values of no known word", document.unmapped), ("values that could not be read", document.unread),
            ("values with a null flavour", document.nullFlavored), ("keys that nothing has", document.unmatched),
            ("values that came after their records", document.late),
        ] {
            for item in list { lines.append("\(item.path): \(item.count) \(what)") }
        }
        for finding in document.findings where finding.count > 0 {
            let words = finding.path.split(separator: "_").joined(separator: " ")
            if let stated = finding.stated, let found = finding.found {
                lines.append("\(words): the header says \(stated), there are \(found)")
            } else {
                lines.append("\(words): \(finding.count)")
            }
        }
        let unknown = document.drift.reduce(0) { $0 + $1.count }
        if unknown > 0 {
            lines.append(
                "\(unknown) elements and attributes that the mapping does not know ('strata feed inspect' lists them)")
        }
        return lines.map { "\(file): \($0)\n" }.joined()
    }
}

/// A line of a CSV file (RFC 4180).
enum CSVLine {
    static func text(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\r\n" }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension Schema {
    /// The names of the columns, in order.
    var names: [String] { fields.map(\.name) }
}
