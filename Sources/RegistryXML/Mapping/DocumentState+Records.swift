import CLibXML2
import Tables

/// Records: what starts one, and what becomes of it when it is whole.
extension DocumentState {
    /// Opens the records that start at an element; false where nothing inside it matters.
    mutating func openRecords(_ state: Int, _ name: Name?, _ prefix: Name?) -> Bool {
        // The document element's own attributes are not read yet.
        if frameCount > 1, !checkHeader(isEnd: false) { return false }
        for place in matcher.details[state].records.indices {
            let (placeNumber, index) = matcher.details[state].records[place]
            let number = plan.places[placeNumber].records[index].table
            let table = tables + number
            let isAllowed = meetsCondition(number, name, prefix)
            let chain = plan.places[placeNumber].records[index].chain
            if isAllowed, decision(chain: chain, place: placeNumber, depth: depth) != false,
                table.pointee.nestedIn < 0 || (tables + table.pointee.nestedIn).pointee.isAlive
            {
                open(number, placeNumber, index)
                continue
            }
            if !table.pointee.canNest { table.pointee.isAlive = false }
            if matcher.details[state].canSkip { return false }
        }
        return true
    }

    /// Whether the header says what the table's condition asks for; a record that it does not is unknown.
    private mutating func meetsCondition(_ number: Int, _ name: Name?, _ prefix: Name?) -> Bool {
        guard let (field, value) = plan.tables[number].when,
            header.header.text(plan.header[field].name) != value
        else { return true }
        if frameCount > 1 {
            let above = matcher.states[Int(frames[frameCount - 2].state)].place
            drift.count(name, prefix: prefix, inside: Int(above), isAttribute: false)
        }
        return false
    }

    private mutating func open(_ number: Int, _ place: Int, _ index: Int) {
        let table = tables + number
        if table.pointee.nestedIn < 0 { rowsBefore = rowCount }
        let isLate = plan.places[place].records[index].isLate
        if table.pointee.canNest {
            var record = WaitingRecord(table: number, place: place, index: index, depth: depth)
            if let context {
                let position = ParserPosition(context)
                record.line = position.line
                record.column = position.column
                record.byteOffset = position.byteOffset
            }
            waiting.append(record)
            return
        }
        table.pointee.open(
            parentRow: table.pointee.nestedIn < 0 ? 0 : (tables + table.pointee.nestedIn).pointee.openRow)
        if table.pointee.feedsLookups || table.pointee.feedsJoins { openNotes(number) }
        if isLate { mark(number) }
    }

    private func openNotes(_ number: Int) {
        for place in plan.lookups.indices where plan.lookups[place].table == number {
            (lookups + place).pointee.openRow()
        }
        for place in plan.joins.indices where plan.joins[place].table == number { (joins + place).pointee.openRow() }
    }

    private func commitNotes(_ number: Int, row: Int) {
        for place in plan.lookups.indices where plan.lookups[place].table == number {
            (lookups + place).pointee.commit(row: row)
        }
        commitJoins(number, row: row, isWithheld: false)
    }

    private func commitJoins(_ number: Int, row: Int, isWithheld: Bool) {
        for place in plan.joins.indices where plan.joins[place].table == number {
            (joins + place).pointee.commit(row: row, time: rowCount, isWithheld: isWithheld)
        }
    }

    mutating func finishEarlyRecords(_ state: Int) {
        for place in matcher.details[state].records.indices {
            let (placeNumber, index) = matcher.details[state].records[place]
            if plan.places[placeNumber].records[index].isLate { continue }
            let number = plan.places[placeNumber].records[index].table
            guard (tables + number).pointee.isAlive else { continue }
            inherit(number, placeNumber, index)
            if !settle(number, place: placeNumber, index: index, isLate: false), matcher.details[state].canSkip {
                leaveUnread()
                return
            }
        }
    }

    mutating func finishLateRecords(_ state: Int) {
        finishWaiting()
        for place in matcher.details[state].records.indices.reversed() {
            let (placeNumber, index) = matcher.details[state].records[place]
            let number = plan.places[placeNumber].records[index].table
            if (tables + number).pointee.canNest { continue }
            if plan.places[placeNumber].records[index].isLate {
                if (tables + number).pointee.isAlive {
                    inherit(number, placeNumber, index)
                    _ = settle(number, place: placeNumber, index: index, isLate: true)
                }
                if marks.last?.table == number { marks.removeLast() }
            }
            (tables + number).pointee.isAlive = false
        }
    }

