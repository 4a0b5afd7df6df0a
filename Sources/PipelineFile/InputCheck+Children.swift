import StageKit

/// What has to be proved of stages in a process of their own, since nothing can be asked of them before they run.
extension InputCheck {
    /// A column that may lack a value must not reach somebody who does not expect that.
    func checkGaps(
        _ columns: [Field], of table: TableDeclaration, from giver: String, _ draft: DraftStage,
        at location: SourceLocation, faults: inout FaultList
    ) {
        for column in columns where !column.isOptional {
            guard let found = table.columns.first(where: { $0.name == column.name }), found.isOptional else { continue }
            faults.add(
                "column '\(column.name)' of table '\(table.name)' of '\(giver)' may lack a value, which '\(draft.key)' "
                    + "does not expect",
                at: location,
                hint: draft.entry?.manifest == nil
                    ? "declare it without '?' in the manifest of '\(giver)', and always write a value"
                    : "read it as '\(column.name): \(column.type.rawValue)?'")
        }
        if table.columns.isEmpty, !columns.isEmpty {
            faults.add(
                "'\(giver)' does not say which columns table '\(table.name)' has, so nothing can be proved of them",
                at: location)
        }
    }

    /// The people that a stage is given: those of a resolver, with the columns that annotators add.
    func checkPeople(at index: Int, _ entry: StageCatalogue.Entry, faults: inout FaultList) {
        let draft = drafts[index]
        var annotated: [(field: Field, giver: String)] = []
        var hasResolver = false, isKnown = !draft.hasUnknownInput
        let reads = entry.descriptor.reads.first { $0.name == TableRequirement.people.name }?.columns ?? []
        for (number, input) in draft.inputs.enumerated() {
            guard !faulty.contains([index, number]), let giver = places[input.stage].flatMap({ drafts[$0].entry })
            else {
                isKnown = false
                continue
            }
            if giver.role == .resolver { hasResolver = true }
            guard let manifest = giver.manifest, giver.role == .annotator else { continue }
            for field in manifest.annotations {
                if let known = annotated.first(where: { $0.field.name == field.name }) {
                    faults.add(
                        "people get a column '\(field.name)' from '\(known.giver)' already", at: input.location,
                        hint: "take one of the two out of 'from'")
                } else {
                    annotated.append((field, input.stage))
                }
            }
            if !manifest.annotations.contains(where: { field in reads.contains { $0.name == field.name } }) {
                faults.add(
                    "stage '\(draft.key)' reads nothing of '\(input.stage)', which adds "
                        + "\(Self.list(manifest.annotations.map(\.name))) to people",
                    at: input.location)
            }
        }
        guard isKnown else { return }
        if !hasResolver {
            let known = drafts.first { $0.entry?.role == .resolver }?.key
            faults.add(
                "stage '\(draft.key)' takes people, and none of its 'from' resolves them", at: draft.inputLocation,
                hint: known.map { "add '\($0)' to 'from'" })
        }
        for column in reads { checkPeopleColumn(column, draft, annotated, faults: &faults) }
    }

    private func checkPeopleColumn(
        _ column: Field, _ draft: DraftStage, _ annotated: [(field: Field, giver: String)], faults: inout FaultList
    ) {
        let people = PersonTables.named(TableRequirement.people.name)
        // The manifest's own check has held it against the columns that all people have.
        if people?[column.name] != nil { return }
        guard let found = annotated.first(where: { $0.field.name == column.name }) else {
            if column.isOptional { return }
            let names = (people?.columns.map(\.field.name) ?? []) + annotated.map(\.field.name)
            let others = drafts.filter { other in
                other.key != draft.key
                    && other.entry?.manifest?.annotations.contains { $0.name == column.name } == true
            }.map { "'\($0.key)'" }
            faults.add(
                "people have no column '\(column.name)', which '\(draft.key)' needs", at: draft.inputLocation,
                hint: others.isEmpty
                    ? FaultList.hint(for: column.name, among: names, "their columns are \(Self.list(names))")
                    : "add \(others.joined(separator: " or ")) to 'from'")
            return
        }
        if found.field.type != column.type {
            faults.add(
                "column '\(column.name)' that '\(found.giver)' adds to people is \(found.field.type.rawValue); "
                    + "'\(draft.key)' needs \(column.type.rawValue)",
                at: draft.inputLocation)
        } else if found.field.isOptional, !column.isOptional {
            faults.add(
                "not everybody has the column '\(column.name)' that '\(found.giver)' adds to people, which "
                    + "'\(draft.key)' does not expect",
                at: draft.inputLocation, hint: "read it as '\(column.name): \(column.type.rawValue)?'")
        }
    }

    /// Indicators of a stage outside of strata bear ids of their own.
    func checkIndicators(faults: inout FaultList) {
        for (index, draft) in drafts.enumerated() {
            guard let entry = draft.entry else { continue }
            for other in drafts[..<index] {
                guard let known = other.entry, known.manifest != nil || entry.manifest != nil else { continue }
                let ids = Set(known.descriptor.indicators.map(\.id))
                for indicator in entry.descriptor.indicators where ids.contains(indicator.id) {
                    faults.add(
                        "'\(draft.key)' counts indicator '\(indicator.id)', which '\(other.key)' counts already",
                        at: draft.usesLocation, hint: "give it an id of its own, or take one of the two stages out")
                }
            }
        }
    }
}
