/// A type that an option may have.
public protocol OptionValue: Sendable {
    /// Reads the value from the pipeline file.
    static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> Self
    /// The value as it would be written; it is part of a task's key, so paths give an empty text (what counts is what
    /// the files hold).
    var canonical: String { get }
    /// JSON Schema of the values accepted, as a JSON object, for editors.
    static var jsonSchema: String { get }
    /// What kind of value it is, for people: `integer`, `months` …
    static var kind: String { get }
}

extension SettingNode {
    func text(_ wanted: String) throws(SettingFault) -> String {
        guard let scalar else { throw SettingFault("expected \(wanted)", at: location) }
        return scalar
    }
}

extension String: OptionValue {
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> String {
        try node.text("text")
    }
    public var canonical: String { self }
    public static var jsonSchema: String { #"{"type": "string"}"# }
    public static var kind: String { "text" }
}

extension Int: OptionValue {
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> Int {
        let text = try node.text("a whole number")
        guard let value = Int(text) else { throw SettingFault("expected a whole number, not '\(text)'") }
        return value
    }
    public var canonical: String { String(self) }
    public static var jsonSchema: String { #"{"type": ["integer", "string"]}"# }
    public static var kind: String { "integer" }
}

extension Double: OptionValue {
    /// A number in decimal digits, as JSON writes it.
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> Double {
        let text = try node.text("a number")
        guard text.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }),
            let value = Double(text), value.isFinite
        else { throw SettingFault("expected a number, not '\(text)'") }
        return value
    }
    public var canonical: String { description }
    public static var jsonSchema: String { #"{"type": ["number", "string"]}"# }
    public static var kind: String { "number" }
}

extension Bool: OptionValue {
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> Bool {
        let text = try node.text("true or false")
        guard let value = Bool(text) else { throw SettingFault("expected true or false, not '\(text)'") }
        return value
    }
    public var canonical: String { String(self) }
    public static var jsonSchema: String { #"{"type": ["boolean", "string"]}"# }
    public static var kind: String { "true or false" }
}

extension Array: OptionValue where Element: OptionValue {
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> [Element] {
        guard case .list(let nodes) = node.content else { return [try Element.parse(node, in: context)] }
        var values: [Element] = []
        for node in nodes {
            do throws(SettingFault) {
                values.append(try Element.parse(node, in: context))
            } catch {
                throw SettingFault(error.message, hint: error.hint, at: error.location ?? node.location)
            }
        }
        return values
    }
    public var canonical: String { "[" + map(\.canonical).joined(separator: ", ") + "]" }
    public static var jsonSchema: String {
        #"{"anyOf": [{"type": "array", "items": \#(Element.jsonSchema)}, \#(Element.jsonSchema)]}"#
    }
    public static var kind: String { "list of \(Element.kind)" }
}

/// A number of calendar months: `24 months`.
public struct Months: OptionValue, Hashable {
    public var count: Int

    public init(_ count: Int) { self.count = count }

    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> Months {
        let text = try node.text("a number of months, as '12 months'")
        guard let count = counted(text, unit: "month"), count >= 1, count <= 1200 else {
            throw SettingFault("expected a number of months, as '12 months', not '\(text)'")
        }
        return Months(count)
    }
    public var canonical: String { count == 1 ? "1 month" : "\(count) months" }
    public static var jsonSchema: String { #"{"type": "string", "pattern": "^[0-9]+ months?$"}"# }
    public static var kind: String { "months" }
}

/// A number of days: `21 days`.
public struct Days: OptionValue, Hashable {
    public var count: Int

    public init(_ count: Int) { self.count = count }

    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> Days {
        let text = try node.text("a number of days, as '21 days'")
        guard let count = counted(text, unit: "day"), count >= 0, count <= 36_600 else {
            throw SettingFault("expected a number of days, as '21 days', not '\(text)'")
        }
        return Days(count)
    }
    public var canonical: String { count == 1 ? "1 day" : "\(count) days" }
    public static var jsonSchema: String { #"{"type": "string", "pattern": "^[0-9]+ days?$"}"# }
    public static var kind: String { "days" }
}

/// The number of `12 months`, `1 month`.
private func counted(_ text: String, unit: String) -> Int? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[1] == unit || words[1] == unit + "s",
        words[0].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else { return nil }
    return Int(words[0])
}

extension CalendarDay: OptionValue {
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> CalendarDay {
        let text = try node.text("a date, as 2026-11-20")
        guard let day = CalendarDay(text) else {
            throw SettingFault("expected a date, as 2026-11-20, not '\(text)'")
        }
        return day
    }
    public var canonical: String { text }
    public static var jsonSchema: String { #"{"type": "string", "format": "date"}"# }
    public static var kind: String { "date" }
}

/// A file or folder, absolute once parsed: relative ones are relative to the pipeline file.
public struct StagePath: OptionValue, Hashable {
    /// Absolute, as the system takes it.
    public var path: String
    /// As the user wrote it, for messages.
    public var shown: String

    public init(_ path: String, shown: String? = nil) {
        self.path = path
        self.shown = shown ?? path
    }

    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> StagePath {
        let text = try node.text("a path")
        guard !text.isEmpty else { throw SettingFault("expected a path, not an empty text") }
        return StagePath(text.hasPrefix("/") ? text : context.folder + "/" + text, shown: text)
    }
    public var canonical: String { "" }
    public static var jsonSchema: String { #"{"type": "string"}"# }
    public static var kind: String { "path" }
}

extension OptionValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> Self {
        let text = try node.text("one of \(allCases.map(\.rawValue).joined(separator: ", "))")
        if let value = Self(rawValue: text) { return value }
        let names = allCases.map(\.rawValue)
        let near = NearestName.of(text, among: names).map { "did you mean '\($0)'? " } ?? ""
        throw SettingFault(
            "'\(text)' is not one of the values", hint: near + "one of: \(names.joined(separator: ", "))")
    }
    public var canonical: String { rawValue }
    public static var jsonSchema: String {
        #"{"type": "string"}"#
    }
    public static var kind: String { allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") }
}
