import ArgumentParser
import PipelineFile
import RegistryXML
import StageKit

/// `strata feed read FILE … --mapping M`: the tables that a mapping makes of files.
struct FeedReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Show the tables that a mapping makes of XML files, or write them to Arrow files.",
        discussion: """
            Files of any size, plain, in gzip or in a zip archive, are read once and nothing of them is held. With --out \
            every document gets a folder with a file <table>.arrow for each table, quarantine.csv, and document.json.

            People and staff stand there under pseudonyms, which need the key; rows that are shown without one hide them. \
            What is shown is about patients all the same: look at it where you may.
            """)

    /// How rows are shown.
    enum Form: String, Sendable, CaseIterable, ExpressibleByArgument {
        case text, csv
    }

    @Argument(help: "The files; '-' is standard input.")
    var files: [String]

    @Option(help: ArgumentHelp("The mapping file.", valueName: "file"))
    var mapping: String

    @Option(help: ArgumentHelp("Only this table.", valueName: "name"))
    var table: String?

    @Option(help: ArgumentHelp("How many rows of each table to show; all with csv.", valueName: "n"))
    var rows: Int?

    @Option(help: "The form in which rows are shown: text, or csv with --table.")
    var format = Form.text

    @Option(help: ArgumentHelp("Write Arrow files into this folder instead of showing rows.", valueName: "dir"))
    var out: String?

    @Option(
        name: .customLong("pseudonym-key"),
        help: ArgumentHelp(
            "The key that makes pseudonyms: 64 hex digits, mode 0600. STRATA_PSEUDONYM_KEY wins over it.",
            valueName: "file"))
    var keyFile: String?

    @Option(help: "With --out, how many files at once; the number of cores unless given.")
    var jobs: Int?

    func validate() throws {
        guard files.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("standard input is named twice") }
        if format == .csv, table == nil || out != nil {
            throw ValidationError("--format csv shows one table: name it with --table")
        }
        if let rows, rows < 0 { throw ValidationError("--rows must be at least 0") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    }

    func run() async throws {
        let context = CommandContext.current
        let mapping: Mapping
        do throws(Diagnostics) {
            mapping = try Mapping(file: context.console.absolute(self.mapping))
        } catch {
            throw context.fail(error)
        }
        if let table, !mapping.tables.contains(where: { $0.name == table }) {
            let near = NearestName.of(table, among: mapping.tables.map(\.name))
            throw ValidationError(
                "mapping '\(mapping.name)' has no table '\(table)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
        }
        let key: PseudonymKey?
        do throws(Diagnostic) { key = try self.key(context) } catch { throw context.fail(Diagnostics([error])) }
        let faults: [Diagnostic]
        if let out {
            guard let key else {
                throw ValidationError("--out needs --pseudonym-key, or \(PseudonymKey.variable)")
            }
            let ingest = FeedIngest(
                mapping: mapping, table: table, key: key, folder: context.console.absolute(out), context: context)
            faults = await ingest.read(files, jobs: jobs ?? Machine.cores)
        } else {
            faults = files.compactMap { show($0, mapping, key, context) }
        }
        if let first = faults.first { throw ExitCode(first.code.exitStatus) }
    }

    private func key(_ context: CommandContext) throws(Diagnostic) -> PseudonymKey? {
        guard let keyFile else { return try PseudonymKey.ofEnvironment() }
        return try PseudonymKey.load(file: context.console.absolute(keyFile), shown: keyFile)
    }

    /// Shows the rows of one file as they come; gives the fault that ended it.
    private func show(
        _ file: String, _ mapping: Mapping, _ key: PseudonymKey?, _ context: CommandContext
    ) -> Diagnostic? {
        var options = ReadingOptions()
        options.readAhead = true
        if let table { options.columns = [table: Set(mapping.tables.first { $0.name == table }?.schema.names ?? [])] }
        var hasShown = false
        func show(_ text: String) {
            if !text.isEmpty { hasShown = true }
            context.console.out(text)
        }
        do throws(RefusedDocument) {
            let path = file == "-" ? file : context.console.absolute(file)
            try DocumentContainer.forEachDocument(of: path, readAhead: true) { (contained) throws(RefusedDocument) in
                var sheet = FeedRows(
                    mapping, form: format, most: rows ?? (format == .csv ? Int.max : 10), only: table,
                    hidesPeople: key == nil)
                var reasons: [String: Int] = [:]
                let name = contained.name.map { _ in "\(FeedSheet.shown(file))!/\(contained.number)" }
                let pseudonymiser: any Pseudonymiser = key ?? NoPseudonyms()
                let document = try DocumentReader.stream(
                    contained, mapping, pseudonymiser, options, showsTexts: true,
                    rows: { (segment) throws(RefusedDocument) in show(sheet.take(segment)) },
                    rejects: { (rejects) throws(RefusedDocument) in
                        for reject in rejects {
                            reasons["\(reject.table).\(reject.field): \(reject.reason.rawValue)", default: 0] += 1
                        }
                    })
                show(sheet.end(document, of: name ?? FeedSheet.shown(file)))
                context.console.error(FeedRows.remarks(document, reasons, of: name ?? FeedSheet.shown(file)))
            }
            return nil
        } catch {
            let fault = FeedInspectCommand.diagnostic(error, of: file)
            context.print([fault])
            if hasShown {
                // Rows are shown as they come: a fault behind them is found when they have gone.
                let note = Diagnostic(
                    fault.code, "what was shown of this file is not all of it, and nothing of it can be relied on",
                    at: SourceLocation(file: FeedSheet.shown(file)), severity: .note)
                context.print([note])
            }
            return fault
        }
    }
}

/// Stands in for the key where nobody is shown.
private struct NoPseudonyms: Pseudonymiser {
    func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) { (0, 0) }
}
