import Tables

/// Joined tables, and those inside them: a row is handed on once both it and its parent are known.
///
/// Rows come in that order, which does not depend on how many are handed on at a time: whatever has come is final then.
extension RowSettlement {
    /// A row of a joined table whose parent is known.
    private struct Ready {
        var known: Int
        var time: Int
        var parent: Int32
        /// As in `Settled.order`.
        var source: Int32
    }

    /// Finds the parents of the rows of a joined table, of those that have come and of those that have waited.
    mutating func join(_ number: Int, _ state: inout DocumentState, _ isGone: [Bool]) {
        let join = state.plan.tables[number].join
        var ready = wake(number, join, &state)
        var places = [Int32](repeating: Fate.gone, count: isGone.count)
        let fates = (0..<state.tables[number].parentKeys.count).map { code in
            state.joins[join].find(state.tables[number].parentPrint(code))
        }
        for row in isGone.indices where !isGone[row] {
            let time = state.rowTimes[number][row]
            guard let fate = fates[Int(state.tables[number].parentRows.int32(at: row))] else {
                places[row] = isEnd ? Fate.gone : Fate.waits
                if isEnd { state.setAsideLate(number, field: state.plan.tables[number].parentColumn ?? "") }
                continue
            }
            let known = max(fate.time, time)
            if fate.row < 0 {
                places[row] = Fate.withheld
                tables[number].withheld[Int32(truncatingIfNeeded: row)] = known
                state.tables[number].counts.kept -= 1
            } else {
                ready.append(
                    Ready(known: known, time: time, parent: fate.row, source: Int32(truncatingIfNeeded: row)))
            }
        }
        if isEnd { giveUp(number, &state) }
        if isSorted {
            ready.sort { ($0.parent, $0.source) < ($1.parent, $1.source) }
        } else if zip(ready, ready.dropFirst()).contains(where: { ($0.known, $0.time) > ($1.known, $1.time) }) {
            ready.sort { ($0.known, $0.time) < ($1.known, $1.time) }
        }
        for (place, row) in ready.enumerated() where row.source >= 0 {
            places[Int(row.source)] = Int32(truncatingIfNeeded: place)
        }
        tables[number].order = ready.map(\.source)
        tables[number].parents = ready.map(\.parent)
        tables[number].known = ready.map(\.known)
        tables[number].places = places
    }

    /// The rows inside those of a joined table, in the order of the rows that they lie in.
    mutating func follow(_ number: Int, _ state: inout DocumentState, _ isGone: [Bool]) {
        guard let parent = state.plan.tables[number].parent, let outer = tables[parent].order,
            let fates = tables[parent].places
        else { return }
        let base = state.tables[parent].flushed
        let parents = isGone.indices.map { state.parentRow(of: $0, in: number) }
        tables[number].starts = Self.starts(parents, count: fates.count)
        var order: [Int32] = [], own: [Int32] = [], known: [Int] = []
        var places = parents.map { min(fates[$0], Fate.gone) }
        for row in isGone.indices {
            if isGone[row] {
                places[row] = Fate.gone
            } else if fates[parents[row]] == Fate.gone || fates[parents[row]] == Fate.withheld {
                state.tables[number].counts.kept -= 1
                let known = tables[parent].withheld[Int32(truncatingIfNeeded: parents[row])]
                tables[number].withheld[Int32(truncatingIfNeeded: row)] = known
            }
        }
        for (place, source) in outer.enumerated() {
            func add(_ inner: Int32) {
                order.append(inner)
                own.append(Int32(truncatingIfNeeded: base + place))
                known.append(tables[parent].known[place])
            }
            if source < 0 {
                for inner in tables[number].woken.inside(-1 - Int(source)) { add(-1 - Int32(inner)) }
                continue
            }
            for row in tables[number].inside(Int(source)) where !isGone[row] {
                places[row] = Int32(truncatingIfNeeded: order.count)
                add(Int32(truncatingIfNeeded: row))
            }
        }
        state.takeBackRejects(of: number) { [Fate.gone, Fate.withheld].contains(fates[$0 - base]) }
        tables[number].order = order
        tables[number].parents = own
        tables[number].known = known
        tables[number].places = places
    }

