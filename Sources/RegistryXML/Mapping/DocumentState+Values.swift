import Tables

/// Values: which of them are read, and where they go.
extension DocumentState {
    /// A value of an element around records.
    struct SlotEntry {
        var depth: Int
        var value: [UInt8] = []
        var hasValue = false
        /// Whether a record came before the value did.
        var wasMissed = false
    }

    /// Hands every attribute to its ops; false where the document was refused.
    @inline(__always) mutating func readAttributes(_ state: Int, _ attributes: AttributeList?, _ count: Int) -> Bool {
        guard count > 0, let attributes else { return true }
        let known = matcher.attributes
        let first = Int(matcher.states[state].firstAttribute), end = Int(matcher.states[state].endOfAttributes)
        var expected = first
        for index in 0..<count {
            let slot = attributes + 5 * index
            guard let start = slot[3], let valueEnd = slot[4] else { continue }
            let value = Text(start: start, count: valueEnd - start)
            if value.count > limits.attributeBytes {
                refuse(.limit, "an attribute is longer than \(limits.attributeBytes) bytes")
                return false
            }
            let name = slot[0], space = slot[2]
            var place = expected
            while place < end, known[place].name != name || known[place].space != space { place += 1 }
            if place == end {
                place = first
                while place < expected, known[place].name != name || known[place].space != space { place += 1 }
                if place == expected { place = -1 }
            }
            if place < 0 {
                drift.count(name, prefix: slot[1], inside: Int(matcher.states[state].place), isAttribute: true)
                continue
            }
            expected = place + 1
            let table = Int(known[place].table)
            if table >= 0, !isNullFlavored {
                take(table, Int(known[place].field), value)
            } else {
                runAll(Int(known[place].firstOp)..<Int(known[place].endOfOps), value, name)
            }
        }
        return true
    }

    private mutating func runAll(_ range: Range<Int>, _ value: Text, _ name: Name?) {
        let asked = isNullFlavored
        // The reason itself can be asked for.
        if asked, name == nullFlavor.name { isNullFlavored = false }
        for place in range { run(matcher.ops[place], value) }
        isNullFlavored = asked
    }

    /// Does what is to be done with a value found at the innermost element.
    mutating func run(_ op: MappingPlan.Op, _ value: Text) {
        switch op.kind {
        case .atom: meet(op, value)
        case .field, .header, .slot:
            if isNullFlavored {
                if op.kind == .field { (tables + op.table).pointee.fields[op.index].nullFlavored += 1 }
                return
            }
            if plan.chains[op.chain].isEmpty {
                deliver(op, value, place: op.place, depth: depth)
            } else {
                capture(op, value, link: 0, place: op.place, depth: depth)
            }
        }
    }

    /// Hands a value that no scope holds back any more to where it belongs; it was found, or let go, at an element of
    /// `place` at `depth`.
    mutating func deliver(_ op: MappingPlan.Op, _ value: Text, place: Int, depth: Int) {
        switch op.kind {
        case .field:
            if !(tables + op.table).pointee.canNest {
                takeRanked(op.table, op.index, op.rank, value)
                return
            }
            for number in waiting.indices.reversed()
            where waiting[number].place == op.base && waiting[number].table == op.table
                && lies(place, at: depth, below: op.base, at: waiting[number].depth)
            {
                waiting[number].add(op.index, op.rank, value)
            }
        case .header: header.take(op.index, value)
        case .slot: remember(op, value, place: place, depth: depth)
        case .atom: break
        }
    }

    private mutating func remember(_ op: MappingPlan.Op, _ value: Text, place: Int, depth: Int) {
        if value.isEmpty { return }
        for entry in slots[op.index].indices.reversed() where !slots[op.index][entry].hasValue {
            let opener = slots[op.index][entry].depth
            guard opener == 0 || lies(place, at: depth, below: op.base, at: opener) else { continue }
            slots[op.index][entry].value = Array(value)
            slots[op.index][entry].hasValue = true
            if slots[op.index][entry].wasMissed { lateContexts[op.index] += 1 }
        }
    }

    /// Whether an element of `place` at `depth` lies below one of `base` at `baseDepth` just as the path from one to the
    /// other says. The elements from `baseDepth` to `depth` are open.
    func lies(_ place: Int, at depth: Int, below base: Int, at baseDepth: Int) -> Bool {
        if place == base { return depth == baseDepth }
        if depth <= baseDepth { return false }
        let above = plan.places[place].parent
        if plan.places[place].axis == .child {
            if above == base { return depth - 1 == baseDepth }
            return depth - 1 > baseDepth && stands(above, at: depth - 1)
                && lies(above, at: depth - 1, below: base, at: baseDepth)
        }
        if above == base { return true }
        var other = depth - 1
        while other > baseDepth {
            if stands(above, at: other), lies(above, at: other, below: base, at: baseDepth) { return true }
            other -= 1
        }
        return false
    }

    /// Whether the open element at a depth is of a place.
    private func stands(_ place: Int, at depth: Int) -> Bool {
        matcher.details[Int(frames[depth - 1].state)].places.contains(place)
    }

    /// Gives a value to a field of which an earlier path would win.
    private mutating func takeRanked(_ number: Int, _ field: Int, _ rank: Int, _ value: Text) {
        let table = tables + number
        guard table.pointee.isAlive else { return }
        if table.pointee.fields[field].isRanked {
            table.pointee.hold(field, rank, value)
        } else {
            take(number, field, value)
        }
    }

    /// Gives a value to a field of the table's open record. Mutating, though it changes nothing of its own: a state that
    /// is lent would be copied whole for every attribute.
    @inline(__always) mutating func take(_ number: Int, _ field: Int, _ value: Text) {
        let table = tables + number
        guard table.pointee.isAlive else { return }
        if table.pointee.isWatched {
            takeWatched(number, field, value)
        } else {
            table.pointee.take(field, value, pseudonymiser)
        }
    }

    /// The same for tables whose values are cleaned, looked up, or looked for by others.
    private mutating func takeWatched(_ number: Int, _ field: Int, _ value: Text) {
        let table = tables + number
        var value = value
        if table.pointee.fields[field].isCleaned { value = table.pointee.fields[field].cleaned(value) }
        if value.isEmpty { return }
        if table.pointee.feedsLookups || table.pointee.feedsJoins { note(number, field, value) }
        let lookup = table.pointee.fields[field].lookup
        if lookup < 0 {
            table.pointee.take(field, value, pseudonymiser)
        } else if let found = (lookups + lookup).pointee.find(value) {
            found.withUnsafeBufferPointer { table.pointee.take(field, $0, pseudonymiser) }
        } else {
            table.pointee.takeUnresolved(field, value)
        }
    }

    private func note(_ number: Int, _ field: Int, _ value: Text) {
        for place in plan.lookups.indices where plan.lookups[place].table == number {
            (lookups + place).pointee.note(field, value)
        }
        if (tables + number).pointee.feedsJoins { (joins + number).pointee.note(field, value) }
    }
}