    /// Gives the records that waited for this end tag their rows; one element is one record, by however many paths.
    private mutating func finishWaiting() {
        guard let first = waiting.firstIndex(where: { $0.depth == depth }) else { return }
        var ending = waiting[first...]
        waiting.removeLast(waiting.count - first)
        while let record = ending.first {
            let others = ending.dropFirst().filter { $0.table == record.table }
            ending = ending.filter { $0.table != record.table }[...]
            finish(record, others: others[...])
        }
    }

    private mutating func finish(_ record: WaitingRecord, others: ArraySlice<WaitingRecord>) {
        let number = record.table, table = tables + number
        table.pointee.open(
            parentRow: table.pointee.nestedIn < 0 ? 0 : (tables + table.pointee.nestedIn).pointee.openRow)
        table.pointee.line = record.line
        table.pointee.column = record.column
        table.pointee.byteOffset = record.byteOffset
        if table.pointee.feedsLookups || table.pointee.feedsJoins { openNotes(number) }
        record.forEach { takeRanked(number, $0, $1, $2, $3) }
        inherit(number, record.place, record.index)
        _ = settle(number, place: record.place, index: record.index, isLate: true, others: others)
        table.pointee.isAlive = false
    }

    private mutating func inherit(_ number: Int, _ place: Int, _ index: Int) {
        for from in plan.places[place].records[index].inherited {
            let found: Int?
            switch from.which {
            case .document: found = slots[from.slot].indices.last
            case .nearest: found = slots[from.slot].lastIndex { $0.depth < depth }
            case .above(let ups): found = slots[from.slot].lastIndex { $0.depth == depth - ups }
            }
            guard let found else { continue }
            if slots[from.slot][found].hasValue {
                let value = slots[from.slot][found].value
                value.withUnsafeBufferPointer { value in
                    if tables[number].fields[from.field].isRanked {
                        tables[number].hold(from.field, from.rank, slots[from.slot][found].order, value)
                    } else {
                        take(number, from.field, value)
                    }
                }
            } else {
                slots[from.slot][found].wasMissed = true
            }
        }
    }

    // MARK: Marks

    private mutating func mark(_ table: Int) {
        if let context {
            let place = ParserPosition(context)
            tables[table].line = place.line
            tables[table].column = place.column
            tables[table].byteOffset = place.byteOffset
        }
        let rows = plan.tables[table].descendants.map {
            (table: $0, count: tables[$0].count, counts: tables[$0].counts)
        }
        marks.append(
            Mark(table: table, rows: rows, rejects: rejects.count, notices: notices.count, findings: findings))
    }

    private mutating func rollBack(_ table: Int) {
        guard let mark = marks.last, mark.table == table else { return }
        for entry in mark.rows {
            tables[entry.table].rollBack(to: entry.count, entry.counts)
            for place in plan.joins.indices where plan.joins[place].table == entry.table {
                joins[place].rollBack(to: entry.count)
            }
            for place in plan.lookups.indices where plan.lookups[place].table == entry.table {
                lookups[place].rollBack(to: entry.count)
            }
        }
        let inside = Set(mark.rows.map(\.table))
        let kept = rejects[mark.rejects...].filter { !inside.contains($0.table) }
        rejects.removeLast(rejects.count - mark.rejects)
        rejects += kept
        notices.removeLast(notices.count - mark.notices)
        // Elements are counted wherever they are.
        for place in plan.findings.indices where plan.findings[place].header == nil {
            findings[place] = mark.findings[place]
        }
    }

    // MARK: Whole records

