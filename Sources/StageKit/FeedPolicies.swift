/// What a reader does with a file that it must refuse.
public enum FeedErrorPolicy: Sendable, Hashable, OptionValue {
    /// The run ends once all files have been looked at.
    case stop
    /// The run goes on without the refused files: without so many at most, without any number where that is `nil`.
    case skip(upTo: Int?)

    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> FeedErrorPolicy {
        let text = try node.text("stop, skip or a number of files")
        switch text {
        case "stop": return .stop
        case "skip": return .skip(upTo: nil)
        default: break
        }
        if let first = text.utf8.first, first >= 0x31, first <= 0x39, let number = Int(text) {
            return .skip(upTo: number)
        }
        let near = NearestName.of(text, among: ["stop", "skip"]).map { "did you mean '\($0)'? " } ?? ""
        throw SettingFault(
            "expected stop, skip or a number of files, not '\(text)'",
            hint: near + "a number from 1 says how many refused files the run goes on without")
    }
    public var canonical: String {
        switch self {
        case .stop: "stop"
        case .skip(nil): "skip"
        case .skip(let number?): String(number)
        }
    }
    public static var jsonSchema: String {
        #"{"anyOf": [{"enum": ["stop", "skip"]}, {"type": "integer", "minimum": 1}, "#
            + #"{"type": "string", "pattern": "^[1-9][0-9]*$"}]}"#
    }
    public static var kind: String { "`stop`, `skip`, or a number" }
}

/// What to do about a feed that does not look like those of its source before it.
public enum DriftPolicy: String, Sendable, Hashable, CaseIterable, OptionValue {
    case report, stop
}

/// What to do about a missing sequence number.
public enum GapPolicy: String, Sendable, Hashable, CaseIterable, OptionValue {
    case report, stop
}
