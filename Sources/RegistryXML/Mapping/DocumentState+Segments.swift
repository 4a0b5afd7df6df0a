import Tables

/// Handing on rows while the document goes on, so that what is held does not grow with it.
extension DocumentState {
    /// Hands on all rows, and what was set aside, where enough have come and no open record can still change any of it.
    mutating func offerRows() {
        guard wantsFlush || rowCount - rowsHandedOn >= rowsPerSegment || rejects.count >= rowsPerSegment,
            waits == 0, marks.isEmpty, waiting.isEmpty
        else { return }
        for table in plan.tables.indices where plan.tables[table].isNested {
            if tables[tables[table].nestedIn].isAlive { return }
        }
        handOn(isEnd: false)
    }

    /// Hands on all rows, but those of joined tables whose parents have not come.
    mutating func handOn(isEnd: Bool) {
        rowsHandedOn = rowCount
        wantsFlush = false
        guard let take = takeSegment else { return }
        var settling = RowSettlement(&self, isEnd: isEnd, isSorted: false)
        for number in plan.tables.indices { settling.settle(number, &self, [:]) }
        var batches: [TableBatch] = []
        for number in plan.tables.indices {
            tables[number].settleFilled(settling.tables[number].came(of: tables[number].row), [:])
            tables[number].countFilled(plan.tables[number], settling.tables[number].woken.columns)
            batches.append(tables[number].takeBatch(plan.tables[number]))
        }
        for number in plan.tables.indices where plan.tables[number].isJoined { settling.park(number, &self, batches) }
        var segments: [TableSegment] = []
        for number in plan.tables.indices {
            let (columns, count) = tables[number].segment(
                plan.tables[number], batches[number], settling.tables[number], showsTexts ? resolve(number) : nil)
            if count > 0, tables[number].isStored {
                segments.append(TableSegment(table: number, count: count, columns: columns))
            }
        }
        for number in plan.tables.indices { settling.close(number, &self) }
        let final = rejects.filter { !takenBack.contains($0.number) }.map(\.reject)
        rejects.removeAll(keepingCapacity: true)
        takenBack.removeAll(keepingCapacity: true)
        do throws(RefusedDocument) {
            for segment in segments { try take(segment) }
            if !final.isEmpty { try takeRejects?(final) }
        } catch {
            fail(error)
        }
    }

    /// Ends the document for a reason that did not come out of it.
    private mutating func fail(_ reason: RefusedDocument) {
        refuse(reason.kind, reason.message, hint: reason.hint)
    }

    /// What the document's end says of rows that were handed on.
    mutating func closedTables() -> [ClosedTable] {
        plan.tables.indices.map { number in
            var closed = ClosedTable()
            let plan = plan.tables[number]
            for (index, field) in plan.fields.enumerated() where tables[number].fields[index].isStored {
                guard field.type.columnType == .dictionary else { continue }
                let found = tables[number].fields[index].resolution(lookups, pseudonymiser)
                if let found {
                    let unmatched = tables[number].fields[index].unmatchedUses(found)
                    tables[number].fields[index].unmatched = unmatched
                    // A key that finds nothing is no value, where no default stands for it.
                    if case .null = tables[number].fields[index].fallback {
                        tables[number].fields[index].filledBefore -= unmatched
                    }
                }
                let texts = tables[number].fields[index].builder.dictionary.texts().column
                closed.dictionaries[field.name] = found.map { texts.looked(up: $0.codes) } ?? texts
            }
            if tables[number].person >= 0 {
                let name = plan.optOut.map { plan.fields[$0].name } ?? Mapping.optOutColumn
                closed.dictionaries[name] = tables[number].optOuts.dictionary.texts().column
            }
            return closed
        }
    }
}

extension Column {
    /// The texts at other rows of a `utf8` column; −1 is none.
    fileprivate func looked(up rows: [Int32]) -> Column {
        var builder = ColumnBuilder(.utf8)
        for (place, row) in rows.enumerated() {
            if row < 0 {
                builder.putNull(row: place)
            } else {
                texts?.withUTF8(at: Int(row)) { builder.putText($0.bindMemory(to: UInt8.self), row: place) }
            }
        }
        return builder.finish(count: rows.count)
    }
}