    /// Where the rows inside each of `count` parents start, and where the last of them end; rows come in the order of
    /// their parents.
    static func starts(_ parents: [Int], count: Int) -> [Int32] {
        var starts = [Int32](repeating: 0, count: count + 1)
        for parent in parents { starts[parent + 1] += 1 }
        for place in 0..<count { starts[place + 1] += starts[place] }
        return starts
    }

    /// Tells what the keys of a table's rows come to, in the order in which they were known.
    mutating func settleKeys(_ join: Int, of number: Int, _ state: inout DocumentState) {
        let base = Int32(truncatingIfNeeded: state.tables[number].flushed), settled = tables[number]
        var keys = settled.keys.filter { $0.join == join }
        for arrival in state.joins[join].arrivals {
            let row = arrival.row - base
            let place = settled.places?[Int(row)] ?? row
            var known = arrival.time
            if place >= 0, !settled.known.isEmpty {
                known = max(known, settled.known[Int(place)])
            } else if place == Fate.withheld {
                known = max(known, settled.withheld[row] ?? 0)
            } else if place < 0 {
                continue
            }
            keys.append(
                JoinKey(
                    join: join, row: place < 0 ? -1 : base + place, isWithheld: arrival.isWithheld || place < 0,
                    key: arrival.key,
                    time: arrival.time, known: known))
        }
        if !settled.woken.keys.isEmpty {
            var places = [Int32](repeating: -1, count: settled.woken.count)
            for (place, source) in (settled.order ?? []).enumerated() where source < 0 {
                places[Int(-1 - source)] = Int32(truncatingIfNeeded: place)
            }
            for var key in settled.woken.keys where key.join == join {
                let place = places[Int(key.row)]
                key.known = max(key.known, settled.known[Int(place)])
                key.row = base + place
                keys.append(key)
            }
        }
        if state.plan.tables[number].isHeld { keys.sort { ($0.known, $0.time) < ($1.known, $1.time) } }
        let replaced = isSorted && state.lastKeyHolds
        for key in keys {
            let row = key.isWithheld ? -1 : key.row
            state.joins[join].settle(key.key, row: row, time: key.known, replaced: replaced)
        }
    }

    // MARK: Rows that have waited

    /// The rows that the parents which have come now let go.
    private mutating func wake(_ number: Int, _ join: Int, _ state: inout DocumentState) -> [Ready] {
        if state.orphans[number].count == 0 { return [] }
        let family = OrphanFamily(number, state), orphans = state.orphans
        var ready: [Ready] = []
        var builders = family.builders(state)
        for key in state.joins[join].newKeys {
            guard let fate = state.joins[join].find(key) else { continue }
            (orphans + number).pointee.take(key) { time, bytes in
                let place = builders.count(0)
                if fate.row >= 0 {
                    builders.add(bytes)
                    ready.append(
                        Ready(
                            known: fate.time, time: time, parent: fate.row,
                            source: -1 - Int32(truncatingIfNeeded: place)))
                    state.rejects += state.orphanRejects.removeValue(forKey: time) ?? []
                } else {
                    drop(family, bytes, time, &state)
                    for (table, var key) in family.keys(bytes) {
                        key.known = max(key.time, fate.time)
                        key.isWithheld = true
                        tables[table].keys.append(key)
                    }
                }
            }
        }
        for (table, woken) in builders.finish() { tables[table].woken = woken }
        return ready
    }

    /// Sets aside what has waited for a parent that did not come.
    private mutating func giveUp(_ number: Int, _ state: inout DocumentState) {
        let family = OrphanFamily(number, state), orphans = state.orphans
        (orphans + number).pointee.takeAll { time, bytes in
            drop(family, bytes, time, &state)
            state.tables[number].counts.kept += 1
            state.setAsideLate(number, field: state.plan.tables[number].parentColumn ?? "")
        }
    }

