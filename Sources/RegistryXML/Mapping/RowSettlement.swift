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

    /// The old rows that are left, in their order, or `nil` for all. Parents come before their children.
    mutating func rows(
        of number: Int, _ state: inout DocumentState, _ resolutions: [Int: [Int32]]
    ) -> [Int32]? {
        let plan = state.plan.tables[number], count = state.tables[number].count
        var isGone = [Bool](repeating: false, count: count)
        var anyGone = false
        for row in state.tables[number].removed {
            isGone[Int(row)] = true
            anyGone = true
        }
        for (field, codes) in resolutions {
            var missing = 0
            for row in 0..<count where !isGone[row] {
                guard let code = state.tables[number].code(field, at: row), codes[Int(code)] < 0 else { continue }
                missing += 1
                guard plan.fields[field].isRequired else { continue }
                isGone[row] = true
                anyGone = true
                state.setAsideLate(number, field: plan.fields[field].name)
            }
            state.tables[number].fields[field].unmatched += missing
        }
        guard let parent = plan.parent, state.tables[number].isStored || plan.parentKey != nil else {
            return left(number, isGone, anyGone)
        }
        if plan.parentKey != nil { return joined(number, parent, &state, &isGone) }
        guard let map = places[parent] else { return left(number, isGone, anyGone) }
        var parents: [Int32] = []
        for row in 0..<count where !isGone[row] {
            let place = map[Int(state.tables[number].parentRows.int32(at: row))]
            if place < 0 {
                isGone[row] = true
                state.tables[number].counts.kept -= 1
            } else {
                parents.append(place)
            }
        }
        parentRows[number] = parents
        return left(number, isGone, true)
    }

    /// Rows in the order of the parents that their keys find; those that find none are set aside.
    private mutating func joined(
        _ number: Int, _ parent: Int, _ state: inout DocumentState, _ isGone: inout [Bool]
    ) -> [Int32]? {
        let plan = state.plan.tables[number], count = state.tables[number].count
        guard state.tables[number].isStored else { return left(number, isGone, true) }
        let found = (0..<Int32(state.tables[number].parentKeys.count)).map { code -> Int32 in
            let key = Array(state.tables[number].parentKeys.text(Int(code)).utf8)
            let row = key.withUnsafeBufferPointer { state.joins[parent].find($0) } ?? -1
            return row < 0 ? -1 : places[parent].map { $0[Int(row)] } ?? row
        }
        var pairs: [(parent: Int32, row: Int32)] = []
        for row in 0..<count where !isGone[row] {
            let parentRow = found[Int(state.tables[number].parentRows.int32(at: row))]
            if parentRow < 0 {
                isGone[row] = true
                state.setAsideLate(number, field: plan.parentColumn ?? "")
                continue
            }
            pairs.append((parentRow, Int32(truncatingIfNeeded: row)))
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
