import Tables

/// The rows of a table by the values that others are joined to them by: of several rows with a value the first holds, or the
/// last where that is asked for.
struct JoinIndex: ~Copyable {
    /// A row whose table has not been settled since it came.
    struct Arrival {
        var key: KeyPrint
        var row: Int32
        /// When it came, as records of the document are counted.
        var time: Int
        var isWithheld: Bool
    }

    /// What a key comes to.
    struct Fate {
        /// The row of the table, or −1 where it is withheld.
        var row: Int32
        /// When that was known; 0 where it was before the rows that are settled now.
        var time: Int
    }

    /// One bit for each of the fields.
    private let by: UInt64
    private var open: [KeyPrint] = []
    private(set) var arrivals: [Arrival] = []
    private var fates = KeyIndex()
    /// When the fates from number `firstNew` on were known.
    private var times: [Int] = []
    private var firstNew = 0

    init(_ plan: MappingPlan.Join) { by = plan.by.reduce(0) { $0 | 1 << UInt64($1) } }

    mutating func openRow() { open.removeAll(keepingCapacity: true) }

    mutating func note(_ field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if by & 1 << UInt64(truncatingIfNeeded: field) != 0 { open.append(KeyPrint(text)) }
    }

    mutating func commit(row: Int, time: Int, isWithheld: Bool) {
        for key in open {
            arrivals.append(
                Arrival(key: key, row: Int32(truncatingIfNeeded: row), time: time, isWithheld: isWithheld))
        }
    }

    /// Forgets the rows from `count` on.
    mutating func rollBack(to count: Int) {
        while let last = arrivals.last, Int(last.row) >= count { arrivals.removeLast() }
    }

    /// Says what a key comes to: a row, or −1 for one that is withheld. Where an earlier row has it, that holds, or is
    /// `replaced`.
    mutating func settle(_ key: KeyPrint, row: Int32, time: Int, replaced: Bool) {
        if fates.add(key, row) {
            times.append(time)
        } else if replaced, let place = fates.place(of: key), place >= firstNew {
            fates.set(row, at: place)
            times[place - firstNew] = time
        }
    }

    func find(_ key: KeyPrint) -> Fate? {
        guard let place = fates.place(of: key) else { return nil }
        return Fate(row: fates.number(at: place), time: place < firstNew ? 0 : times[place - firstNew])
    }

    /// The keys that were settled since `close`.
    var newKeys: [KeyPrint] { (firstNew..<fates.count).map { fates.key(at: $0) } }

    /// Makes it ready for further rows.
    mutating func close() {
        arrivals.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        firstNew = fates.count
    }
}
