import Glibc
import StageKit

/// How the process of a stage ended, in words and as a fault.
struct ChildEnd: Sendable {
    enum Status: Sendable, Hashable {
        case exited(Int32)
        case signaled(Int32)
    }

    var status: Status
    var limits: ChildLimits
    /// The most memory of one of its processes, in KiB; 0 where it is not known.
    var peak = 0
    var tellsOfMemory = false
    /// Why the guard could not start it.
    var refusal: String?

    var isSuccess: Bool { status == .exited(0) }

    /// Whether it ended as a process ends that is asked to, or killed.
    var isKilled: Bool { status == .signaled(SIGTERM) || status == .signaled(SIGKILL) }

    /// Whether its status says why.
    var hasReason: Bool { [65, 69, 70, 75, 78].contains { status == .exited($0) } }

    /// The fault of a stage that ended like this before it was done. `circumstance` is a clause in front: "said 'done', but ".
    func fault(_ circumstance: String = "", _ rest: String = "") -> StageFault {
        if let refusal, status == .exited(StageGuard.cannotStart) {
            return StageFault(refusal, code: .configuration, hint: "see that the command of its manifest can be run")
        }
        let words = circumstance + words + rest
        switch status {
        case .exited(65): return StageFault(words, code: .data, hint: "its standard error says what it was given")
        case .exited(69), .exited(75): return StageFault(words, code: .temporary, hint: "run again later")
        case .exited(78): return StageFault(words, code: .configuration, hint: "its standard error says which setting")
        default: return StageFault(words)
        }
    }

    private var words: String {
        switch status {
        case .exited(65): "refused its data (status 65)"
        case .exited(69): "lacks something that it needs for now (status 69)"
        case .exited(70): "failed (status 70)\(memoryWords)"
        case .exited(75): "cannot work for now (status 75)"
        case .exited(78): "refused its configuration (status 78)"
        case .exited(let status): "ended with status \(status)\(memoryWords)"
        case .signaled(SIGXCPU): "was killed by SIGXCPU, \(processorWords)"
        case .signaled(let number): "was killed by \(Self.name(number))\(memoryWords)"
        }
    }

    private var processorWords: String {
        limits.processorTime.map { "limit of processor time \($0) s" } ?? "limit of processor time"
    }

    /// The limit of memory, where it is what ended the stage by all that is known.
    private var memoryWords: String {
        guard let memory = limits.memory else { return tellsOfMemory ? ", out of memory" : "" }
        let isNear = peak * 1024 >= memory / 10 * 9
        return tellsOfMemory || isNear ? ", memory limit \(Self.size(memory))" : ""
    }

    static func size(_ bytes: Int) -> String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)]
        where bytes >= 1 << shift && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift) \(unit)"
        }
        return "\(bytes) bytes"
    }

    /// The name of a signal.
    static func name(_ number: Int32) -> String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
            SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1",
            SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM",
            SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
        ]
        return names[number] ?? "signal \(number)"
    }
}
