import ArgumentParser
import Glibc
import PipelineFile
import StageKit

/// `strata schema`: the JSON Schema of pipeline files.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of pipeline files, for editors.")

    @Argument(help: "A pipeline file; the schema then holds the stages of its project too.")
    var pipeline: String?

    @OptionGroup
    var stages: StageFolderOptions

    func run() throws {
        let context = CommandContext.current
        var shelf = StageShelf(context.families)
        var paths: [(path: String, manifest: ChildManifest)] = []
        if let pipeline {
            do throws(Diagnostic) {
                paths = try shelf.add(beside: pipeline, workingFolder: context.console.workingFolder)
            } catch {
                throw context.fail(Diagnostics([error]))
            }
        }
        for folder in stages.paths(context.console) { shelf.add(folder) }
        try context.tell(shelf)
        context.console.out(PipelineSchema.json(shelf.catalogue, paths: paths))
    }
}
