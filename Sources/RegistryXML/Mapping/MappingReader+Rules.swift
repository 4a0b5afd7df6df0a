import Diagnostics
import Tables
import Yams

/// What a field does to a text before it is read, and asks of its value.
extension MappingReader {
    static let ruleKeys = [
        "trim", "strip", "prepend", "case", "min", "max", "max_length", "pattern", "malformed", "partial", "clock",
    ]

    mutating func readRules(_ plan: inout MappingPlan.FieldPlan, _ value: (String) -> Node?) {
        let type = plan.type.rawValue
        if let node = value("trim") { plan.cleaning.trims = flag(node) }
        if let node = value("strip") { plan.cleaning.strip = strings(node, "a text").map { Array($0.text.utf8) } }
        for key in ["prepend", "case"] {
            if let node = value(key), !plan.type.isWord { fault("a field of type \(type) has no `\(key)`", at: node) }
        }
        if let node = value("prepend"), let text = string(node, "a text") { plan.cleaning.prepend = Array(text.utf8) }
        if let node = value("case") { plan.cleaning.letters = choice(node, TextCleaning.Letters.allCases) }
        readBounds(&plan, least: value("min"), most: value("max"))
        if let node = value("max_length") {
            if let count = Int(node.scalar?.string ?? ""), count > 0 {
                plan.rules.maxLength = count
            } else {
                fault("expected a number of characters", at: node)
            }
        }
        if let node = value("pattern"), let pattern = string(node, "a pattern") {
            do {
                _ = try ValuePattern(pattern)
                plan.rules.pattern = pattern
            } catch {
                fault(
                    "this is no pattern: \(error.message)", at: node,
                    hint: "a POSIX extended regular expression for the whole value, such as `[A-Z][0-9]{5}`")
            }
        }
        if let node = value("malformed") { plan.rules.isLenient = choice(node, Malformed.allCases) == .absent }
        if let node = value("malformed"), plan.rules.isLenient, plan.isRequired {
            fault("a required field that is malformed cannot be absent", at: node)
        }
        if plan.type == .comparator, plan.isRequired, let node = value("required") {
            fault("a comparator cannot be required: a plain number has none", at: node)
        }
        if plan.type.isPerson || plan.type == .optOut {
            for key in ["pattern", "max_length", "malformed"] {
                if let node = value(key) { fault("a field of type \(type) has no `\(key)`", at: node) }
            }
        }
        if plan.type == .identifier, plan.rules.isLenient, let node = value("malformed") {
            fault("an identifier that is malformed cannot be absent", at: node)
        }
        readTimes(&plan, partial: value("partial"), clock: value("clock"))
    }

    private enum Malformed: String, CaseIterable {
        case reject, absent
    }

    /// One of the words of a choice.
    private mutating func choice<Choice: RawRepresentable<String>>(_ node: Node, _ all: [Choice]) -> Choice? {
        let words = all.map(\.rawValue)
        if let text = node.scalar?.string, let found = Choice(rawValue: text), words.contains(text) { return found }
        let near = node.scalar.flatMap { NearestName.of($0.string, among: words) }
        fault(
            "expected \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")", at: node,
            hint: near.map { "did you mean `\($0)`?" })
        return nil
    }

    // MARK: Bounds

    private mutating func readBounds(_ plan: inout MappingPlan.FieldPlan, least: Node?, most: Node?) {
        if let bound = least.flatMap({ readBound($0, plan.type, "min") }) {
            switch bound {
            case .word(let value): plan.rules.least = Int64(value)
            case .long(let value): plan.rules.least = value
            case .number(let value): plan.rules.leastNumber = value
            case .text, .nothing: break
            }
        }
        if let bound = most.flatMap({ readBound($0, plan.type, "max") }) {
            switch bound {
            case .word(let value): plan.rules.most = Int64(value)
            case .long(let value): plan.rules.most = value
            case .number(let value): plan.rules.mostNumber = value
            case .text, .nothing: break
            }
        }
        let rules = plan.rules
        let isTurned =
            rules.least ?? .min > rules.most ?? .max
            || rules.leastNumber ?? -.infinity > rules.mostNumber ?? .infinity
        if isTurned, let most { fault("`max` is less than `min`", at: most) }
    }

    private mutating func readBound(_ node: Node, _ type: FieldType, _ key: String) -> FieldForm.Value? {
        guard type.hasRange else {
            fault(
                "a field of type \(type.rawValue) has no `\(key)`", at: node, hint: "only numbers, dates and times have"
            )
            return nil
        }
        guard let text = string(node, "a bound") else { return nil }
        if let bound = FieldForm.written(text, type) { return bound }
        let form =
            switch type.columnType {
            case .date: "written `YYYY-MM-DD`"
            case .timestamp: "written `YYYY-MM-DDThh:mm:ss`"
            default: "a number of this type"
            }
        fault("`\(text)` is no bound of type \(type.rawValue)", at: node, hint: "a bound is \(form)")
        return nil
    }

    // MARK: Dates and times

    private mutating func readTimes(_ plan: inout MappingPlan.FieldPlan, partial: Node?, clock: Node?) {
        let type = plan.type
        if let node = partial {
            if !type.mayBePartial {
                fault("a field of type \(type.rawValue) has no `partial`", at: node, hint: "its dates are always whole")
            } else if let found = choice(node, TimeForm.Partial.allCases) {
                plan.time.partial = found
                if type.columnType == .timestamp, found == .middle || found == .last {
                    fault("the time of a partial date is its first instant", at: node, hint: "first or reject")
                }
            }
        }
        guard let node = clock else { return }
        if !type.mayHaveZone {
            fault("a field of type \(type.rawValue) has no `clock`", at: node, hint: "its texts say no zone")
            return
        }
        guard let name = string(node, "shown, utc or the name of a time zone") else { return }
        switch name {
        case "shown": plan.time.clock = .shown
        case "utc": plan.time.clock = .utc
        default:
            do {
                plan.time.clock = .zone(try ZoneRules(named: name))
            } catch {
                fault(error.message, at: node, hint: error.hint)
            }
        }
    }
}
