import StageKit

/// A table that a manifest names.
struct ManifestTable {
    var name: String
    var location: SourceLocation
    var columns: [Column] = []
    var isOptional = false

    struct Column {
        var field: Field
        var location: SourceLocation
    }

    var requirement: TableRequirement { TableRequirement(name, columns.map(\.field), optional: isOptional) }

    /// As it is written; contributions have columns of their own where none are.
    func declaration(of role: StageRole) -> TableDeclaration {
        role == .measure && name == Contributions.table.name && columns.isEmpty
            ? Contributions.table : TableDeclaration(name, columns.map(\.field))
    }
}

extension ManifestReader {
    /// The tables under `reads` or `writes`, in their order.
    mutating func tables(_ key: String, keys: [String]) -> [ManifestTable] {
        guard let entry = entries[key] else { return [] }
        return entry.value.section("tables by name", faults: &faults).map { entry in
            var table = ManifestTable(name: entry.key, location: entry.keyLocation)
            if !PlainName.isValid(entry.key) {
                faults.add("'\(entry.key)' cannot be the name of a table", at: entry.keyLocation)
            }
            let fields = entry.value.section("what is read or written of table '\(entry.key)'", faults: &faults)
            fields.refuseUnknown(among: keys, in: "a table", faults: &faults)
            for column in fields["columns"]?.value.section("columns by name", faults: &faults) ?? [] {
                if let column = self.column(column) { table.columns.append(column) }
            }
            table.isOptional = fields["optional"]?.value.flag(faults: &faults) ?? false
            return table
        }
    }

    /// `name: type`, with a question mark behind the type where a value may be missing.
    private mutating func column(_ entry: SettingNode.Entry) -> ManifestTable.Column? {
        if !PlainName.isValid(entry.key) {
            faults.add("'\(entry.key)' cannot be the name of a column", at: entry.keyLocation)
        }
        guard let written = entry.value.word("a type of column, as int64 or date?", faults: &faults) else { return nil }
        let isOptional = written.hasSuffix("?")
        let word = isOptional ? String(written.dropLast()) : written
        guard let type = ColumnType(rawValue: word) else {
            let words = ColumnType.allCases.map(\.rawValue)
            faults.add(
                "there is no type of column '\(word)'", at: entry.value.location,
                hint: FaultList.hint(
                    for: word, among: words,
                    "one of: \(words.joined(separator: ", ")), with ? where a value may be missing"))
            return nil
        }
        return ManifestTable.Column(field: Field(entry.key, type, optional: isOptional), location: entry.keyLocation)
    }

    mutating func checkReads(_ reads: [ManifestTable], of role: StageRole) {
        switch role {
        case .measure, .annotator:
            if reads.isEmpty { tellMissingTables("reads", "'people' and the events of people") }
            for table in reads { checkPersonTable(table) }
        case .whole:
            if reads.isEmpty { tellMissingTables("reads", "tables of the stages that it is fed from") }
            for table in reads where Self.bound.contains(table.name) {
                let hint = table.name == "cells" ? "'summarise' makes indicators of cells" : nil
                faults.add("a stage of grain whole cannot read '\(table.name)'", at: table.location, hint: hint)
            }
            for table in reads where table.columns.isEmpty { tellMissingColumns(table) }
        default:
            for table in reads {
                faults.add(
                    "a stage of grain feed reads files, not tables of other stages", at: table.location,
                    hint: "its parameters of format path name them")
            }
        }
    }

    /// Names that belong to people and cells.
    private static let bound: Set<String> = ["people", "cells", "contributions"]

    /// Holds what is read of people against what there is; columns of `people` that there are not may come from annotators,
    /// which only a pipeline can tell.
    private mutating func checkPersonTable(_ table: ManifestTable) {
        guard let known = PersonTables.named(table.name) else {
            let names = PersonTables.all.map(\.name)
            faults.add(
                "a stage of grain person reads no table '\(table.name)'", at: table.location,
                hint: FaultList.hint(for: table.name, among: names, "it reads \(names.joined(separator: ", "))"))
            return
        }
        if table.columns.isEmpty { tellMissingColumns(table) }
        for column in table.columns {
            let name = column.field.name
            guard let found = known[name]?.field else {
                if table.name == TableRequirement.people.name { continue }
                let names = known.columns.map(\.field.name)
                faults.add(
                    "'\(table.name)' has no column '\(name)'", at: column.location,
                    hint: FaultList.hint(for: name, among: names, "its columns are \(names.joined(separator: ", "))"))
                continue
            }
            if found.type != column.field.type {
                faults.add(
                    "'\(name)' of '\(table.name)' is \(found.type.rawValue), not \(column.field.type.rawValue)",
                    at: column.location)
            } else if found.isOptional, !column.field.isOptional {
                faults.add(
                    "not everybody has a '\(name)'", at: column.location,
                    hint: "write '\(name): \(found.type.rawValue)?' and take a missing value for what it is")
            }
        }
    }

    mutating func checkWrites(_ writes: [ManifestTable], of role: StageRole) {
        if writes.isEmpty { tellMissingTables("writes", "the tables that it sends back") }
        for table in writes {
            switch (role, table.name) {
            case (.measure, Contributions.table.name):
                let wanted = Contributions.table.columns, further = Contributions.furtherColumns
                let given = table.columns.map(\.field)
                let isRight = given.starts(with: wanted) && given.dropFirst(wanted.count).allSatisfy(further.contains)
                if !given.isEmpty, !isRight {
                    let text = wanted.map { "\($0.name): \($0.type.rawValue)" }.joined(separator: ", ")
                    let more = further.map { "\($0.name): \($0.type.rawValue)?" }.joined(separator: " and ")
                    faults.add(
                        "'\(table.name)' has other columns than these", at: table.location,
                        hint:
                            "write 'columns: {\(text)}', with \(more) behind them where wanted; or leave the columns out"
                    )
                }
            case (.annotator, TableDeclaration.people.name): checkAnnotation(table)
            case (.measure, _), (.annotator, _):
                faults.add("a stage of grain person writes no table '\(table.name)'", at: table.location)
            default:
                if Self.bound.contains(table.name) {
                    faults.add(
                        "a stage of this grain cannot write '\(table.name)'", at: table.location,
                        hint: "only a stage of grain person is given people")
                } else if table.columns.isEmpty {
                    tellMissingColumns(table)
                }
            }
        }
    }

    /// New columns of people: whose they are, and at least one that people do not have.
    private mutating func checkAnnotation(_ table: ManifestTable) {
        let own = PersonTables.named(table.name)
        let person = Field(PersonTables.personColumn, .int64)
        if !table.columns.contains(where: { $0.field == person }) {
            faults.add(
                "'\(table.name)' has no column '\(person.name)' of type int64", at: table.location,
                hint: "it says which person of the part a row is about")
        }
        let added = table.columns.filter { $0.field.name != person.name }
        if added.isEmpty { faults.add("'\(table.name)' gets no new column", at: table.location) }
        for column in added where own?[column.field.name] != nil {
            faults.add(
                "people have a column '\(column.field.name)' already", at: column.location, hint: "choose another name")
        }
    }

    private mutating func tellMissingTables(_ key: String, _ what: String) {
        faults.add(
            "the manifest does not say what the stage \(key)", at: entries[key]?.keyLocation ?? beginning,
            hint: "write '\(key):' and \(what)")
    }

    private mutating func tellMissingColumns(_ table: ManifestTable) {
        faults.add(
            "table '\(table.name)' has no columns", at: table.location,
            hint: "write 'columns: {name: type, …}'; only what is named is handed over")
    }
}
