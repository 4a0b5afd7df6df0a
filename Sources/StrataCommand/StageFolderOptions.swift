import ArgumentParser
import PipelineFile
import StageKit

/// `--stages DIR`: where stages are looked for besides the binary and the folder beside the pipeline.
struct StageFolderOptions: ParsableArguments {
    @Option(
        name: .customLong("stages"), parsing: .singleValue,
        help: ArgumentHelp("A folder of stages, each a folder with a stage.yaml; may be given again.", valueName: "dir")
    )
    var folders: [String] = []

    /// The folders, absolute.
    func paths(_ console: Console) -> [StagePath] { folders.map { StagePath(console.absolute($0), shown: $0) } }

    /// What lies in the folders.
    func shelf(_ context: CommandContext) -> StageShelf {
        var shelf = StageShelf(context.families)
        for folder in paths(context.console) { shelf.add(folder) }
        return shelf
    }
}

extension CommandContext {
    /// Prints what is to be told of the stages of a shelf; ends the command where that is a fault.
    func tell(_ shelf: StageShelf) throws {
        let told = Diagnostics(shelf.told)
        if told.items.contains(where: { $0.severity == .error }) { throw fail(told) }
        print(told.items)
    }

    /// The manifest of the stage in a folder of the command line; ends the command where it has faults.
    func manifest(in folder: String) throws -> ChildManifest {
        var shown = folder
        while shown.count > 1, shown.hasSuffix("/") { shown.removeLast() }
        do throws(Diagnostics) {
            return try ChildManifest.load(StagePath(console.absolute(shown), shown: shown))
        } catch {
            throw fail(error)
        }
    }
}
