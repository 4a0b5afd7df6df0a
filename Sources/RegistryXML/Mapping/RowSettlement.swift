import Tables

/// Which rows of each table are handed on, in which order, and which rows of their parents they belong to.
///
/// Rows go where a repeat replaced them, a later condition did not hold, a key they need finds nothing, or their parent is
/// gone; those of joined tables whose parent has not come wait. Tables are settled in their order: parents come first.
struct RowSettlement {
    /// What becomes of a row that is not handed on.
    enum Fate {
        static let gone: Int32 = -1, waits: Int32 = -2, withheld: Int32 = -3
    }

    /// What becomes of the rows of one table that have come.
    struct Settled {
        /// The rows handed on, in order: one that has come, or −1 − n for number n of `woken`; `nil` for all as they are.
        var order: [Int32]?
        /// Where each row that has come is among those handed on, or a `Fate`; `nil` where all stay what they are.
        var places: [Int32]?
        /// The rows of their parents, where those are not the ones stored.
        var parents: [Int32]?
        // Of joined tables, and those inside them:
        /// When each row handed on was known.
        var known: [Int] = []
        /// When each row was known to be withheld.
        var withheld: [Int32: Int] = [:]
        /// The first row inside each row of the parent, and where the last ends.
        var starts: [Int32] = []
        var woken = WokenRows()
        /// Keys that came with rows that have waited and are withheld now.
        var keys: [JoinKey] = []
    }

    /// Whether the document has ended: what has found no parent by now never will.
    let isEnd: Bool
    /// Whether rows of joined tables come in the order of their parents, and not in that in which both are known.
    let isSorted: Bool
    var tables: [Settled]

    init(_ state: inout DocumentState, isEnd: Bool, isSorted: Bool) {
        self.isEnd = isEnd
        self.isSorted = isSorted
        tables = Array(repeating: Settled(), count: state.plan.tables.count)
        if !state.plan.lookups.isEmpty { Self.settleLookups(&state) }
    }

    /// Takes the rows that lookups find in, but for those that are no records.
    private static func settleLookups(_ state: inout DocumentState) {
        var gone: [[Bool]] = []
        for number in state.plan.tables.indices {
            gone.append(state.tables[number].rowsRemoved())
            guard let parent = state.plan.tables[number].parent, state.plan.tables[number].isNested,
                state.tables[number].keepsParents
            else { continue }
            for row in gone[number].indices where gone[parent][state.parentRow(of: row, in: number)] {
                gone[number][row] = true
            }
        }
        for place in state.plan.lookups.indices {
            let table = state.plan.lookups[place].table, before = state.tables[table].flushed
            state.lookups[place].settle { gone[table][Int($0) - before] }
        }
    }

    /// Settles a table, after all those before it.
    mutating func settle(_ number: Int, _ state: inout DocumentState, _ resolutions: [Int: FieldState.Resolution]) {
        let plan = state.plan.tables[number]
        var isGone = state.tables[number].rowsRemoved()
        if plan.isNested, !plan.isHeld { dropChildren(number, &state, &isGone) }
        for (field, found) in resolutions.sorted(by: { $0.key < $1.key }) {
            var missing = 0
            for row in isGone.indices where !isGone[row] {
                guard let code = state.tables[number].code(field, at: row) else { continue }
                if found.isMissing[Int(code)] { missing += 1 }
                guard plan.fields[field].isRequired, found.codes[Int(code)] < 0 else { continue }
                isGone[row] = true
                state.setAsideLate(number, field: plan.fields[field].name)
            }
            state.tables[number].fields[field].unmatched += missing
        }
        if plan.isJoined {
            join(number, &state, isGone)
        } else if plan.isHeld {
            follow(number, &state, isGone)
        } else {
            leave(number, &state, isGone)
        }
        for join in state.plan.joins.indices where state.plan.joins[join].table == number {
            settleKeys(join, of: number, &state)
        }
    }

