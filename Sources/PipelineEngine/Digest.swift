import Crypto
import Glibc
import StageKit

/// SHA-256 of what a task depends on; two tasks with one digest have one result.
struct TaskKey: Sendable, Hashable {
    /// 64 hex digits.
    let hex: String

    init(hex: String) { self.hex = hex }

    /// The key of a stage's task: name and version, options as parsed, settings files, the as-of date where it counts, and
    /// the keys of the inputs in order.
    init(
        stage: String, version: Int, options: String, settings: [String] = [], asOf: CalendarDay? = nil,
        inputs: [TaskKey]
    ) {
        var hash = SHA256()
        func add(_ label: String, _ value: String) {
            // The length goes first, so that no value can be taken for the beginning of the next.
            hash.update(data: Array("\(label) \(value.utf8.count)\n\(value)\n".utf8))
        }
        add("stage", stage)
        add("version", String(version))
        add("options", options)
        for digest in settings { add("settings", digest) }
        if let asOf { add("as-of", asOf.text) }
        for input in inputs { add("input", input.hex) }
        hex = hash.finalize().hexDigits
    }

    /// The key of several tasks together.
    init(of keys: [TaskKey]) {
        self.init(stage: "", version: 0, options: "", inputs: keys)
    }

}

extension SHA256Digest {
    /// 64 lower-case hex digits.
    var hexDigits: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in self { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}

/// The SHA-256 of a file's bytes, in hex.
enum FileDigest {
    static func of(_ path: String) throws(Diagnostic) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault(path) }
        defer { close(file) }
        var hash = SHA256()
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = block.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw fault(path)
            }
            if count == 0 { return hash.finalize().hexDigits }
            block.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    private static func fault(_ path: String) -> Diagnostic {
        let number = errno
        var status = stat()
        let leadsNowhere = number == ENOENT && lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
        let reason = leadsNowhere ? "the link leads to no file" : String(cString: strerror(number))
        return Diagnostic(
            .configuration, "cannot read \(path): \(reason)", at: SourceLocation(file: path),
            hint: "check that the file is there and may be read")
    }
}
