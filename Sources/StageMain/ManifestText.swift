import StageKit
import Tables

/// The `stage.yaml` of a stage that is known by its descriptor.
enum ManifestText {
    /// The tables of people that a measure needs: everything of everybody, their days, and what its events are made of.
    static func tables(of measure: any PersonMeasure.Type) -> [TableRequirement] {
        var tables: [TableRequirement] = []
        for table in PersonTables.all {
            let fields = table.columns.map(\.field)
            guard let feedTable = table.feedTable else {
                tables.append(TableRequirement(table.name, fields))
                continue
            }
            guard let events = measure.events.first(where: { $0.name == feedTable }) else { continue }
            let columns = table.columns.filter { column in
                guard let needed = column.feedColumn else { return true }
                return events.columns.contains { $0.name == needed.name }
            }
            tables.append(TableRequirement(table.name, columns.map(\.field), optional: events.isOptional))
        }
        return tables
    }

    /// The names of the tables that every person has, whatever the feeds hold.
    static let always = Set(PersonTables.all.filter { $0.feedTable == nil }.map(\.name))

    static func text(
        of descriptor: StageDescriptor, grain: StageGrain, reads: [TableRequirement], command: [String]
    ) -> String {
        let isMeasure = grain == .person
        let accepts = grain == .feed ? [] : Sensitivity.allCases.filter(descriptor.accepts.contains).map(\.rawValue)
        var lines = [
            "strata-stage: 1", "name: \(descriptor.name)", "version: \(descriptor.version)",
            "summary: \(quoted(descriptor.summary))",
            "command: [\(command.map(quoted).joined(separator: ", "))]",
            "grain: \(grain.rawValue)",
            "accepts: [\(accepts.joined(separator: ", "))]",
            "yields: \(descriptor.yields?.rawValue ?? "aggregate")",
        ]
        if !descriptor.options.isEmpty {
            lines += ["parameters:", "  type: object", "  properties:"]
            for option in descriptor.options { lines.append("    \(option.name): {\(schema(of: option))}") }
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
                let window = descriptor.options.first { $0.kind == Months.kind }
                lines += [
                    "  - id: \(indicator.id)", "    name: \(quoted(indicator.name))",
                    "    statistic: \(indicator.statistic.rawValue)", "    polarity: \(indicator.polarity.rawValue)",
                    "    unit: \(quoted(indicator.unit))", "    numerator: \(indicator.numerator.rawValue)",
                    "    denominator: \(indicator.denominator.rawValue)", "    compared: \(indicator.isCompared)",
                    "    months: \(indicator.months > 0 ? window?.name ?? "\(indicator.months)" : "0")",
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

    /// The part of JSON Schema that manifests have.
    private static func schema(of option: AnyStageOption) -> String {
        var isText = true
        var words: [String]
        switch option.kind {
        case Int.kind:
            words = ["type: integer"]
            if let minimum = option.minimum { words.append("minimum: \(minimum)") }
            if let maximum = option.maximum { words.append("maximum: \(maximum)") }
            isText = false
        case Bool.kind:
            words = ["type: boolean"]
            isText = false
        case Months.kind: words = ["type: string", "format: months"]
        case CalendarDay.kind: words = ["type: string", "format: date"]
        case StagePath.kind: words = ["type: string", "format: path"]
        case let kind where kind.hasPrefix("list of "):
            words = ["type: array", "items: {type: string}"]
            isText = false
        default: words = ["type: string"]
        }
        if let text = option.defaultText { words.append("default: \(isText ? quoted(text) : text)") }
        words.append("description: \(quoted(option.help))")
        return words.joined(separator: ", ")
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
