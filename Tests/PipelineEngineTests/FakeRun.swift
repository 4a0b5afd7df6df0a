import Foundation
import PipelineFile
import StageKit

@testable import PipelineEngine

/// A small pipeline of fake stages in a folder of its own.
final class FakeRun {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "fake-run-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder + "/inbox", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder + "/" + name) }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: folder + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Runs the pipeline; `options` are lines of the reader, `word` is what the keeper keeps.
    func run(_ options: String..., word: String = "one", jobs: Int = 2) async throws -> RunSummary {
        let lines = options.map { "      \($0)\n" }.joined()
        let text = """
            strata: 1
            name: fake
            stages:
              feeds:
                uses: read_fake
                with:
                  files: inbox/*.xml
            \(lines)  people: {uses: resolve_fake, from: feeds}
              measure: {uses: measure_fake, from: people}
              keeper: {uses: check_fake, from: measure, with: {word: \(word)}}
            """
        let family = StageFamily(
            "Fakes", "For tests.",
            stages: [FakeReader.self, FakeResolver.self, FakeMeasure.self, FakeKeeper.self])
        let pipeline = try Pipeline.check(
            text, file: "fake.yaml", path: folder + "/fake.yaml", families: [family], workingFolder: folder)
        return try await PipelineRun.run(
            pipeline, RunOptions(jobs: jobs, memory: 1 << 30, state: folder + "/state"))
    }
}
