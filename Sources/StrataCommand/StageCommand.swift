import ArgumentParser

/// `strata stage`: what is known of the stages of this binary.
struct StageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage", abstract: "List and describe stages.",
        subcommands: [StageListCommand.self, StageDescribeCommand.self, StageDocsCommand.self])
}