    /// Rows whose parent is gone are no records, nor is what was set aside inside one.
    private mutating func dropChildren(_ number: Int, _ state: inout DocumentState, _ isGone: inout [Bool]) {
        guard let parent = state.plan.tables[number].parent, let places = tables[parent].places else { return }
        if state.tables[number].keepsParents {
            for row in isGone.indices where !isGone[row] && places[state.parentRow(of: row, in: number)] < 0 {
                isGone[row] = true
                state.tables[number].counts.kept -= 1
            }
        }
        let before = state.tables[parent].flushed
        state.takeBackRejects(of: number) { places.indices.contains($0 - before) && places[$0 - before] < 0 }
    }

    /// Hands on the rows of a table that waits for nothing.
    private mutating func leave(_ number: Int, _ state: inout DocumentState, _ isGone: [Bool]) {
        if isGone.contains(true) {
            var order: [Int32] = []
            var places = [Int32](repeating: Fate.gone, count: isGone.count)
            for row in isGone.indices where !isGone[row] {
                places[row] = Int32(truncatingIfNeeded: order.count)
                order.append(Int32(truncatingIfNeeded: row))
            }
            tables[number].order = order
            tables[number].places = places
        }
        guard let parent = state.plan.tables[number].parent, state.tables[number].keepsParents,
            let places = tables[parent].places
        else { return }
        let before = Int32(truncatingIfNeeded: state.tables[parent].flushed)
        tables[number].parents = isGone.indices.filter { !isGone[$0] }.map {
            before + places[state.parentRow(of: $0, in: number)]
        }
    }

    /// Makes a table ready for further rows: those that are left have been handed on, or wait elsewhere.
    func close(_ number: Int, _ state: inout DocumentState) {
        let left = tables[number].order?.count ?? state.tables[number].row
        state.tables[number].flushed += left
        state.tables[number].count = state.tables[number].flushed
        state.tables[number].removed = []
        state.tables[number].forgetRepeats()
        for join in state.plan.joins.indices where state.plan.joins[join].table == number { state.joins[join].close() }
        if state.plan.tables[number].isJoined {
            state.tables[number].parentKeys = TextDictionary()
            state.rowTimes[number].removeAll(keepingCapacity: true)
            state.orphans[number].tidy()
        }
    }
}

extension TableState {
    /// The code at a row of a dictionary column that is being built, or `nil` where it is null.
    func code(_ field: Int, at row: Int) -> Int32? {
        fields[field].builder.isNull(at: row) ? nil : fields[field].builder.int32(at: row)
    }

    /// Which of the rows that have come were taken back.
    func rowsRemoved() -> [Bool] {
        var isRemoved = [Bool](repeating: false, count: row)
        for row in removed { isRemoved[Int(row)] = true }
        return isRemoved
    }
}

extension DocumentState {
    /// Which of the parent's rows that have come a row lies in.
    func parentRow(of row: Int, in number: Int) -> Int {
        Int(tables[number].parentRows.int32(at: row)) - tables[tables[number].nestedIn].flushed
    }

    /// Takes back what was set aside inside records that are none.
    mutating func takeBackRejects(of number: Int, _ isGone: (Int) -> Bool) {
        for reject in rejects where reject.table == number && reject.parentRow >= 0 && isGone(reject.parentRow) {
            guard takenBack.insert(reject.number).inserted else { continue }
            tables[number].counts.setAside -= 1
        }
    }

    /// Sets a row aside that could not be judged where it stood; it has no place any more.
    mutating func setAsideLate(_ number: Int, field: String) {
        rejectSerial += 1
        let reject = Reject(
            table: plan.tables[number].name, path: plan.tables[number].elementPath, field: field, reason: .noMatch,
            line: 0, column: 0, byteOffset: 0)
        rejects.append(NumberedReject(number: rejectSerial, table: number, reject: reject))
        tables[number].counts.setAside += 1
        tables[number].counts.kept -= 1
    }
}
