import Tables

/// The keys and values of a lookup as the rows of its table come; the first row with a key holds.
struct LookupState: ~Copyable {
    let plan: MappingPlan.Lookup
    /// Whether a row, once it is there, stays: what is found can then be used at once.
    private let isCertain: Bool
    private let by: UInt64
    private var keys = KeyIndex()
    /// Each different value once.
    private var values: [[UInt8]] = []
    private var codes = TextDictionary()
    /// Keys of rows that may still go.
    private var arrivals: [(key: KeyPrint, row: Int32, value: Int32)] = []
    private var open: [KeyPrint] = []
    private var value: [UInt8] = []

    init(_ plan: MappingPlan.Lookup, isCertain: Bool) {
        self.plan = plan
        self.isCertain = isCertain
        by = plan.by.reduce(0) { $0 | 1 << UInt64($1) }
    }

    /// Forgets the row that is being read.
    mutating func openRow() {
        open.removeAll(keepingCapacity: true)
        value.removeAll(keepingCapacity: true)
    }

    mutating func note(_ field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if by & 1 << UInt64(truncatingIfNeeded: field) != 0 { open.append(KeyPrint(text)) }
        if field == plan.take, value.isEmpty { value += text }
    }

    mutating func commit(row: Int) {
        if open.isEmpty { return }
        let code = value.withUnsafeBufferPointer { codes.code(of: $0) }
        if Int(code) == values.count { values.append(value) }
        for key in open {
            if isCertain {
                _ = keys.add(key, code)
            } else {
                arrivals.append((key, Int32(truncatingIfNeeded: row), code))
            }
        }
    }

    /// Forgets the rows from `count` on.
    mutating func rollBack(to count: Int) {
        while let last = arrivals.last, Int(last.row) >= count { arrivals.removeLast() }
    }

    /// Takes in the rows that have come, but for those that are no records.
    mutating func settle(_ isGone: (Int32) -> Bool) {
        for arrival in arrivals where !isGone(arrival.row) { _ = keys.add(arrival.key, arrival.value) }
        arrivals.removeAll(keepingCapacity: true)
    }

    /// The value of a key while rows are read: empty where its row has none, `nil` where no row has the key, or it may
    /// still go.
    func find(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? { isCertain ? settled(text) : nil }

    /// The value of a key among the rows that were taken in.
    func settled(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        keys.place(of: KeyPrint(text)).map { values[Int(keys.number(at: $0))] }
    }
}
