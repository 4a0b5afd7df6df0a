import StageKit

/// Holds what stages read against what their inputs write: tables, then columns by name and type.
struct InputCheck {
    let drafts: [DraftStage]
    let catalogue: StageCatalogue
    /// Inputs that already have a fault, by place of the stage and of the input.
    private(set) var faulty: Set<[Int]>
    let places: [String: Int]

    init(drafts: [DraftStage], catalogue: StageCatalogue, faulty: Set<[Int]>) {
        self.drafts = drafts
        self.catalogue = catalogue
        self.faulty = faulty
        places = Dictionary(drafts.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// One table that comes in, and through which input.
    private struct Arrival {
        var table: TableDeclaration
        var input: PlannedInput
        var place: Int
    }

    mutating func run(faults: inout FaultList) {
        for index in drafts.indices {
            guard let entry = drafts[index].entry else { continue }
            if entry.role.readsFiles {
                if let from = drafts[index].fromLocation {
                    faults.add("stage '\(entry.descriptor.name)' reads files, not other stages", at: from)
                }
                continue
            }
            if drafts[index].fromLocation == nil {
                faults.add(
                    "stage '\(drafts[index].key)' reads from no other stage", at: drafts[index].usesLocation,
                    hint: "write 'from:' and the stages that give it \(Self.list(requirements(of: entry).map(\.name)))")
                continue
            }
            for (number, input) in drafts[index].inputs.enumerated() {
                checkKind(of: input, number, at: index, entry, faults: &faults)
            }
            checkTables(at: index, entry, faults: &faults)
            if entry.role.takesPeople, entry.manifest != nil { checkPeople(at: index, entry, faults: &faults) }
        }
        checkSingles(faults: &faults)
        checkIndicators(faults: &faults)
    }

    /// What a stage reads of its inputs; whole-grain stages that name nothing take cells.
    private func requirements(of entry: StageCatalogue.Entry) -> [TableRequirement] {
        switch entry.role {
        case .measure where entry.manifest == nil: [.people]
        // Annotators may add columns to the people.
        case .measure, .annotator: [TableRequirement(TableRequirement.people.name, many: true)]
        case .whole where entry.descriptor.reads.isEmpty: [.cells]
        default: entry.descriptor.reads
        }
    }

    /// Who may feed whom, whatever the tables are called.
    private mutating func checkKind(
        of input: PlannedInput, _ number: Int, at index: Int, _ entry: StageCatalogue.Entry, faults: inout FaultList
    ) {
        guard let place = places[input.stage], let giver = drafts[place].entry, !faulty.contains([index, number]) else {
            return
        }
        let message: String?
        switch (giver.role, entry.role) {
        case (.writer, _): message = "stage '\(input.stage)' ends in files: nothing reads from it"
        case (.feedReader, .resolver), (.tableReader, .resolver), (.resolver, .measure), (.resolver, .annotator):
            message = nil
        case (.feedReader, _): message = "'\(input.stage)' reads feeds, which only a resolve_… stage takes"
        case (.resolver, _): message = "'\(input.stage)' gives people, which only measures take"
        case (.annotator, .measure), (.annotator, .annotator):
            message =
                entry.manifest == nil
                ? "'\(input.stage)' adds columns to people, which '\(entry.descriptor.name)' does not read" : nil
        case (.annotator, _): message = "'\(input.stage)' adds columns to people, which only measures take"
        case (_, .measure): message = "a measure takes people, which '\(input.stage)' does not give"
        case (_, .annotator): message = "an annotate_… stage takes people, which '\(input.stage)' does not give"
        case (_, .resolver): message = "a resolve_… stage takes feeds and reference tables, not '\(input.stage)'"
        default: message = nil
        }
        if let message {
            faulty.insert([index, number])
            faults.add(message, at: input.location)
        } else if let table = input.table, [.feedReader, .resolver, .measure, .annotator].contains(giver.role) {
            faulty.insert([index, number])
            faults.add(
                "'\(input.stage)' is taken whole, not by table", at: input.location,
                hint: "write '\(input.stage)' instead of '\(input.stage).\(table)'")
        }
    }

    private mutating func checkTables(at index: Int, _ entry: StageCatalogue.Entry, faults: inout FaultList) {
        let draft = drafts[index]
        let requirements = requirements(of: entry)
        var arrivals: [Arrival] = []
        var isKnown = !draft.hasUnknownInput
        for (number, input) in draft.inputs.enumerated() {
            guard !faulty.contains([index, number]), let place = places[input.stage],
                let outputs = drafts[place].outputs
            else {
                isKnown = false
                continue
            }
            var tables = outputs
            if let wanted = input.table {
                tables = outputs.filter { $0.name == wanted }
                if tables.isEmpty {
                    isKnown = false
                    let names = outputs.map(\.name)
                    faults.add(
                        "stage '\(input.stage)' writes no table '\(wanted)'",
                        at: faults.source.location(of: "." + wanted, within: input.location).moved(by: 1),
                        hint: FaultList.hint(for: wanted, among: names, "it writes \(Self.list(names))"))
                    continue
                }
            }
            let read = tables.filter { table in requirements.contains { $0.name == table.name } }
            if read.isEmpty {
                faults.add(
                    "stage '\(draft.key)' reads nothing of '\(input.stage)', which writes \(Self.list(tables.map(\.name)))",
                    at: input.location, hint: "'\(entry.descriptor.name)' reads \(Self.list(requirements.map(\.name)))")
            }
            arrivals += read.map { Arrival(table: $0, input: input, place: place) }
        }
        for requirement in requirements {
            let brought = arrivals.filter { $0.table.name == requirement.name }
            if brought.isEmpty, !requirement.isOptional, isKnown {
                tellMissing(requirement, draft, faults: &faults)
            }
            if !requirement.allowsMany, brought.count > 1 {
                for second in brought.dropFirst() {
                    faults.add(
                        "table '\(requirement.name)' comes from '\(brought[0].input.stage)' already; '\(draft.key)' takes one",
                        at: second.input.location,
                        hint: "name one table of a stage as '\(second.input.stage).table', or take one of the two out")
                }
            }
            // Tables on demand matter where a measure asks for them.
            if requirement.isOnDemand, !isAsked(requirement.name, of: draft.key) { continue }
            for arrival in brought {
                checkColumns(
                    requirement.columns, of: arrival.table, from: arrival.input.stage, draft,
                    at: arrival.input.location, faults: &faults)
                if entry.manifest != nil || drafts[arrival.place].entry?.manifest != nil {
                    checkGaps(
                        requirement.columns, of: arrival.table, from: arrival.input.stage, draft,
                        at: arrival.input.location, faults: &faults)
                }
            }
        }
        if entry.role.takesPeople { checkEvents(of: entry, draft, faults: &faults) }
    }

    private func tellMissing(_ requirement: TableRequirement, _ draft: DraftStage, faults: inout FaultList) {
        let here = drafts.filter { other in
            other.key != draft.key && other.outputs?.contains { $0.name == requirement.name } == true
        }.map { "'\($0.key)'" }
        var hint = here.isEmpty ? nil : "add \(here.joined(separator: " or ")) to 'from'"
        if hint == nil {
            let known = catalogue.entries.filter { $0.descriptor.writes.contains { $0.name == requirement.name } }
            if !known.isEmpty { hint = "'\(known[0].descriptor.name)' writes it" }
        }
        faults.add(
            "stage '\(draft.key)' needs table '\(requirement.name)', which nothing in its 'from' writes",
            at: draft.inputLocation, hint: hint)
    }

    /// Whether a measure fed by a resolver asks for a table.
    private func isAsked(_ table: String, of resolver: String) -> Bool {
        drafts.contains { draft in
            draft.inputs.contains { $0.stage == resolver }
                && draft.entry?.events.contains { $0.name == table } == true
        }
    }

    /// The event tables of a measure come from the feeds behind its people.
    private func checkEvents(of entry: StageCatalogue.Entry, _ draft: DraftStage, faults: inout FaultList) {
        for input in draft.inputs {
            guard let place = places[input.stage], drafts[place].entry?.role == .resolver,
                !drafts[place].hasUnknownInput
            else { continue }
            let feeds = drafts[place].inputs.compactMap { places[$0.stage] }
                .filter { drafts[$0].entry?.role == .feedReader }
            guard !feeds.isEmpty, feeds.allSatisfy({ drafts[$0].outputs != nil }) else { continue }
            for event in entry.events {
                if let resolver = drafts[place].entry?.descriptor,
                    !resolver.reads.contains(where: { $0.name == event.name })
                {
                    faults.add(
                        "stage '\(draft.key)' needs table '\(event.name)', which '\(input.stage)' does not gather",
                        at: draft.usesLocation,
                        hint: "'\(resolver.name)' gathers \(Self.list(resolver.reads.filter(\.isOnDemand).map(\.name)))"
                    )
                    continue
                }
                let tables = feeds.flatMap { place in
                    (drafts[place].outputs ?? []).filter { $0.name == event.name }.map { (drafts[place].key, $0) }
                }
                if tables.isEmpty, !event.isOptional {
                    faults.add(
                        "stage '\(draft.key)' needs table '\(event.name)', which '\(drafts[feeds[0]].key)' does not read",
                        at: draft.usesLocation, hint: "the mapping of '\(drafts[feeds[0]].key)' must fill it")
                }
                for (key, table) in tables {
                    checkColumns(event.columns, of: table, from: key, draft, at: draft.usesLocation, faults: &faults)
                }
            }
        }
    }

    private func checkColumns(
        _ columns: [Field], of table: TableDeclaration, from giver: String, _ draft: DraftStage,
        at location: SourceLocation, faults: inout FaultList
    ) {
        // A table declared without columns says nothing about them.
        guard !table.columns.isEmpty else { return }
        for column in columns {
            guard let found = table.columns.first(where: { $0.name == column.name }) else {
                if column.isOptional { continue }
                let names = table.columns.map(\.name)
                faults.add(
                    "table '\(table.name)' of '\(giver)' has no column '\(column.name)', which '\(draft.key)' needs",
                    at: location,
                    hint: FaultList.hint(for: column.name, among: names, "its columns are \(Self.list(names))"))
                continue
            }
            if found.type != column.type {
                faults.add(
                    "column '\(column.name)' of table '\(table.name)' of '\(giver)' is \(found.type.rawValue); "
                        + "'\(draft.key)' needs \(column.type.rawValue)",
                    at: location)
            }
        }
    }

    /// One reader of feeds and one resolver: their people are the run's.
    private func checkSingles(faults: inout FaultList) {
        for (role, what) in [(StageRole.feedReader, "reads feeds"), (.resolver, "resolves people")] {
            let all = drafts.filter { $0.entry?.role == role }
            for second in all.dropFirst() {
                faults.add(
                    "'\(all[0].key)' already \(what): a pipeline has one stage that does", at: second.usesLocation,
                    hint: role == .feedReader ? "one reader takes several patterns of files" : nil)
            }
        }
    }

    static func list(_ names: [String]) -> String {
        names.isEmpty ? "no table" : names.map { "'\($0)'" }.joined(separator: ", ")
    }
}
