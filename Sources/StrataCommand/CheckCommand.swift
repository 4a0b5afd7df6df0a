import ArgumentParser
import PipelineEngine
import PipelineFile
import StageKit

/// `strata check PIPELINE`: every fault of a pipeline file, without reading any data.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a pipeline file: names, options, tables and labels. Reads no data.")

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @Option(name: .customLong("set"), help: ArgumentHelp("Set a parameter of the pipeline.", valueName: "name=value"))
    var settings: [Setting] = []

    @OptionGroup
    var stages: StageFolderOptions

    @Flag(help: "Refuse stages outside of strata that are not those of strata.lock.")
    var locked = false

    func run() throws {
        let context = CommandContext.current
        let checked = try context.load(pipeline, set: settings, stages: stages, lock: locked ? .require : .tell)
        do throws(Diagnostics) { try PipelineRun.check(checked) } catch { throw context.fail(error) }
        let count = checked.stages.count
        context.console.out("\(pipeline): \(count) \(count == 1 ? "stage" : "stages"), nothing wrong\n")
    }
}
