import ArgumentParser

/// `strata`: subcommands, one a file.
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strata",
        abstract: "Turns nightly registry feeds into indicators that may be published.",
        discussion: """
            Begin with 'strata init', then 'strata run nightly.yaml'. Standard output is the answer; progress and \
            diagnostics go to standard error.

            Exit status: 0 ok, 1 internal fault, 2 usage or configuration, 3 data, 4 disclosure gate refused, \
            6 a stage failed, 75 try again later, 130 or 143 interrupted.
            """,
        version: Strata.version,
        subcommands: [
            RunCommand.self, CheckCommand.self, InitCommand.self, FeedCommand.self, SynthCommand.self,
            StageCommand.self,
            SchemaCommand.self,
        ])
}
