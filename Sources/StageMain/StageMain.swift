import Foundation
public import StageKit
import StageProtocol
import Tables

/// A stage of StageKit as a program of its own that speaks strata-stage/1 (Documentation/Stage-protocol.md):
///
///     @main enum Main {
///         static func main() { StageMain.run(MeasureHomeVisits.self) }
///     }
///
/// `PROGRAM --manifest COMMAND…` prints the `stage.yaml` of the stage for such a command.
public enum StageMain {
    /// Speaks with Strata until there is nothing left to do, and ends the process.
    public static func run<Measure: PersonMeasure>(_ type: Measure.Type) -> Never {
        begin { manifest(of: type, command: $0) }
        let needed = ManifestText.tables(of: type)
        finish { (stage: Measure, hello, _) throws(StageFault) in
            try ManifestCheck.check(needed, all: true, hello)
            try ManifestCheck.check(stage.indicators, hello)
            return { (tables) throws(StageFault) in
                let frame = try PersonFrame(tables: tables, asOf: hello.asOf)
                let given = try Contributions.table(of: stage, over: frame)
                try ManifestCheck.check(given, hello)
                return [Contributions.table.name: given]
            }
        }
    }

    /// The same for a stage that works on small tables in one piece. Its findings go to its log.
    public static func run<Whole: WholeStage>(_ type: Whole.Type) -> Never {
        begin { manifest(of: type, command: $0) }
        finish { (stage: Whole, hello, channel) throws(StageFault) in
            try ManifestCheck.check(Whole.descriptor.reads, hello)
            let run = RunDescription(
                pipeline: hello.pipeline, title: hello.pipeline, asOf: hello.asOf, id: hello.run)
            return { (tables) throws(StageFault) in
                let given = try stage.run(StageInputs(tables: tables.mapValues { [$0] }), in: run)
                guard given.kept.isEmpty else {
                    throw StageFault("the stage keeps tables for the next run", hint: "such a stage runs compiled in")
                }
                for finding in given.findings { channel.log(.warning, "\(finding.code): \(finding.message)") }
                return given.tables
            }
        }
    }

    /// The same for a stage that reads a file of its own, whose tables are those that its descriptor writes.
    public static func run<Reader: TableReader>(_ type: Reader.Type) -> Never {
        begin { manifest(of: type, command: $0) }
        finish { (stage: Reader, _, _) throws(StageFault) in
            { (_) throws(StageFault) in try stage.read() }
        }
    }

    /// The `stage.yaml` of a measure, run by `command`. A program within the stage's folder is named as one of its files,
    /// and so are `Package.swift` and `Sources`.
    public static func manifest(of type: (some PersonMeasure).Type, command: [String]) -> String {
        ManifestText.text(
            of: type.descriptor, grain: .person, reads: ManifestText.tables(of: type),
            windows: ManifestText.windows(of: type), command: command)
    }

    /// The same of a stage that works on small tables.
    public static func manifest(of type: (some WholeStage).Type, command: [String]) -> String {
        ManifestText.text(of: type.descriptor, grain: .whole, reads: type.descriptor.reads, command: command)
    }

    /// The same of a stage that reads a file of its own.
    public static func manifest(of type: (some TableReader).Type, command: [String]) -> String {
        ManifestText.text(of: type.descriptor, grain: .feed, reads: [], command: command)
    }

    /// Prints the manifest where it is asked for, and ends.
    private static func begin(_ manifest: ([String]) -> String) {
        let arguments = CommandLine.arguments
        if let place = arguments.firstIndex(of: "--manifest") {
            let command = Array(arguments[(place + 1)...])
            print(manifest(command.isEmpty ? Array(arguments[..<place]) : command), terminator: "")
            exit(0)
        }
        if isatty(STDIN_FILENO) == 1 {
            let words = """
                this is a stage of Strata: run it with 'strata stage test' or in a pipeline
                \(arguments[0]) --manifest COMMAND… prints its stage.yaml

                """
            FileHandle.standardError.write(Data(words.utf8))
            exit(64)
        }
    }

    private typealias Work = ([String: Table]) throws(StageFault) -> [String: Table]

    /// Holds the conversation and ends the process with its status.
    private static func finish<Kind: CompiledStage>(
        _ make: (Kind, Hello, Channel) throws(StageFault) -> Work
    ) -> Never {
        // A trap says where it was, and not what lay in memory.
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGSEGV, SIGFPE] { signal(number, SIG_DFL) }
        let channel = Channel()
        do throws(StageFault) {
            let hello = try channel.hello()
            try ManifestCheck.check(version: Kind.descriptor.version, hello)
            let stage = try Kind(StageParameters.options(hello, of: Kind.descriptor))
            let work = try make(stage, hello, channel)
            try channel.talk(hello, work)
            channel.close()
            exit(0)
        } catch {
            for fault in [error] + error.others {
                let option = fault.option.map { "parameter '\($0)': " } ?? ""
                let hint = fault.hint.map { " (\($0))" } ?? ""
                FileHandle.standardError.write(Data("\(option)\(fault.message)\(hint)\n".utf8))
            }
            let status: Int32 =
                switch error.code {
                case .data: 65
                case .temporary: 75
                case .configuration: 78
                default: 70
                }
            exit(status)
        }
    }
}
