import Tables

/// What a document comes to.
extension DocumentState {
    /// Rows of all tables so far.
    var records: Int {
        var sum = 0
        for table in plan.tables.indices { sum += tables[table].count }
        return sum
    }

    /// Turns the columns into tables; the state is empty afterwards.
    mutating func document(_ mapping: Mapping, drift: [PathCount]) -> MappedDocument {
        var result = MappedDocument(
            header: header.header, tables: [:], identifiers: [:], optOutNotices: notices, rejects: rejects,
            counts: [:], drift: drift, findings: [], unmapped: [], bytesIn: 0, bytesOut: 0)
        for (index, name) in plan.findings.enumerated() {
            result.findings.append(PathCount(path: name, count: findings[index]))
        }
        let infos = mapping.tables
        for (number, plan) in plan.tables.enumerated() {
            for field in 0..<tables[number].fieldCount {
                let path = plan.name + "." + plan.fields[field].name
                let unmapped = tables[number].fields[field].unmapped, unread = tables[number].fields[field].unread
                if unmapped > 0 { result.unmapped.append(PathCount(path: path, count: unmapped)) }
                if unread > 0 { result.unread.append(PathCount(path: path, count: unread)) }
            }
            var counts = tables[number].counts
            counts.kept -= counts.repeated
            result.counts[plan.name] = counts
            if tables[number].identifier >= 0 {
                result.identifiers[plan.name] = PatientIdentifiers(tables[number].identifierTexts())
            }
            result.tables[plan.name] = tables[number].table(plan, infos[number].schema)
        }
        result.unmapped.sort { $0.path < $1.path }
        result.unread.sort { $0.path < $1.path }
        return result
    }
}

extension TableState {
    /// The columns asked for, in the order of `schema`; the state is empty afterwards.
    mutating func table(_ plan: MappingPlan.TablePlan, _ schema: Schema) -> Table {
        var found: [(Field, Column)] = []
        for (index, field) in plan.fields.enumerated() {
            guard let place = schema.index(of: field.name) else { continue }
            if field.type == .optOut {
                if isStored { found.append((schema.fields[place], Self.finish(&optOuts, count, replaced))) }
            } else if fields[index].isStored {
                found.append((schema.fields[place], Self.finish(&fields[index].builder, count, replaced)))
            }
        }
        if isStored, let name = plan.parentColumn {
            found.append((Field(name, .int32), Self.finish(&parentRows, count, replaced)))
        }
        if isStored, person >= 0, optOut < 0 {
            found.append((Field(Mapping.optOutColumn, .dictionary), Self.finish(&optOuts, count, replaced)))
        }
        return Table(Schema(found.map(\.0)), found.map(\.1), sensitivity: .pseudonymous)
    }

    /// The texts of the identifiers, a row each.
    mutating func identifierTexts() -> Texts {
        Self.finish(&identifiers, count, replaced).texts ?? Texts([String]())
    }

    /// Takes the first `count` rows out of a builder, without the rows that a repeat replaced.
    private static func finish(_ builder: inout ColumnBuilder, _ count: Int, _ replaced: [Int32]) -> Column {
        var taken = ColumnBuilder(builder.type)
        swap(&taken, &builder)
        let column = taken.finish(count: count)
        return replaced.isEmpty ? column : column.removing(rows: replaced.sorted())
    }
}
