import Foundation
import StageKit
import StageProtocol
import Synchronization
import Tables
import Testing

@testable import PipelineEngine

/// One session with a stage of `Stages/behave.py`, in a folder of its own.
struct Probe: Sendable {
    /// The binary beside these tests, whose subcommand is the guard; `nil` where it is not built, or there is no Python.
    static let guardPath: String? = {
        guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            FileManager.default.isExecutableFile(atPath: python)
        else { return nil }
        let folders = ([own] + CommandLine.arguments).map { ($0 as NSString).deletingLastPathComponent }
        return folders.map { $0 + "/strata" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static let python = "/usr/bin/python3"

    /// The folder of the stages.
    static let stages =
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().path + "/Stages"

    static let columns = [
        Field("person", .int64), Field("word", .dictionary), Field("value", .float64, optional: true),
    ]

    let scratch: ScratchFolder
    var stage: ChildProgram
    var launcher: ChildLauncher
    let reports = Locked<[ChildReport]>([])

    init(_ behaviour: String, _ arguments: [String] = []) throws {
        scratch = try ScratchFolder()
        stage = ChildProgram(
            name: "echo", version: 3,
            command: [Self.python, "-B", Self.stages + "/behave.py", behaviour] + arguments + [scratch.path],
            grain: .person, inputs: [TableDeclaration("rows", Self.columns)],
            outputs: [TableDeclaration("echo", Self.columns)], yields: .pseudonymous)
        launcher = ChildLauncher(guardPath: try #require(Self.guardPath))
        launcher.grace = .milliseconds(500)
        // Long, for machines that have much to do: a test that waits for it sets its own.
        launcher.ready = .seconds(60)
        launcher.silence = .seconds(60)
    }

    var hello: Hello {
        Hello(
            run: "0123456789abcdef", pipeline: "nightly", stage: "echoes", grain: "person",
            asOf: CalendarDay("2026-11-20") ?? CalendarDay(number: 0), timezone: "Europe/London", seed: 7,
            parameters: ["window": "12 months"], scratch: scratch.path)
    }

    /// Rows of the stage's input: a person each, words in turn, every fifth value missing.
    static func rows(_ count: Int, from first: Int = 0) -> Table {
        Table(
            Schema(columns),
            [
                Column(integers: (0..<count).map { Int64(first + $0) }),
                Column(texts: (0..<count).map { ["", "gp", "Straße 🏥"][$0 % 3] }, type: .dictionary),
                Column(doubles: (0..<count).map { $0 % 5 == 4 ? nil : Double($0) / 8 }),
            ], sensitivity: .pseudonymous)
    }

    /// Runs the stage with these parts, and gives what came back for each.
    func run(_ parts: [Table] = [rows(3)]) async throws(StageFault) -> (tables: [Table], counts: StageCounts) {
        let reports = reports
        let result = try await ChildSession.run(
            stage, hello: hello, launcher: launcher, report: { report in reports.withLock { $0.append(report) } }
        ) {
            session throws(StageFault) -> [Table] in
            var tables: [Table] = []
            for part in parts {
                let answer = try await session.exchange(["rows": part])
                guard let table = answer["echo"], answer.count == 1 else { throw StageFault("no table") }
                tables.append(table)
            }
            return tables
        }
        return (result.value, result.counts)
    }

    /// The fault that the stage ends in; a test fails where it does not, or leaves a process.
    func fault(_ parts: [Table] = [rows(3)], sourceLocation: Testing.SourceLocation = #_sourceLocation) async
        -> StageFault
    {
        var found = StageFault("none")
        do throws(StageFault) {
            _ = try await run(parts)
            Issue.record("there was no fault", sourceLocation: sourceLocation)
        } catch {
            found = error
        }
        await expectNothingLeft(sourceLocation)
        return found
    }

    /// That no process of the stage lives, and that what ended was waited for. (Sessions of other tests leave theirs for a
    /// moment.)
    func expectNothingLeft(_ sourceLocation: Testing.SourceLocation = #_sourceLocation) async {
        #expect(remaining.isEmpty, "no process is left", sourceLocation: sourceLocation)
        let own = getpid()
        let ended = ProcessTable.processes.filter { $0.state == "Z" && $0.parent == own }
        let deadline = ContinuousClock.now + .seconds(60)
        while ended.contains(where: { ProcessTable.entry($0.id) == $0 }) {
            guard .now < deadline else {
                Issue.record("a process was not waited for", sourceLocation: sourceLocation)
                return
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Processes of the stage that live.
    var remaining: [ProcessTable.Entry] {
        ProcessTable.processes.filter { entry in
            let words = (try? String(contentsOfFile: "/proc/\(entry.id)/cmdline", encoding: .utf8)) ?? ""
            return words.contains(scratch.path)
        }
    }

    /// What the stage wrote to standard error.
    var standardError: [String] {
        reports.withLock { $0 }.flatMap { if case .standardError(let text) = $0 { text.lines } else { [String]() } }
    }
}

/// A value behind a lock, that can be passed on.
final class Locked<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    init(_ value: Value) { mutex = Mutex(value) }
    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { mutex.withLock { body(&$0) } }
}

/// A folder of a test's own, removed with it.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/strata-child-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
