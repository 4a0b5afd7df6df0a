import StageKit

/// The practices of epraccur, each once; perhaps only those that see patients today.
final class PracticeSink: ReferenceSink {
    private let columns: [GrowingColumn]
    private let status: Int
    private let setting: Int
    private let activeOnly: Bool
    private var codes = TextDictionary()
    /// The line of each code, in the order of `codes`.
    private var codeLines: [Int] = []
    private var lines: [Int32] = []

    init(activeOnly: Bool) {
        let forms = ReferenceTable.practices.forms
        columns = forms.map(GrowingColumn.init)
        status = forms.firstIndex { $0.name == "status" } ?? 0
        setting = forms.firstIndex { $0.name == "setting" } ?? 0
        self.activeOnly = activeOnly
    }

    func take(_ row: borrowing CSVRows, faults: inout ReferenceFaults) {
        var isWhole = true
        for slot in columns.indices {
            if let complaint = row.withCell(slot, { columns[slot].put($0, row: lines.count) }) {
                faults.add(complaint, line: row.line)
                isWhole = false
            }
        }
        guard isWhole else { return }
        let code = Int(columns[0].withLastText { codes.code(of: $0) })
        if code < codeLines.count {
            faults.add("practice '\(codes.text(code))' is there already (line \(codeLines[code]))", line: row.line)
            return
        }
        codeLines.append(row.line)
        if activeOnly, !columns[status].holds("A") || !columns[setting].holds("4") { return }
        lines.append(Int32(clamping: row.line))
    }

    func finish(faults: inout ReferenceFaults) -> (columns: [Column], lines: [Int32]) {
        (columns.map { $0.finish(count: lines.count) }, lines)
    }
}