/// The rows of one table that have come since it was settled last.
struct TableBatch {
    /// The stored columns but the parent's, in the order of the table's schema.
    var columns: [Column]
    /// The rows that they lie in, or the codes of their parents' keys.
    var parents: Column?
    var count: Int
}

extension RowSettlement.Settled {
    /// Which of `count` rows that have come are handed on, or `nil` for all.
    func came(of count: Int) -> [Int32]? {
        guard let order else { return nil }
        let own = order.filter { $0 >= 0 }
        return own.count == count ? nil : own
    }
}

extension TableState {
    /// The fields behind the columns of a batch; −1 for opt-outs that are no field.
    private func storedFields(_ plan: MappingPlan.TablePlan) -> [Int] {
        guard isStored else { return [] }
        let stored = plan.fields.indices.filter { place in
            plan.fields[place].type == .optOut || fields[place].isStored
        }
        return stored + (person >= 0 && optOut < 0 ? [-1] : [])
    }

    func storedTypes(_ plan: MappingPlan.TablePlan) -> [ColumnType] {
        storedFields(plan).map { $0 < 0 ? .dictionary : plan.fields[$0].type.columnType ?? .dictionary }
    }

    /// Counts the values of rows that have waited.
    mutating func countFilled(_ plan: MappingPlan.TablePlan, _ columns: [Column]) {
        guard let count = columns.first?.count, count > 0 else { return }
        let stored = storedFields(plan)
        let optOuts = person < 0 ? nil : stored.firstIndex(of: optOut).map { columns[$0] }
        for (field, column) in zip(stored, columns) where field >= 0 {
            guard case .null = fields[field].fallback, field != optOut else { continue }
            fields[field].filledBefore += (0..<count).count { row in
                column.isValid(row) && (field != person || optOuts.map { $0.int32s[row] == 0 } ?? true)
            }
        }
    }

    /// The rows that have come; the builders are empty afterwards.
    mutating func takeBatch(_ plan: MappingPlan.TablePlan) -> TableBatch {
        let count = row
        var batch = TableBatch(columns: [], count: count)
        for field in storedFields(plan) {
            batch.columns.append(
                field == optOut || field < 0
                    ? optOuts.take(count: count) : fields[field].builder.take(count: count))
        }
        if keepsParents { batch.parents = parentRows.take(count: count) }
        if person >= 0, !isStored { _ = optOuts.take(count: count) }
        if identifier >= 0 { _ = identifiers.take(count: count) }
        return batch
    }

    /// The columns of the rows that are handed on, in the order of the table's schema. Where rows are to be `shown`, codes
    /// come with their texts, and keys with what they find so far.
    func segment(
        _ plan: MappingPlan.TablePlan, _ batch: TableBatch, _ settled: RowSettlement.Settled,
        _ shown: [Int: FieldState.Resolution]?
    ) -> (columns: [Column], count: Int) {
        var columns: [Column] = []
        for (place, field) in storedFields(plan).enumerated() {
            var column = batch.columns[place]
            if let order = settled.order {
                column = column.taking(order, and: settled.woken.columns.isEmpty ? nil : settled.woken.columns[place])
            }
            if let shown, column.type == .dictionary {
                let isOptOut = field == optOut || field < 0
                column = column.with(
                    texts: isOptOut ? optOuts.dictionary.texts() : fields[field].builder.dictionary.texts())
                if let found = shown[field] { column = column.recoded(by: found.codes) }
            }
            columns.append(column)
        }
        if isStored, plan.parentColumn != nil {
            let place = person >= 0 && optOut < 0 ? columns.count - 1 : columns.count
            if let parents = settled.parents {
                columns.insert(Column(parentRows: parents), at: place)
            } else if let stored = batch.parents {
                columns.insert(settled.order.map { stored.taking($0) } ?? stored, at: place)
            }
        }
        return (columns, settled.order?.count ?? batch.count)
    }
}
