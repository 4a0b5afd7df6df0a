import Tables

/// The keys and values of a lookup as the rows of its table come; the last row with a key holds.
struct LookupState: ~Copyable {
    let plan: MappingPlan.Lookup
    private var keys = TextDictionary()
    private var values: [[UInt8]] = []
    private var key: [UInt8] = []
    private var value: [UInt8] = []

    init(_ plan: MappingPlan.Lookup) { self.plan = plan }

    /// Forgets the row that is being read.
    mutating func open() {
        key.removeAll(keepingCapacity: true)
        value.removeAll(keepingCapacity: true)
    }

    mutating func note(_ field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if field == plan.by, key.isEmpty { key += text }
        if field == plan.take, value.isEmpty { value += text }
    }

    mutating func commit() {
        if key.isEmpty { return }
        let code = key.withUnsafeBufferPointer { Int(keys.code(of: $0)) }
        if code == values.count { values.append(value) } else { values[code] = value }
    }

    /// The value of a key, or `nil`.
    mutating func find(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        keys.find(text).map { values[Int($0)] }
    }
}
