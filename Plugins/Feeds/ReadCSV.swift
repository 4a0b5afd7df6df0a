import Glibc
public import StageKit

/// Reads a reference table from a CSV file: areas, their members, or deprivation by area of residence.
///
/// Columns are found by their headings, in any order; others are left alone.
public struct ReadCSV: TableReader {
    static let file = StageOption<StagePath>.required("file", "The CSV file, UTF-8 with or without a byte order mark.")
    static let table = StageOption<ReferenceTable>.required("table", "Which reference table it holds.")

    public static let descriptor = StageDescriptor(
        name: "read_csv",
        version: 1,
        summary: "Areas, members or deprivation from a CSV file.",
        details: """
            - `areas`: columns `code`, `name`, `scale`, `parent`.
            - `members`: columns `kind` (`lsoa` or `practice`), `code`, `area`.
            - `deprivation`: the code of the lower-layer super output area and its decile of the Index of Multiple \
            Deprivation (1 = most deprived 10% of England; blank = unknown). File 7 of the Indices of Deprivation 2019 \
            and 2025 is read as it comes; plain headings `lsoa` and `decile` will do.

            A missing file or column is a fault of configuration (status 2); a cell that cannot be read is a fault of \
            the data (status 3). All of them are named with their lines.
            """,
        grain: .whole,
        writes: [],
        yields: .aggregate,
        options: [file, table]
    )

    private let path: StagePath
    private let kind: ReferenceTable

    public init(_ options: StageOptions) throws(StageFault) {
        path = try options[Self.file]
        kind = try options[Self.table]
    }

    public var files: [StagePath] { [path] }
    public var outputs: [TableDeclaration] { [TableDeclaration(kind.rawValue, kind.columns)] }

    public func read() throws(StageFault) -> [String: Table] {
        let bytes = try Self.bytes(of: path)
        let text: CSVText
        do throws(CSVText.Fault) {
            text = try CSVText(bytes)
        } catch {
            throw StageFault(
                error.message, code: .data, location: SourceLocation(file: path.shown, line: error.line))
        }
        guard let heading = text.records.first else {
            throw StageFault(
                "the file is empty: not even a line of headings", code: .configuration,
                location: SourceLocation(file: path.shown))
        }
        let places = try places(in: heading)
        let uneven = text.records.filter { $0.cells.count != heading.cells.count }.map {
            fault("the row has \($0.cells.count) cells, the headings are \(heading.cells.count)", $0.line)
        }
        if let fault = StageFault.combining(uneven) { throw fault }
        return [kind.rawValue: try table(Array(text.records.dropFirst()), at: places)]
    }

    /// Which cell of a row belongs to each column.
    private func places(in heading: CSVText.Record) throws(StageFault) -> [Int] {
        var faults: [StageFault] = []
        let location = SourceLocation(file: path.shown, line: heading.line)
        let places = kind.forms.map { form -> Int in
            let fitting = heading.cells.indices.filter { form.fits(heading.cells[$0]) }
            if fitting.isEmpty {
                faults.append(
                    StageFault(
                        "no column is headed '\(form.headings[0])'", code: .configuration,
                        hint: "the headings are: \(heading.cells.prefix(12).joined(separator: ", "))",
                        location: location))
            } else if fitting.count > 1 {
                faults.append(
                    StageFault(
                        "\(fitting.count) columns could be '\(form.name)'", code: .configuration,
                        hint: "keep one of: \(fitting.map { heading.cells[$0] }.joined(separator: "; "))",
                        location: location))
            }
            return fitting.first ?? 0
        }
        if let fault = StageFault.combining(faults) { throw fault }
        return places
    }

    private func table(_ records: [CSVText.Record], at places: [Int]) throws(StageFault) -> Table {
        var faults: [StageFault] = []
        var columns: [Column] = []
        for (form, place) in zip(kind.forms, places) {
            let cells = records.map { record -> String? in
                let cell = place < record.cells.count ? record.cells[place] : ""
                if cell.isEmpty, !form.allowsBlank {
                    faults.append(fault("the \(form.name) is blank", record.line))
                }
                return cell.isEmpty ? nil : cell
            }
            if form.type == .utf8 {
                columns.append(Column(texts: cells))
                continue
            }
            let numbers = zip(cells, records).map { cell, record -> Int64? in
                guard let cell else { return nil }
                if let number = Int32(cell), cell.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
                    return Int64(number)
                }
                faults.append(fault("the \(form.name) is not a whole number", record.line))
                return nil
            }
            columns.append(Column(integers: numbers, type: form.type))
        }
        if let fault = StageFault.combining(faults.sorted { ($0.location?.line ?? 0) < ($1.location?.line ?? 0) }) {
            throw fault
        }
        columns.append(Column(texts: records.map { _ in path.shown }, type: .dictionary))
        columns.append(Column(integers: records.map { Int64($0.line) }, type: .int32))
        return Table(Schema(kind.columns), columns, sensitivity: .aggregate)
    }

    private func fault(_ message: String, _ line: Int) -> StageFault {
        StageFault(message, code: .data, location: SourceLocation(file: path.shown, line: line))
    }

    /// All bytes of a reference file.
    static func bytes(of path: StagePath) throws(StageFault) -> [UInt8] {
        let file = open(path.path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
    }

    private static func unreadable(_ path: StagePath) -> StageFault {
        StageFault(
            "cannot read \(path.shown): \(String(cString: strerror(errno)))", code: .configuration,
            hint: "check that the file is there and may be read", option: file.name)
    }
}
