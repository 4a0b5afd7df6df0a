import RegistryXML
import StageKit

/// The reading of one reference file, piece by piece.
struct ReferenceReading {
    private let kind: ReferenceTable
    private let file: String
    private let stated: AreaVintage?
    private let sink: any ReferenceSink
    private var rows = CSVRows()
    private var layout: ReferenceLayout?
    private var faults: ReferenceFaults
    /// What stopped it: a layout that cannot be used.
    private var stop: StageFault?

    init(_ kind: ReferenceTable, file: String, vintage: AreaVintage?, activeOnly: Bool) {
        self.kind = kind
        self.file = file
        stated = vintage
        faults = ReferenceFaults(file: file)
        sink =
            switch kind {
            case .registrationsByArea: RegistrationSink()
            case .networkMembers: NetworkSink()
            case .practices: PracticeSink(activeOnly: activeOnly)
            case .areas, .members, .deprivation, .postcodes: PlainSink(kind)
            }
    }

    /// Takes the next bytes; `false` where no more are of use.
    mutating func take(_ chunk: UnsafeBufferPointer<UInt8>) -> Bool {
        var offset = 0
        do throws(CSVRows.Fault) {
            while try rows.next(in: chunk, from: &offset) {
                guard takeRow() else { return false }
            }
            return true
        } catch {
            faults.add(error.message, line: error.line)
            return false
        }
    }

    /// The table, once all bytes have been taken.
    mutating func finish(isStopped: Bool) throws(StageFault) -> Table {
        if !isStopped {
            do throws(CSVRows.Fault) {
                if try rows.finish() { _ = takeRow() }
            } catch {
                faults.add(error.message, line: error.line)
            }
        }
        if let stop { throw stop }
        guard let layout else {
            throw faults.fault
                ?? StageFault(
                    "the file is empty: not even a line of headings", code: .configuration,
                    location: SourceLocation(file: file))
        }
        let (columns, lines) = sink.finish(faults: &faults)
        if let fault = faults.fault { throw fault }
        return table(columns, lines: lines, vintage: layout.vintage)
    }

    private mutating func takeRow() -> Bool {
        if let layout {
            take(as: layout)
            return true
        }
        do throws(StageFault) {
            let cells = (0..<rows.count).map { rows.text($0) }
            let layout = try ReferenceLayout(
                of: kind, firstRow: cells, at: SourceLocation(file: file, line: rows.line), vintage: stated)
            rows.keep(layout.places)
            if !layout.hasHeadings { take(as: layout) }
            self.layout = layout
            return true
        } catch {
            stop = error
            return false
        }
    }

    private mutating func take(as layout: ReferenceLayout) {
        guard rows.count == layout.width else {
            let what = layout.hasHeadings ? "the headings are" : "the first row has"
            faults.add("the row has \(rows.count) cells, \(what) \(layout.width)", line: rows.line)
            return
        }
        sink.take(rows, faults: &faults)
    }

    private func table(_ columns: [Column], lines: [Int32], vintage: AreaVintage?) -> Table {
        var columns = columns
        if kind.hasVintage {
            var builder = ColumnBuilder(.int32)
            for row in lines.indices {
                if let vintage { builder.putInt32(vintage.year, row: row) } else { builder.putNull(row: row) }
            }
            columns.append(builder.finish(count: lines.count))
        }
        let zeros = [Int32](repeating: 0, count: lines.count)
        columns.append(
            Column(type: .dictionary, count: lines.count, validity: nil, values: Buffer(zeros), texts: Texts([file])))
        columns.append(Column(type: .int32, count: lines.count, validity: nil, values: Buffer(lines)))
        return Table(Schema(kind.columns), columns, sensitivity: .aggregate)
    }
}
