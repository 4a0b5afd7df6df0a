import CLibFuzzer
import Glibc
import Tables

/// Arrow streams and files: libFuzzer's entry. A file begins with its magic bytes; everything else is a stream.
///
/// With `STRATA_SEEDS` a folder is filled with small true ones instead.
@main struct ArrowTarget {
    /// The file that is looked at, in memory.
    private static let file: Int32 = {
        var name = Array("/dev/shm/arrow-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        if file < 0 || unlink(name) != 0 { stop("there is no place for a file in memory") }
        return file
    }()

    static func main() {
        if let folder = getenv("STRATA_SEEDS").map({ String(cString: $0) }) {
            writeSeeds(to: folder)
            return
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(
            LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
                ArrowTarget.look(at: UnsafeBufferPointer(start: bytes, count: count))
                return 0
            })
    }

    /// Reads one input; a property that does not hold ends the process.
    static func look(at bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.starts(with: "ARROW1".utf8) else {
            if let fault = ArrowProperties.faultOfStream(Array(bytes)) { stop(fault) }
            return
        }
        let isWritten = pwrite(file, bytes.baseAddress, bytes.count, 0) == bytes.count
        if ftruncate(file, bytes.count) != 0 || !isWritten { stop("the file cannot be written") }
        if let fault = ArrowProperties.faultOfFile("/proc/self/fd/\(file)") { stop(fault) }
    }

    private static func writeSeeds(to folder: String) {
        do {
            try ArrowSeeds.writeFile(to: folder + "/file")
            for (number, bytes) in try ArrowSeeds.streams().enumerated() {
                let target = creat("\(folder)/stream-\(number)", 0o600)
                if target < 0 || write(target, bytes, bytes.count) != bytes.count { stop("cannot write to \(folder)") }
                close(target)
            }
        } catch { stop("cannot write to \(folder)") }
    }

    static func stop(_ message: String) -> Never {
        let line = Array("property: \(message)\n".utf8)
        _ = write(2, line, line.count)
        abort()
    }
}
