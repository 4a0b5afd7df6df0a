/// A value of the pipeline file, with the place where it stands: what options are parsed from.
public struct SettingNode: Sendable, Hashable {
    public indirect enum Content: Sendable, Hashable {
        case scalar(String)
        case list([SettingNode])
        case map([Entry])
    }

    /// One key of a mapping.
    public struct Entry: Sendable, Hashable {
        public var key: String
        public var keyLocation: SourceLocation
        public var value: SettingNode

        public init(key: String, keyLocation: SourceLocation, value: SettingNode) {
            self.key = key
            self.keyLocation = keyLocation
            self.value = value
        }
    }

    public var content: Content
    public var location: SourceLocation

    public init(_ content: Content, at location: SourceLocation) {
        self.content = content
        self.location = location
    }

    /// The value of a scalar, or `nil`.
    public var scalar: String? {
        if case .scalar(let text) = content { text } else { nil }
    }
}

/// What is wrong with one option's value.
public struct SettingFault: Error, Sendable, Hashable {
    public var message: String
    public var hint: String?
    /// A place inside the value; `nil` for the value as a whole.
    public var location: SourceLocation?

    public init(_ message: String, hint: String? = nil, at location: SourceLocation? = nil) {
        self.message = message
        self.hint = hint
        self.location = location
    }
}

/// What a value needs to know of its surroundings while it is parsed.
public struct SettingContext: Sendable {
    /// The absolute folder that relative paths are relative to: the pipeline file's.
    public var folder: String

    public init(folder: String) { self.folder = folder }
}
