import Foundation
import StageKit
import Testing

@testable import PipelineFile

/// A project in a folder of a test's own, removed with it.
final class StageHouse: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.resolvingSymlinksInPath().path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ text: String, to name: String) throws -> StageHouse {
        let place = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: place, atomically: true, encoding: .utf8)
        return self
    }

    /// Writes a pipeline that begins soundly and goes on with `stages`, and checks it.
    func check(
        _ stages: String, in folders: [String] = [], lock: LockPolicy = .tell
    ) throws -> Result<Pipeline, Diagnostics> {
        try write(Sound.head + Sound.feeds + stages + "\n", to: "p.yaml")
        return Result { () throws(Diagnostics) in
            try Pipeline.load(
                "p.yaml", families: [.fakes], workingFolder: path,
                stageFolders: folders.map { StagePath(path + "/" + $0, shown: $0) }, lock: lock)
        }
    }

    /// What a check tells, without the lines of the files.
    func told(_ stages: String, in folders: [String] = [], lock: LockPolicy = .tell) throws -> [String] {
        let diagnostics: [Diagnostic]
        switch try check(stages, in: folders, lock: lock) {
        case .success(let pipeline): diagnostics = pipeline.warnings
        case .failure(let faults): diagnostics = faults.items
        }
        return diagnostics.flatMap { diagnostic -> [String] in
            let place = diagnostic.location.map { $0.description + ": " } ?? ""
            return ["\(place)\(diagnostic.severity.rawValue): \(diagnostic.message)"]
                + (diagnostic.hint.map { ["hint: " + $0] } ?? [])
        }
    }
}

/// Manifests in which nothing is wrong.
enum SoundManifest {
    static let measure = """
        strata-stage: 1
        name: measure_pressure
        version: 2
        summary: Blood pressure under control.
        command: [sh, stage.sh]
        grain: person
        accepts: [pseudonymous]
        yields: aggregate
        parameters:
          type: object
          properties:
            window: {type: string, format: months, default: 12 months, description: How far back.}
            systolic: {type: integer, minimum: 1, default: 140}
        reads:
          people: {columns: {person: int64, age: int32}}
          contacts: {columns: {person: int64, at: timestamp, role: dictionary}}
        writes:
          contributions: {}
        indicators:
          - {id: pressure, name: Controlled, statistic: proportion, polarity: higher, unit: proportion, months: window}

        """
    static let annotator = """
        strata-stage: 1
        name: annotate_frailty
        version: 1
        summary: How frail people are.
        command: [sh, stage.sh]
        grain: person
        accepts: [pseudonymous]
        yields: pseudonymous
        reads:
          people: {columns: {person: int64, age: int32}}
        writes:
          people: {columns: {person: int64, frailty: float64?, band: dictionary}}

        """
    static let whole = """
        strata-stage: 1
        name: compare_years
        version: 1
        summary: This year and the last.
        command: [sh, stage.sh]
        grain: whole
        accepts: [aggregate]
        yields: aggregate
        reads:
          indicators: {columns: {indicator: dictionary, value: float64}}
        writes:
          gaps: {columns: {indicator: dictionary, value: float64}}

        """
    static let feed = """
        strata-stage: 1
        name: read_areas
        version: 1
        summary: Areas from elsewhere.
        command: [sh, stage.sh]
        grain: feed
        yields: aggregate
        parameters:
          type: object
          properties:
            file: {type: string, format: path}
          required: [file]
        writes:
          areas: {columns: {code: utf8}}

        """

    /// What is wrong with a manifest, without the lines of the file.
    static func told(_ text: String) -> [String] {
        ManifestReader.read(text, of: StagePath("/nowhere/stages/x", shown: "stages/x")).faults.flatMap { fault in
            let place = fault.location.map { "\($0.line):\($0.column)" } ?? ""
            return ["\(place) \(fault.message)"] + (fault.hint.map { ["hint: " + $0] } ?? [])
        }
    }
}
