import Tables

/// One table while a document is read: the record that is open, and the rows so far.
struct TableState: ~Copyable {
    enum Person: UInt8 { case absent, invalid, valid }

    // What every value touches comes first, so that it lies together in memory.
    let fields: UnsafeMutablePointer<FieldState>
    /// Says who a person or a record is, or who opted out: more than a value of a column.
    let special: UInt64
    /// The fields of the open record that have a value.
    var seen: UInt64 = 0
    /// Rows so far; the open record is going to be this row.
    var count = 0
    /// Rows that were handed on already; builders count from there.
    var flushed = 0
    var faultField = Int.max
    var faultReason = RejectReason.missing
    /// Whether the open record is good so far, and what lies inside it counts.
    var isAlive = false
    let fieldCount: Int
    /// One bit a field: must be there; has a column that is filled where the record says nothing.
    let required: UInt64
    let filled: UInt64
    let person: Int
    let optOut: Int
    let identifier: Int
    let repeats: Int
    /// The field that holds the key of a joined parent, or −1.
    let parentKey: Int
    /// The table whose records these lie in, or −1.
    let nestedIn: Int
    let isStored: Bool
    /// Whether it is known of every row which row it lies in, or which key finds that.
    let keepsParents: Bool
    let feedsLookups: Bool
    let feedsJoins: Bool
    /// Whether values are cleaned, looked up, or noted for others: more than put into a column.
    let isWatched: Bool
    let canNest: Bool
    let hasRanks: Bool

    /// The row of the open record.
    var openRow = 0
    /// Fields whose value was taken for none.
    private var none: UInt64 = 0
    var line = 0
    var column = 0
    var byteOffset: Int64 = 0
    var personState = Person.absent
    var token = PersonToken(high: 0, low: 0)
    var withheld: WithheldKind?

    var counts = TableCounts()
    var identifiers = ColumnBuilder(.utf8)
    var parentRows = ColumnBuilder(.int32)
    var optOuts = ColumnBuilder(.dictionary)
    var repeatIndex = RepeatIndex()
    var repeatParent = -1
    /// Rows that are none: a repeat replaced them, or a condition that came later did not hold.
    var removed: [Int32] = []
    /// Whether rows were taken back before the end, after their values had been counted.
    var lostRows = false
    /// The keys of joined parents, by their codes in `parentRows`.
    var parentKeys = TextDictionary()
    private var parentCode: Int32 = 0
    /// Values of fields with several paths, until it is known which of them is the best.
    private var held: [(field: Int, rank: Int, order: Int, value: [UInt8])] = []

    init(_ plan: MappingPlan.TablePlan, columns: Set<String>?, feedsLookups: Bool, feedsJoins: Bool) {
        fieldCount = plan.fields.count
        fields = UnsafeMutablePointer<FieldState>.allocate(capacity: max(fieldCount, 1))
        var required: UInt64 = 0, filled: UInt64 = 0
        for (index, field) in plan.fields.enumerated() {
            let isStored =
                field.type.columnType != nil && !field.isParentKey && columns?.contains(field.name) ?? true
            (fields + index).initialize(to: FieldState(field, isStored: isStored))
            if field.isRequired { required |= 1 << UInt64(index) }
            if isStored, !field.type.isPerson, field.type != .optOut { filled |= 1 << UInt64(index) }
        }
        self.required = required
        self.filled = filled
        person = plan.person ?? -1
        optOut = plan.optOut ?? -1
        identifier = plan.identifier ?? -1
        repeats = plan.repeats ?? -1
        parentKey = plan.parentKey ?? -1
        let mayBeNone = (0..<fieldCount).filter { [fields] in fields[$0].mayBeNone }
        special = ([person, optOut, identifier, repeats, parentKey] + mayBeNone)
            .reduce(0) { $1 < 0 ? $0 : $0 | 1 << UInt64($1) }
        nestedIn = plan.isNested ? plan.parent ?? -1 : -1
        isStored = columns != nil ? columns?.isEmpty == false : true
        keepsParents = plan.parent != nil && (isStored || plan.isHeld)
        self.feedsLookups = feedsLookups
        self.feedsJoins = feedsJoins
        isWatched = feedsLookups || feedsJoins || plan.fields.contains { $0.lookup != nil || !$0.cleaning.isNone }
        canNest = plan.canNest
        hasRanks = plan.fields.contains(where: \.isRanked)
        for kind in ["none"] + WithheldKind.allCases.map(\.rawValue) {
            _ = Array(kind.utf8).withUnsafeBufferPointer { optOuts.dictionary.code(of: $0) }
        }
    }

    deinit {
        fields.deinitialize(count: fieldCount)
        fields.deallocate()
    }

    @inline(__always) mutating func open(parentRow: Int) {
        if repeats >= 0 {
            if repeatParent == parentRow { repeatIndex.drop() } else { repeatIndex.reset() }
            repeatParent = parentRow
        }
        isAlive = true
        openRow = count
        // What a record held whose condition failed is no value of the next one.
        if hasRanks { held.removeAll(keepingCapacity: true) }
        seen = 0
        none = 0
        faultField = Int.max
        if person >= 0 { personState = .absent }
        withheld = nil
    }

    @inline(__always) mutating func fail(_ field: Int, _ reason: RejectReason) {
        if field < faultField {
            faultField = field
            faultReason = reason
        }
    }

    /// A value of the open record; the first of a field holds, and an empty one is none.
    mutating func take(
        _ field: Int, _ text: UnsafeBufferPointer<UInt8>, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) {
        take(fields + field, field, text, pseudonymiser)
    }

