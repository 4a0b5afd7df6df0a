import StageKit

/// Reads the `stages` of a pipeline file: which stage, with which options, fed from where.
struct StageReader {
    let catalogue: StageCatalogue
    var shelf: StageShelf
    let context: SettingContext
    var substitution: Substitution

    private static let keys = ["uses", "from", "with", "grant"]

    mutating func read(_ entries: [SettingNode.Entry], faults: inout FaultList) -> [DraftStage] {
        entries.map { entry in
            if !PlainName.isValid(entry.key) {
                faults.add(
                    "'\(entry.key)' cannot be the name of a stage", at: entry.keyLocation,
                    hint: "lower-case letters, digits and _, beginning with a letter")
            }
            return stage(entry, faults: &faults)
        }
    }

    private mutating func stage(_ entry: SettingNode.Entry, faults: inout FaultList) -> DraftStage {
        var draft = DraftStage(key: entry.key, location: entry.keyLocation, usesLocation: entry.keyLocation)
        let fields = entry.value.section("the settings of stage '\(entry.key)'", faults: &faults)
        fields.refuseUnknown(among: Self.keys, in: "a stage", faults: &faults)
        if let from = fields["from"] { readInputs(from.value, into: &draft, faults: &faults) }
        if let grant = fields["grant"], let word = grant.value.word("a label", faults: &faults) {
            draft.grant = (word, grant.value.location)
        }
        let with = fields["with"]
        guard let uses = fields["uses"] else {
            faults.add(
                "stage '\(entry.key)' does not say what it uses", at: entry.keyLocation,
                hint: "write 'uses:' and the name of a stage; 'strata stage list' lists them")
            countReferences(in: with)
            return draft
        }
        draft.usesLocation = uses.value.location
        guard let name = uses.value.word("the name of a stage", faults: &faults) else {
            countReferences(in: with)
            return draft
        }
        guard let known = self.entry(name, at: uses.value.location, faults: &faults) else {
            countReferences(in: with)
            return draft
        }
        draft.entry = known
        if let values = options(of: known, with, into: &draft, faults: &faults) {
            draft.options = StageOptions(values, defaultsOf: known.descriptor)
            make(known, into: &draft, faults: &faults)
        }
        return draft
    }

    /// The stage of a name, or in a folder: what has a slash in it is a path from the pipeline file.
    private mutating func entry(
        _ name: String, at location: SourceLocation, faults: inout FaultList
    ) -> StageCatalogue.Entry? {
        if name.contains("/") {
            return shelf.stage(at: name, from: context.folder, location, faults: &faults).map(StageCatalogue.Entry.init)
        }
        if let known = catalogue[name] { return known }
        if shelf.tellBroken(name, faults: &faults) { return nil }
        faults.add(
            "there is no stage '\(name)'", at: location,
            hint: FaultList.hint(for: name, among: catalogue.names, "'strata stage list' lists all stages"))
        return nil
    }

    /// References in a stage that cannot be made out are references all the same: the parameter is not unused.
    private mutating func countReferences(in with: SettingNode.Entry?) {
        guard let with else { return }
        var ignored = FaultList(source: SourceText("", file: ""))
        _ = substitution.apply(to: with.value, faults: &ignored)
    }

    private func readInputs(_ node: SettingNode, into draft: inout DraftStage, faults: inout FaultList) {
        draft.fromLocation = node.location
        let nodes: [SettingNode]
        if case .list(let list) = node.content { nodes = list } else { nodes = [node] }
        for node in nodes {
            guard let text = node.word("the name of a stage, or stage.table", faults: &faults) else {
                draft.hasUnknownInput = true
                continue
            }
            let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let input = PlannedInput(stage: parts[0], table: parts.count > 1 ? parts[1] : nil, location: node.location)
            if draft.inputs.contains(where: { $0.stage == input.stage && $0.table == input.table }) {
                faults.add("'\(text)' is named twice in 'from'", at: node.location)
            } else {
                draft.inputs.append(input)
            }
        }
    }

    /// The values given, parsed; `nil` where one is wrong or missing.
    private mutating func options(
        of known: StageCatalogue.Entry, _ with: SettingNode.Entry?, into draft: inout DraftStage,
        faults: inout FaultList
    ) -> [String: any OptionValue]? {
        let descriptor = known.descriptor
        let entries = with?.value.section("the options of '\(descriptor.name)'", faults: &faults) ?? []
        var values: [String: any OptionValue] = [:]
        var isWhole = true
        for entry in entries {
            draft.optionLocations[entry.key] = entry.value.location
            let value = substitution.apply(to: entry.value, faults: &faults)
            guard let option = descriptor.options.first(where: { $0.name == entry.key }) else {
                faults.add(
                    "stage '\(descriptor.name)' has no option '\(entry.key)'", at: entry.keyLocation,
                    hint: FaultList.hint(
                        for: entry.key, among: descriptor.options.map(\.name),
                        "'strata stage describe \(descriptor.name)' lists its options"))
                continue
            }
            guard let value else {
                isWhole = false
                continue
            }
            do throws(SettingFault) {
                values[option.name] = try option.parse(value, context)
            } catch {
                isWhole = false
                faults.add(
                    "option '\(option.name)': \(error.message)", at: error.location ?? value.location, hint: error.hint)
            }
        }
        for option in descriptor.options where option.isRequired && draft.optionLocations[option.name] == nil {
            isWhole = false
            faults.add(
                "stage '\(draft.key)' must give option '\(option.name)' of '\(descriptor.name)'",
                at: draft.usesLocation,
                hint: "\(option.name): \(option.help)")
        }
        return isWhole ? values : nil
    }

    private func make(_ known: StageCatalogue.Entry, into draft: inout DraftStage, faults: inout FaultList) {
        do throws(StageFault) {
            draft.instance = try known.make(draft.options)
        } catch {
            for fault in [error] + error.others {
                let place = fault.option.flatMap { draft.optionLocations[$0] } ?? draft.usesLocation
                let code: DiagnosticCode = fault.code == .stage ? .configuration : fault.code
                faults.add(
                    "stage '\(draft.key)': \(fault.message)", at: fault.location ?? place, hint: fault.hint, code: code)
            }
        }
    }
}
