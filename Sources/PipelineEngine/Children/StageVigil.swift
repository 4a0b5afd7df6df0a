import Glibc

/// What the guard does while the stage runs: waits for it and for signals, and ends whatever is left.
struct StageVigil {
    let stage: pid_t
    /// Milliseconds.
    let grace: Int
    /// Signals that are blocked and waited for.
    var awaited: sigset_t
    /// How the stage ended, as waitpid says it.
    private var ended: Int32?
    /// When all is to be killed, on `now`'s clock.
    private var killAt: Int?
    /// The most memory of one of its processes, in KiB.
    private(set) var peak = 0

    init(stage: pid_t, grace: Int, awaited: sigset_t) {
        self.stage = stage
        self.grace = grace
        self.awaited = awaited
    }

    /// Waits until the stage has ended and no process of it is left; gives its status as waitpid says it.
    mutating func keep() -> Int32 {
        while ended == nil {
            reap()
            guard ended == nil else { break }
            switch nextSignal(within: killAt.map { max(5, $0 - now) }) {
            case SIGTERM, SIGINT, SIGQUIT:
                // To all of the session's group; the guard's own comes back here, where it changes nothing.
                if killAt == nil {
                    killAt = now + grace
                    kill(0, SIGTERM)
                }
            case SIGHUP: killAt = now
            default: break
            }
            if let killAt, killAt <= now { killDescendants() }
        }
        // What the stage left behind has no part in its result.
        while reap() {
            killDescendants()
            _ = nextSignal(within: 5)
        }
        return ended ?? 0
    }

    /// Takes note of processes that have ended; `false` where there is none left to wait for.
    @discardableResult private mutating func reap() -> Bool {
        while true {
            var status: Int32 = 0
            var usage = rusage()
            let process = wait4(-1, &status, WNOHANG, &usage)
            if process < 0 { return errno != ECHILD }
            if process == 0 { return true }
            peak = max(peak, Int(usage.ru_maxrss))
            if process == stage { ended = status }
        }
    }

    /// Kills every process below this one; those whose parent ends come to this one, and are seen the next time.
    private func killDescendants() {
        var parents: [pid_t: pid_t] = [:]
        for process in ProcessTable.processes { parents[process.id] = process.parent }
        let own = getpid()
        for process in parents.keys {
            var ancestor = parents[process], steps = 0
            while let next = ancestor, next != own, next > 1, steps < parents.count {
                ancestor = parents[next]
                steps += 1
            }
            if ancestor == own { kill(process, SIGKILL) }
        }
    }

    /// The next signal that comes within so many milliseconds (however long without), or 0.
    private func nextSignal(within milliseconds: Int?) -> Int32 {
        var awaited = awaited
        guard let milliseconds else {
            let number = sigwaitinfo(&awaited, nil)
            return max(number, 0)
        }
        var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        return max(sigtimedwait(&awaited, nil, &time), 0)
    }

    /// Milliseconds of a clock that only runs forward.
    private var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

/// The processes of the machine, as /proc shows them.
enum ProcessTable {
    struct Entry: Hashable {
        var id: pid_t
        var parent: pid_t
        var session: pid_t
        /// `Z` for one that has ended and was not waited for.
        var state: Character
    }

    static var processes: [Entry] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var entries: [Entry] = []
        while let item = readdir(folder) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let id = pid_t(name), let entry = entry(id) { entries.append(entry) }
        }
        return entries
    }

    /// `nil` for a process that is no more.
    static func entry(_ id: pid_t) -> Entry? {
        let file = open("/proc/\(id)/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(file, &bytes, bytes.count)
        // `id (name) state parent group session …`; the name may hold anything, a bracket too.
        guard count > 0, let bracket = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let words = String(decoding: bytes[(bracket + 1)..<count], as: UTF8.self).split(separator: " ")
        guard words.count > 3, let state = words[0].first, let parent = pid_t(words[1]), let session = pid_t(words[3])
        else { return nil }
        return Entry(id: id, parent: parent, session: session, state: state)
    }
}
