import Crypto
import Glibc
public import StageKit

extension ChildManifest {
    /// SHA-256 over names and bytes of the stage's files, and the bytes of a program with an absolute path, 64 hex digits.
    public func digest() throws(Diagnostic) -> String {
        var hash = SHA256()
        for name in files {
            let bytes = try Self.bytes(of: folder.path + "/" + name, shown: folder.shown + "/" + name)
            // Lengths go first, so that no name can be taken for bytes.
            hash.update(data: Array("\(name.utf8.count) \(bytes.count)\n\(name)\n".utf8))
            hash.update(data: bytes)
        }
        if let program = command.first, program.hasPrefix("/") {
            let bytes = try Self.bytes(of: program, shown: program)
            hash.update(data: Array("program \(bytes.count)\n".utf8))
            hash.update(data: bytes)
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func bytes(of path: String, shown: String) throws(Diagnostic) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault(shown) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw fault(shown)
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func fault(_ shown: String) -> Diagnostic {
        Diagnostic(
            .configuration, "cannot read a file of the stage: \(String(cString: strerror(errno)))",
            at: SourceLocation(file: shown), hint: "check that the file is there and may be read")
    }
}