    /// The same for a field whose state is at hand, if a record is open.
    @inline(__always) mutating func take(
        _ state: UnsafeMutablePointer<FieldState>, _ field: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) {
        let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: field)
        if text.isEmpty || seen & bit != 0 || !isAlive { return }
        seen |= bit
        if let reason = state.pointee.take(text, row: row, pseudonymiser) { fail(field, reason) }
        if special & bit != 0 { takeSpecial(field, text, pseudonymiser) }
    }

    /// The row of the open record in the builders.
    @inline(__always) var row: Int { count &- flushed }

    private mutating func takeSpecial(
        _ field: Int, _ text: UnsafeBufferPointer<UInt8>, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) {
        if fields[field].isNone {
            fields[field].isNone = false
            none |= 1 << UInt64(truncatingIfNeeded: field)
        }
        if field == repeats { repeatIndex.note(text) }
        if field == parentKey {
            parentCode = parentKeys.code(of: text)
        } else if field == identifier {
            identifiers.putText(text, row: row)
        } else if field == person {
            takePerson(text, pseudonymiser)
        } else if field == optOut {
            takeOptOut(text)
        }
    }

    /// A key whose value another table may still bring.
    mutating func takeUnresolved(_ field: Int, _ key: UnsafeBufferPointer<UInt8>) {
        let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: field)
        if seen & bit != 0 { return }
        seen |= bit
        fields[field].putKey(key, row: row)
    }

    /// Keeps a value of a field with several paths, where none of a better path, or further up, is there yet.
    mutating func hold(_ field: Int, _ rank: Int, _ order: Int, _ value: UnsafeBufferPointer<UInt8>) {
        if fields[field].saysNothing(value) { return }
        if let known = held.firstIndex(where: { $0.field == field }) {
            if (held[known].rank, held[known].order) > (rank, order) {
                held[known] = (field, rank, order, Array(value))
            }
        } else {
            held.append((field, rank, order, Array(value)))
        }
    }

    var hasHeld: Bool { hasRanks && !held.isEmpty }

    /// The best value of each field with several paths.
    mutating func takeHeld() -> [(Int, [UInt8])] {
        defer { held.removeAll(keepingCapacity: true) }
        return held.map { ($0.field, $0.value) }
    }

    private mutating func takePerson(
        _ text: UnsafeBufferPointer<UInt8>, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) {
        if fields[person].type == .nhsNumber, !ValueForms.isNHSNumber(text) {
            personState = .invalid
            none |= 1 << UInt64(truncatingIfNeeded: person)
            return
        }
        let (high, low) = pseudonymiser.pointee.token(.person, text)
        token = PersonToken(high: high, low: low)
        personState = .valid
    }

    private mutating func takeOptOut(_ text: UnsafeBufferPointer<UInt8>) {
        switch optOuts.dictionary.find(text) {
        case 0: break
        case 1: withheld = .type1
        case 2: withheld = .national
        default: fail(optOut, .notAValue)
        }
    }

    /// Forgets the rows from `count` on, and what was said of them.
    mutating func rollBack(to count: Int, _ counts: TableCounts) {
        if self.count > count { lostRows = true }
        self.count = count
        self.counts = counts
        removed.removeAll { Int($0) >= count - flushed }
        repeatParent = -1
    }

    /// Starts afresh with what repeats.
    mutating func forgetRepeats() { repeatParent = -1 }

    /// Takes back a row.
    mutating func drop(row: Int) {
        removed.append(Int32(truncatingIfNeeded: row - flushed))
        counts.kept -= 1
    }

    /// Turns the open record, which is whole, into a row.
    @inline(__always) mutating func commit(parentRow: Int) {
        let row = row
        if withheld != nil {
            withhold(row: row)
        } else {
            var absent = filled & ~seen
            while absent != 0 {
                fields[absent.trailingZeroBitCount].putFallback(row: row)
                absent &= absent - 1
            }
            var present = seen & ~required & ~none
            while present != 0 {
                fields[present.trailingZeroBitCount].filled += 1
                present &= present - 1
            }
        }
        if person >= 0 { commitPerson(row: row) }
        if identifier >= 0, seen & (1 << UInt64(identifier)) == 0 {
            identifiers.putText(UnsafeBufferPointer(start: nil, count: 0), row: row)
        }
        if keepsParents {
            parentRows.putInt32(parentKey >= 0 ? parentCode : Int32(truncatingIfNeeded: parentRow), row: row)
        }
        if repeats >= 0 { commitRepeat(row: row) }
        count += 1
        counts.kept += 1
    }

    private mutating func commitPerson(row: Int) {
        switch personState {
        case .absent: counts.personAbsent += 1
        case .invalid: counts.personInvalid += 1
        case .valid: break
        }
        if fields[person].isStored {
            if personState == .valid {
                token.withDigits { fields[person].builder.putText($0, row: row) }
            } else {
                fields[person].builder.putNull(row: row)
            }
        }
        let code: Int32 =
            switch withheld {
            case nil: 0
            case .type1: 1
            case .national: 2
            case .notAllowed: 3
            }
        optOuts.putInt32(code, row: row)
        if withheld != nil { counts.withheld += 1 }
    }

    private mutating func withhold(row: Int) {
        var all = filled
        while all != 0 {
            fields[all.trailingZeroBitCount].builder.putNull(row: row)
            all &= all - 1
        }
    }

    private mutating func commitRepeat(row: Int) {
        if let before = repeatIndex.commit(row: row) {
            removed.append(Int32(truncatingIfNeeded: before))
            counts.repeated += 1
        }
    }

    /// Bytes of the column with the most text.
    var textBytes: Int {
        var most = identifiers.textByteCount
        for field in 0..<fieldCount { most = max(most, fields[field].builder.textByteCount) }
        return most
    }
}
