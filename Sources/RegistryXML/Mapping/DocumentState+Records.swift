import CLibXML2
import Tables

/// Values and records: what goes where, and what becomes of a record that is whole.
extension DocumentState {
    /// Hands every attribute to its ops; false where the document was refused.
    @inline(__always) mutating func readAttributes(_ node: Int, _ attributes: AttributeList?, _ count: Int) -> Bool {
        guard count > 0, let attributes else { return true }
        let known = matcher.attributes, entry = matcher.nodes[node]
        let first = Int(entry.firstAttribute), end = Int(entry.endOfAttributes)
        var expected = first
        for index in 0..<count {
            let slot = attributes + 5 * index
            guard let start = slot[3], let valueEnd = slot[4] else { continue }
            let value = Text(start: start, count: valueEnd - start)
            if value.count > limits.attributeBytes {
                refuse(.limit, "an attribute is longer than \(limits.attributeBytes) bytes")
                return false
            }
            let name = slot[0]
            var place = expected
            while place < end, known[place].name != name { place += 1 }
            if place == end {
                place = first
                while place < expected, known[place].name != name { place += 1 }
                if place == expected { place = -1 }
            }
            if place < 0 || slot[1] != nil {
                drift.count(name, prefix: slot[1], inside: node, isAttribute: true)
                continue
            }
            expected = place + 1
            let attribute = known[place]
            if attribute.table >= 0 {
                take(Int(attribute.table), Int(attribute.field), value)
            } else {
                runAll(Int(attribute.firstOp)..<Int(attribute.endOfOps), value)
            }
        }
        return true
    }

    private mutating func runAll(_ range: Range<Int>, _ value: Text) {
        for place in range { run(matcher.ops[place], value) }
    }

    mutating func run(_ op: MappingPlan.Op, _ value: Text) {
        switch op.kind {
        case .field: take(op.table, op.index, value)
        case .header: header.take(op.index, value)
        case .remember: slots[op.index] = Array(value)
        case .capture: if captures[op.index].isEmpty { captures[op.index] = Array(value) }
        case .predicate:
            let predicate = plan.predicates[op.index]
            if value.elementsEqual(predicate.value) { decided[op.index] = !predicate.isNegated }
        }
    }

    /// Gives a value to a field of the table's open record. Mutating, though it changes nothing of its own: a state that
    /// is lent would be copied whole for every attribute.
    @inline(__always) mutating func take(_ number: Int, _ field: Int, _ value: Text) {
        let table = tables + number
        guard table.pointee.isAlive else { return }
        let state = table.pointee.fields + field
        var value = value
        if !state.pointee.isDirect, state.pointee.isCleaned {
            value = state.pointee.cleaned(value)
            if value.isEmpty { return }
        }
        if table.pointee.feedsLookups { noteForLookups(number, field, value) }
        if !state.pointee.isDirect, state.pointee.lookup >= 0 {
            guard let found = (lookups + state.pointee.lookup).pointee.find(value) else { return }
            found.withUnsafeBufferPointer { table.pointee.take(field, $0, pseudonymiser) }
            return
        }
        table.pointee.take(field, value, pseudonymiser)
    }

    // MARK: Lookups and scopes

    func openLookups(_ table: Int) {
        for place in plan.lookups.indices where (lookups + place).pointee.plan.table == table {
            (lookups + place).pointee.open()
        }
    }

    private func noteForLookups(_ table: Int, _ field: Int, _ value: Text) {
        for place in plan.lookups.indices where (lookups + place).pointee.plan.table == table {
            (lookups + place).pointee.note(field, value)
        }
    }

    private func commitLookups(_ table: Int) {
        for place in plan.lookups.indices where (lookups + place).pointee.plan.table == table {
            (lookups + place).pointee.commit()
        }
    }

    mutating func openScope(_ node: Int) {
        for capture in plan.nodes[node].captures { captures[capture].removeAll(keepingCapacity: true) }
        for predicate in plan.nodes[node].predicates { decided[predicate] = plan.predicates[predicate].isNegated }
    }

