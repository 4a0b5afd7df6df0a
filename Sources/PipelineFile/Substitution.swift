import StageKit

/// Puts the values of parameters in the place of `${name}`; `$${` stands for a plain `${`.
struct Substitution {
    /// Values by name; a name without a value had a fault that has been told.
    let values: [String: String]
    let names: [String]
    private(set) var used: Set<String> = []

    init(_ parameters: ParameterReader.Result) {
        values = Dictionary(parameters.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        names = parameters.names
    }

    /// The node with all references replaced; `nil` where one cannot be.
    mutating func apply(to node: SettingNode, faults: inout FaultList) -> SettingNode? {
        switch node.content {
        case .scalar(let text):
            return apply(to: text, at: node.location, faults: &faults).map {
                SettingNode(.scalar($0), at: node.location)
            }
        case .list(let nodes):
            let results = nodes.map { apply(to: $0, faults: &faults) }
            let whole = results.compactMap { $0 }
            return whole.count == results.count ? SettingNode(.list(whole), at: node.location) : nil
        case .map(let entries):
            var isWhole = true
            var results: [SettingNode.Entry] = []
            for entry in entries {
                guard let value = apply(to: entry.value, faults: &faults) else {
                    isWhole = false
                    continue
                }
                results.append(SettingNode.Entry(key: entry.key, keyLocation: entry.keyLocation, value: value))
            }
            return isWhole ? SettingNode(.map(results), at: node.location) : nil
        }
    }

    private mutating func apply(to text: String, at location: SourceLocation, faults: inout FaultList) -> String? {
        guard text.contains("${") else { return text }
        var result = ""
        var isWhole = true
        var rest = Substring(text)
        // Where the next reference is looked for, so that each fault shows its own.
        var place = location
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                result += "${"
                if let found = faults.source.find("$${", in: place) { place = place.behind(found) }
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    faults.add(
                        "'${' without '}'", at: faults.source.find("${", in: place) ?? location,
                        hint: "write '$${' for a plain '${'")
                    return nil
                }
                let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
                used.insert(name)
                // Not there where an escape or a fold writes it otherwise.
                let found = faults.source.find("${\(name)}", in: place)
                if let value = values[name] {
                    result += value
                } else {
                    isWhole = false
                    if !names.contains(name) { tellUndefined(name, at: found ?? location, faults: &faults) }
                }
                if let found { place = place.behind(found) }
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return isWhole ? result + rest : nil
    }

    private func tellUndefined(_ name: String, at location: SourceLocation, faults: inout FaultList) {
        faults.add(
            "there is no parameter '\(name)'", at: location,
            hint: FaultList.hint(
                for: name, among: names,
                names.isEmpty ? "declare it under 'parameters'" : "the parameters are \(names.joined(separator: ", "))")
        )
    }
}
