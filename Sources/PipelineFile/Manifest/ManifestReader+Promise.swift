import StageKit

/// What a stage may be called, what it may be given and what it may say of what it gives.
extension ManifestReader {
    /// What the stage does in a pipeline; of one of person grain the table that it writes decides.
    mutating func role(of grain: StageGrain, _ writes: [ManifestTable]) -> StageRole? {
        switch grain {
        case .feed: return .tableReader
        case .whole: return .whole
        case .person:
            let names = [Contributions.table.name, TableDeclaration.people.name]
            let found = names.filter { name in writes.contains { $0.name == name } }
            if found.count == 1 { return found[0] == names[0] ? .measure : .annotator }
            faults.add(
                "a stage of grain person writes either '\(names[0])' or '\(names[1])'",
                at: entries["writes"]?.keyLocation ?? beginning,
                hint: "'\(names[0])' for what people add to indicators, '\(names[1])' for new columns of people")
            return nil
        }
    }

    mutating func checkPrefix(of name: String, _ role: StageRole) {
        let prefixes: [String]
        switch role {
        case .tableReader, .feedReader: prefixes = ["read_"]
        case .measure: prefixes = ["measure_"]
        case .annotator: prefixes = ["annotate_"]
        default: prefixes = ["check_", "compare_", "summarise_"]
        }
        guard !prefixes.contains(where: { name.hasPrefix($0) && name.utf8.count > $0.utf8.count }),
            let entry = entries["name"]
        else { return }
        let what =
            role == .measure
            ? "a measure"
            : role == .annotator
                ? "a stage that adds columns to people"
                : "a stage of grain \(role == .tableReader ? "feed" : "whole")"
        faults.add(
            "the name of \(what) begins with \(prefixes.joined(separator: " or "))", at: entry.value.location,
            hint: "write 'name: \(prefixes[0])…'")
    }

    /// The labels of a stage outside of strata: it never sees who somebody is, and calls nothing safe.
    mutating func labels(of role: StageRole) -> (accepts: Set<Sensitivity>, yields: Sensitivity) {
        let allowed: [Sensitivity]
        switch role {
        case .measure, .annotator: allowed = [.pseudonymous]
        case .whole: allowed = [.aggregate, .disclosable]
        default: allowed = []
        }
        var accepts: Set<Sensitivity> = []
        let given = words("accepts", "a label")
        for (word, location) in given {
            guard let label = label(word, at: location) else { continue }
            accepts.insert(label)
            if allowed.contains(label) { continue }
            let ways =
                allowed.isEmpty ? "no tables" : "only \(allowed.map(\.rawValue).joined(separator: " or ")) tables"
            let what =
                label == .identifiable
                ? "a stage outside of strata is never given identifiable data"
                : "a stage of this kind takes \(ways), not \(label.rawValue) ones"
            faults.add(what, at: location, code: .label)
        }
        if given.isEmpty, !allowed.isEmpty {
            faults.add(
                "the manifest does not say which tables it accepts", at: entries["accepts"]?.keyLocation ?? beginning,
                hint: "write 'accepts: [\(allowed[0].rawValue)]'")
        }
        let yields: Sensitivity = role == .annotator ? .pseudonymous : .aggregate
        if let entry = required("yields", "write 'yields: \(yields.rawValue)'"),
            let word = entry.value.word("a label", faults: &faults),
            let label = label(word, at: entry.value.location), label != yields
        {
            let what: String
            switch label {
            case .disclosable: what = "a stage outside of strata cannot call its tables disclosable"
            case .internal: what = "a stage outside of strata cannot call its tables internal"
            default: what = "a stage of this kind gives \(yields.rawValue) tables, not \(label.rawValue) ones"
            }
            faults.add(what, at: entry.value.location, hint: "write 'yields: \(yields.rawValue)'", code: .label)
        }
        return (accepts, yields)
    }

    private mutating func label(_ word: String, at location: SourceLocation) -> Sensitivity? {
        if let label = Sensitivity(rawValue: word) { return label }
        let words = Sensitivity.allCases.map(\.rawValue)
        faults.add(
            "'\(word)' is no label", at: location,
            hint: FaultList.hint(for: word, among: words, "one of: \(words.joined(separator: ", "))"))
        return nil
    }
}
