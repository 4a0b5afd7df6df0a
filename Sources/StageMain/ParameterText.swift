import StageKit
import StageProtocol

/// An option of a stage as a parameter of a manifest: the part of JSON Schema that manifests have.
enum ParameterText {
    static func schema(of option: AnyStageOption) -> String {
        var words: [String]
        if option.kind.hasPrefix(list) {
            let item = item(String(option.kind.dropFirst(list.count)), schema(option.jsonSchema, ofItem: true))
            words = ["type: array", "items: {\(item.joined(separator: ", "))}"]
        } else {
            words = item(option.kind, schema(option.jsonSchema, ofItem: false))
            if let minimum = option.minimum { words.append("minimum: \(minimum)") }
            if let maximum = option.maximum { words.append("maximum: \(maximum)") }
        }
        if let value = option.defaultValue { words.append("default: \(text(value))") }
        words.append("description: \(ManifestText.quoted(option.help))")
        return words.joined(separator: ", ")
    }

    private static let list = "list of "

    private static func item(_ kind: String, _ schema: JSONObject) -> [String] {
        switch kind {
        case Int.kind: return ["type: integer"]
        case Double.kind: return ["type: number"]
        case Bool.kind: return ["type: boolean"]
        case Months.kind: return ["type: string", "format: months"]
        case CalendarDay.kind: return ["type: string", "format: date"]
        case StagePath.kind: return ["type: string", "format: path"]
        default: break
        }
        var words = ["type: string"]
        // Cases of an enum are told in the schema or, of a raw type, in the kind: `a`, `b`.
        var cases = schema["enum"]?.list?.compactMap(\.text) ?? []
        if cases.isEmpty, kind.hasPrefix("`") {
            cases = kind.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        }
        if !cases.isEmpty { words.append("enum: [\(cases.map(ManifestText.quoted).joined(separator: ", "))]") }
        if let pattern = schema["pattern"]?.text { words.append("pattern: \(ManifestText.quoted(pattern))") }
        return words
    }

    /// The schema of a value, or of an item of a list.
    private static func schema(_ text: String, ofItem: Bool) -> JSONObject {
        guard let value = try? JSONValue(parsing: Array(text.utf8)), let object = value.object else { return [:] }
        if !ofItem { return object }
        return object["anyOf"]?.list?.first?.object?["items"]?.object ?? [:]
    }

    private static func text(_ value: any OptionValue) -> String {
        switch value {
        case let values as [any OptionValue]: "[\(values.map(text).joined(separator: ", "))]"
        case is Int, is Double, is Bool: value.canonical
        case let path as StagePath: ManifestText.quoted(path.shown)
        default: ManifestText.quoted(value.canonical)
        }
    }
}
