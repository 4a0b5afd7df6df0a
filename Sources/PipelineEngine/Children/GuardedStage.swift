import CLinux
import Glibc

/// The process that becomes the stage: what it gives up before it does. There is one thread in it, since the guard had one.
struct GuardedStage {
    let order: GuardOrder

    init(_ order: GuardOrder) { self.order = order }

    func start(guardedBy parent: pid_t) -> Never {
        guard strata_die_with_parent(SIGKILL) == 0, getppid() == parent else { _exit(StageGuard.cannotStart) }
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        if !order.keepsNetwork, let reason = leaveNetwork() {
            GuardWord.keptNetwork(reason).say()
        }
        _ = strata_gain_no_rights()
        umask(0o077)
        guard chdir(order.scratch) == 0 else { fail("cannot work in \(order.scratch): \(StageGuard.reason)") }
        limit(RLIMIT_CORE, 0)
        // RLIMIT_AS would count what is only reserved and what is only read: interpreters, pyarrow and OpenBLAS map many
        // times what they use. RLIMIT_DATA counts private memory that can be written, also by mmap.
        if order.memory > 0 { limit(RLIMIT_DATA, order.memory) }
        if order.processorTime > 0 { limit(RLIMIT_CPU, order.processorTime, hard: order.processorTime + 2) }
        if order.openFiles > 0 { limit(RLIMIT_NOFILE, order.openFiles) }
        let arguments: [UnsafeMutablePointer<CChar>?] = order.command.map { strdup($0) } + [nil]
        execve(order.command[0], arguments, environ)
        fail("cannot start '\(order.command[0])': \(StageGuard.reason)")
    }

    private func fail(_ message: String) -> Never {
        GuardWord.error(message).say()
        _exit(StageGuard.cannotStart)
    }

    private func limit(_ resource: __rlimit_resource, _ value: Int, hard: Int? = nil) {
        var now = rlimit()
        let resource = __rlimit_resource_t(resource.rawValue)
        guard getrlimit(resource, &now) == 0 else { return }
        // A limit that is lower already stands.
        now.rlim_max = min(now.rlim_max, rlim_t(hard ?? value))
        now.rlim_cur = min(now.rlim_max, rlim_t(value))
        setrlimit(resource, &now)
    }

    /// Why the network could not be left, as errno, or `nil`.
    private func leaveNetwork() -> Int32? {
        if geteuid() == 0, strata_leave_network() == 0 { return nil }
        let user = geteuid(), group = getegid()
        guard strata_leave_users_and_network() == 0 else { return errno }
        // The same user and group inside; without a map the stage would be nobody, and its files not its own.
        _ = write("deny", to: "/proc/self/setgroups")
        guard write("\(user) \(user) 1", to: "/proc/self/uid_map"),
            write("\(group) \(group) 1", to: "/proc/self/gid_map")
        else { fail("cannot keep the user in a network of its own: \(StageGuard.reason)") }
        return nil
    }

    private func write(_ text: String, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return Glibc.write(file, text, text.utf8.count) == text.utf8.count
    }
}
