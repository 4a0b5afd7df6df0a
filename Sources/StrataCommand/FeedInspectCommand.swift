import ArgumentParser
import PipelineFile
import RegistryXML
import StageKit

/// `strata feed inspect FILE …`: what files are, and what a mapping of them could be.
struct FeedInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tell what XML files are: format, namespaces, paths, counts and shapes of values.",
        discussion: """
            XML of any format and size: plain, in gzip, or in a zip archive. No value of the file is shown: only names, counts, lengths \
            and what values look like; a number in a name is shown as '#'.
            """)

    /// The form of the answer.
    enum Form: String, Sendable, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Argument(help: "The files; '-' is standard input.")
    var files: [String]

    @Option(help: "The form of the answer: text, or json with one object a line for each document.")
    var format = Form.text

    @Flag(help: "Print a proposed mapping of each document, and nothing else.")
    var skeleton = false

    func validate() throws {
        guard files.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("standard input is named twice") }
        guard !skeleton || format == .text else {
            throw ValidationError("--skeleton is YAML; with --format json every object holds it anyway")
        }
    }

    func run() throws {
        let context = CommandContext.current
        var faults: [Diagnostic] = []
        var isFirst = true
        for file in files {
            do throws(RefusedDocument) {
                let survey = try Self.survey(file, context.console)
                for document in survey.documents {
                    if !isFirst, format == .text { context.console.out("\n") }
                    isFirst = false
                    switch (skeleton, format) {
                    case (true, _): show(MappingSkeleton(document), of: file, &faults, context)
                    case (false, .text): context.console.out(FeedSheet(file, survey, document).text)
                    case (false, .json): context.console.out(FeedJSON.object(file, survey, document).line + "\n")
                    }
                }
            } catch {
                let fault = Self.diagnostic(error, of: file)
                context.print([fault])
                faults.append(fault)
            }
        }
        if let first = faults.first { throw ExitCode(first.code.exitStatus) }
    }

    private static func survey(_ file: String, _ console: Console) throws(RefusedDocument) -> FileSurvey {
        let path = file == "-" ? file : console.absolute(file)
        guard console.isLive else { return try Surveyor.survey(path) }
        var shown: Int64 = 0
        defer { if shown > 0 { console.error("\r\u{1B}[K") } }
        return try Surveyor.survey(path) { (bytesIn, bytesOut) in
            // A word every 64 MiB of XML.
            guard bytesOut >= shown + 64 << 20 else { return }
            shown = bytesOut
            console.error("\r\u{1B}[K\(Figure.bytes(Int(bytesIn))) read, \(Figure.bytes(Int(bytesOut))) of XML")
        }
    }

    private func show(
        _ skeleton: MappingSkeleton, of file: String, _ faults: inout [Diagnostic], _ context: CommandContext
    ) {
        if let yaml = skeleton.yaml {
            context.console.out(yaml)
            return
        }
        let fault = Diagnostic(
            .data, "no mapping can be proposed: the name of the root element is none that a path can say",
            at: SourceLocation(file: FeedSheet.shown(file)), hint: "a mapping needs a root without numbers in its name")
        context.print([fault])
        faults.append(fault)
    }

    static func diagnostic(_ refused: RefusedDocument, of file: String) -> Diagnostic {
        let shown = FeedSheet.shown(file)
        if refused.kind == .unreadable {
            return Diagnostic(
                .configuration, refused.message, at: SourceLocation(file: shown),
                hint: refused.hint ?? "name a file that can be read")
        }
        return Diagnostic(
            .data, "\(refused.message), byte \(refused.byteOffset)",
            at: SourceLocation(file: shown, line: refused.line, column: refused.column),
            hint: refused.hint ?? "`read_xml` refuses this file too")
    }
}
