import ArgumentParser

/// `strata stage`: what is known of the stages of this binary and of a project.
struct StageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage", abstract: "List, describe, lock, begin and test stages.",
        subcommands: [
            StageListCommand.self, StageDescribeCommand.self, StageDocsCommand.self, StageLockCommand.self,
            StageNewCommand.self, StageTestCommand.self,
        ])
}
