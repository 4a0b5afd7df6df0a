import ArgumentParser
import PipelineFile

/// `strata schema`: the JSON Schema of pipeline files.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of pipeline files, for editors.")

    func run() throws {
        let context = CommandContext.current
        context.console.out(PipelineSchema.json(context.families))
    }
}
