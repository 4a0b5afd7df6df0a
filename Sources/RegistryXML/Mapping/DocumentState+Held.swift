import Tables

/// How much is held of rows that cannot be handed on yet, where they are handed on while the document goes on.
extension DocumentState {
    /// Bytes of rows that have come and have not been handed on, of what is known of them, and of values and rejects that
    /// wait with them. Texts of dictionary columns, and keys of joins and lookups, which stay to the end, are none of it.
    var heldBytes: Int {
        // What an entry of each list takes at most.
        var bytes = captured.count + waits * 160 + rejects.count * 160
        for list in orphanRejects.values { bytes += list.count * 160 }
        for join in plan.joins.indices { bytes += joins[join].arrivals.count * MemoryLayout<JoinIndex.Arrival>.stride }
        for table in plan.tables.indices {
            bytes += tables[table].byteCount + rowTimes[table].count * 8 + orphans[table].byteCount
        }
        return bytes
    }

    /// How many rows wait for their parents.
    var orphanCount: Int { plan.tables.indices.reduce(0) { $0 + orphans[$1].count } }

    /// Refuses a document of whose rows more would have to be held than may be, looked at after every piece of it.
    mutating func checkHeld() {
        let held = heldBytes
        watchesHeld?(orphanCount, held)
        let most = limits.heldBytes, waiting = plan.tables.indices.reduce(0) { $0 + orphans[$1].byteCount }
        if held - waiting > most / 4 { wantsFlush = true }
        guard held > most else { return }
        if waiting * 2 > held {
            refuseOrphans()
        } else if let table = tableThatWaits {
            refuse(
                .limit,
                "rows of `\(plan.tables[table].name)` that wait for a condition of their path, with what comes "
                    + "after them, take more than \(most) bytes",
                hint: "a condition that the start tag decides, such as `[@type='x']`, needs no waiting")
        } else {
            let table = largestTable
            let top = plan.tables[table].isNested ? outermost(table) : table
            refuse(
                .limit,
                "rows of `\(plan.tables[table].name)` in one record of `\(plan.tables[top].name)` take more than "
                    + "\(most) bytes",
                hint:
                    "is the `record` of `\(plan.tables[top].name)` one around all others? each is read whole before its "
                    + "rows are handed on")
        }
    }

    private mutating func refuseOrphans() {
        let table = plan.tables.indices.max { orphans[$0].byteCount < orphans[$1].byteCount } ?? 0
        let parent = plan.tables[table].parent.map { plan.tables[$0].name } ?? ""
        refuse(
            .limit,
            "\(orphans[table].count) rows of `\(plan.tables[table].name)` wait for their rows of `\(parent)`; "
                + "rows that wait take more than \(limits.heldBytes) bytes",
            hint:
                "records of `\(parent)` must be in the document, and with so many best come first; or `on` and `by` of "
                + "`\(plan.tables[table].name)` find one another nowhere")
    }

    /// The table of which most rows wait for a condition, if any do.
    private var tableThatWaits: Int? {
        var counts = Array(repeating: 0, count: plan.tables.count)
        for scope in scopes {
            for instance in scope.instances {
                for pending in instance.pendings { counts[pending.table] += pending.count }
            }
        }
        guard let table = counts.indices.max(by: { counts[$0] < counts[$1] }), counts[table] > 0 else {
            return waits > 0 ? largestTable : nil
        }
        return table
    }

    private var largestTable: Int {
        plan.tables.indices.max { tables[$0].byteCount < tables[$1].byteCount } ?? 0
    }

    /// The table whose records those of another lie in, and which lie in no other.
    private func outermost(_ table: Int) -> Int {
        var table = table
        while plan.tables[table].isNested, let parent = plan.tables[table].parent { table = parent }
        return table
    }
}

extension TableState {
    /// Bytes of the rows that have not been handed on.
    var byteCount: Int {
        var bytes = identifiers.byteCount + parentRows.byteCount + optOuts.byteCount + removed.count * 4
        for field in 0..<fieldCount { bytes += fields[field].builder.byteCount }
        return bytes
    }
}
