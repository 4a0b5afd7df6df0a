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

    deinit { close(lock) }

    /// Writes the run's quarantine, `<state>/quarantine/<run>.csv`: what was set aside, where and why, never what it held.
    func writeQuarantine(_ feeds: [(name: String, rejects: [Reject])], run: String) throws(Diagnostic) {
        var lines = ["feed,line,column,path,table,field,reason"]
        for feed in feeds {
            for reject in feed.rejects {
                let fields = [
                    feed.name, String(reject.line), String(reject.column), reject.path, reject.table, reject.field,
                    reject.reason,
                ]
                lines.append(fields.map(Self.quoted).joined(separator: ","))
            }
        }
        try write(lines, to: "quarantine", name: "\(run).csv")
    }

    /// Writes the run's data-quality table, `<state>/quality/<run>.csv`.
    func writeQuality(_ quality: QualityCounts, findings: [Finding], run: String) throws(Diagnostic) {
        var lines = ["name,figure,message"]
        for (name, count) in quality.sorted { lines.append("\(Self.quoted(name)),\(count),") }
        for finding in findings { lines.append("\(finding.code),,\(Self.quoted(finding.message))") }
        try write(lines, to: "quality", name: "\(run).csv")
    }

    private func write(_ lines: [String], to folder: String, name: String) throws(Diagnostic) {
        try Self.make("\(path)/\(folder)")
        let target = "\(path)/\(folder)/\(name)", aside = target + ".new"
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
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
        guard rename(aside, target) == 0 else { throw Self.fault("cannot write \(target)") }
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func make(_ path: String) throws(Diagnostic) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + part
            if mkdir(made, 0o700) != 0, errno != EEXIST { throw fault("cannot make \(made)") }
        }
    }

    private static func fault(_ what: String) -> Diagnostic {
        Diagnostic(
            .configuration, "\(what): \(String(cString: strerror(errno)))",
            hint: "check the folder, or give another with --state")
    }
}
