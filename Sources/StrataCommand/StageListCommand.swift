import ArgumentParser
import PipelineFile
import StageKit

/// `strata stage list`: every stage with its family and what it does.
struct StageListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all stages.")

    @OptionGroup
    var stages: StageFolderOptions

    func run() throws {
        let context = CommandContext.current
        let shelf = stages.shelf(context)
        try context.tell(shelf)
        let rows = shelf.catalogue.entries.map {
            [$0.family, $0.descriptor.name, $0.descriptor.summary]
        }
        context.console.out(TextTable.lines([["FAMILY", "STAGE", "WHAT IT DOES"]] + rows).joined())
    }
}
