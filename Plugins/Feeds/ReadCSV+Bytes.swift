import Glibc
import StageKit

extension ReadCSV {
    /// All bytes of a small file, as it lies on disk.
    static func bytes(of path: StagePath) throws(StageFault) -> [UInt8] {
        let file = open(path.path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
    }

    private static func unreadable(_ path: StagePath) -> StageFault {
        StageFault(
            "cannot read \(path.shown): \(String(cString: strerror(errno)))", code: .configuration,
            hint: "check that the file is there and may be read", option: file.name)
    }
}
