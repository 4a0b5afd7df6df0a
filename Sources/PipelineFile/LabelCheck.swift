import StageKit

/// Proves that nothing unprotected can leave: each stage's promise, each arrow between two stages, then the folders.
///
/// The proof rests on declared labels alone; the engine holds every table against them once more as it moves.
struct LabelCheck {
    /// No threshold protects fewer people than this.
    static let smallestThreshold = 5

    let drafts: [DraftStage]

    /// The inputs at fault, by place of the stage and of the input.
    func run(faults: inout FaultList) -> Set<[Int]> {
        let places = Dictionary(drafts.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var faulty: Set<[Int]> = []
        for (index, draft) in drafts.enumerated() {
            guard let entry = draft.entry else { continue }
            checkPromise(of: draft, entry, faults: &faults)
            checkGrant(of: draft, entry, faults: &faults)
            for (number, input) in draft.inputs.enumerated() where !entry.role.readsFiles {
                guard let place = places[input.stage], let giver = drafts[place].entry,
                    let label = giver.descriptor.yields
                else { continue }
                if let (message, hint) = Self.fault(of: label, from: input.stage, into: draft.key, entry) {
                    faulty.insert([index, number])
                    faults.add(message, at: input.location, hint: hint, code: .label)
                }
            }
        }
        checkFolders(faults: &faults)
        checkFiles(faults: &faults)
        return faulty
    }

    /// What a stage says of itself must be something that its kind may say.
    private func checkPromise(of draft: DraftStage, _ entry: StageCatalogue.Entry, faults: inout FaultList) {
        let descriptor = entry.descriptor
        let name = descriptor.name
        func add(_ message: String, _ hint: String? = nil) {
            faults.add(message, at: draft.usesLocation, hint: hint, code: .label)
        }
        if descriptor.yields == .identifiable || descriptor.accepts.contains(.identifiable) {
            add("stage '\(name)' lets identifiable data leave a feed reader", "only pseudonyms leave a feed reader")
        }
        if entry.role == .feedReader, let label = descriptor.yields, label > .pseudonymous {
            add(
                "stage '\(name)' calls the records of single people \(label.rawValue)",
                "a feed reader yields pseudonymous")
        }
        if entry.role == .writer, name != Self.internalWriter, descriptor.accepts != [.disclosable] {
            add(
                "stage '\(name)' writes files from tables that have not passed a protect_… stage",
                "unprotected figures leave through \(Self.internalWriter) alone")
        }
        if descriptor.yields == .internal, name != Self.internalWriter {
            add("stage '\(name)' cannot call its tables internal", "that is for \(Self.internalWriter) alone")
        }
        guard descriptor.yields == .disclosable else { return }
        guard entry.manifest == nil else {
            add("stage '\(name)' cannot call its tables disclosable", "no stage outside of strata can")
            return
        }
        guard name.hasPrefix(Self.gatePrefix), entry.role == .whole else {
            add("stage '\(name)' cannot call its tables disclosable", "only a protect_… stage can")
            return
        }
        let threshold = descriptor.options.first { $0.name == "threshold" }
        guard let threshold, threshold.kind == Int.kind, (threshold.minimum ?? 0) >= Self.smallestThreshold else {
            add(
                "stage '\(name)' has no option 'threshold' of at least \(Self.smallestThreshold) people",
                "a protect_… stage declares it as an integer with that minimum")
            return
        }
        if draft.instance != nil {
            let option = StageOption<Int>.optional("threshold", "")
            let value = draft.options[optional: option] ?? 0
            if value < Self.smallestThreshold {
                faults.add(
                    "threshold \(value) protects nobody: at least \(Self.smallestThreshold)",
                    at: draft.optionLocations["threshold"] ?? draft.usesLocation, code: .label)
            }
        }
    }

    /// What a stage outside of strata is given of single people, somebody must have granted, here and in so many words.
    private func checkGrant(of draft: DraftStage, _ entry: StageCatalogue.Entry, faults: inout FaultList) {
        let label = Sensitivity.pseudonymous.rawValue
        let isNeeded = entry.manifest?.needsGrant == true
        guard let grant = draft.grant else {
            if isNeeded {
                faults.add(
                    "stage '\(entry.descriptor.name)' is no part of strata, and would be given \(label) records of people",
                    at: draft.usesLocation,
                    hint: "write 'grant: \(label)' here once somebody has looked at what it does", code: .label)
            }
            return
        }
        if !isNeeded {
            let why =
                entry.manifest == nil
                ? "it is a part of strata" : "it is given no \(label) records"
            faults.add(
                "stage '\(entry.descriptor.name)' needs no grant: \(why)", at: grant.location,
                hint: "take 'grant' out", code: .label)
        } else if grant.word != label {
            faults.add(
                "'\(grant.word)' cannot be granted", at: grant.location, hint: "write 'grant: \(label)'", code: .label)
        }
    }

    /// What is wrong with a label that comes into a stage, and what to do.
    private static func fault(
        of label: Sensitivity, from giver: String, into key: String, _ entry: StageCatalogue.Entry
    ) -> (String, String?)? {
        let descriptor = entry.descriptor
        guard descriptor.accepts.contains(label) else {
            let accepted = Sensitivity.allCases.filter(descriptor.accepts.contains).map(\.rawValue)
            let takes = accepted.isEmpty ? "no tables" : "only \(accepted.joined(separator: " or ")) tables"
            var hint: String?
            if label == .aggregate, descriptor.accepts == [.disclosable] {
                hint = "put a protect_… stage between them"
            } else if label == .pseudonymous {
                hint = "records of single people go through a measure_… stage first"
            }
            return ("'\(giver)' gives \(label.rawValue) tables; stage '\(key)' takes \(takes)", hint)
        }
        guard let yields = descriptor.yields else { return nil }
        switch label {
        case .pseudonymous where yields > .pseudonymous && entry.role != .measure:
            return (
                "stage '\(key)' makes pseudonymous tables of '\(giver)' \(yields.rawValue)",
                "only a measure_… stage turns people into figures"
            )
        case .internal where yields != .internal:
            return (
                "stage '\(key)' makes internal tables of '\(giver)' \(yields.rawValue)", "internal figures stay inside"
            )
        default: return nil
        }
    }

    private static let internalWriter = "write_internal"
    private static let gatePrefix = "protect_"
}
