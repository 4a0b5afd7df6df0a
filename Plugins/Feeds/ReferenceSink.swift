import StageKit

/// What the rows of a reference file are gathered in.
protocol ReferenceSink: AnyObject {
    /// Takes one row, whose kept cells are in the order of the column forms, or says what is wrong with it.
    func take(_ row: borrowing CSVRows, faults: inout ReferenceFaults)

    /// The columns of the table, without the vintage, and the line of each row.
    func finish(faults: inout ReferenceFaults) -> (columns: [Column], lines: [Int32])
}

/// One column that grows.
final class GrowingColumn {
    private var builder: ColumnBuilder
    private var scratch: [UInt8] = []
    private let form: ReferenceTable.ColumnForm

    init(_ form: ReferenceTable.ColumnForm) {
        self.form = form
        builder = ColumnBuilder(form.shape.type)
    }

    /// Puts a cell at `row`, or says what is wrong with it.
    func put(_ cell: UnsafeBufferPointer<UInt8>, row: Int) -> String? {
        if cell.isEmpty || form.shape != .text && CellShape.trimmed(cell).isEmpty {
            scratch.removeAll(keepingCapacity: true)
            builder.putNull(row: row)
            return form.allowsBlank ? nil : "the \(form.called) is blank"
        }
        switch form.shape.type {
        case .utf8, .dictionary:
            guard form.shape.text(cell, &scratch) else { return complaint }
            scratch.withUnsafeBufferPointer { builder.putText($0, row: row) }
        default:
            guard let number = form.shape.number(cell) else { return complaint }
            builder.putInt32(number, row: row)
        }
        return nil
    }

    /// Calls `body` with the text put last, which is empty where the cell was blank.
    func withLastText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        scratch.withUnsafeBufferPointer(body)
    }

    /// Whether the text put last is `word`.
    func holds(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in scratch.elementsEqual(word) }
    }

    func finish(count: Int) -> Column {
        var finished = ColumnBuilder(form.shape.type)
        swap(&finished, &builder)
        return finished.finish(count: count)
    }

    private var complaint: String { "the \(form.called) \(form.shape.complaint)" }
}

/// A table with a row for every row of the file.
final class PlainSink: ReferenceSink {
    private let columns: [GrowingColumn]
    private var lines: [Int32] = []

    init(_ kind: ReferenceTable) { columns = kind.forms.map(GrowingColumn.init) }

    func take(_ row: borrowing CSVRows, faults: inout ReferenceFaults) {
        var isWhole = true
        for slot in columns.indices {
            if let complaint = row.withCell(slot, { columns[slot].put($0, row: lines.count) }) {
                faults.add(complaint, line: row.line)
                isWhole = false
            }
        }
        if isWhole { lines.append(Int32(clamping: row.line)) }
    }

    func finish(faults: inout ReferenceFaults) -> (columns: [Column], lines: [Int32]) {
        (columns.map { $0.finish(count: lines.count) }, lines)
    }
}
