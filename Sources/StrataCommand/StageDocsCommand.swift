import ArgumentParser
import Glibc
import StageKit

/// `strata stage docs`: the pages of all stages, as they stand in the documentation.
struct StageDocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Write a Markdown page for every stage, and an index.")

    @Option(name: .customLong("out"), help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var folder = "Documentation/Stages"

    func run() throws {
        let context = CommandContext.current
        let root = context.console.absolute(folder)
        do throws(Diagnostic) {
            try Self.makeFolder(root)
            for page in StagePages.render(context.families) { try Self.write(page.text, to: root + "/" + page.name) }
        } catch {
            throw context.fail(Diagnostics([error]))
        }
        context.console.out(folder + "\n")
    }

    private static func makeFolder(_ path: String) throws(Diagnostic) {
        var above = ""
        for part in path.split(separator: "/") {
            above += "/" + part
            if mkdir(above, 0o755) != 0, errno != EEXIST { throw fault("make", above) }
        }
    }

    /// Written aside and renamed, so that a page is never half there.
    private static func write(_ text: String, to path: String) throws(Diagnostic) {
        let aside = path + ".new"
        guard let file = fopen(aside, "w") else { throw fault("write", aside) }
        let isWhole = fputs(text, file) >= 0
        guard fclose(file) == 0, isWhole, rename(aside, path) == 0 else { throw fault("write", path) }
    }

    private static func fault(_ action: String, _ path: String) -> Diagnostic {
        Diagnostic(.configuration, "cannot \(action) \(path): \(String(cString: strerror(errno)))")
    }
}
