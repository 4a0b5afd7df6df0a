import ArgumentParser
import PipelineEngine
import PipelineFile
import StageKit

/// `strata run PIPELINE`: from feeds to a release, whose folder is the only line on standard output.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a pipeline and print the folder of its release.")

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "The last day that counts; unless given, the latest day that nearly all feeds reach.", valueName: "date"),
        transform: { text in
            guard let day = CalendarDay(text) else { throw ValidationError("expected a date, as 2026-11-20") }
            return day
        })
    var asOf: CalendarDay?

    @Option(name: .customLong("set"), help: ArgumentHelp("Set a parameter of the pipeline.", valueName: "name=value"))
    var settings: [Setting] = []

    @Option(help: "How many tasks at once; the number of cores unless given. The release is the same with any number.")
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "How much memory the columns of the feeds may take; a quarter of the machine's unless given.",
            valueName: "size"),
        transform: { text in
            guard let size = MemorySize(text) else { throw ValidationError("expected a size, as 512M or 2G") }
            return size
        })
    var memory: MemorySize?

    @Option(
        help: ArgumentHelp(
            "The folder of the pipeline's state; .strata beside the pipeline file unless given.", valueName: "dir"))
    var state: String?

    @Option(
        name: .customLong("log-format"),
        help: ArgumentHelp("The form of the log on standard error: text or json.", valueName: "text|json"))
    var logFormat: LogFormat = .text

    @OptionGroup
    var stages: StageFolderOptions

    @Flag(help: "Refuse stages outside of strata that are not those of strata.lock.")
    var locked = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    }

    func run() async throws {
        let context = CommandContext.current
        let checked = try context.load(
            pipeline, set: settings, stages: stages, lock: locked ? .require : .tell, as: logFormat)
        let reporter = RunReporter(console: context.console, format: logFormat)
        let options = RunOptions(
            asOf: asOf, jobs: jobs ?? Machine.cores,
            memory: memory?.bytes ?? Machine.memory / 4,
            state: state.map(context.console.absolute) ?? checked.folder + "/.strata")
        let result = await Interruption.watch { () async throws(Diagnostics) in
            try await PipelineRun.run(checked, options, report: reporter.report)
        }
        reporter.finish()
        switch result {
        case .finished(let summary):
            reporter.summarise(summary)
            if let answer = summary.published.last(where: \.isAnswer) { context.console.out(answer.folder + "\n") }
        case .failed(let faults, let signal):
            let status = context.fail(faults, as: logFormat)
            throw signal.map { ExitCode(128 + $0) } ?? status
        }
    }
}
