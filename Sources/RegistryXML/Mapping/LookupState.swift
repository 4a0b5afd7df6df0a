import Tables

/// The keys and values of a lookup as the rows of its table come; the last row with a key holds.
struct LookupState: ~Copyable {
    let plan: MappingPlan.Lookup
    /// Whether a row, once it is there, stays: what is found can then be used at once.
    private let isCertain: Bool
    private var index: JoinIndex
    private var values: [[UInt8]] = []
    private var value: [UInt8] = []

    init(_ plan: MappingPlan.Lookup, isCertain: Bool) {
        self.plan = plan
        self.isCertain = isCertain
        index = JoinIndex(Set(plan.by))
    }

    /// Forgets the row that is being read.
    mutating func openRow() {
        index.openRow()
        value.removeAll(keepingCapacity: true)
    }

    mutating func note(_ field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        index.note(field, text)
        if field == plan.take, value.isEmpty { value += text }
    }

    mutating func commit(row: Int) {
        values.append(value)
        index.commit(row: row, value: values.count - 1)
    }

    /// Forgets the rows from `count` on.
    mutating func rollBack(to count: Int) { index.rollBack(to: count) }

    /// The rows from `start` on have moved: row `start` + n to `start` + `map[n]`, or are gone where that is −1.
    mutating func move(from start: Int, by map: [Int32]) { index.move(from: start, by: map) }

    /// The value of a key so far: empty where its row has none, `nil` where no row has the key, or it may still go.
    mutating func find(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        isCertain ? index.find(text).map { values[$0.value] } : nil
    }

    /// The value of a key among the rows that are left.
    mutating func find(_ text: UnsafeBufferPointer<UInt8>, without gone: Set<Int32>) -> [UInt8]? {
        index.find(text) { !gone.contains($0) }.map { values[$0.value] }
    }
}

/// The rows of a table by the values that others find them by; the last row that is left with a value holds.
struct JoinIndex: ~Copyable {
    struct Entry {
        var code: Int
        /// −1 where it is gone.
        var row: Int32
        var isWithheld: Bool
        /// The number of what is found there, for a lookup.
        var value: Int
        /// The entry that the key had before, or −1.
        var before: Int
    }

    /// The fields that some table joins by.
    private let by: Set<Int>
    private var keys = TextDictionary()
    private var entries: [Entry] = []
    /// The last entry of each key, or −1.
    private var last: [Int] = []
    private var open: [[UInt8]] = []

    init(_ by: Set<Int>) { self.by = by }

    mutating func openRow() { open.removeAll(keepingCapacity: true) }

    mutating func note(_ field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if by.contains(field) { open.append(Array(text)) }
    }

    mutating func commit(row: Int, isWithheld: Bool = false, value: Int = 0) {
        for key in open {
            let code = key.withUnsafeBufferPointer { Int(keys.code(of: $0)) }
            if code == last.count { last.append(-1) }
            let row = Int32(truncatingIfNeeded: row)
            entries.append(
                Entry(code: code, row: row, isWithheld: isWithheld, value: value, before: last[code]))
            last[code] = entries.count - 1
        }
    }

    /// Forgets the rows from `count` on.
    mutating func rollBack(to count: Int) {
        while let entry = entries.last, Int(entry.row) >= count {
            last[entry.code] = entry.before
            entries.removeLast()
        }
    }

    /// The rows from `start` on have moved: row `start` + n to `start` + `map[n]`, or are gone where that is −1.
    mutating func move(from start: Int, by map: [Int32]) {
        for place in entries.indices.reversed() {
            if entries[place].row < 0 { continue }
            if Int(entries[place].row) < start { return }
            let moved = map[Int(entries[place].row) - start]
            entries[place].row = moved < 0 ? -1 : Int32(truncatingIfNeeded: start) + moved
        }
    }

    /// The last row with a key that is still there, or `nil`.
    mutating func find(
        _ text: UnsafeBufferPointer<UInt8>, _ isLeft: (Int32) -> Bool = { _ in true }
    ) -> Entry? {
        guard let code = keys.find(text) else { return nil }
        var place = last[Int(code)]
        while place >= 0 {
            let entry = entries[place]
            if entry.row >= 0, isLeft(entry.row) { return entry }
            place = entry.before
        }
        return nil
    }
}
