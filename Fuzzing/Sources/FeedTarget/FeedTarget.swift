import CLibFuzzer
import Glibc
import RegistryXML

/// Feeds to every mapping, and to the survey: libFuzzer's entry.
///
/// Set `STRATA_MAPPINGS` to the folder of the mappings. With `STRATA_SEEDS` a folder is filled with drawn documents instead.
@main struct FeedTarget {
    /// Files of the process in memory: the input that is looked at, and the same in other pieces.
    private static let files = [memoryFile(), memoryFile()]

    private static func memoryFile() -> Int32 {
        var name = Array("/dev/shm/feed-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        if file < 0 || unlink(name) != 0 { stop("there is no place for a file in memory") }
        return file
    }

    static let mappings: [Mapping] = {
        let folder = getenv("STRATA_MAPPINGS").map { String(cString: $0) } ?? "../pipelines/mappings"
        let names = [
            "registry-feed", "gpdata-extract", "ods", "fhir-r4", "naaccr", "ccda", "gp2gp", "ukrdc", "fhir-stu3",
            "cosd", "sact",
        ]
        return names.map { name in
            do { return try Mapping(file: folder + "/" + name + ".yaml") } catch {
                stop("the mapping \(name) is not read")
            }
        }
    }()

    static func main() {
        _ = mappings
        if let folder = getenv("STRATA_SEEDS").map({ String(cString: $0) }) {
            writeSeeds(to: folder)
            return
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(
            LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
                FeedTarget.look(at: UnsafeBufferPointer(start: bytes, count: count))
                return 0
            })
    }

    /// Reads one case in every way; a property that does not hold ends the process.
    static func look(at bytes: UnsafeBufferPointer<UInt8>) {
        let input = HostileCase(bytes)
        let mapping = mappings[Int(input.mapping) % mappings.count]
        let content = input.file
        let properties = ReadingProperties(
            path: write(content, 0), fileSize: content.count, mapping: mapping, options: input.options,
            rowsPerSegment: input.rowsPerSegment, splitPath: input.split.map { write($0.file, 1) },
            triesSkeleton: input.triesSkeleton)
        if let fault = properties.fault() { stop(mapping.name + ": " + fault) }
    }

    /// Puts bytes into one of the files; its path.
    private static func write(_ content: [UInt8], _ number: Int) -> String {
        let file = files[number]
        let isWritten = content.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) } == content.count
        if ftruncate(file, content.count) != 0 || !isWritten { stop("the file cannot be written") }
        return "/proc/self/fd/\(file)"
    }

    private static func writeSeeds(to folder: String) {
        for (number, mapping) in mappings.enumerated() {
            var drawing = HostileDrawing(mapping, seed: 0)
            for seed in 0..<UInt64(40) {
                var dice = HostileDice(seed: seed)
                let bytes = HostileCase(mapping: number, drawing.document(seed: seed), &dice).bytes
                let target = creat("\(folder)/\(mapping.name)-\(seed)", 0o600)
                if target < 0 || Glibc.write(target, bytes, bytes.count) != bytes.count {
                    stop("cannot write to \(folder)")
                }
                close(target)
            }
        }
    }

    static func stop(_ message: String) -> Never {
        let line = Array("property: \(message)\n".utf8)
        _ = Glibc.write(2, line, line.count)
        abort()
    }
}
