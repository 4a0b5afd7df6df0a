internal import RegistryXML
public import StageKit

/// Reads a reference table from a CSV file: areas and their members, or an official file as it is published.
///
/// Columns are found by their headings, in any order; others are left alone. The file is read once from end to end, plain,
/// gzip or zip; memory depends on the columns of the table alone.
public struct ReadCSV: TableReader {
    static let file = StageOption<StagePath>.required(
        "file", "The CSV file, UTF-8 with or without a byte order mark; plain, gzip, or a zip that holds just it.")
    static let table = StageOption<ReferenceTable>.required("table", "Which reference table it holds.")
    static let vintage = StageOption<AreaVintage>.optional(
        "vintage", "The census of its lower-layer super output areas, where no heading tells it.")
    static let activeOnly = StageOption(
        "active_only", "Of `practices`, those alone that are active (status A) general practices (setting 4).",
        default: false)

    public static let descriptor = StageDescriptor(
        name: "read_csv",
        version: 2,
        summary: "Areas, members, or an official reference file as it is published, from CSV.",
        details: """
            - `areas`: columns `code`, `name`, `scale`, `parent`.
            - `members`: columns `kind` (`lsoa` or `practice`), `code`, `area`.
            - `deprivation`: the code of the lower-layer super output area and its decile of the Index of Multiple \
            Deprivation (1 = most deprived 10% of England; blank = unknown). File 7 of the Indices of Deprivation 2019 \
            and 2025 is read as it comes; plain headings `lsoa` and `decile` will do.
            - `practices`: epraccur, 27 cells without headings.
            - `network_members`: the core partner details of ePCN, 11 cells without headings; the open row of a practice \
            counts, else the one that ended last.
            - `registrations_by_area`: gp-reg-pat-prac-lsoa; rows of all sexes count, males and females are added up \
            where there is none, so that nobody counts twice.
            - `postcodes`: NSPL or ONSPD, by the newest areas in it unless `vintage` says otherwise.

            A heading tells the vintage of the areas (2011 or 2021), else the option `vintage` does; an option that \
            contradicts the heading is a fault. Tables of different vintages are never used together.

            A missing file or column is a fault of configuration (status 2); a cell that cannot be read is a fault of \
            the data (status 3). They are named with their lines, the first 20 of a file one by one.
            """,
        grain: .whole,
        writes: [],
        yields: .aggregate,
        options: [file, table, vintage, activeOnly]
    )

    private let path: StagePath
    private let kind: ReferenceTable
    private let vintage: AreaVintage?
    private let activeOnly: Bool

    public init(_ options: StageOptions) throws(StageFault) {
        path = try options[Self.file]
        kind = try options[Self.table]
        vintage = options[optional: Self.vintage]
        activeOnly = try options[Self.activeOnly]
        if vintage != nil, !kind.hasVintage {
            throw StageFault(
                "a table of \(kind.rawValue) names no lower-layer super output areas, so it has no vintage",
                code: .configuration, hint: "leave 'vintage' out", option: Self.vintage.name)
        }
        if activeOnly, kind != .practices {
            throw StageFault(
                "'active_only' is for a table of practices", code: .configuration, hint: "leave it out",
                option: Self.activeOnly.name)
        }
    }

    public var files: [StagePath] { [path] }
    public var outputs: [TableDeclaration] { [TableDeclaration(kind.rawValue, kind.columns)] }

    public func read() throws(StageFault) -> [String: Table] {
        var reading = ReferenceReading(kind, file: path.shown, vintage: vintage, activeOnly: activeOnly)
        var isStopped = false, hasBytes = false
        do throws(RefusedDocument) {
            try InflatedFile.forEachChunk(of: path.path) { (chunk, _) throws(RefusedDocument) in
                hasBytes = true
                if !reading.take(chunk) {
                    isStopped = true
                    throw RefusedDocument(.cancelled, "nothing more is of use")
                }
            }
        } catch {
            // A file without a byte is told below, like one without a row.
            if !isStopped, hasBytes || error.kind != .notWellFormed { throw refusal(error) }
        }
        return [kind.rawValue: try reading.finish(isStopped: isStopped)]
    }

    private func refusal(_ refused: RefusedDocument) -> StageFault {
        let isMissing = refused.kind == .unreadable
        return StageFault(
            "\(path.shown): \(refused.message)", code: isMissing ? .configuration : .data,
            hint: refused.hint ?? (isMissing ? "check that the file is there and may be read" : nil),
            option: Self.file.name)
    }
}
