import StageKit

/// What the values of one parameter of a manifest may be.
struct ParameterShape: Sendable, Hashable {
    enum Base: String, Sendable, Hashable {
        case text, integer, number, boolean, path, date, months

        init?(type: String) {
            switch type {
            case "string", "array": self = .text
            case "integer": self = .integer
            case "number": self = .number
            case "boolean": self = .boolean
            default: return nil
            }
        }

        /// What the format of a string may be.
        static let formats: [Base] = [.path, .date, .months]
    }

    var base: Base
    var isList: Bool
    /// The values allowed, as they would be written; empty for all.
    var allowed: [String] = []
    var minimum: Double?
    var maximum: Double?
    var minimumLength: Int?
    var pattern: String?

    init(base: Base, isList: Bool) {
        self.base = base
        self.isList = isList
    }

    var isPath: Bool { base == .path }
    /// Whether it may say how far back an indicator reaches.
    var isWindow: Bool { base == .months && !isList }

    // MARK: Values

    func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> any OptionValue {
        switch base {
        case .text: try read(String.self, node, context)
        case .integer: try read(Int.self, node, context)
        case .number: try read(Double.self, node, context)
        case .boolean: try read(Bool.self, node, context)
        case .path: try read(StagePath.self, node, context)
        case .date: try read(CalendarDay.self, node, context)
        case .months: try read(Months.self, node, context)
        }
    }

    private func read<Value: OptionValue>(
        _ type: Value.Type, _ node: SettingNode, _ context: SettingContext
    ) throws(SettingFault) -> any OptionValue {
        guard isList else {
            let value = try Value.parse(node, in: context)
            try check(value)
            return value
        }
        let values = try [Value].parse(node, in: context)
        for (place, value) in values.enumerated() {
            do throws(SettingFault) {
                try check(value)
            } catch {
                guard case .list(let nodes) = node.content else { throw error }
                throw SettingFault(error.message, hint: error.hint, at: nodes[place].location)
            }
        }
        return values
    }

    private func check(_ value: any OptionValue) throws(SettingFault) {
        let text = value.canonical
        if !allowed.isEmpty, !allowed.contains(text) {
            throw SettingFault(
                "'\(text)' is not one of the values",
                hint: FaultList.hint(for: text, among: allowed, "one of: \(allowed.joined(separator: ", "))"))
        }
        let number = (value as? Int).map(Double.init) ?? value as? Double
        if let number, let minimum, number < minimum {
            throw SettingFault("\(text) is too small: at least \(written(minimum))")
        }
        if let number, let maximum, number > maximum {
            throw SettingFault("\(text) is too large: at most \(written(maximum))")
        }
        if let minimumLength, text.unicodeScalars.count < minimumLength {
            throw SettingFault("too short: at least \(minimumLength) characters")
        }
        if let pattern, let expression = try? Regex(pattern), (try? expression.firstMatch(in: text)) == nil {
            throw SettingFault("'\(text)' does not match \(pattern)")
        }
    }

    static func isPattern(_ text: String) -> Bool { (try? Regex(text)) != nil }

    private func written(_ bound: Double) -> String {
        base == .integer ? String(Int(bound)) : bound.canonical
    }

    /// Paths as they were written.
    static func shown(_ value: any OptionValue) -> String {
        if let paths = value as? [StagePath] { return "[" + paths.map(\.shown).joined(separator: ", ") + "]" }
        return (value as? StagePath)?.shown ?? ""
    }

    // MARK: Words

    /// The bounds of an integer, which the pages of stages show by themselves.
    var wholeBounds: (minimum: Int?, maximum: Int?) {
        base == .integer ? (minimum.map { Int($0) }, maximum.map { Int($0) }) : (nil, nil)
    }

    var kind: String {
        var words: String
        switch base {
        case .text: words = String.kind
        case .integer: words = Int.kind
        case .number: words = Double.kind
        case .boolean: words = Bool.kind
        case .path: words = StagePath.kind
        case .date: words = CalendarDay.kind
        case .months: words = Months.kind
        }
        if !allowed.isEmpty { words = allowed.map { "`\($0)`" }.joined(separator: ", ") }
        if base == .number {
            if let minimum { words += ", at least \(written(minimum))" }
            if let maximum { words += ", at most \(written(maximum))" }
        }
        if let minimumLength { words += ", at least \(minimumLength) characters" }
        if let pattern { words += ", like `\(pattern)`" }
        return isList ? "list of \(words)" : words
    }

    /// JSON Schema of the values, for editors.
    var jsonSchema: String {
        var members: [JSONValue.Member] = []
        switch base {
        case .text, .path: members.append(.init("type", .text("string")))
        case .integer: members.append(.init("type", .text("integer")))
        case .number: members.append(.init("type", .text("number")))
        case .boolean: members.append(.init("type", .text("boolean")))
        case .date, .months: return isList ? Self.listSchema(own) : own
        }
        if !allowed.isEmpty {
            members.append(.init("enum", .list(allowed.map { base == .text ? .text($0) : .raw($0) })))
        }
        if let minimum { members.append(.init("minimum", .raw(written(minimum)))) }
        if let maximum { members.append(.init("maximum", .raw(written(maximum)))) }
        if let minimumLength { members.append(.init("minLength", .integer(minimumLength))) }
        if let pattern { members.append(.init("pattern", .text(pattern))) }
        let schema = JSONValue.object(members).line
        return isList ? Self.listSchema(schema) : schema
    }

    private var own: String { base == .date ? CalendarDay.jsonSchema : Months.jsonSchema }

    private static func listSchema(_ item: String) -> String {
        #"{"anyOf": [{"type": "array", "items": \#(item)}, \#(item)]}"#
    }
}

extension JSONValue {
    /// The value of an option as JSON: dates and numbers of months as they are written, paths absolute.
    init(_ value: any OptionValue) {
        switch value {
        case let text as String: self = .text(text)
        case let number as Int: self = .integer(number)
        case let number as Double: self = .raw(number.canonical)
        case let flag as Bool: self = .boolean(flag)
        case let path as StagePath: self = .text(path.path)
        case let values as [any OptionValue]: self = .list(values.map(JSONValue.init))
        default: self = .text(value.canonical)
        }
    }
}
