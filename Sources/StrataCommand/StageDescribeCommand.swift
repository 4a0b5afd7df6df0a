import ArgumentParser
import PipelineFile
import StageKit

/// `strata stage describe NAME`: all that a pipeline's author needs to know of one stage.
struct StageDescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Describe a stage: options, tables, labels, indicators, examples.")

    @Argument(help: "The stage's name, or its folder: a path.")
    var name: String

    @OptionGroup
    var stages: StageFolderOptions

    func run() throws {
        let context = CommandContext.current
        // A name of a stage has no dot in it, and a folder beside it is found by its manifest.
        let shelf = stages.shelf(context)
        let isFolder = FileText.read(context.console.absolute(name) + "/" + ChildManifest.file) != nil
        if name.contains("/") || isFolder && shelf.catalogue[name] == nil {
            context.console.out(StageSheet(StageCatalogue.Entry(try context.manifest(in: name))).text)
            return
        }
        try context.tell(shelf)
        let catalogue = shelf.catalogue
        guard let entry = catalogue[name] else {
            let near = NearestName.of(name, among: catalogue.names).map { "did you mean '\($0)'? " } ?? ""
            throw context.fail(
                Diagnostics([
                    Diagnostic(
                        .configuration, "there is no stage '\(name)'",
                        hint: near + "'strata stage list' lists all stages")
                ]))
        }
        context.console.out(StageSheet(entry).text)
    }
}
