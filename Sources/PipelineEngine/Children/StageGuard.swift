import CLinux
import Glibc

/// `strata stage-guard`: starts a stage under limits, and sees to it that nothing of it outlives it.
///
/// swift-subprocess has no hook between fork and exec on Linux, so the host starts itself. This process stays beside the
/// stage, in a session of their own: it hears when the host dies (SIGHUP, by PR_SET_PDEATHSIG), is the parent of whatever the stage
/// leaves behind (PR_SET_CHILD_SUBREAPER), also of a grandchild that left the session, and ends as the stage ended: with its
/// status or by its signal. SIGTERM asks the stage to end, and after a grace period ends it; SIGHUP ends it at once.
///
/// It must run before the process has a second thread. What it has to say goes to standard error in lines that begin with
/// `GuardWord.mark`.
public enum StageGuard {
    /// Runs the guard where the arguments of the command ask for it, and never returns then.
    public static func runIfAsked(_ arguments: [String]) {
        guard arguments.first == GuardOrder.subcommand else { return }
        exit(run(Array(arguments.dropFirst())))
    }

    /// The exit status of a stage that could not be started.
    static let cannotStart: Int32 = 126

    private static func run(_ arguments: [String]) -> Int32 {
        guard let order = GuardOrder(arguments: arguments) else {
            GuardWord.error("this subcommand is for strata itself").say()
            return cannotStart
        }
        // From here on the end of the host is heard of; that it ended before is seen by whose child this is.
        guard strata_die_with_parent(SIGHUP) == 0, getppid() == order.parent else { return cannotStart }
        // Does nothing where the host has done it.
        setsid()
        // The host may ignore signals that a stage must be ended by, and a SIGCHLD that is ignored leaves no status.
        for number in 1..<Int32(32) { signal(number, SIG_DFL) }
        var awaited = sigset_t()
        sigemptyset(&awaited)
        for number in [SIGTERM, SIGHUP, SIGCHLD, SIGINT, SIGQUIT] { sigaddset(&awaited, number) }
        sigprocmask(SIG_SETMASK, &awaited, nil)
        _ = strata_adopt_orphans()
        let own = getpid()
        let stage = fork()
        if stage == 0 { GuardedStage(order).start(guardedBy: own) }
        guard stage > 0 else {
            GuardWord.error("no process for the stage: \(reason)").say()
            return cannotStart
        }
        // The stage's ends of the pipes are its own: the host must see when it closes them.
        close(STDIN_FILENO)
        close(STDOUT_FILENO)
        var vigil = StageVigil(stage: stage, grace: order.grace, awaited: awaited)
        let status = vigil.keep()
        GuardWord.peak(kibibytes: vigil.peak).say()
        return end(as: status)
    }

    /// What the last call of the system said.
    static var reason: String { String(cString: strerror(errno)) }

    /// Ends by the signal that ended the stage; gives its status where none did.
    private static func end(as status: Int32) -> Int32 {
        let number = status & 0x7F
        guard number != 0 else { return status >> 8 & 0xFF }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        signal(number, SIG_DFL)
        var all = sigset_t()
        sigemptyset(&all)
        sigprocmask(SIG_SETMASK, &all, nil)
        kill(getpid(), number)
        return 128 + number
    }
}