    /// Forgets a row that waits no more, and what lies in it.
    private func drop(
        _ family: OrphanFamily, _ bytes: UnsafeRawBufferPointer, _ time: Int, _ state: inout DocumentState
    ) {
        for (table, count) in family.counts(bytes) { state.tables[table].counts.kept -= count }
        for reject in state.orphanRejects.removeValue(forKey: time) ?? [] {
            state.tables[reject.table].counts.setAside -= 1
        }
    }

    /// Puts the rows of a joined table whose parents have not come where they wait, with what lies in them.
    func park(_ number: Int, _ state: inout DocumentState, _ batches: [TableBatch]) {
        guard let places = tables[number].places, places.contains(Fate.waits) else { return }
        let family = OrphanFamily(number, state), orphans = state.orphans
        // Rows of the joined table by those inside them.
        var roots: [Int: [Int]] = [number: Array(places.indices)]
        for table in family.tables.dropFirst() {
            guard let parent = state.plan.tables[table].parent, let outer = roots[parent] else { continue }
            roots[table] = (0..<state.tables[table].row).map { outer[state.parentRow(of: $0, in: table, batches)] }
        }
        var keys: [Int: [(Int, JoinKey)]] = [:]
        for (join, plan) in state.plan.joins.enumerated() where family.tables.contains(plan.table) {
            let table = plan.table, base = Int32(truncatingIfNeeded: state.tables[table].flushed)
            for arrival in state.joins[join].arrivals {
                let row = Int(arrival.row - base)
                guard tables[table].places?[row] == Fate.waits, let root = roots[table]?[row] else { continue }
                let key = JoinKey(
                    join: join, row: arrival.row - base, isWithheld: arrival.isWithheld, key: arrival.key,
                    time: arrival.time,
                    known: arrival.time)
                keys[root, default: []].append((table, key))
            }
        }
        var kept: [DocumentState.NumberedReject] = []
        for reject in state.rejects {
            guard reject.parentRow >= 0, family.tables.dropFirst().contains(reject.table),
                !state.takenBack.contains(reject.number),
                let parent = state.plan.tables[reject.table].parent,
                let root = roots[parent]?[reject.parentRow - state.tables[parent].flushed],
                places[root] == Fate.waits
            else {
                kept.append(reject)
                continue
            }
            var waiting = reject
            waiting.parentRow = -1
            state.orphanRejects[state.rowTimes[number][root], default: []].append(waiting)
        }
        if kept.count < state.rejects.count { state.rejects = kept }
        for row in places.indices where places[row] == Fate.waits {
            let code = Int(batches[number].parents?.int32s[row] ?? 0)
            (orphans + number).pointee.add(
                state.tables[number].parentPrint(code), time: state.rowTimes[number][row]
            ) { family.write(row, tables, batches, keys[row] ?? [], into: &$0) }
        }
    }
}

/// A key of a row of a joined table, or of one inside it.
struct JoinKey {
    /// The number of `MappingPlan.joins` that it is looked for in.
    var join: Int
    var row: Int32
    var isWithheld: Bool
    var key: KeyPrint
    /// When the row came, and when it was known.
    var time: Int
    var known: Int
}

extension RowSettlement.Settled {
    /// The rows that have come inside a row of the parent.
    func inside(_ parent: Int) -> Range<Int> { Int(starts[parent])..<Int(starts[parent + 1]) }
}

extension TableState {
    /// The key of a parent by its code.
    func parentPrint(_ code: Int) -> KeyPrint {
        Array(parentKeys.text(code).utf8).withUnsafeBufferPointer { KeyPrint($0) }
    }
}

extension DocumentState {
    /// The same once the rows have been taken.
    fileprivate func parentRow(of row: Int, in number: Int, _ batches: [TableBatch]) -> Int {
        Int(batches[number].parents?.int32s[row] ?? 0) - tables[tables[number].nestedIn].flushed
    }
}
