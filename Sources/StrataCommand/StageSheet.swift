import PipelineFile
import StageKit

/// What a descriptor says, in the words that the terminal and the pages share.
struct StageSheet {
    let entry: StageCatalogue.Entry

    init(_ entry: StageCatalogue.Entry) { self.entry = entry }

    var descriptor: StageDescriptor { entry.descriptor }

    /// How the stage's work is cut up.
    var grain: String {
        switch descriptor.grain {
        case .feed: "each feed by itself"
        case .person: "any split of the people, each person whole"
        case .whole: "everything in one piece"
        }
    }

    var takes: String {
        let labels = Sensitivity.allCases.filter(descriptor.accepts.contains).map(\.rawValue)
        return labels.isEmpty ? "files" : labels.joined(separator: ", ") + " tables"
    }

    var gives: String { descriptor.yields.map { "\($0.rawValue) tables" } ?? "files" }

    /// How a stage outside of strata is run; `nil` for one that is compiled in.
    var process: String? {
        guard let manifest = entry.manifest else { return nil }
        let limits = manifest.limits
        var text = "Runs `\(manifest.command.joined(separator: " "))` in a process of its own"
        text += manifest.wire == .lines ? ", with rows as lines of JSON" : ""
        text += "; up to \(Self.memory(limits.memory)) of memory, \(Self.time(limits.seconds)) and "
        text += "\(limits.openFiles) open files."
        if !manifest.environment.isEmpty {
            text += " Of the environment it is given \(manifest.environment.joined(separator: ", "))."
        }
        if manifest.needsGrant { text += " The pipeline must grant it pseudonymous tables." }
        if !manifest.isDeterministic { text += " The same input may give another output." }
        return text
    }

    /// A size as manifests write it.
    private static func memory(_ bytes: Int) -> String {
        bytes % (1 << 30) == 0 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
    }

    /// A time as manifests write it.
    private static func time(_ seconds: Int) -> String {
        seconds % 3600 == 0 ? "\(seconds / 3600) h" : seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }

    /// Tables read, with those that a measure takes from the events of people.
    var reads: [TableRequirement] {
        // A manifest names the tables of people themselves, which are made of those events.
        if entry.manifest != nil { return descriptor.reads }
        return descriptor.reads
            + entry.events.filter { event in !descriptor.reads.contains { $0.name == event.name } }
    }

    static func remarks(_ table: TableRequirement) -> String {
        var words: [String] = []
        if table.isOnDemand {
            words.append("where a measure asks")
        } else if table.isOptional {
            words.append("may be missing")
        }
        if table.allowsMany { words.append("several allowed") }
        return words.joined(separator: ", ")
    }

    /// `name type`, with a question mark where a column may be missing.
    static func columns(_ fields: [Field]) -> String {
        fields.map { "\($0.name) \($0.type.rawValue)\($0.isOptional ? "?" : "")" }.joined(separator: ", ")
    }

    static func fallback(of option: AnyStageOption) -> String {
        if option.isRequired { return "must be given" }
        guard let text = option.defaultText else { return "none" }
        return text.isEmpty ? "empty" : text
    }

    static func bounds(of option: AnyStageOption) -> String {
        switch (option.minimum, option.maximum) {
        case (let low?, let high?): "\(option.kind), \(low) to \(high)"
        case (let low?, nil): "\(option.kind), at least \(low)"
        case (nil, let high?): "\(option.kind), at most \(high)"
        case (nil, nil): option.kind
        }
    }

    /// The sheet as the terminal shows it.
    var text: String {
        var text =
            "\(descriptor.name), version \(descriptor.version), family \(entry.family)\n\n\(descriptor.summary)\n"
        if !descriptor.details.isEmpty { text += "\n\(descriptor.details)\n" }
        text += "\nTakes \(takes), gives \(gives); works on \(grain).\n"
        if let process { text += "\n\(process)\n" }
        func section(_ title: String, _ rows: [[String]]) {
            guard !rows.isEmpty else { return }
            text += "\n\(title)\n" + TextTable.lines(rows, indent: "  ").joined()
        }
        if descriptor.options.isEmpty {
            text += "\nIt has no options.\n"
        } else {
            text += "\nOptions\n"
            for option in descriptor.options {
                let type = Self.bounds(of: option)
                text += "  \(option.name): \(type); default: \(Self.fallback(of: option))\n"
                if !option.help.isEmpty { text += "      \(option.help)\n" }
            }
        }
        section("Reads", reads.map { [$0.name, Self.remarks($0), Self.columns($0.columns)] })
        section("Writes", descriptor.writes.map { [$0.name, Self.columns($0.columns)] })
        section(
            "Indicators",
            descriptor.indicators.map {
                [$0.id, $0.name, $0.statistic.rawValue, $0.unit, $0.polarity.rawValue, $0.source]
            })
        for example in descriptor.examples {
            text += "\nExample: \(example.title)\n"
            for line in example.given.split(separator: "\n", omittingEmptySubsequences: false) { text += "  \(line)\n" }
            text += "  as of \(example.asOf):\n"
            for line in example.then.split(separator: "\n") { text += "    \(line)\n" }
        }
        return text
    }
}
