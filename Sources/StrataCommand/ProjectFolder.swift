import Glibc
import StageKit

/// The files and folders that `strata init` makes where they are missing.
struct ProjectFolder {
    private let root: String
    /// What was made and what was left, a line each.
    private(set) var done: [String] = []

    init(_ root: String) { self.root = root }

    private static let key = "secrets/pseudonym.key"
    private static let ignored = """
        # Feeds and figures of people stay out of version control, and so does the key.
        /inbox/
        /internal/
        /releases/
        /secrets/
        .strata/

        """

    mutating func fill() throws(Diagnostic) {
        try makeRoot()
        for (name, mode) in [
            ("mappings", 0o755), ("inbox", 0o700), ("reference", 0o755), ("releases", 0o755), ("internal", 0o700),
            ("secrets", 0o700),
        ] as [(String, mode_t)] {
            note(name + "/", try Self.makeFolder(root + "/" + name, mode: mode))
        }
        for file in Templates.files { try write(Array(file.text.utf8), to: file.path, mode: 0o644) }
        try write(Array(Self.ignored.utf8), to: ".gitignore", mode: 0o644)
        try write(try Self.newKey(), to: Self.key, mode: 0o600)
    }

    private mutating func note(_ name: String, _ isNew: Bool) {
        done.append(isNew ? "made \(name)" : "left \(name), which was there")
    }

    /// Makes the root with every folder above it that is missing.
    private func makeRoot() throws(Diagnostic) {
        var path = ""
        for part in root.split(separator: "/") {
            path += "/" + part
            var status = stat()
            if stat(path, &status) == 0 { continue }
            _ = try Self.makeFolder(path, mode: 0o755)
        }
    }

    /// Makes a folder; `false` where there is one.
    private static func makeFolder(_ path: String, mode: mode_t) throws(Diagnostic) -> Bool {
        if mkdir(path, mode) == 0 { return true }
        let code = errno
        var status = stat()
        if code == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return false }
        throw fault("make folder", path, code == EEXIST ? ENOTDIR : code)
    }

    /// Writes a file that is not there yet: whole or not at all.
    private mutating func write(_ bytes: [UInt8], to name: String, mode: mode_t) throws(Diagnostic) {
        let path = root + "/" + name
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else {
            if errno == EEXIST { return note(name, false) }
            throw Self.fault("write", path, errno)
        }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            written += count
        }
        let isWhole = written == bytes.count && fsync(file) == 0
        let code = errno
        close(file)
        guard isWhole else {
            unlink(path)
            throw Self.fault("write", path, code)
        }
        note(name, true)
    }

    /// 32 bytes from the system's random source, as 64 hex digits and a newline.
    private static func newKey() throws(Diagnostic) -> [UInt8] {
        var random = [UInt8](repeating: 0, count: 32)
        guard getentropy(&random, random.count) == 0 else {
            throw Diagnostic(.internalFault, "the system gave no random bytes: \(String(cString: strerror(errno)))")
        }
        let digits = Array("0123456789abcdef".utf8)
        return random.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] } + [0x0A]
    }

    private static func fault(_ action: String, _ path: String, _ code: Int32) -> Diagnostic {
        Diagnostic(
            .configuration, "cannot \(action) \(path): \(String(cString: strerror(code)))",
            hint: "look at the rights of the folder, or choose another one")
    }
}
