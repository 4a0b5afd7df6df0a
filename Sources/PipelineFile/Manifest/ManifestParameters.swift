import StageKit

/// A parameter of a manifest: as an option of the stage, and what its values may be.
struct ManifestParameter {
    var option: AnyStageOption
    var shape: ParameterShape
}

/// Reads the parameters of a manifest, which are written in a part of JSON Schema 2020-12.
struct ManifestParameters {
    let folder: StagePath

    private static let objectKeywords = ["type", "properties", "required", "additionalProperties"]
    private static let keywords = [
        "type", "items", "enum", "minimum", "maximum", "minLength", "pattern", "format", "default", "description",
    ]
    private static let itemKeywords = ["type", "enum", "minimum", "maximum", "minLength", "pattern", "format"]

    func read(_ entry: SettingNode.Entry?, faults: inout FaultList) -> [ManifestParameter] {
        guard let entry else { return [] }
        let fields = entry.value.section("a schema of parameters", faults: &faults)
        Self.refuse(fields, among: Self.objectKeywords, of: "the parameters", faults: &faults)
        if let type = fields["type"], type.value.scalar != "object" {
            faults.add("parameters are of type object", at: type.value.location)
        } else if fields["type"] == nil, !fields.isEmpty {
            faults.add("the parameters have no type", at: entry.keyLocation, hint: "write 'type: object'")
        }
        if let more = fields["additionalProperties"], more.value.scalar != "false" {
            faults.add(
                "a stage takes no parameters but those that it names", at: more.value.location,
                hint: "write 'additionalProperties: false', or leave it out")
        }
        let properties = fields["properties"]?.value.section("parameters by name", faults: &faults) ?? []
        var required: Set<String> = []
        if let entry = fields["required"] {
            if case .list(let nodes) = entry.value.content {
                for node in nodes {
                    guard let name = node.word("the name of a parameter", faults: &faults) else { continue }
                    required.insert(name)
                    if properties[name] != nil { continue }
                    let names = properties.map(\.key)
                    faults.add(
                        "there is no parameter '\(name)'", at: node.location,
                        hint: FaultList.hint(for: name, among: names, "they are \(names.joined(separator: ", "))"))
                }
            } else {
                faults.add("expected a list of names", at: entry.value.location)
            }
        }
        return properties.compactMap { parameter($0, isRequired: required.contains($0.key), faults: &faults) }
    }

    /// Keywords that are not understood are told, since a schema that means more than it seems to is worse than none.
    private static func refuse(
        _ fields: [SettingNode.Entry], among keywords: [String], of what: String, faults: inout FaultList
    ) {
        for field in fields where !keywords.contains(field.key) {
            faults.add(
                "\(what): keyword '\(field.key)' is not supported", at: field.keyLocation,
                hint: FaultList.hint(
                    for: field.key, among: keywords, "those supported are \(keywords.joined(separator: ", "))"))
        }
    }

    private func parameter(
        _ entry: SettingNode.Entry, isRequired: Bool, faults: inout FaultList
    ) -> ManifestParameter? {
        let what = "parameter '\(entry.key)'"
        if !PlainName.isValid(entry.key) {
            faults.add(
                "'\(entry.key)' cannot be the name of a parameter", at: entry.keyLocation,
                hint: "lower-case letters, digits and _, beginning with a letter")
        }
        let fields = entry.value.section("a schema of \(what)", faults: &faults)
        Self.refuse(fields, among: Self.keywords, of: what, faults: &faults)
        let isList = fields["type"]?.value.scalar == "array"
        var values = fields
        if isList {
            for key in Self.itemKeywords.dropFirst() {
                guard let field = fields[key] else { continue }
                faults.add(
                    "'\(key)' of an array is that of its items", at: field.keyLocation, hint: "write it under 'items'")
            }
            guard let items = fields["items"] else {
                faults.add(
                    "\(what) does not say what its items are", at: entry.keyLocation,
                    hint: "write 'items: {type: string}'")
                return nil
            }
            values = items.value.section("a schema of items", faults: &faults)
            Self.refuse(values, among: Self.itemKeywords, of: "items of \(what)", faults: &faults)
        } else if let items = fields["items"] {
            faults.add("only an array has items", at: items.keyLocation)
        }
        guard let shape = shape(values, isList: isList, what, at: entry.keyLocation, faults: &faults) else {
            return nil
        }
        let help = fields["description"].flatMap { $0.value.word("text", faults: &faults) } ?? ""
        var value: (any OptionValue)?
        var text: String?
        if let fallback = fields["default"] {
            if isRequired {
                faults.add(
                    "\(what) is required and has a default", at: fallback.keyLocation, hint: "take one of the two out")
            }
            do throws(SettingFault) {
                // A default path is the stage's own, so it starts from the stage's folder.
                value = try shape.parse(fallback.value, in: SettingContext(folder: folder.path))
                text = value.map { shape.isPath ? ParameterShape.shown($0) : $0.canonical }
            } catch {
                faults.add(
                    "default of \(what): \(error.message)", at: error.location ?? fallback.value.location,
                    hint: error.hint)
            }
        }
        let bounds = shape.wholeBounds
        let option = AnyStageOption(
            name: entry.key, help: help, kind: shape.kind, isRequired: isRequired, defaultText: text,
            minimum: bounds.minimum, maximum: bounds.maximum, jsonSchema: shape.jsonSchema,
            parse: { (node, context) throws(SettingFault) in try shape.parse(node, in: context) }, defaultValue: value)
        return ManifestParameter(option: option, shape: shape)
    }

