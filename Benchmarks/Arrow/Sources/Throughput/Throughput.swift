import Glibc
import Tables

/// Times the reading and writing of Arrow: `Throughput TASK PATH [BATCHES]` prints GB/s and peak MiB.
///
/// `write-stream` and `write-file` write one batch of contacts so many times, `read-stream` and `read-file` read what is
/// there, batch by batch. Reading always checks everything.
@main struct Throughput {
    static let rowsOfBatch = 250_000

    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { stop("usage: Throughput TASK PATH [BATCHES]") }
        let path = arguments[2], batches = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1
        do throws(ArrowFault) {
            switch arguments[1] {
            case "write-stream": try writeStream(path, batches)
            case "write-file": try writeFile(path, batches)
            case "read-stream": try readStream(path)
            case "read-file": try readFile(path)
            default: stop("no such task")
            }
        } catch { stop(error.message) }
    }

    private static func writeStream(_ path: String, _ batches: Int) throws(ArrowFault) {
        let table = Contacts.table(rows: rowsOfBatch)
        let descriptor = creat(path, 0o600)
        let start = seconds()
        var writer = try ArrowStreamWriter(ArrowSchema(table.schema), descriptor: descriptor, destination: path)
        for _ in 0..<batches { try writer.write(table) }
        try writer.finish()
        report(size(path), seconds() - start)
    }

    private static func writeFile(_ path: String, _ batches: Int) throws(ArrowFault) {
        let table = Contacts.table(rows: rowsOfBatch)
        let start = seconds()
        var writer = try ArrowFileWriter(path, table.schema)
        for _ in 0..<batches { try writer.write(table.columns, count: table.count) }
        try writer.finish(isDurable: false)
        report(size(path), seconds() - start)
    }

    private static func readStream(_ path: String) throws(ArrowFault) {
        let descriptor = open(path, O_RDONLY)
        let start = seconds()
        var reader = try ArrowStreamReader(descriptor: descriptor, source: path)
        var rows = 0
        while let batch = try reader.next() { rows += batch.count }
        report(size(path), seconds() - start)
    }

    private static func readFile(_ path: String) throws(ArrowFault) {
        let start = seconds()
        let reader = try ArrowFileReader(path)
        var rows = 0
        for index in 0..<reader.batchCount { rows += try reader.batch(index).count }
        report(size(path), seconds() - start)
    }

    private static func report(_ bytes: Int, _ seconds: Double) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print(Double(bytes) / seconds / 1e9, usage.ru_maxrss / 1024)
    }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_size : 0
    }

    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func stop(_ message: String) -> Never {
        print(message)
        exit(1)
    }
}
