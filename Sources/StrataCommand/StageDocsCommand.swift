import ArgumentParser
import Glibc
import PipelineFile
import StageKit

/// `strata stage docs`: the pages of all stages, as they stand in the documentation.
struct StageDocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Write a Markdown page for every stage, and an index.")

    @Argument(help: "The folder of one stage, whose page alone is written; all stages unless given.")
    var stage: String?

    @Option(name: .customLong("out"), help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var folder = "Documentation/Stages"

    @OptionGroup
    var stages: StageFolderOptions

    func run() throws {
        let context = CommandContext.current
        let pages: [StagePages.Page]
        if let stage {
            pages = [StagePages.page(StageCatalogue.Entry(try context.manifest(in: stage)))]
        } else {
            let shelf = stages.shelf(context)
            try context.tell(shelf)
            pages = StagePages.render(shelf.catalogue)
        }
        let root = context.console.absolute(folder)
        do throws(Diagnostic) {
            try Self.makeFolder(root)
            for page in pages { try Self.write(page.text, to: root + "/" + page.name) }
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