    /// Makes the open record a row, a withheld row or a reject; false where nothing inside it counts.
    ///
    /// `others` are the same element by other paths of the table: one that holds is enough.
    private mutating func settle(
        _ number: Int, place: Int, index: Int, isLate: Bool, others: ArraySlice<WaitingRecord> = []
    ) -> Bool {
        let chain = plan.places[place].records[index].chain
        var known = decision(chain: chain, place: place, depth: depth)
        for other in others where known != true {
            let chain = plan.places[other.place].records[other.index].chain
            let also = decision(chain: chain, place: other.place, depth: depth)
            if also == true || known == false { known = also }
        }
        let table = tables + number
        if known == false {
            if isLate { rollBack(number) }
            table.pointee.isAlive = false
            return false
        }
        if table.pointee.hasHeld { releaseHeld(number) }
        let row = table.pointee.count
        let isGood = settle(number, path: place, isLate: isLate)
        if known == nil {
            let isReject = table.pointee.count == row
            var pending = ScopeStack.Pending(table: number, row: isReject ? -1 : row, reject: rejectSerial)
            addWays(&pending.ways, chain, link: 0, place: place, depth: depth)
            for other in others {
                let chain = plan.places[other.place].records[other.index].chain
                addWays(&pending.ways, chain, link: 0, place: other.place, depth: depth)
            }
            hold(pending)
        }
        return isGood
    }

    /// Takes the values of fields with several paths, now that the best of each is known.
    private mutating func releaseHeld(_ number: Int) {
        for (field, value) in tables[number].takeHeld() {
            value.withUnsafeBufferPointer { take(number, field, $0) }
        }
    }

    @inline(__always) mutating func settle(_ number: Int, path: Int, isLate: Bool) -> Bool {
        let table = tables + number
        let missing = table.pointee.required & ~table.pointee.seen
        if missing != 0 { table.pointee.fail(missing.trailingZeroBitCount, .missing) }
        if table.pointee.faultField != Int.max {
            setAside(number, path, isLate: isLate)
            return false
        }
        if table.pointee.person >= 0, let isAllowed, table.pointee.withheld == nil {
            if table.pointee.personState != .valid || !isAllowed(table.pointee.token) {
                table.pointee.withheld = .notAllowed
            }
        }
        let isWithheld = table.pointee.withheld != nil
        if isWithheld, isLate { rollBack(number) }
        let parent = table.pointee.nestedIn
        table.pointee.commit(parentRow: parent < 0 ? 0 : (tables + parent).pointee.openRow)
        rowCount += 1
        if table.pointee.parentKey >= 0 { rowTimes[number].append(rowCount) }
        if rowCount - rowsBefore > limits.recordsPerPatient || rowCount > limits.rows { refuseRows() }
        if isWithheld {
            table.pointee.isAlive = false
            if table.pointee.feedsJoins { commitJoins(number, row: table.pointee.openRow, isWithheld: true) }
        } else if table.pointee.feedsLookups || table.pointee.feedsJoins {
            commitNotes(number, row: table.pointee.openRow)
        }
        return !isWithheld
    }

    private mutating func refuseRows() {
        if rowCount > limits.rows {
            refuse(.limit, "the document has more than \(limits.rows) records")
        } else {
            refuse(.limit, "more than \(limits.recordsPerPatient) records lie in one")
        }
    }

    private mutating func setAside(_ number: Int, _ path: Int, isLate: Bool) {
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
        rejectSerial += 1
        rejects.append(
            NumberedReject(
                number: rejectSerial, table: number,
                parentRow: table.pointee.nestedIn < 0 ? -1 : tables[table.pointee.nestedIn].openRow,
                reject: Reject(
                    table: name, path: plan.places[path].path,
                    field: plan.tables[number].fields[table.pointee.faultField].name,
                    reason: table.pointee.faultReason, line: table.pointee.line, column: table.pointee.column,
                    byteOffset: table.pointee.byteOffset)))
        table.pointee.counts.setAside += 1
        table.pointee.isAlive = false
        // Where they are handed on, those that wait for it.
        if rejects.count > limits.rejects {
            refuse(.limit, "more than \(limits.rejects) records are set aside")
        }
        guard table.pointee.person >= 0, table.pointee.personState == .valid, let kind = table.pointee.withheld else {
            return
        }
        var identifier: PatientIdentifier?
        if table.pointee.identifier >= 0, table.pointee.seen & (1 << UInt64(table.pointee.identifier)) != 0 {
            identifier = table.pointee.identifiers.withText(at: table.pointee.row) { PatientIdentifier($0) }
        }
        notices.append(OptOutNotice(table: name, identifier: identifier, token: table.pointee.token, kind: kind))
    }
}
