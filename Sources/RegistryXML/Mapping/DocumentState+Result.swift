import Tables

/// What a document comes to.
extension DocumentState {
    /// What a document comes to whose rows have all been handed on.
    mutating func streamedDocument(drift: [PathCount]) -> MappedDocument {
        handOn(isEnd: true)
        var result = MappedDocument(
            header: header.header, tables: [:], identifiers: [:], optOutNotices: notices, rejects: [], counts: [:],
            drift: drift, findings: foundFindings(), unmapped: [], bytesIn: 0, bytesOut: 0)
        result.closed = closedTables()
        for number in plan.tables.indices { addCounts(of: number, to: &result) }
        finish(&result)
        return result
    }

    /// Turns the columns into tables; the state is empty afterwards.
    mutating func document(_ mapping: Mapping, drift: [PathCount]) -> MappedDocument {
        var result = MappedDocument(
            header: header.header, tables: [:], identifiers: [:], optOutNotices: notices, rejects: [], counts: [:],
            drift: drift, findings: foundFindings(), unmapped: [], bytesIn: 0, bytesOut: 0)
        let infos = mapping.tables
        var settling = RowSettlement(&self, isEnd: true, isSorted: true)
        for number in plan.tables.indices {
            let resolutions = resolve(number)
            settling.settle(number, &self, resolutions)
            let rows = settling.tables[number].order
            let name = plan.tables[number].name
            tables[number].settleFilled(rows, resolutions)
            addCounts(of: number, to: &result)
            if tables[number].identifier >= 0 {
                let column = tables[number].takeIdentifiers(rows)
                result.identifiers[name] = PatientIdentifiers(column.texts ?? Texts([String]()))
            }
            result.tables[name] = tables[number].table(
                plan.tables[number], infos[number].schema, rows, settling.tables[number].parents, resolutions)
        }
        finish(&result)
        return result
    }

    private func finish(_ result: inout MappedDocument) {
        for number in plan.tables.indices {
            var counts = tables[number].counts
            counts.kept -= counts.repeated
            result.counts[plan.tables[number].name] = counts
        }
        result.rejects = rejects.filter { !takenBack.contains($0.number) }.map(\.reject)
        addLateContexts(to: &result)
        for list in [\MappedDocument.unmapped, \.unread, \.nullFlavored, \.unmatched, \.filled, \.words, \.late] {
            result[keyPath: list].sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        }
    }

    /// Each finding with its count; of elements that must be as many as the header says, by how many they differ.
    private func foundFindings() -> [PathCount] {
        plan.findings.enumerated().map { index, finding in
            guard let field = finding.header else { return PathCount(path: finding.name, count: findings[index]) }
            guard let stated = header.header.integer(plan.header[field].name) else {
                return PathCount(path: finding.name, count: 0)
            }
            return PathCount(
                path: finding.name, count: Int((Int64(findings[index]) - stated).magnitude), stated: Int(stated),
                found: findings[index])
        }
    }

    /// What the keys in each column of a table stand for, where there are any.
    mutating func resolve(_ number: Int) -> [Int: FieldState.Resolution] {
        var resolutions: [Int: FieldState.Resolution] = [:]
        for field in plan.tables[number].fields.indices where plan.tables[number].fields[field].lookup != nil {
            if let codes = tables[number].fields[field].resolution(lookups, pseudonymiser) {
                resolutions[field] = codes
            }
        }
        return resolutions
    }

    private func addCounts(of number: Int, to result: inout MappedDocument) {
        let plan = plan.tables[number], state = tables + number
        for (field, entry) in plan.fields.enumerated() where !entry.isParentKey {
            let path = plan.name + "." + entry.name
            func add(_ count: Int, _ list: WritableKeyPath<MappedDocument, [PathCount]>) {
                if count > 0 { result[keyPath: list].append(PathCount(path: path, count: count)) }
            }
            add(state.pointee.fields[field].unmapped, \.unmapped)
            add(state.pointee.fields[field].unread, \.unread)
            add(state.pointee.fields[field].nullFlavored, \.nullFlavored)
            add(state.pointee.fields[field].unmatched, \.unmatched)
            let rows = state.pointee.counts.kept - state.pointee.counts.withheld
            add(entry.isRequired ? rows : state.pointee.fields[field].filledBefore, \.filled)
            for (word, count) in state.pointee.fields[field].wordCounts() where count > 0 {
                result.words.append(PathCount(path: path + "=" + word, count: count))
            }
        }
    }

