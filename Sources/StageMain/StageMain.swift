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
    /// Speaks with Strata until there is nothing left to do, and ends the process. For a `PersonMeasure` or `WholeStage`.
    public static func run<Measure: PersonMeasure>(_ type: Measure.Type) -> Never {
        begin(type, reads: ManifestText.tables(of: type))
        let channel = Channel()
        finish(channel) { (stage: Measure, hello) throws(StageFault) in
            { (tables) throws(StageFault) in
                let frame = try PersonFrame(tables: tables, asOf: hello.asOf)
                return [Contributions.table.name: try Contributions.table(of: stage, over: frame)]
            }
        }
    }

    /// The same for a stage that works on small tables in one piece.
    public static func run<Whole: WholeStage>(_ type: Whole.Type) -> Never {
        begin(type, reads: type.descriptor.reads)
        let channel = Channel()
        finish(channel) { (stage: Whole, hello) throws(StageFault) in
            let run = RunDescription(
                pipeline: hello.pipeline, title: hello.pipeline, asOf: hello.asOf, id: hello.run)
            return { (tables) throws(StageFault) in
                try stage.run(StageInputs(tables: tables.mapValues { [$0] }), in: run).tables
            }
        }
    }

    /// Prints the manifest where it is asked for, and ends.
    private static func begin(_ type: any CompiledStage.Type, reads: [TableRequirement]) {
        let arguments = CommandLine.arguments
        if arguments.count > 1, arguments[1] == "--manifest" {
            let command = arguments.count > 2 ? Array(arguments.dropFirst(2)) : [arguments[0]]
            print(ManifestText.text(of: type.descriptor, reads: reads, command: command), terminator: "")
            exit(0)
        }
        if isatty(STDIN_FILENO) == 1 {
            FileHandle.standardError.write(
                Data("this is a stage of Strata: run it with 'strata stage test' or in a pipeline\n".utf8))
            exit(64)
        }
    }

    private typealias Work = ([String: Table]) throws(StageFault) -> [String: Table]

    /// Holds the conversation and ends the process with its status.
    private static func finish<Kind: CompiledStage>(
        _ channel: Channel, _ make: (Kind, Hello) throws(StageFault) -> Work
    ) -> Never {
        do throws(StageFault) {
            let hello = try channel.hello()
            let stage = try Kind(StageParameters.options(hello, of: Kind.descriptor))
            let work = try make(stage, hello)
            try channel.talk(hello, work)
            channel.close()
            exit(0)
        } catch {
            FileHandle.standardError.write(Data("\(error.message)\(error.hint.map { " (\($0))" } ?? "")\n".utf8))
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
