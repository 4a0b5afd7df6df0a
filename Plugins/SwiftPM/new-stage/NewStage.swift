import Foundation
import PackagePlugin

/// `swift package new-stage NAME [options]`: `strata stage new` into the package's folder `stages`, in Swift unless
/// `--language` says otherwise, building on the Strata that the package depends on.
@main struct NewStage: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        func given(_ option: String) -> String? {
            for (place, word) in arguments.enumerated() {
                if word == option, place + 1 < arguments.count { return arguments[place + 1] }
                if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
            }
            return nil
        }
        var words = ["stage", "new"] + arguments
        if given("--language") == nil { words += ["--language", "swift"] }
        if given("--in") == nil { words += ["--in", "stages"] }
        let packages = [context.package] + context.package.dependencies.map(\.package)
        if given("--language") ?? "swift" == "swift", given("--strata") == nil,
            let strata = packages.first(where: { $0.displayName == "strata" })
        {
            words += ["--strata", strata.directoryURL.path]
        }
        let process = Process()
        process.executableURL = try context.tool(named: "strata").url
        process.arguments = words
        process.currentDirectoryURL = context.package.directoryURL
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { exit(process.terminationStatus) }
    }
}
