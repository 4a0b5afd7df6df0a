import Glibc
import StageKit

/// A text file that is written aside and takes its place when it is whole; removed otherwise.
struct AsideText: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private var isInPlace = false

    /// Nobody else may read it unless `mode` says so.
    init(_ path: String, mode: mode_t = 0o600) throws(Diagnostic) {
        let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Self.fault(path) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        if !isInPlace { unlink(path + ".new") }
    }

    mutating func append(_ text: String) throws(Diagnostic) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.fault(path) }
            written += count
        }
    }

    consuming func finish() throws(Diagnostic) {
        guard rename(path + ".new", path) == 0 else { throw Self.fault(path) }
        isInPlace = true
    }

    private static func fault(_ path: String) -> Diagnostic {
        Diagnostic(.configuration, "cannot write \(path): \(String(cString: strerror(errno)))")
    }
}
