/// The rows of a CSV file (RFC 4180), one after the other, as its bytes come.
///
/// A byte order mark at the beginning and lines that end CRLF, LF or CR are all the same to it; blank lines are left out.
/// One row is held at a time, and of it the cells of wanted columns alone, so memory does not depend on the file.
struct CSVRows {
    /// Why a file is not CSV.
    struct Fault: Error, Equatable {
        var line: Int
        var message: String
    }

    /// Bytes of one row; a longer one has a quote that was never closed, or is no CSV.
    static let longestRow = 1 << 20

    private enum State { case start, cell, plain, quoted, quoteSeen, done }

    /// The line on which the row begins.
    private(set) var line = 1
    /// How many cells the row has, kept or not.
    private(set) var count = 0
    private var state = State.start
    /// How many bytes of a byte order mark have come.
    private var markBytes = 0
    /// The line that is being read.
    private var here = 1
    private var quoteLine = 1
    private var skipsLineFeed = false
    private var afterReturn = false
    private var rowBytes = 0
    /// For every column its place among the kept cells, −1 for none; `nil` keeps all.
    private var slots: [Int]?
    /// The kept cells of the row.
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []
    private var cellStart = 0

    /// Reads on in `chunk` from `offset`, which moves on; whether a row is complete. The next chunk follows where not.
    mutating func next(in chunk: UnsafeBufferPointer<UInt8>, from offset: inout Int) throws(Fault) -> Bool {
        if state == .done { startRow() }
        while offset < chunk.count {
            if skipsLineFeed {
                skipsLineFeed = false
                if chunk[offset] == Self.lineFeed {
                    offset += 1
                    continue
                }
            }
            switch state {
            case .start: skipMark(chunk[offset], &offset)
            case .cell where chunk[offset] == Self.quote:
                offset += 1
                quoteLine = here
                afterReturn = false
                state = .quoted
            case .cell, .plain:
                state = .plain
                let end = Self.endOfPlain(chunk, offset)
                try take(chunk, offset..<end)
                offset = end
                if offset < chunk.count, try endCell(at: chunk[offset], &offset) { return true }
            case .quoted: try readQuoted(chunk, &offset)
            case .quoteSeen:
                let byte = chunk[offset]
                if byte == Self.quote {
                    try take(chunk, offset..<offset + 1)
                    offset += 1
                    state = .quoted
                } else if byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn {
                    if try endCell(at: byte, &offset) { return true }
                } else {
                    throw Fault(line: here, message: "text follows a closing quote")
                }
            case .done: return true
            }
        }
        return false
    }

    /// The end of the file: whether a last row was left that no line end closed.
    mutating func finish() throws(Fault) -> Bool {
        switch state {
        case .done: return false
        case .start:
            if markBytes == 0 || markBytes == Self.mark.count { return false }
            throw Fault(line: 1, message: "the text is not UTF-8")
        case .quoted: throw Fault(line: quoteLine, message: "a quote is never closed")
        case .cell where count == 0: return false
        case .cell, .plain, .quoteSeen:
            closeCell()
            return try closeRow()
        }
    }

    /// Keeps the cells of these columns alone, of this row and of all that follow; they go by their places here.
    mutating func keep(_ columns: [Int]) {
        var slots = [Int](repeating: -1, count: (columns.max() ?? -1) + 1)
        for (slot, column) in columns.enumerated() { slots[column] = slot }
        ranges = columns.map { $0 < ranges.count ? ranges[$0] : 0..<0 }
        self.slots = slots
    }

    /// Calls `body` with the bytes of one kept cell of the row; they must not be used after it returns. A cell that the
    /// row does not have is empty.
    @inline(__always) func withCell<Result>(
        _ slot: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let range = slot < ranges.count ? ranges[slot] : 0..<0
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The text of one kept cell of the row.
    func text(_ slot: Int) -> String { withCell(slot) { String(decoding: $0, as: UTF8.self) } }

    // MARK: Cells

    private static let comma = UInt8(ascii: ","), quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 0x0A, carriageReturn: UInt8 = 0x0D
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func skipMark(_ byte: UInt8, _ offset: inout Int) {
        if markBytes < Self.mark.count, byte == Self.mark[markBytes] {
            markBytes += 1
            offset += 1
            if markBytes == Self.mark.count { state = .cell }
            return
        }
        // No mark after all: what looked like one is text, which is told from UTF-8 with the row.
        state = markBytes == 0 ? .cell : .plain
        bytes += Self.mark[..<markBytes]
        rowBytes += markBytes
    }

    @inline(__always) private static func endOfPlain(_ chunk: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < chunk.count {
            let byte = chunk[end]
            if byte == comma || byte == lineFeed || byte == carriageReturn { break }
            end &+= 1
        }
        return end
    }

    private mutating func readQuoted(_ chunk: UnsafeBufferPointer<UInt8>, _ offset: inout Int) throws(Fault) {
        var end = offset
        while end < chunk.count, chunk[end] != Self.quote {
            let byte = chunk[end]
            if byte == Self.carriageReturn || byte == Self.lineFeed && !afterReturn { here += 1 }
            afterReturn = byte == Self.carriageReturn
            end &+= 1
        }
        try take(chunk, offset..<end)
        offset = end
        if offset < chunk.count {
            offset += 1
            afterReturn = false
            state = .quoteSeen
        }
    }

    private var isKept: Bool {
        guard let slots else { return true }
        return count < slots.count && slots[count] >= 0
    }

    @inline(__always) private mutating func take(
        _ chunk: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) throws(Fault) {
        guard !range.isEmpty else { return }
        rowBytes += range.count
        try checkLength()
        if isKept { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[range])) }
    }

    private func checkLength() throws(Fault) {
        guard rowBytes + count > Self.longestRow else { return }
        throw Fault(line: line, message: "a row is longer than \(Self.longestRow) bytes: is a quote never closed?")
    }

    /// Ends a cell at the byte behind it; whether that ends a row too.
    private mutating func endCell(at byte: UInt8, _ offset: inout Int) throws(Fault) -> Bool {
        offset += 1
        closeCell()
        if byte == Self.comma {
            try checkLength()
            state = .cell
            return false
        }
        here += 1
        skipsLineFeed = byte == Self.carriageReturn
        if try closeRow() { return true }
        startRow()
        return false
    }

    private mutating func closeCell() {
        if let slots {
            if count < slots.count, slots[count] >= 0 { ranges[slots[count]] = cellStart..<bytes.count }
        } else {
            ranges.append(cellStart..<bytes.count)
        }
        cellStart = bytes.count
        count += 1
    }

    /// Whether the row is one, and no blank line; throws where a kept cell is not UTF-8.
    private mutating func closeRow() throws(Fault) -> Bool {
        state = .done
        if count == 1, rowBytes == 0 { return false }
        var all: UInt8 = 0
        for byte in bytes { all |= byte }
        guard all >= 0x80 else { return true }
        for range in ranges where String(validating: bytes[range], as: UTF8.self) == nil {
            throw Fault(line: line, message: "the text is not UTF-8")
        }
        return true
    }

    private mutating func startRow() {
        state = .cell
        line = here
        count = 0
        rowBytes = 0
        cellStart = 0
        bytes.removeAll(keepingCapacity: true)
        if slots == nil {
            ranges.removeAll(keepingCapacity: true)
        } else {
            for slot in ranges.indices { ranges[slot] = 0..<0 }
        }
    }
}
