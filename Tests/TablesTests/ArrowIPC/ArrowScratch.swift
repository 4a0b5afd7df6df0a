import Foundation
import Tables

/// A folder that goes when the test does, and files in it.
final class ArrowScratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-arrow-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String = "table.arrow") -> String { folder.appendingPathComponent(name).path }

    func bytes(_ name: String = "table.arrow") throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// Writes a file and returns its path.
    func write(_ bytes: [UInt8], to name: String = "table.arrow") throws -> String {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
        return path(name)
    }

    /// Names in the folder, sorted.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
}

extension ArrowColumn {
    /// Each value as text, `-` where there is none: for comparisons with literals. Bytes are in hexadecimal.
    var shown: [String] {
        (0..<count).map { row in
            guard isValid(row) else { return "-" }
            switch type {
            case .null: return "?"
            case .bool: return bool(row).map { "\($0)" } ?? "?"
            case .uint64: return unsigned(row).map { "\($0)" } ?? "?"
            case .integer, .date32, .timestamp: return integer(row).map { "\($0)" } ?? "?"
            case .float32, .float64: return double(row).map { "\($0)" } ?? "?"
            case .text, .dictionary: return text(row) ?? "?"
            case .fixedSizeBinary:
                return bytes(row).map { $0.map { String($0, radix: 16) }.joined(separator: " ") } ?? "?"
            }
        }
    }
}

extension Column {
    /// Each value as text, `-` where there is none: for comparisons with literals.
    var shown: [String] {
        (0..<count).map { row in
            guard isValid(row) else { return "-" }
            switch type {
            case .bool: return bool(row).map { "\($0)" } ?? "?"
            case .int32, .int64, .date, .timestamp: return integer(row).map { "\($0)" } ?? "?"
            case .float64: return double(row).map { "\($0)" } ?? "?"
            case .utf8, .dictionary: return text(row) ?? "?"
            }
        }
    }
}

/// All values of a file, by column, the batches one after the other; reading them touches every byte that counts.
func arrowContents(_ path: String) throws(ArrowFault) -> [[String]] {
    let reader = try ArrowFileReader(path)
    var contents = [[String]](repeating: [], count: reader.schema.fields.count)
    for index in 0..<reader.batchCount {
        for (column, values) in try reader.batch(index).columns.enumerated() { contents[column] += values.shown }
    }
    return contents
}

/// A Python with pyarrow and polars, as `Scripts/python-environment.sh` makes it.
enum ArrowPython {
    static let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(".build/python/bin/python")
    /// Whether the script has finished; its last act is to note what it installed.
    static let isThere = FileManager.default.fileExists(
        atPath: program.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("wanted").path)

    struct Failure: Error { var errors: String }

    /// What a script prints.
    static func run(_ script: String, _ arguments: [String], in scratch: ArrowScratch) throws -> String {
        let process = Process()
        process.executableURL = program
        process.arguments = ["-c", script] + arguments
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write([], to: "stdout")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write([], to: "stderr")))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(errors: String(decoding: try scratch.bytes("stderr"), as: UTF8.self))
        }
        return String(decoding: try scratch.bytes("stdout"), as: UTF8.self)
    }
}
