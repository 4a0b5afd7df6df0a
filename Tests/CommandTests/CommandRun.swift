import Foundation
import StageKit
import StrataCommand
import Synchronization
import Testing

/// What a command said and how it ended.
struct CommandResult: Sendable {
    var status: Int32
    var out: String
    var error: String
}

/// Words that a command writes, gathered.
final class Words: Sendable {
    private let text = Mutex("")
    var all: String { text.withLock { $0 } }
    func add(_ more: String) { text.withLock { $0 += more } }
}

/// A folder of a test's own, removed with it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    func mode(_ name: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int)
    }

    /// Runs a command inside this process, with this folder as the working folder.
    func run(_ arguments: String...) async -> CommandResult { await run(arguments) }

    func run(_ arguments: [String], families: [StageFamily] = [.fakes]) async -> CommandResult {
        let out = Words(), error = Words()
        let console = Console(out: out.add, error: error.add, workingFolder: path)
        let status = await Strata.run(arguments, families: families, console: console)
        return CommandResult(status: status, out: out.all, error: error.all)
    }
}

/// The binary that was built beside these tests, where there is one.
enum Binary {
    static let path: String? = {
        guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
        // The tests run as `<products>/<package>.xctest`, or in a runner that is told where that is.
        let arguments = [own] + CommandLine.arguments
        let folders = arguments.map { ($0 as NSString).deletingLastPathComponent }
        return folders.map { $0 + "/strata" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Whether it has the stages of the house, and not those of a test.
    static let hasStages: Bool = {
        guard path != nil, let list = try? run(["stage", "list"], in: "/") else { return false }
        return list.out.contains("write_release")
    }()

    /// This checkout.
    static let checkout = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Runs the binary; `file` takes its standard output where one is named.
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], out file: String? = nil
    ) throws -> CommandResult {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        let out = Pipe(), error = Pipe()
        process.standardOutput = out
        if let file { process.standardOutput = FileHandle(forWritingAtPath: file) }
        process.standardError = error
        try process.run()
        if file != nil { try out.fileHandleForWriting.close() }
        let outData = out.fileHandleForReading.readDataToEndOfFile()
        let errorData = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return CommandResult(
            status: process.terminationStatus, out: String(decoding: outData, as: UTF8.self),
            error: String(decoding: errorData, as: UTF8.self))
    }
}
