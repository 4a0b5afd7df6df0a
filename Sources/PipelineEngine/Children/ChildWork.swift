import CLinux
import Glibc
import PipelineFile
import StageKit
import StageProtocol
import Tables

/// A stage that runs in a process of its own, with all that a process is told.
struct ChildWork: Sendable {
    /// What a run is.
    struct Place: Sendable {
        var pipeline: String
        var timezone: String
        var run: String
        var asOf: CalendarDay
    }

    let stage: ChildStage
    /// The stage's key in the pipeline.
    let key: String
    let program: ChildProgram
    /// What the run knows; the scratch folder is added for each process.
    private let hello: Hello
    private let launcher: ChildLauncher
    /// The folder of the pipeline's state.
    private let state: String

    /// `inputs` are the tables that it will be given.
    init(
        _ stage: ChildStage, key: String, inputs: [TableDeclaration], place: Place, launcher: ChildLauncher,
        state: String
    ) throws(StageFault) {
        self.stage = stage
        self.key = key
        self.launcher = launcher
        self.state = state
        let manifest = stage.manifest
        program = ChildProgram(
            name: manifest.name, version: manifest.version, command: stage.commandLine, grain: manifest.grain,
            form: manifest.wire == .arrow ? .arrow : .lines, inputs: inputs, outputs: manifest.writes,
            indicators: stage.indicators, yields: manifest.yields,
            limits: ChildLimits(
                memory: manifest.limits.memory, time: .seconds(manifest.limits.seconds),
                openFiles: manifest.limits.openFiles),
            environment: manifest.environment, isIdempotent: manifest.isIdempotent)
        let parsed: StageProtocol.JSONValue
        do throws(JSONFault) {
            parsed = try StageProtocol.JSONValue(parsing: stage.parametersJSON.utf8)
        } catch {
            throw StageFault("its parameters are no JSON", code: .internalFault)
        }
        guard case .object(let parameters) = parsed else {
            throw StageFault("its parameters are no JSON object", code: .internalFault)
        }
        // 52 bits of the run's id: the same run draws the same at random.
        let seed = UInt64(place.run.prefix(13), radix: 16) ?? 0
        hello = Hello(
            run: place.run, pipeline: place.pipeline, stage: key, grain: manifest.grain.rawValue, asOf: place.asOf,
            timezone: place.timezone, seed: seed, parameters: parameters,
            files: manifest.grain == .feed ? stage.files.map(\.path) : [])
    }

    /// Starts the process, hands its session to `body` and ends it. `number` tells processes of the stage apart.
    func session<Value: Sendable>(
        _ number: Int, _ ledger: ChildLedger, _ body: (ChildSession) async throws(StageFault) -> Value
    ) async throws(StageFault) -> Value {
        var hello = hello
        hello.scratch = "\(state)/scratch/\(key)-\(number)"
        try Self.make(hello.scratch)
        defer { Self.remove(hello.scratch) }
        let result = try await ChildSession.run(
            program, hello: hello, launcher: launcher, report: { ledger.note($0) }, body: body)
        ledger.note(result.counts)
        return result.value
    }

    /// The whole work of a stage with one part: of grain whole, or feed. Temporary faults are tried again.
    func run(_ tables: [String: Table]) async throws(StageFault) -> (tables: [String: Table], account: ChildAccount) {
        try await ChildRetry.run(program) { (_) throws(StageFault) in
            let ledger = ChildLedger()
            do throws(StageFault) {
                let given = try await session(0, ledger) { (session) throws(StageFault) in
                    try await session.exchange(tables)
                }
                keepLog(of: ledger.account)
                return (given, ledger.account)
            } catch {
                throw keepingLog(of: ledger.account, error)
            }
        }
    }

    /// Keeps what the stage said where its author finds it, and has a fault say where. Nobody else reads it: it is the
    /// author's text, which may say anything.
    func keepingLog(of account: ChildAccount, _ fault: StageFault) -> StageFault {
        guard let file = keepLog(of: account) else { return fault }
        var fault = fault
        let words = "what the stage said is in \(file)"
        fault.hint = fault.hint.map { "\($0); \(words)" } ?? words
        return fault
    }

    /// Writes what the stage said to `<state>/stages/<key>.log`, mode 0600; `nil` where it said nothing, or where that
    /// cannot be.
    @discardableResult func keepLog(of account: ChildAccount) -> String? {
        let path = "\(state)/stages/\(key).log"
        guard !account.words.isEmpty else {
            unlink(path)
            return nil
        }
        do throws(StageFault) { try Self.make(state + "/stages") } catch { return nil }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let bytes = Array((account.words.joined(separator: "\n") + "\n").utf8)
        return bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == bytes.count ? path : nil
    }

    private static func make(_ path: String) throws(StageFault) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw StageFault("has no scratch folder: \(made) cannot be made", code: .configuration)
            }
        }
    }

    /// Removes a folder and all that is in it; what cannot be removed stays.
    static func remove(_ path: String) {
        var bytes = Array(path.utf8CString)
        strata_remove_tree(&bytes)
    }
}