    mutating func closeScope(_ node: Int) {
        for number in plan.nodes[node].captures {
            let capture = plan.captures[number]
            guard capture.predicates.allSatisfy({ decided[$0] }) else { continue }
            let value = captures[number]
            value.withUnsafeBufferPointer { take(capture.table, capture.field, $0) }
        }
    }

    // MARK: Whole records

    mutating func mark(_ table: Int) {
        if let context {
            let place = ParserPosition(context)
            tables[table].line = place.line
            tables[table].column = place.column
            tables[table].byteOffset = place.byteOffset
        }
        let rows = plan.tables[table].descendants.map { ($0, tables[$0].count, tables[$0].counts) }
        marks.append(
            Mark(table: table, rows: rows, rejects: rejects.count, notices: notices.count, findings: findings))
    }

    private mutating func rollBack(_ table: Int) {
        guard let mark = marks.last, mark.table == table else { return }
        for entry in mark.rows { tables[entry.table].rollBack(to: entry.count, entry.counts) }
        rejects.removeLast(rejects.count - mark.rejects)
        notices.removeLast(notices.count - mark.notices)
        findings = mark.findings
    }

    /// Makes the open record a row, a withheld row or a reject; false where nothing inside it counts.
    mutating func finish(_ number: Int, _ node: Int, _ place: Int) -> Bool {
        if !plan.nodes[node].records[place].inherited.isEmpty { inherit(number, node, place) }
        return settle(number, node, isLate: plan.nodes[node].records[place].isLate)
    }

    @inline(__always) mutating func settle(_ number: Int, _ node: Int, isLate: Bool) -> Bool {
        let table = tables + number
        let missing = table.pointee.required & ~table.pointee.seen
        if missing != 0 { table.pointee.fail(missing.trailingZeroBitCount, .missing) }
        if table.pointee.faultField != Int.max {
            setAside(number, node, isLate: isLate)
            return false
        }
        if table.pointee.person >= 0, let isAllowed, table.pointee.withheld == nil {
            if table.pointee.personState != .valid || !isAllowed(table.pointee.token) {
                table.pointee.withheld = .notAllowed
            }
        }
        let isWithheld = table.pointee.withheld != nil
        if isWithheld, isLate { rollBack(number) }
        let parent = table.pointee.parent
        table.pointee.commit(parentRow: parent < 0 ? 0 : (tables + parent).pointee.openRow)
        if isWithheld {
            table.pointee.isAlive = false
        } else if table.pointee.feedsLookups {
            commitLookups(number)
        }
        return !isWithheld
    }

    private mutating func inherit(_ number: Int, _ node: Int, _ place: Int) {
        for (slot, field) in plan.nodes[node].records[place].inherited {
            let value = slots[slot]
            value.withUnsafeBufferPointer { take(number, field, $0) }
        }
    }

    private mutating func setAside(_ number: Int, _ node: Int, isLate: Bool) {
        let table = tables + number
        if isLate {
            rollBack(number)
        } else if let context {
            let place = ParserPosition(context)
            table.pointee.line = place.line
            table.pointee.column = place.column
            table.pointee.byteOffset = place.byteOffset
        }
        let name = plan.tables[number].name
        rejects.append(
            Reject(
                table: name, path: plan.nodes[node].path,
                field: plan.tables[number].fields[table.pointee.faultField].name, reason: table.pointee.faultReason,
                line: table.pointee.line, column: table.pointee.column, byteOffset: table.pointee.byteOffset))
        table.pointee.counts.setAside += 1
        table.pointee.isAlive = false
        guard table.pointee.person >= 0, table.pointee.personState == .valid, let kind = table.pointee.withheld else {
            return
        }
        var identifier: PatientIdentifier?
        if table.pointee.identifier >= 0, table.pointee.seen & (1 << UInt64(table.pointee.identifier)) != 0 {
            identifier = table.pointee.identifiers.withText(at: table.pointee.count) { PatientIdentifier($0) }
        }
        notices.append(OptOutNotice(table: name, identifier: identifier, token: table.pointee.token, kind: kind))
    }
}
