import Foundation

/// Runs programs the way a user does: in a folder of their own, with nothing in the environment but the path.
enum StrataProcess {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The folder where the tests were built, with the binary in it.
    static let products: URL = {
        var folder = Bundle.main.bundleURL
        // Under Linux the tests' bundle is the runner's own folder.
        while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("strata").path),
            folder.path != "/"
        {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// The root of the checkout.
    static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder of the shipped mappings.
    static var mappings: String { checkout.appendingPathComponent("pipelines/mappings").path }

    /// The text of the nightly pipeline, with a mapping that is found from anywhere.
    static func nightlyPipeline() throws -> String {
        let file = checkout.appendingPathComponent("pipelines/nightly.yaml")
        return try String(contentsOf: file, encoding: .utf8)
            .replacingOccurrences(of: "mapping: mappings/", with: "mapping: \(mappings)/")
    }

    /// `strata` with these arguments.
    static func strata(
        _ arguments: [String], in folder: URL = checkout, environment: [String: String] = [:]
    ) throws -> Result {
        try run(products.appendingPathComponent("strata").path, arguments, in: folder, environment: environment)
    }

    /// Another program, found on the path.
    static func tool(
        _ name: String, _ arguments: [String], in folder: URL = checkout, environment: [String: String] = [:]
    ) throws -> Result {
        try run("/usr/bin/env", [name] + arguments, in: folder, environment: environment)
    }

    private static func run(
        _ program: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.environment = ["PATH": path, "LANG": "C.UTF-8"].merging(environment) { $1 }
        let scratch = try TemporaryFolder()
        let output = try scratch.file("stdout"), errors = try scratch.file("stderr")
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: try scratch.text("stdout"), errors: try scratch.text("stderr"))
    }
}

/// A folder that goes when the test does.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("strata-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.path }

    /// Opens a new file for writing.
    func file(_ name: String) throws -> FileHandle {
        try write("", to: name)
        return try FileHandle(forWritingTo: url.appendingPathComponent(name))
    }

    func write(_ text: String, to name: String) throws {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(name)) }

    /// Names in a folder, hidden ones too, sorted.
    func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent(folder).path)) ?? []).sorted()
    }
}
