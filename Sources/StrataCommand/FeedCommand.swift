import ArgumentParser

/// `strata feed`: a look at files of feeds, without a pipeline.
struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "Look at files of feeds, without a pipeline.",
        subcommands: [FeedInspectCommand.self, FeedReadCommand.self])
}
