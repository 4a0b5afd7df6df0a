import StageKit

/// Indicators and examples of a manifest.
extension ManifestReader {
    private static let indicatorKeys = [
        "id", "name", "statistic", "polarity", "unit", "numerator", "denominator", "source", "compared", "months",
    ]

    /// What a measure counts, and the parameter that says how many months each indicator covers.
    mutating func indicators(
        of role: StageRole?, _ parameters: [ManifestParameter]
    ) -> (indicators: [Indicator], windows: [String: String]) {
        guard let entry = entries["indicators"] else {
            if role == .measure {
                faults.add(
                    "the manifest does not say which indicators the stage counts", at: beginning,
                    hint: "write 'indicators:' and a list of id, name, statistic, polarity and unit")
            }
            return ([], [:])
        }
        if let role, role != .measure {
            faults.add("only a stage that writes 'contributions' has indicators", at: entry.keyLocation)
            return ([], [:])
        }
        guard case .list(let nodes) = entry.value.content, !nodes.isEmpty else {
            faults.add("expected a list of indicators", at: entry.value.location)
            return ([], [:])
        }
        var indicators: [Indicator] = []
        var windows: [String: String] = [:]
        for node in nodes {
            let fields = node.section("an indicator", faults: &faults)
            fields.refuseUnknown(among: Self.indicatorKeys, in: "an indicator", faults: &faults)
            guard var indicator = indicator(fields, at: node.location) else { continue }
            if indicators.contains(where: { $0.id == indicator.id }) {
                faults.add("indicator '\(indicator.id)' is given twice", at: fields["id"]?.value.location)
                continue
            }
            if let months = fields["months"], let word = months.value.word("a number of months", faults: &faults) {
                if let count = Int(word), count >= 0 {
                    indicator.months = count
                } else if let parameter = parameters.first(where: { $0.option.name == word }), parameter.shape.isWindow
                {
                    windows[indicator.id] = word
                    indicator.months = (parameter.option.defaultValue as? Months)?.count ?? indicator.months
                } else {
                    faults.add(
                        "expected a number of months, or the name of a parameter of format months",
                        at: months.value.location)
                }
            }
            indicators.append(indicator)
        }
        return (indicators, windows)
    }

    private mutating func indicator(_ fields: [SettingNode.Entry], at location: SourceLocation) -> Indicator? {
        func text(_ key: String) -> String? {
            guard let entry = fields[key] else {
                faults.add("the indicator has no '\(key)'", at: location)
                return nil
            }
            return entry.value.word("text", faults: &faults)
        }
        let id = text("id"), name = text("name"), unit = text("unit")
        if let id, !PlainName.isValid(id, hyphens: true) {
            faults.add(
                "'\(id)' cannot be the id of an indicator", at: fields["id"]?.value.location,
                hint: "lower-case letters, digits and -, beginning with a letter")
        }
        let statistic = word(fields["statistic"], IndicatorStatistic.allCases.map { ($0.rawValue, $0) })
        if fields["statistic"] == nil { faults.add("the indicator has no 'statistic'", at: location) }
        let polarity = word(
            fields["polarity"],
            Polarity.allCases.map { ($0.rawValue, $0) } + [
                ("higher", .higherIsBetter), ("lower", .lowerIsBetter), ("neutral", .neutral),
            ])
        if fields["polarity"] == nil { faults.add("the indicator has no 'polarity'", at: location) }
        let units: [(String, AmountUnit)] = [AmountUnit.count, .fraction, .money, .days].map { ($0.rawValue, $0) }
        let numerator = fields["numerator"].map { word($0, units) } ?? .count
        let denominator = fields["denominator"].map { word($0, units) } ?? .count
        let source = fields["source"].flatMap { $0.value.word("text", faults: &faults) } ?? ""
        let isCompared = fields["compared"].flatMap { $0.value.flag(faults: &faults) } ?? true
        guard let id, let name, let unit, let statistic, let polarity, let numerator, let denominator else {
            return nil
        }
        return Indicator(
            id, name, statistic: statistic, polarity: polarity, unit: unit, numerator: numerator,
            denominator: denominator, source: source, isCompared: isCompared)
    }

    /// The value of one of a few words.
    private mutating func word<Value>(_ entry: SettingNode.Entry?, _ values: [(String, Value)]) -> Value? {
        guard let entry, let word = entry.value.word("a word", faults: &faults) else { return nil }
        if let value = values.first(where: { $0.0 == word })?.1 { return value }
        let words = values.map(\.0)
        faults.add(
            "'\(word)' is no \(entry.key)", at: entry.value.location,
            hint: FaultList.hint(for: word, among: words, "one of: \(words.joined(separator: ", "))"))
        return nil
    }

    /// Worked examples, in the form of those that are compiled in.
    mutating func examples() -> [StageExample] {
        guard let entry = entries["examples"] else { return [] }
        guard case .list(let nodes) = entry.value.content else {
            faults.add("expected a list of examples", at: entry.value.location)
            return []
        }
        let keys = ["title", "given", "as_of", "then"]
        var examples: [StageExample] = []
        for node in nodes {
            let fields = node.section("an example", faults: &faults)
            fields.refuseUnknown(among: keys, in: "an example", faults: &faults)
            var texts: [String] = []
            for key in keys {
                guard let field = fields[key] else {
                    faults.add("the example has no '\(key)'", at: node.location)
                    continue
                }
                if let text = field.value.word("text", faults: &faults) { texts.append(text) }
            }
            guard texts.count == keys.count else { continue }
            if CalendarDay(texts[2]) == nil {
                faults.add("expected a date, as 2026-11-20", at: fields["as_of"]?.value.location)
            }
            examples.append(StageExample(texts[0], given: texts[1], as: texts[2], then: texts[3]))
        }
        return examples
    }
}
