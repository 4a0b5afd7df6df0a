/// A record of a table whose records can lie in one another, while it is open: its values wait for its end tag.
struct WaitingRecord {
    var table: Int
    var place: Int
    var index: Int
    var depth: Int
    var element: Int
    var line = 0
    var column = 0
    var byteOffset: Int64 = 0
    private var values: [(field: Int, rank: Int, start: Int, end: Int)] = []
    private var bytes: [UInt8] = []

    init(table: Int, place: Int, index: Int, depth: Int, element: Int) {
        self.table = table
        self.place = place
        self.index = index
        self.depth = depth
        self.element = element
    }

    mutating func add(_ field: Int, _ rank: Int, _ value: UnsafeBufferPointer<UInt8>) {
        if value.isEmpty { return }
        if let known = values.firstIndex(where: { $0.field == field }) {
            if values[known].rank <= rank { return }
            values.remove(at: known)
        }
        values.append((field, rank, bytes.count, bytes.count + value.count))
        bytes += value
    }

    /// Calls `body` with the value of each field.
    func forEach(_ body: (Int, UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            for value in values { body(value.field, UnsafeBufferPointer(rebasing: bytes[value.start..<value.end])) }
        }
    }
}
