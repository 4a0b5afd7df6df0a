import Tables

/// Which rows of each table are left once the whole document is known, and which rows of their parents they belong to.
///
/// Rows go where a repeat replaced them, a later condition did not hold, a key they need finds nothing, or their parent is
/// gone; what is left keeps its order, or comes in that of its parents where it is joined to them.
struct RowSettlement {
    /// The new row of each old one, by table; −1 where it is gone, and `nil` where all rows stay what they are.
    private var places: [[Int32]?]
    private var parentRows: [[Int32]?]

    init(tables: Int) {
        places = Array(repeating: nil, count: tables)
        parentRows = Array(repeating: nil, count: tables)
    }

    /// The rows of their parents for the rows that are left, where those are not the ones stored.
    func parents(of number: Int) -> [Int32]? { parentRows[number] }

    /// The old rows that are left, in their order, or `nil` for all. Parents come before their children; joined tables come at
    /// the document's end.
    mutating func rows(
        of number: Int, _ state: inout DocumentState, _ resolutions: [Int: FieldState.Resolution]
    ) -> [Int32]? {
        let plan = state.plan.tables[number], count = state.tables[number].row
        var isGone = [Bool](repeating: false, count: count)
        var anyGone = false
        for row in state.tables[number].removed {
            isGone[Int(row)] = true
            anyGone = true
        }
        if plan.isNested, let parent = plan.parent, let map = places[parent] {
            let before = state.tables[parent].flushed
            if state.tables[number].isStored { dropChildren(number, map, before, &state, &isGone, &anyGone) }
            state.takeBackRejects(of: number, map, before)
        }
        for (field, found) in resolutions.sorted(by: { $0.key < $1.key }) {
            var missing = 0
            for row in 0..<count where !isGone[row] {
                guard let code = state.tables[number].code(field, at: row) else { continue }
                if found.isMissing[Int(code)] { missing += 1 }
                guard plan.fields[field].isRequired, found.codes[Int(code)] < 0 else { continue }
                isGone[row] = true
                anyGone = true
                state.setAsideLate(number, field: plan.fields[field].name)
            }
            state.tables[number].fields[field].unmatched += missing
        }
        guard let parent = plan.parent else { return left(number, isGone, anyGone) }
        if plan.isJoined {
            return joined(number, parent, &state, isGone)
        }
        if state.tables[number].isStored, let map = places[parent] {
            let before = state.tables[parent].flushed
            parentRows[number] = isGone.indices.filter { !isGone[$0] }.map { row in
                let parentRow = Int(state.tables[number].parentRows.int32(at: row))
                return Int32(truncatingIfNeeded: before) + map[parentRow - before]
            }
        }
        return left(number, isGone, anyGone)
    }

    /// Rows whose parent is gone are no records. `map` has the places of the parents from row `before` on.
    private func dropChildren(
        _ number: Int, _ map: [Int32], _ before: Int, _ state: inout DocumentState, _ isGone: inout [Bool],
        _ anyGone: inout Bool
    ) {
        for row in isGone.indices where !isGone[row] {
            if map[Int(state.tables[number].parentRows.int32(at: row)) - before] >= 0 { continue }
            isGone[row] = true
            anyGone = true
            state.tables[number].counts.kept -= 1
        }
    }

    /// Makes a table ready for further rows: those that are left have been handed on.
    func close(_ number: Int, _ state: inout DocumentState) {
        let before = state.tables[number].flushed, rows = state.tables[number].row
        if let map = places[number] {
            if state.tables[number].feedsJoins { state.joins[number].move(from: before, by: map) }
            for place in state.plan.lookups.indices where state.plan.lookups[place].table == number {
                state.lookups[place].move(from: before, by: map)
            }
        }
        let left = places[number]?.count { $0 >= 0 } ?? rows
        state.tables[number].count = before + left
        state.tables[number].flushed = before + left
        state.tables[number].removed = []
        state.tables[number].forgetRepeats()
    }

    /// Rows in the order of the parents that their keys find. Those that find none are set aside; those of a record that
    /// is withheld are no records.
    private mutating func joined(
        _ number: Int, _ parent: Int, _ state: inout DocumentState, _ isGone: [Bool]
    ) -> [Int32]? {
        let plan = state.plan.tables[number], count = state.tables[number].row
        let left = places[parent], before = Int32(truncatingIfNeeded: state.tables[parent].flushed)
        let found = (0..<Int32(state.tables[number].parentKeys.count)).map { code -> (row: Int32, isWithheld: Bool)? in
            let key = Array(state.tables[number].parentKeys.text(Int(code)).utf8)
            func place(_ row: Int32) -> Int32 {
                guard row >= before, let left else { return row }
                let moved = left[Int(row - before)]
                return moved < 0 ? -1 : before + moved
            }
            let match = key.withUnsafeBufferPointer { key in state.joins[parent].find(key) { place($0) >= 0 } }
            return match.map { (place($0.row), $0.isWithheld) }
        }
        var pairs: [(parent: Int32, row: Int32)] = []
        for row in 0..<count where !isGone[row] {
            guard let match = found[Int(state.tables[number].parentRows.int32(at: row))] else {
                state.setAsideLate(number, field: plan.parentColumn ?? "")
                continue
            }
            if match.isWithheld {
                state.tables[number].counts.kept -= 1
            } else {
                pairs.append((match.row, Int32(truncatingIfNeeded: row)))
            }
        }
        pairs.sort { ($0.parent, $0.row) < ($1.parent, $1.row) }
        parentRows[number] = pairs.map(\.parent)
        var map = [Int32](repeating: -1, count: count)
        for (place, pair) in pairs.enumerated() { map[Int(pair.row)] = Int32(truncatingIfNeeded: place) }
        places[number] = map
        return pairs.map(\.row)
    }

    private mutating func left(_ number: Int, _ isGone: [Bool], _ anyGone: Bool) -> [Int32]? {
        guard anyGone else { return nil }
        var rows: [Int32] = []
        var map = [Int32](repeating: -1, count: isGone.count)
        for row in isGone.indices where !isGone[row] {
            map[row] = Int32(truncatingIfNeeded: rows.count)
            rows.append(Int32(truncatingIfNeeded: row))
        }
        places[number] = map
        return rows
    }
}

extension TableState {
    /// The code at a row of a dictionary column that is being built, or `nil` where it is null.
    func code(_ field: Int, at row: Int) -> Int32? {
        fields[field].builder.isNull(at: row) ? nil : fields[field].builder.int32(at: row)
    }
}

extension DocumentState {
    /// Takes back what was set aside inside records that are none; `rows` are their places from row `before` on.
    mutating func takeBackRejects(of number: Int, _ rows: [Int32], _ before: Int) {
        for reject in rejects where reject.table == number && rows.indices.contains(reject.parentRow - before) {
            guard rows[reject.parentRow - before] < 0, takenBack.insert(reject.number).inserted else { continue }
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
