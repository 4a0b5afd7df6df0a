import Glibc
import StageKit

/// The folder of a pipeline's state: one run at a time holds it.
struct StateFolder: ~Copyable {
    let path: String
    private let lock: Int32

    /// Makes the folder where it is missing and takes its lock; throws where another run holds it.
    init(_ path: String) throws(Diagnostic) {
        self.path = path
        try Self.make(path)
        let lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.fault("cannot open \(path)/lock") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw Diagnostic(
                .temporary, "another run holds \(path)", hint: "wait until it ends, or give another folder with --state"
            )
        }
        self.lock = lock
    }

    deinit {
        // Not by closing alone: a process that is being started has a copy of the descriptor for a moment.
        flock(lock, LOCK_UN)
        close(lock)
    }

    /// Writes the run's quarantine, `<state>/quarantine/<run>.csv`: what was set aside, where and why, never what it held.
    func writeQuarantine(_ feeds: [(name: String, rejects: [Reject])], run: String) throws(Diagnostic) {
        var lines = ["feed,line,column,path,table,field,reason"]
        for feed in feeds {
            for reject in feed.rejects {
                let fields = [
                    feed.name, String(reject.line), String(reject.column), reject.path, reject.table, reject.field,
                    reject.reason,
                ]
                lines.append(fields.map { $0.isEmpty ? $0 : StateText.quoted($0) }.joined(separator: ","))
            }
        }
        try write(lines, to: "quarantine", name: "\(run).csv")
    }

    /// Writes the run's data-quality table, `<state>/quality/<run>.csv`.
    func writeQuality(_ quality: QualityCounts, findings: [Finding], run: String) throws(Diagnostic) {
        var lines = ["name,figure,message"]
        for (name, count) in quality.sorted { lines.append("\(StateText.quoted(name)),\(count),") }
        for finding in findings { lines.append("\(finding.code),,\(StateText.quoted(finding.message))") }
        try write(lines, to: "quality", name: "\(run).csv")
    }

    /// Writes what stages in processes of their own could not use, `<state>/quarantine/<run>-stages.csv`: places, never
    /// what they held. Nothing where there is none.
    func writeStageQuarantine(_ lines: [String], run: String) throws(Diagnostic) {
        if !lines.isEmpty {
            try write(["stage,part,table,row,column,code"] + lines, to: "quarantine", name: "\(run)-stages.csv")
        }
    }

    private func write(_ lines: [String], to folder: String, name: String) throws(Diagnostic) {
        try stage(Array((lines.joined(separator: "\r\n") + "\r\n").utf8), as: "\(folder)/\(name)").commit()
    }

    /// Writes a file of the folder beside its place, mode 0600; `commit` moves it there.
    func stage(_ bytes: [UInt8], as name: String) throws(Diagnostic) -> StagedFile {
        let target = "\(path)/\(name)"
        let cut = target.lastIndex(of: "/") ?? target.startIndex
        try Self.make(String(target[..<cut]))
        let aside = target + ".new"
        let file = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.fault("cannot write \(aside)") }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR {
                let fault = Self.fault("cannot write \(aside)")
                close(file)
                throw fault
            }
            written += max(count, 0)
        }
        close(file)
        return StagedFile(target: target, aside: aside)
    }

    /// The bytes of a file of the folder; `nil` where there is none.
    func read(_ name: String) throws(Diagnostic) -> [UInt8]? {
        let source = "\(path)/\(name)"
        let file = open(source, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT || errno == ENOTDIR { return nil }
        guard file >= 0 else { throw Self.fault("cannot read \(source)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { throw Self.fault("cannot read \(source)") }
            if count == 0 { return bytes }
            bytes += block[..<max(count, 0)]
        }
    }

    /// A file that stands ready beside its place.
    struct StagedFile {
        fileprivate let target: String
        fileprivate let aside: String

        /// Moves it into its place.
        func commit() throws(Diagnostic) {
            guard rename(aside, target) == 0 else { throw StateFolder.fault("cannot write \(target)") }
        }

        /// Takes it away.
        func discard() { unlink(aside) }
    }

    private static func make(_ path: String) throws(Diagnostic) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + part
            if mkdir(made, 0o700) != 0, errno != EEXIST { throw fault("cannot make \(made)") }
        }
    }

    fileprivate static func fault(_ what: String) -> Diagnostic {
        Diagnostic(
            .configuration, "\(what): \(String(cString: strerror(errno)))",
            hint: "check the folder, or give another with --state")
    }
}
