import Foundation
import SyntheticBorough
import Testing

/// A folder of its own for one test, removed with it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("borough-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The files of a folder with their bytes, hidden ones too.
    func files(in folder: String) throws -> [String: Data] {
        var result: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)") {
            result[name] = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(folder)/\(name)"))
        }
        return result
    }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
        return "\(path)/\(name)"
    }

    /// Unpacks the inbox of `folder` beside itself with gzip(1), and gives the XML files by name of their feed.
    func unpacked(_ folder: String) throws -> [String: String] {
        var result: [String: String] = [:]
        try FileManager.default.createDirectory(atPath: "\(path)/\(folder)-xml", withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)/inbox") {
            let target = "\(path)/\(folder)-xml/\(name).xml"
            let from = "\(path)/\(folder)/inbox/\(name)"
            let (status, output, _) = try run(name.hasSuffix(".gz") ? ["gzip", "-dcq", from] : ["cat", from])
            // 2 is a warning: gzip notes the padding after the last member.
            #expect(status == 0 || status == 2, "gzip ended with \(status)")
            try output.write(to: URL(fileURLWithPath: target))
            result[name] = target
        }
        return result
    }
}

/// Runs a program found in PATH to its end.
func run(_ command: [String]) throws -> (status: Int32, output: Data, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let folder = FileManager.default.temporaryDirectory
    let output = folder.appendingPathComponent(UUID().uuidString)
    let errors = folder.appendingPathComponent(UUID().uuidString)
    for file in [output, errors] { try Data().write(to: file) }
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return (
        process.terminationStatus, try Data(contentsOf: output),
        String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    )
}

/// Runs xmllint; 127 from env(1) means that it is not there.
func xmllint(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let (status, output, errors) = try run(["xmllint"] + arguments)
    try #require(status != 127, "xmllint is missing; install it with: apt-get install libxml2-utils")
    return (status, String(decoding: output, as: UTF8.self), errors)
}

/// The schema that the project publishes.
let schemaPath = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Documentation/registry-feed-1.0.xsd").path
