import Tables

/// The keys and values of a lookup as the rows of its table come; the last row with a key holds.
struct LookupState: ~Copyable {
    let plan: MappingPlan.Lookup
    private var keys = TextDictionary()
    private var values: [[UInt8]] = []
    private var open: [[UInt8]] = []
    private var value: [UInt8] = []

    init(_ plan: MappingPlan.Lookup) { self.plan = plan }

    /// Forgets the row that is being read.
    mutating func openRow() {
        open.removeAll(keepingCapacity: true)
        value.removeAll(keepingCapacity: true)
    }

    mutating func note(_ field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if plan.by.contains(field) { open.append(Array(text)) }
        if field == plan.take, value.isEmpty { value += text }
    }

    mutating func commit() {
        for key in open {
            let code = key.withUnsafeBufferPointer { Int(keys.code(of: $0)) }
            if code == values.count { values.append(value) } else { values[code] = value }
        }
    }

    /// The value of a key; empty where its row has none, `nil` where no row has the key.
    mutating func find(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        keys.find(text).map { values[Int($0)] }
    }
}

/// The rows of a table by the values that others find them by; the last row with a value holds.
struct JoinIndex: ~Copyable {
    /// The fields that some table joins by.
    private let by: Set<Int>
    private var keys = TextDictionary()
    private var rows: [Int32] = []
    private var open: [[UInt8]] = []

    init(_ by: Set<Int>) { self.by = by }

    mutating func openRow() { open.removeAll(keepingCapacity: true) }

    mutating func note(_ field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if by.contains(field) { open.append(Array(text)) }
    }

    mutating func commit(row: Int) {
        for key in open {
            let code = key.withUnsafeBufferPointer { Int(keys.code(of: $0)) }
            let row = Int32(truncatingIfNeeded: row)
            if code == rows.count { rows.append(row) } else { rows[code] = row }
        }
    }

    /// The row with a key, or `nil`.
    mutating func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32? { keys.find(text).map { rows[Int($0)] } }
}
