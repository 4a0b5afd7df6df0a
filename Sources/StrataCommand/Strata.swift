import ArgumentParser
import Dispatch
import Glibc
import PipelineEngine
public import StageKit

/// The `strata` command with the stages of one's own choice.
///
///     import StrataCommand
///
///     @main struct Program {
///         static func main() { Strata.main(families: [.feeds, .population, .ours]) }
///     }
public struct Strata {
    /// The version of the command.
    public static let version = "0.1.0"

    /// Runs the command with the arguments of this process and ends it. To be called by `main` itself, before anything
    /// else: a stage in a process of its own is started by this executable, which must have one thread then.
    public static func main(families: [StageFamily]) -> Never {
        let arguments = Array(CommandLine.arguments.dropFirst())
        StageGuard.runIfAsked(arguments)
        Task { exit(await run(arguments, families: families)) }
        dispatchMain()
    }

    /// Runs the command and gives its exit status: 0, or that of the first fault; 2 for wrong usage.
    public static func run(
        _ arguments: [String], families: [StageFamily], console: Console = .standard
    ) async -> Int32 {
        await CommandContext.$current.withValue(CommandContext(families: families, console: console)) {
            do {
                var command = try RootCommand.parseAsRoot(arguments)
                if var waiting = command as? any AsyncParsableCommand {
                    try await waiting.run()
                } else {
                    try command.run()
                }
                return 0
            } catch let status as ExitCode {
                return status.rawValue
            } catch {
                let text = RootCommand.fullMessage(for: error)
                switch RootCommand.exitCode(for: error) {
                case .success:
                    console.out(text + "\n")
                    return 0
                case .validationFailure:
                    console.error(text + "\n")
                    return DiagnosticCode.configuration.exitStatus
                default:
                    console.error(text + "\n")
                    return DiagnosticCode.internalFault.exitStatus
                }
            }
        }
    }
}
