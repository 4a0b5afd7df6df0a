import Foundation
import PackagePlugin

/// `swift package new-stage NAME [options]`: `strata stage new` into the package's folder `stages`, in Swift unless
/// `--language` says otherwise.
@main struct NewStage: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        var words = ["stage", "new"] + arguments
        func isGiven(_ option: String) -> Bool {
            arguments.contains { $0 == option || $0.hasPrefix(option + "=") }
        }
        if !isGiven("--language") { words += ["--language", "swift"] }
        if !isGiven("--in") { words += ["--in", "stages"] }
        let process = Process()
        process.executableURL = try context.tool(named: "strata").url
        process.arguments = words
        process.currentDirectoryURL = context.package.directoryURL
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { exit(process.terminationStatus) }
    }
}
