import Foundation
import Testing

/// A synthetic borough in a folder of its own, and the shipped pipeline run on it.
final class SyntheticRun: Sendable {
    let folder: TemporaryFolder

    init(people: Int, seed: Int, isDirty: Bool = false) throws {
        folder = try TemporaryFolder()
        var arguments = ["synth", "--people", "\(people)", "--seed", "\(seed)", "--out", folder.path]
        if isDirty { arguments.append("--dirty") }
        let synth = try StrataProcess.strata(arguments)
        try #require(synth.status == 0, "\(synth.errors)")
        try folder.write(String(repeating: "0123456789abcdef", count: 4) + "\n", to: "key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path + "/key")
    }

    /// The nightly pipeline on the borough; `name` keeps the files of several runs apart.
    func run(
        _ more: String..., pipeline: String = "pipelines/nightly.yaml", environment: [String: String] = [:],
        name: String = "run"
    ) throws -> StrataProcess.Result {
        try StrataProcess.strata(arguments(more, pipeline: pipeline, name: name), environment: environment)
    }

    /// The arguments of such a run.
    func arguments(
        _ more: [String], pipeline: String = "pipelines/nightly.yaml", name: String = "run"
    ) -> [String] {
        [
            "run", pipeline, "--state", "\(folder.path)/\(name)/state",
            "--set", "inbox=\(folder.path)/inbox", "--set", "reference=\(folder.path)/reference",
            "--set", "releases=\(folder.path)/\(name)/releases", "--set", "internal=\(folder.path)/\(name)/internal",
            "--set", "pseudonym_key=\(folder.path)/key",
        ] + more
    }

    /// The folder of the latest release, relative to the borough's.
    func latest(_ name: String = "run") -> String { "\(name)/releases/nightly/latest" }

    func release(_ name: String = "run") throws -> IndicatorCSV {
        IndicatorCSV(try folder.text(latest(name) + "/indicators.csv"))
    }

    func internalFile(_ name: String = "run") throws -> IndicatorCSV {
        let dates = folder.names("\(name)/internal/nightly")
        return IndicatorCSV(try folder.text("\(name)/internal/nightly/\(try #require(dates.last))/indicators.csv"))
    }
}
