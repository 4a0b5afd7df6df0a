import Tables

/// Values: which of them are read, and where they go.
extension DocumentState {
    /// A value of an element around records.
    struct SlotEntry {
        var depth: Int
        var value: [UInt8] = []
        /// Where the value stands in the document.
        var order = Int.max
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
                if name == nullFlavor.name, slot[1] == nil, name != nil { continue }
                drift.count(name, prefix: slot[1], inside: Int(matcher.states[state].place), isAttribute: true)
                continue
            }
            expected = place + 1
            if let table = known[place].table, let field = known[place].field, !isNullFlavored {
                table.pointee.take(field, known[place].index, value, pseudonymiser)
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
            let order = frames[frameCount - 1].serial << 2 | op.part
            if op.chain == 0 {
                deliver(op, value, order, place: op.place, depth: depth)
            } else if plan.isPlainChain[op.chain] {
                sendPlainly(op, value, order)
            } else {
                var ways = ScopeStack.Ways()
                addWays(&ways, op.chain, link: 0, place: op.place, depth: depth)
                send(op, value, order, ways)
            }
        }
    }

    /// Hands a value that no scope holds back any more to where it belongs; it was found, or let go, at an element of
    /// `place` at `depth`. `order` grows with its place in the document.
    mutating func deliver(_ op: MappingPlan.Op, _ value: Text, _ order: Int, place: Int, depth: Int) {
        switch op.kind {
        case .field:
            if !(tables + op.table).pointee.canNest {
                takeRanked(op.table, op.index, op.rank, order, value)
                return
            }
            for number in waiting.indices.reversed()
            where waiting[number].place == op.base && waiting[number].table == op.table
                && lies(place, at: depth, below: op.base, at: waiting[number].depth)
            {
                if tables[op.table].fields[op.index].saysNothing(value) { return }
                waiting[number].add(op.index, op.rank, order, value)
            }
        case .header: header.take(op.index, op.rank, order, value)
        case .slot: remember(op, value, order, place: place, depth: depth)
        case .atom: break
        }
    }

    private mutating func remember(_ op: MappingPlan.Op, _ value: Text, _ order: Int, place: Int, depth: Int) {
        if value.isEmpty { return }
        for entry in slots[op.index].indices.reversed() where slots[op.index][entry].order > order {
            let opener = slots[op.index][entry].depth
            guard opener == 0 || lies(place, at: depth, below: op.base, at: opener) else { continue }
            if slots[op.index][entry].wasMissed, !slots[op.index][entry].hasValue { lateContexts[op.index] += 1 }
            slots[op.index][entry].value = Array(value)
            slots[op.index][entry].order = order
            slots[op.index][entry].hasValue = true
        }
    }

    /// Whether an element of `place` at `depth` lies below one of `base` at `baseDepth` just as the path from one to the
    /// other says. The elements from `baseDepth` to `depth` are open.
    func lies(_ place: Int, at depth: Int, below base: Int, at baseDepth: Int) -> Bool {
        if place == base { return depth == baseDepth }
        if depth <= baseDepth { return false }
        let above = plan.places[place].parent, isChild = plan.places[place].axis == .child
        if above == base { return !isChild || depth - 1 == baseDepth }
        if depth - 1 == baseDepth { return false }
        return walks(from: above, isChild ? depth - 1...depth - 1 : baseDepth + 1...depth - 1, to: base, at: baseDepth)
    }

    /// Goes up the path from `place`, whose element is at one of `depths`, to `base`, all depths at once.
    private func walks(from place: Int, _ depths: ClosedRange<Int>, to base: Int, at baseDepth: Int) -> Bool {
        var place = place
        var depths = depths.filter { stands(place, at: $0) }
        while let last = depths.last {
            let above = plan.places[place].parent, isChild = plan.places[place].axis == .child
            if above == base { return isChild ? depths[0] == baseDepth + 1 : last > baseDepth }
            depths =
                isChild
                ? depths.compactMap { $0 - 1 > baseDepth && stands(above, at: $0 - 1) ? $0 - 1 : nil }
                : (baseDepth + 1..<max(last, baseDepth + 1)).filter { stands(above, at: $0) }
            place = above
        }
        return false
    }

    /// Whether the open element at a depth is of a place.
    private func stands(_ place: Int, at depth: Int) -> Bool {
        matcher.details[Int(frames[depth - 1].state)].places.contains(place)
    }

    /// Gives a value to a field of which an earlier path would win.
    mutating func takeRanked(_ number: Int, _ field: Int, _ rank: Int, _ order: Int, _ value: Text) {
        let table = tables + number
        guard table.pointee.isAlive else { return }
        if table.pointee.fields[field].isRanked {
            table.pointee.hold(field, rank, order, value)
        } else {
            take(number, field, value)
        }
    }

    /// Gives a value to a field of the table's open record. Mutating, though it changes nothing of its own: a state that
    /// is lent would be copied whole for every attribute.
    mutating func take(_ number: Int, _ field: Int, _ value: Text) {
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
        for place in plan.joins.indices where plan.joins[place].table == number {
            (joins + place).pointee.note(field, value)
        }
    }
}
