import StageKit
import StageProtocol
import Tables

/// The `stage.yaml` of a stage that is known by its descriptor.
enum ManifestText {
    /// The tables of people that a measure needs: everything of everybody, their days, and what its events are made of.
    static func tables(of measure: any PersonMeasure.Type) -> [TableRequirement] {
        var tables: [TableRequirement] = []
        for table in PersonTables.all {
            let all = table.columns.map(\.field)
            guard let feedTable = table.feedTable else {
                tables.append(TableRequirement(table.name, all))
                continue
            }
            guard let events = measure.events.first(where: { $0.name == feedTable }) else { continue }
            var fields: [Field] = []
            for column in table.columns {
                var field = column.field
                if let needed = column.feedColumn {
                    guard let asked = events.columns.first(where: { $0.name == needed.name }) else { continue }
                    // What the measure can do without need not be in the feeds.
                    field.isOptional = field.isOptional || asked.isOptional
                }
                fields.append(field)
            }
            tables.append(TableRequirement(table.name, fields, optional: events.isOptional))
        }
        return tables
    }

    /// For each indicator of a measure the option that says how far back it reaches; none where that is always the same.
    static func windows<Measure: PersonMeasure>(of type: Measure.Type) -> [String: String] {
        let descriptor = type.descriptor
        func indicators(_ values: [String: any OptionValue]) -> [Indicator]? {
            try? Measure(StageOptions(values, defaultsOf: descriptor)).indicators
        }
        let options = descriptor.options.filter { $0.kind == Months.kind }
        var windows: [String: String] = [:]
        for option in options {
            let usual = (option.defaultValue as? Months)?.count
            // An option that is set to this is seen in the indicators that follow it.
            let other = (usual ?? 12) + 5
            guard let changed = indicators([option.name: Months(other)]) else {
                // It cannot be made without options of its own: by the default.
                guard options.count == 1 else { continue }
                for indicator in descriptor.indicators where indicator.months == usual {
                    windows[indicator.id] = option.name
                }
                continue
            }
            for indicator in changed where indicator.months == other { windows[indicator.id] = option.name }
        }
        return windows
    }

    static func text(
        of descriptor: StageDescriptor, grain: StageGrain, reads: [TableRequirement],
        windows: [String: String] = [:], command: [String]
    ) -> String {
        let isMeasure = grain == .person
        let accepts = grain == .feed ? [] : Sensitivity.allCases.filter(descriptor.accepts.contains).map(\.rawValue)
        var lines = [
            "strata-stage: 1", "name: \(descriptor.name)", "version: \(descriptor.version)",
            "summary: \(quoted(descriptor.summary))",
        ]
        if !descriptor.details.isEmpty { lines.append("details: \(quoted(descriptor.details))") }
        lines += [
            "command: [\(command.map(quoted).joined(separator: ", "))]",
            "grain: \(grain.rawValue)",
            "accepts: [\(accepts.joined(separator: ", "))]",
            "yields: \(descriptor.yields?.rawValue ?? "aggregate")",
        ]
        if !descriptor.options.isEmpty {
            lines += ["parameters:", "  type: object", "  properties:"]
            for option in descriptor.options {
                lines.append("    \(option.name): {\(ParameterText.schema(of: option))}")
            }
            let required = descriptor.options.filter(\.isRequired).map(\.name)
            if !required.isEmpty { lines.append("  required: [\(required.joined(separator: ", "))]") }
        }
        if !reads.isEmpty { lines.append("reads:") }
        lines += reads.map {
            "  \($0.name): {columns: {\(columns($0.columns))}\($0.isOptional ? ", optional: true" : "")}"
        }
        lines.append("writes:")
        lines +=
            isMeasure
            ? ["  contributions: {columns: {\(columns(Contributions.table.columns + Contributions.furtherColumns))}}"]
            : descriptor.writes.map { "  \($0.name): {columns: {\(columns($0.columns))}}" }
        if isMeasure {
            lines.append("indicators:")
            for indicator in descriptor.indicators {
                lines += [
                    "  - id: \(indicator.id)", "    name: \(quoted(indicator.name))",
                    "    statistic: \(indicator.statistic.rawValue)", "    polarity: \(indicator.polarity.rawValue)",
                    "    unit: \(quoted(indicator.unit))", "    numerator: \(indicator.numerator.rawValue)",
                    "    denominator: \(indicator.denominator.rawValue)", "    compared: \(indicator.isCompared)",
                    "    months: \(windows[indicator.id] ?? "\(indicator.months)")",
                ]
                if !indicator.source.isEmpty { lines.append("    source: \(quoted(indicator.source))") }
            }
        }
        if let program = command.first, program.contains("/"), !program.hasPrefix("/") {
            lines.append("files: [Package.swift, Sources, \(quoted(program))]")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func columns(_ fields: [Field]) -> String {
        fields.map { "\($0.name): \($0.isOptional ? "\"\($0.type.rawValue)?\"" : $0.type.rawValue)" }
            .joined(separator: ", ")
    }

    /// Text in quotes, as JSON writes it, which YAML reads.
    static func quoted(_ text: String) -> String { String(decoding: JSONValue.text(text).utf8, as: UTF8.self) }
}
