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

    /// Hands on all rows; before the document's end but those of joined tables, which are held for their parents.
    mutating func handOn(isEnd: Bool) {
        rowsHandedOn = rowCount
        wantsFlush = false
        guard let take = takeSegment else { return }
        var settling = RowSettlement(tables: plan.tables.count)
        var segments: [TableSegment] = []
        for number in plan.tables.indices where isEnd || !plan.tables[number].isHeld {
            let rows = settling.rows(of: number, &self, [:])
            tables[number].settleFilled(rows, [:])
            let (columns, count) = tables[number].segment(
                plan.tables[number], rows, settling.parents(of: number),
                showsTexts ? resolve(number) : nil)
            if count > 0, tables[number].isStored {
                segments.append(TableSegment(table: number, count: count, columns: columns))
            }
        }
        for number in plan.tables.indices where isEnd || !plan.tables[number].isHeld { settling.close(number, &self) }
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
                let found = tables[number].fields[index].resolution(lookups, without: [], pseudonymiser)
                if let found {
                    tables[number].fields[index].unmatched = tables[number].fields[index].unmatchedUses(found)
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

extension TableState {
    /// The columns of the rows that have not been handed on, in the order of the table's schema; the builders are empty
    /// afterwards. Where rows are to be `shown`, codes come with their texts, and keys with what they find so far.
    mutating func segment(
        _ plan: MappingPlan.TablePlan, _ rows: [Int32]?, _ parents: [Int32]?,
        _ shown: [Int: FieldState.Resolution]?
    ) -> (columns: [Column], count: Int) {
        let count = row
        var columns: [Column] = []
        func taken(_ builder: inout ColumnBuilder) -> Column {
            let column = builder.take(count: count)
            let left = rows.map { column.taking($0) } ?? column
            return shown != nil && column.type == .dictionary ? left.with(texts: builder.dictionary.texts()) : left
        }
        for (index, field) in plan.fields.enumerated() where field.type.columnType != nil && !field.isParentKey {
            if field.type == .optOut {
                if isStored { columns.append(taken(&optOuts)) }
            } else if fields[index].isStored {
                var column = taken(&fields[index].builder)
                if let found = shown?[index] { column = column.recoded(by: found.codes) }
                columns.append(column)
            }
        }
        if isStored, plan.parentColumn != nil {
            let column = taken(&parentRows)
            columns.append(parents.map { Column(parentRows: $0) } ?? column)
        } else if parentKey >= 0 {
            _ = taken(&parentRows)
        }
        if person >= 0, !isStored || optOut < 0 {
            let column = taken(&optOuts)
            if isStored { columns.append(column) }
        }
        if identifier >= 0 { _ = taken(&identifiers) }
        return (columns, rows?.count ?? count)
    }
}
