import Tables

/// Rows of a joined table whose parents have not come, each with what lies in it, as bytes.
struct OrphanRows: ~Copyable {
    /// A row that waits; those of one key are a ring, of which the index has the last.
    private struct Row {
        var key: KeyPrint
        /// When it came, as records of the document are counted.
        var time: Int
        var block: Int32
        var start: Int32
        /// `start` where it waits no more.
        var end: Int32
        var next: Int32
    }

    private var rows: [Row] = []
    /// The last row of each key, −1 where none waits any more.
    private var last = KeyIndex()
    private var blocks: [[UInt8]] = []
    private var liveBytes = 0
    private var deadBytes = 0
    private var deadRows = 0
    private static let blockSize = 1 << 20

    /// How many rows wait.
    var count: Int { rows.count - deadRows }

    /// Bytes that are held.
    var byteCount: Int {
        liveBytes + deadBytes + rows.count * MemoryLayout<Row>.stride + (rows.isEmpty ? 0 : last.byteCount)
    }

    /// Takes a row in; rows come in the order of their times.
    mutating func add(_ key: KeyPrint, time: Int, _ write: (inout [UInt8]) -> Void) {
        if blocks.last.map({ $0.count >= Self.blockSize }) ?? true { blocks.append([]) }
        let block = blocks.count - 1
        let start = blocks[block].count
        write(&blocks[block])
        let end = blocks[block].count
        liveBytes += end - start
        link(
            Row(
                key: key, time: time, block: Int32(block), start: Int32(truncatingIfNeeded: start),
                end: Int32(truncatingIfNeeded: end), next: -1))
    }

    private mutating func link(_ row: Row) {
        let number = Int32(truncatingIfNeeded: rows.count)
        rows.append(row)
        rows[Int(number)].next = number
        guard !last.add(row.key, number), let place = last.place(of: row.key) else { return }
        let before = last.number(at: place)
        last.set(number, at: place)
        guard before >= 0 else { return }
        rows[Int(number)].next = rows[Int(before)].next
        rows[Int(before)].next = number
    }

    /// Gives the rows of a key to `body`, with their times, in the order in which they came, and forgets them.
    mutating func take(_ key: KeyPrint, _ body: (Int, UnsafeRawBufferPointer) -> Void) {
        guard let place = last.place(of: key), last.number(at: place) >= 0 else { return }
        let end = last.number(at: place)
        last.set(-1, at: place)
        var number = end
        repeat {
            number = rows[Int(number)].next
            give(Int(number), body)
        } while number != end
    }

    /// The same for all rows.
    mutating func takeAll(_ body: (Int, UnsafeRawBufferPointer) -> Void) {
        for number in rows.indices where rows[number].end > rows[number].start { give(number, body) }
        self = OrphanRows()
    }

    private mutating func give(_ number: Int, _ body: (Int, UnsafeRawBufferPointer) -> Void) {
        let row = rows[number]
        blocks[Int(row.block)].withUnsafeBytes {
            body(row.time, UnsafeRawBufferPointer(rebasing: $0[Int(row.start)..<Int(row.end)]))
        }
        rows[number].end = row.start
        liveBytes -= Int(row.end - row.start)
        deadBytes += Int(row.end - row.start)
        deadRows += 1
    }

    /// Makes room where more has gone than waits.
    mutating func tidy() {
        guard deadBytes > max(liveBytes, Self.blockSize) else { return }
        var tidied = OrphanRows()
        for number in rows.indices where rows[number].end > rows[number].start {
            let row = rows[number]
            tidied.add(row.key, time: row.time) { bytes in
                bytes += blocks[Int(row.block)][Int(row.start)..<Int(row.end)]
            }
        }
        self = tidied
    }
}
