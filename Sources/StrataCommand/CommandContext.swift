import ArgumentParser
import PipelineFile
import StageKit

/// What a subcommand knows besides its arguments: the stages of this binary and where to write.
struct CommandContext: Sendable {
    var families: [StageFamily]
    var console: Console

    @TaskLocal static var current = CommandContext(families: [], console: .standard)

    /// Prints diagnostics, each as people read it or, for a log in JSON, one object a line.
    func print(_ diagnostics: [Diagnostic], as format: LogFormat = .text) {
        for diagnostic in diagnostics {
            switch format {
            case .text: console.error(diagnostic.rendered(colour: console.hasColour))
            case .json: console.error(JSONLog.line(of: diagnostic).line + "\n")
            }
        }
    }

    /// Prints faults and ends the command with their exit status.
    func fail(_ faults: Diagnostics, as format: LogFormat = .text) -> ExitCode {
        print(faults.items, as: format)
        let status = faults.exitStatus
        return ExitCode(status == 0 ? DiagnosticCode.internalFault.exitStatus : status)
    }

    /// Loads a pipeline file and prints its warnings.
    func load(
        _ path: String, set: [Setting], stages: StageFolderOptions, lock: LockPolicy, as format: LogFormat = .text
    ) throws -> Pipeline {
        var settings: [String: String] = [:]
        for setting in set {
            guard settings.updateValue(setting.value, forKey: setting.name) == nil else {
                throw ValidationError("--set \(setting.name) is given twice")
            }
        }
        do throws(Diagnostics) {
            let pipeline = try Pipeline.load(
                path, families: families, settings: settings, workingFolder: console.workingFolder,
                stageFolders: stages.paths(console), lock: lock)
            print(pipeline.warnings, as: format)
            return pipeline
        } catch {
            throw fail(error, as: format)
        }
    }
}

/// The form of the log on standard error.
enum LogFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    case text, json
}

/// `name=value`.
struct Setting: Sendable, ExpressibleByArgument {
    var name: String
    var value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
