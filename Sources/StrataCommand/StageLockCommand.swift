import ArgumentParser
import PipelineFile
import StageKit

/// `strata stage lock PIPELINE`: writes down which stages outside of strata a pipeline uses, byte for byte.
struct StageLockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Write strata.lock beside a pipeline: version and digest of every stage outside of strata.",
        discussion: "Pipelines of one folder share the file: name them all.")

    @Argument(help: "The pipeline files, all of one folder.")
    var pipelines: [String]

    @Option(name: .customLong("set"), help: ArgumentHelp("Set a parameter of the pipelines.", valueName: "name=value"))
    var settings: [Setting] = []

    @OptionGroup
    var stages: StageFolderOptions

    func run() throws {
        let context = CommandContext.current
        var manifests: [ChildManifest] = []
        var folder: String?
        for file in pipelines {
            let pipeline = try context.load(file, set: settings, stages: stages, lock: .ignore)
            if let folder, folder != pipeline.folder {
                throw ValidationError("\(file) lies in another folder than \(pipelines[0]): lock it by itself")
            }
            folder = pipeline.folder
            for manifest in pipeline.children {
                guard let known = manifests.first(where: { $0.name == manifest.name }) else {
                    manifests.append(manifest)
                    continue
                }
                guard known.folder.path != manifest.folder.path else { continue }
                throw context.fail(
                    Diagnostics([
                        Diagnostic(
                            .configuration,
                            "'\(manifest.name)' is the name of two stages, in \(known.folder.shown) and in "
                                + manifest.folder.shown,
                            hint: "give one of the two another name")
                    ]))
            }
        }
        guard let folder else { return }
        do throws(Diagnostic) {
            var text = try AsideText(folder + "/" + StageLock.file, mode: 0o644)
            try text.append(StageLock.text(of: manifests))
            try text.finish()
        } catch {
            throw context.fail(Diagnostics([error]))
        }
        let prefix = pipelines[0].lastIndex(of: "/").map { pipelines[0][...$0] } ?? ""
        context.console.out(prefix + StageLock.file + "\n")
    }
}