    private func shape(
        _ fields: [SettingNode.Entry], isList: Bool, _ what: String, at location: SourceLocation,
        faults: inout FaultList
    ) -> ParameterShape? {
        let types = ["string", "integer", "number", "boolean"] + (isList ? [] : ["array"])
        guard let type = fields["type"] else {
            faults.add("\(what) has no type", at: location, hint: "one of: \(types.joined(separator: ", "))")
            return nil
        }
        guard let word = type.value.word("the name of a type", faults: &faults) else { return nil }
        guard types.contains(word), var base = ParameterShape.Base(type: word) else {
            faults.add(
                "there is no type '\(word)'", at: type.value.location,
                hint: FaultList.hint(for: word, among: types, "one of: \(types.joined(separator: ", "))"))
            return nil
        }
        if let format = fields["format"], let word = format.value.word("the name of a format", faults: &faults) {
            let formats = ParameterShape.Base.formats
            if base != .text {
                faults.add("only a string has a format", at: format.keyLocation)
            } else if let found = formats.first(where: { $0.rawValue == word }) {
                base = found
            } else {
                let names = formats.map(\.rawValue)
                faults.add(
                    "there is no format '\(word)'", at: format.value.location,
                    hint: FaultList.hint(for: word, among: names, "one of: \(names.joined(separator: ", "))"))
            }
        }
        var shape = ParameterShape(base: base, isList: isList)
        shape.minimum = bound("minimum", of: base, fields, faults: &faults)
        shape.maximum = bound("maximum", of: base, fields, faults: &faults)
        if let length = fields["minLength"] {
            if base == .text {
                shape.minimumLength = length.value.whole(from: 0, faults: &faults)
            } else {
                faults.add("only a string without a format has a minLength", at: length.keyLocation)
            }
        }
        if let pattern = fields["pattern"] {
            if base != .text {
                faults.add("only a string without a format has a pattern", at: pattern.keyLocation)
            } else if let text = pattern.value.word("a regular expression", faults: &faults) {
                shape.pattern = text
                if !ParameterShape.isPattern(text) {
                    faults.add("'\(text)' is not a regular expression", at: pattern.value.location)
                    shape.pattern = nil
                }
            }
        }
        if let values = fields["enum"] { shape.allowed = allowed(values, shape, faults: &faults) }
        return shape
    }

    private func bound(
        _ key: String, of base: ParameterShape.Base, _ fields: [SettingNode.Entry], faults: inout FaultList
    ) -> Double? {
        guard let entry = fields[key] else { return nil }
        guard base == .integer || base == .number else {
            faults.add("only an integer or a number has a \(key)", at: entry.keyLocation)
            return nil
        }
        do throws(SettingFault) {
            let context = SettingContext(folder: folder.path)
            // Whole numbers up to 2^53 are exact doubles.
            if base == .number { return try Double.parse(entry.value, in: context) }
            let number = try Int.parse(entry.value, in: context)
            guard number.magnitude <= 1 << 53 else { throw SettingFault("a bound lies within 2^53 of 0") }
            return Double(number)
        } catch {
            faults.add(error.message, at: entry.value.location, hint: error.hint)
            return nil
        }
    }

    private func allowed(
        _ entry: SettingNode.Entry, _ shape: ParameterShape, faults: inout FaultList
    ) -> [String] {
        guard [.text, .integer, .number].contains(shape.base) else {
            faults.add("only a string without a format, an integer or a number has an enum", at: entry.keyLocation)
            return []
        }
        guard case .list(let nodes) = entry.value.content, !nodes.isEmpty else {
            faults.add("expected a list of values", at: entry.value.location)
            return []
        }
        var one = shape
        one.isList = false
        var values: [String] = []
        for node in nodes {
            do throws(SettingFault) {
                values.append(try one.parse(node, in: SettingContext(folder: folder.path)).canonical)
            } catch {
                faults.add("a value of the enum: \(error.message)", at: node.location, hint: error.hint)
            }
        }
        return values
    }
}