    private func addLateContexts(to result: inout MappedDocument) {
        var counts: [String: Int] = [:]
        var seen: Set<[Int]> = []
        for place in plan.places {
            for record in place.records {
                for from in record.inherited
                where lateContexts[from.slot] > 0 && seen.insert([record.table, from.field, from.slot]).inserted {
                    let table = plan.tables[record.table]
                    counts[table.name + "." + table.fields[from.field].name, default: 0] += lateContexts[from.slot]
                }
            }
        }
        result.late = counts.map { PathCount(path: $0.key, count: $0.value) }
    }
}

extension FieldState {
    /// The words of a closed list with how often each was taken.
    func wordCounts() -> [(String, Int)] { (0..<wordCount).map { (builder.dictionary.text($0), words[$0]) } }
}

extension TableState {
    /// Counts the rows that are left and have a value of their own, before they are handed on; `left` is `nil` where all
    /// are. Of a field that is not stored, or has a default, rows that are gone count as well.
    mutating func settleFilled(_ left: [Int32]?, _ resolutions: [Int: FieldState.Resolution]) {
        for field in 0..<fieldCount {
            fields[field].filledBefore += filled(field, left, resolutions[field])
            fields[field].filled = 0
        }
        lostRows = false
    }

    private func filled(_ field: Int, _ left: [Int32]?, _ found: FieldState.Resolution?) -> Int {
        guard left != nil || found != nil || lostRows, fields[field].isStored, case .null = fields[field].fallback
        else {
            return fields[field].filled
        }
        func isFilled(_ row: Int) -> Bool {
            // Somebody withheld has a token, and no values.
            if fields[field].builder.isNull(at: row) || field == person && optOuts.int32(at: row) != 0 { return false }
            return found.map { $0.codes[Int(fields[field].builder.int32(at: row))] >= 0 } ?? true
        }
        guard let left else { return (0..<row).count { isFilled($0) } }
        return left.count { isFilled(Int($0)) }
    }

    /// The columns asked for, in the order of `schema`; the state is empty afterwards. `rows` are the rows that are left,
    /// `nil` for all; `parents` their parents' rows, where those are others than the builder says.
    mutating func table(
        _ plan: MappingPlan.TablePlan, _ schema: Schema, _ rows: [Int32]?, _ parents: [Int32]?,
        _ resolutions: [Int: FieldState.Resolution]
    ) -> Table {
        var found: [(Field, Column)] = []
        for (index, field) in plan.fields.enumerated() {
            guard let place = schema.index(of: field.name), !field.isParentKey else { continue }
            if field.type == .optOut {
                if isStored { found.append((schema.fields[place], Self.finish(&optOuts, count, rows))) }
            } else if fields[index].isStored {
                var column = Self.finish(&fields[index].builder, count, rows)
                if let found = resolutions[index] { column = column.recoded(by: found.codes) }
                found.append((schema.fields[place], column))
            }
        }
        if isStored, let name = plan.parentColumn {
            let column = Self.finish(&parentRows, count, rows)
            found.append((Field(name, .int32), parents.map { Column(parentRows: $0) } ?? column))
        }
        if isStored, person >= 0, optOut < 0 {
            found.append((Field(Mapping.optOutColumn, .dictionary), Self.finish(&optOuts, count, rows)))
        }
        return Table(Schema(found.map(\.0)), found.map(\.1), sensitivity: .pseudonymous)
    }

    mutating func takeIdentifiers(_ rows: [Int32]?) -> Column { Self.finish(&identifiers, count, rows) }

    /// Takes rows out of a builder.
    private static func finish(_ builder: inout ColumnBuilder, _ count: Int, _ rows: [Int32]?) -> Column {
        var taken = ColumnBuilder(builder.type)
        swap(&taken, &builder)
        let column = taken.finish(count: count)
        return rows.map { column.taking($0) } ?? column
    }
}

extension Column {
    /// A column of rows of another table.
    init(parentRows rows: [Int32]) {
        var builder = ColumnBuilder(.int32)
        for (place, row) in rows.enumerated() { builder.putInt32(row, row: place) }
        self = builder.finish(count: rows.count)
    }

    /// A dictionary column whose codes are others now; −1 is none. Texts that no code has any more are left out.
    func recoded(by codes: [Int32]) -> Column {
        guard type == .dictionary, let texts else { return self }
        var builder = ColumnBuilder(.dictionary)
        var places = [Int32](repeating: -1, count: texts.count)
        let values = int32s
        for row in 0..<count {
            let code = isValid(row) ? codes[Int(values[row])] : -1
            if code < 0 {
                builder.putNull(row: row)
                continue
            }
            if places[Int(code)] < 0 {
                places[Int(code)] = texts.withUTF8(at: Int(code)) {
                    builder.dictionary.code(of: $0.bindMemory(to: UInt8.self))
                }
            }
            builder.putInt32(places[Int(code)], row: row)
        }
        return builder.finish(count: count)
    }
}
