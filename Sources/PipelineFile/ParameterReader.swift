import StageKit

/// Reads the `parameters` of a pipeline file and the values set for them.
struct ParameterReader {
    /// Values given from outside, by name.
    let settings: [String: String]
    /// The folder of the pipeline file, and the one that `settings` start from.
    let folder: String
    let workingFolder: String

    /// What is known of the parameters: a name without a value had a fault, which has been told.
    struct Result {
        var parameters: [PipelineParameter] = []
        var locations: [String: SourceLocation] = [:]
        var names: [String] { locationsInOrder }
        var locationsInOrder: [String] = []
    }

    private static let keys = ["type", "default", "help", "values", "minimum", "maximum"]

    func read(_ entries: [SettingNode.Entry], faults: inout FaultList) -> Result {
        var result = Result()
        for entry in entries {
            result.locations[entry.key] = entry.keyLocation
            result.locationsInOrder.append(entry.key)
            if let parameter = parameter(entry, faults: &faults) { result.parameters.append(parameter) }
        }
        for name in settings.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        where result.locations[name] == nil {
            let list =
                result.names.isEmpty
                ? "it has no parameters" : "its parameters are \(result.names.joined(separator: ", "))"
            faults.add(
                "--set \(name): the pipeline has no parameter '\(name)'", at: nil,
                hint: FaultList.hint(for: name, among: result.names, list))
        }
        return result
    }

    private func parameter(_ entry: SettingNode.Entry, faults: inout FaultList) -> PipelineParameter? {
        let name = entry.key
        if !PlainName.isValid(name) {
            faults.add(
                "'\(name)' cannot be the name of a parameter", at: entry.keyLocation,
                hint: "lower-case letters, digits and _, beginning with a letter")
        }
        let fields = entry.value.section("the settings of parameter '\(name)'", faults: &faults)
        fields.refuseUnknown(among: Self.keys, in: "a parameter", faults: &faults)
        guard let typeEntry = fields["type"] else {
            faults.add(
                "parameter '\(name)' has no type", at: entry.keyLocation,
                hint: "write 'type:' and one of \(Self.kinds)")
            return nil
        }
        guard let word = typeEntry.value.word("one of \(Self.kinds)", faults: &faults) else { return nil }
        guard let kind = PipelineParameter.Kind(rawValue: word) else {
            faults.add(
                "there is no parameter type '\(word)'", at: typeEntry.value.location,
                hint: FaultList.hint(
                    for: word, among: PipelineParameter.Kind.allCases.map(\.rawValue), "one of \(Self.kinds)"))
            return nil
        }
        var parameter = PipelineParameter(name: name, kind: kind, help: "", values: [], value: "")
        parameter.help = fields["help"].flatMap { $0.value.word("text", faults: &faults) } ?? ""
        parameter.minimum = bound("minimum", of: kind, fields, faults: &faults)
        parameter.maximum = bound("maximum", of: kind, fields, faults: &faults)
        parameter.values = values(of: parameter, fields, at: entry.keyLocation, faults: &faults)
        return evaluate(parameter, default: fields["default"], at: entry.keyLocation, faults: &faults)
    }

    static let kinds = PipelineParameter.Kind.allCases.map(\.rawValue).joined(separator: ", ")

    private func bound(
        _ key: String, of kind: PipelineParameter.Kind, _ fields: [SettingNode.Entry], faults: inout FaultList
    ) -> Int? {
        guard let entry = fields[key] else { return nil }
        guard kind == .integer else {
            faults.add("only an integer has a \(key)", at: entry.keyLocation)
            return nil
        }
        guard let text = entry.value.word("a whole number", faults: &faults) else { return nil }
        guard let number = Int(text) else {
            faults.add("expected a whole number, not '\(text)'", at: entry.value.location)
            return nil
        }
        return number
    }

    private func values(
        of parameter: PipelineParameter, _ fields: [SettingNode.Entry], at location: SourceLocation,
        faults: inout FaultList
    ) -> [String] {
        guard let entry = fields["values"] else {
            if parameter.kind == .choice {
                faults.add(
                    "choice '\(parameter.name)' has no values", at: location, hint: "write 'values: [one, other]'")
            }
            return []
        }
        guard parameter.kind == .choice else {
            faults.add("only a choice has values", at: entry.keyLocation)
            return []
        }
        guard case .list(let nodes) = entry.value.content, !nodes.isEmpty else {
            faults.add("expected a list of values, as [one, other]", at: entry.value.location)
            return []
        }
        return nodes.compactMap { $0.word("a value", faults: &faults) }
    }

    /// Fills in what holds: the value set, else the default. The default is checked in any case.
    private func evaluate(
        _ declared: PipelineParameter, default entry: SettingNode.Entry?, at location: SourceLocation,
        faults: inout FaultList
    ) -> PipelineParameter? {
        var parameter = declared
        var value: String?
        if let entry {
            if let text = entry.value.scalar {
                parameter.defaultText = text
                if let fault = Self.fault(of: text, parameter) {
                    faults.add("parameter '\(parameter.name)': \(fault)", at: entry.value.location)
                } else {
                    value = parameter.kind == .path ? Self.absolute(text, from: folder) : text
                }
            } else {
                faults.add("expected a plain value", at: entry.value.location)
            }
        }
        if let text = settings[parameter.name] {
            if let fault = Self.fault(of: text, parameter) {
                faults.add("--set \(parameter.name): \(fault)", at: nil)
                return nil
            }
            value = parameter.kind == .path ? Self.absolute(text, from: workingFolder) : text
        } else if entry == nil {
            faults.add(
                "parameter '\(parameter.name)' has no value", at: location,
                hint: "give it a default here, or --set \(parameter.name)=… on the command line")
        }
        guard let value else { return nil }
        parameter.value = value
        return parameter
    }

    /// What is wrong with a value, or `nil`.
    private static func fault(of text: String, _ parameter: PipelineParameter) -> String? {
        switch parameter.kind {
        case .text: return nil
        case .path: return text.isEmpty ? "expected a path, not an empty text" : nil
        case .boolean: return text == "true" || text == "false" ? nil : "expected true or false, not '\(text)'"
        case .date: return CalendarDay(text) == nil ? "expected a date, as 2026-11-20, not '\(text)'" : nil
        case .choice:
            if parameter.values.isEmpty || parameter.values.contains(text) { return nil }
            return "'\(text)' is not one of \(parameter.values.joined(separator: ", "))"
        case .integer:
            guard let number = Int(text) else { return "expected a whole number, not '\(text)'" }
            if let minimum = parameter.minimum, number < minimum {
                return "\(number) is too small: at least \(minimum)"
            }
            if let maximum = parameter.maximum, number > maximum { return "\(number) is too large: at most \(maximum)" }
            return nil
        }
    }

    /// An absolute path, without a leading `./`.
    static func absolute(_ path: String, from folder: String) -> String {
        if path.hasPrefix("/") { return path }
        var rest = Substring(path)
        while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        if rest.isEmpty || rest == "." { return folder }
        return (folder.hasSuffix("/") ? folder : folder + "/") + rest
    }
}
