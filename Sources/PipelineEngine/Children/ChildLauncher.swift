import Glibc
import StageKit
import Subprocess
import SystemPackage

/// How child processes are started, and how long they are waited for.
public struct ChildLauncher: Sendable {
    /// The executable whose subcommand `stage-guard` starts the stage; unless given, this one.
    public var guardPath: String
    /// Whether stages keep the network.
    public var keepsNetwork = false
    /// From start to `ready`.
    public var ready = Duration.seconds(10)
    /// How long a stage may be silent while something is due from it.
    public var silence = Duration.seconds(30)
    /// From SIGTERM to SIGKILL, and from `done` to its end.
    public var grace = Duration.seconds(5)

    public init(guardPath: String = "/proc/self/exe") { self.guardPath = guardPath }

    /// The process that is to be started.
    func configuration(_ stage: ChildProgram, scratch: String) throws(StageFault) -> Configuration {
        guard let first = stage.command.first, first.hasPrefix("/") else {
            throw StageFault("its command is not an absolute path", code: .internalFault)
        }
        // A write to a stage that has ended must be an error, not the end of the host.
        _ = Self.ignoresBrokenPipes
        let time = stage.limits.time.map { max(1, Int($0.components.seconds)) }
        let order = GuardOrder(
            parent: getpid(), grace: grace.milliseconds, memory: stage.limits.memory ?? 0,
            processorTime: stage.limits.processorTime ?? time.map { $0 * Self.cores } ?? 0,
            openFiles: stage.limits.openFiles ?? 0, keepsNetwork: keepsNetwork, scratch: scratch, command: stage.command
        )
        var variables: [Environment.Key: String] = [:]
        for name in stage.environment {
            if let key = Environment.Key(rawValue: name), let value = getenv(name) {
                variables[key] = String(cString: value)
            }
        }
        // What it puts aside goes with its working folder; and Python leaves nothing in the folder of the stage.
        variables["TMPDIR"] = scratch
        variables["PYTHONDONTWRITEBYTECODE"] = "1"
        var options = PlatformOptions()
        options.createSession = true
        // Where the task is cancelled: the guard ends the stage, and is ended itself if it cannot.
        options.teardownSequence = [
            .send(signal: .terminate, allowedDurationToNextStep: grace + .seconds(2)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1)),
        ]
        return Configuration(
            executable: .path(FilePath(guardPath)), arguments: Arguments([GuardOrder.subcommand] + order.arguments),
            environment: .custom(variables), platformOptions: options)
    }

    private static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    private static let ignoresBrokenPipes: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return true
    }()
}

extension Duration {
    var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }

    /// In the words of a manifest: `10 min`, `30 s`, `250 ms`.
    var words: String {
        let milliseconds = milliseconds
        if milliseconds % 1000 != 0 { return "\(milliseconds) ms" }
        let seconds = milliseconds / 1000
        return seconds >= 60 && seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}
