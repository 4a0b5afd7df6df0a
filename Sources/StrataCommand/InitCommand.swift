import ArgumentParser
import StageKit

/// `strata init [DIR]`: a house to begin in. Overwrites nothing.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a pipeline, its mappings, folders and a pseudonym key; overwrite nothing.")

    @Argument(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var folder = "."

    func run() throws {
        let context = CommandContext.current
        var house = ProjectFolder(context.console.absolute(folder))
        do throws(Diagnostic) {
            try house.fill()
        } catch {
            for line in house.done { context.console.out(line + "\n") }
            throw context.fail(Diagnostics([error]))
        }
        for line in house.done { context.console.out(line + "\n") }
        let place = folder == "." ? "" : folder + "/"
        context.console.error(
            "put feeds into \(place)inbox and areas.csv, members.csv and imd.csv into \(place)reference, "
                + "then: strata run \(place)nightly.yaml\n")
    }
}
