import ArgumentParser
import Glibc
import PipelineFile
import StageKit

/// `strata stage test DIR`: a stage outside of strata against its own cases and what every stage must stand.
struct StageTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the cases of a stage outside of strata, and what every stage must stand.",
        discussion: """
            A case is a folder tests/NAME with a CSV file for each table that the stage reads, expected/TABLE.csv for each \
            that it writes, and case.yaml, which may say as_of, parameters and fails.
            """)

    @Argument(help: "Folders of stages, each with a stage.yaml.")
    var folders: [String]

    @Option(help: ArgumentHelp("Run this check alone; may be given several times.", valueName: "check"))
    var only: [String] = []

    @Flag(help: "Leave out the check with many rows.")
    var quick = false

    @Flag(help: "Name the checks and run none.")
    var list = false

    func run() async throws {
        let context = CommandContext.current
        var failed = 0
        for folder in folders {
            let checks: StageChecks
            do throws(Diagnostics) { checks = try Self.checks(folder, context, quick) } catch {
                throw context.fail(error)
            }
            defer { Self.remove(checks.scratch) }
            for name in only where !checks.names.contains(name) {
                throw ValidationError("\(folder) has no check '\(name)'; --list names them")
            }
            if folders.count > 1 { context.console.out("\(checks.manifest.name)\n") }
            for name in checks.names where only.isEmpty || only.contains(name) {
                if list {
                    context.console.out(name + "\n")
                    continue
                }
                let verdict = await checks.run(name)
                context.console.out((verdict.fault == nil ? "ok    " : "FAIL  ") + name + "\n")
                guard let fault = verdict.fault else { continue }
                failed += 1
                context.console.out("      \(fault)\n")
                for line in verdict.words.suffix(30) { context.console.out("      | \(line)\n") }
            }
        }
        if failed > 0 {
            context.console.error("\(failed) \(failed == 1 ? "check" : "checks") failed\n")
            throw ExitCode(3)
        }
    }

    private static func checks(
        _ folder: String, _ context: CommandContext, _ isQuick: Bool
    ) throws(Diagnostics) -> StageChecks {
        let path = StagePath(context.console.absolute(folder), shown: folder)
        let manifest = try ChildManifest.load(path)
        var cases: [StageCase] = []
        for name in FileText.folders(path.path + "/tests") {
            let place = StagePath("\(path.path)/tests/\(name)", shown: "\(folder)/tests/\(name)")
            cases.append(try StageCase.load(manifest, name: name, folder: place))
        }
        let standard: StageCase
        if let first = cases.first(where: { $0.fails == nil }) {
            standard = first
        } else {
            standard = try StageCase.load(manifest)
        }
        return StageChecks(
            manifest: manifest, cases: cases, standard: standard, scratch: try scratch(), isQuick: isQuick)
    }

    private static func scratch() throws(Diagnostics) -> String {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((folder + "/strata-stage-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Diagnostics([Diagnostic(.configuration, "no folder can be made in \(folder)", hint: "set TMPDIR")])
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The folder is empty but for those that trials leave empty.
    private static func remove(_ path: String) {
        rmdir(path + "/scratch")
        rmdir(path + "/stages")
        rmdir(path)
    }
}

/// Small files of a stage's folder.
enum FileText {
    /// The text of a file; `nil` where it cannot be read.
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return nil }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += block[..<max(count, 0)]
        }
    }

    /// The names of the folders in a folder, in byte order, hidden ones left out.
    static func folders(_ path: String) -> [String] {
        guard let list = opendir(path) else { return [] }
        defer { closedir(list) }
        var names: [String] = []
        while let entry = readdir(list) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            if !name.hasPrefix("."), stat(path + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                names.append(name)
            }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
