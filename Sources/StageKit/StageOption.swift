/// One option of a stage, declared once: name, meaning, type, default, bounds.
///
/// A stage keeps its options as static constants, lists them in its descriptor and reads them with `options[Self.window]`.
public struct StageOption<Value: OptionValue>: StageOptionDeclaration {
    public let name: String
    public let help: String
    /// What holds where the option is left out; `nil` where it must be given or where leaving it out means something.
    public let defaultValue: Value?
    /// Whether the pipeline file must give it.
    public let isRequired: Bool
    let check: @Sendable (Value) throws(SettingFault) -> Void
    let bounds: Bounds

    struct Bounds: Sendable, Hashable {
        var minimum: Int?
        var maximum: Int?
    }

    init(
        name: String, help: String, defaultValue: Value?, isRequired: Bool, bounds: Bounds = Bounds(),
        check: @escaping @Sendable (Value) throws(SettingFault) -> Void
    ) {
        self.name = name
        self.help = help
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.bounds = bounds
        self.check = check
    }

    /// An option with a default. `check` throws where a value of the right type is still not allowed.
    public init(
        _ name: String, _ help: String, default defaultValue: Value,
        check: @escaping @Sendable (Value) throws(SettingFault) -> Void = { (_) throws(SettingFault) in }
    ) {
        self.init(name: name, help: help, defaultValue: defaultValue, isRequired: false, check: check)
    }

    /// An option that must be given.
    public static func required(
        _ name: String, _ help: String,
        check: @escaping @Sendable (Value) throws(SettingFault) -> Void = { (_) throws(SettingFault) in }
    ) -> StageOption {
        StageOption(name: name, help: help, defaultValue: nil, isRequired: true, check: check)
    }

    /// An option that may be left out, which then has no value.
    public static func optional(
        _ name: String, _ help: String,
        check: @escaping @Sendable (Value) throws(SettingFault) -> Void = { (_) throws(SettingFault) in }
    ) -> StageOption {
        StageOption(name: name, help: help, defaultValue: nil, isRequired: false, check: check)
    }

    public var erased: AnyStageOption {
        AnyStageOption(
            name: name, help: help, kind: Value.kind, isRequired: isRequired, defaultText: defaultValue?.canonical,
            minimum: bounds.minimum, maximum: bounds.maximum, jsonSchema: Value.jsonSchema,
            parse: { (node, context) throws(SettingFault) in
                let value = try Value.parse(node, in: context)
                try check(value)
                return value
            },
            defaultValue: defaultValue)
    }
}

extension StageOption where Value == Int {
    /// A whole number within bounds.
    public init(_ name: String, _ help: String, default defaultValue: Int, in bounds: PartialRangeFrom<Int>) {
        self.init(
            name: name, help: help, defaultValue: defaultValue, isRequired: false,
            bounds: Bounds(minimum: bounds.lowerBound),
            check: { (value) throws(SettingFault) in
                guard value >= bounds.lowerBound else {
                    throw SettingFault("\(value) is too small: at least \(bounds.lowerBound)")
                }
            })
    }
}

/// What every option can be turned into.
public protocol StageOptionDeclaration: Sendable {
    var erased: AnyStageOption { get }
}

/// An option without its type: what the pipeline file, the schema and the documentation work with.
public struct AnyStageOption: Sendable, StageOptionDeclaration {
    public let name: String
    public let help: String
    public let kind: String
    public let isRequired: Bool
    /// The default as it would be written, or `nil`.
    public let defaultText: String?
    public let minimum: Int?
    public let maximum: Int?
    /// JSON Schema of its values.
    public let jsonSchema: String
    /// Reads and checks a value.
    public let parse: @Sendable (SettingNode, SettingContext) throws(SettingFault) -> any OptionValue
    public let defaultValue: (any OptionValue)?

    /// An option whose type is known only once it is read, as those of a manifest are.
    public init(
        name: String, help: String, kind: String, isRequired: Bool, defaultText: String?, minimum: Int? = nil,
        maximum: Int? = nil, jsonSchema: String,
        parse: @escaping @Sendable (SettingNode, SettingContext) throws(SettingFault) -> any OptionValue,
        defaultValue: (any OptionValue)?
    ) {
        self.name = name
        self.help = help
        self.kind = kind
        self.isRequired = isRequired
        self.defaultText = defaultText
        self.minimum = minimum
        self.maximum = maximum
        self.jsonSchema = jsonSchema
        self.parse = parse
        self.defaultValue = defaultValue
    }

    public var erased: AnyStageOption { self }
}

/// The options of one stage as parsed, defaults filled in.
public struct StageOptions: Sendable {
    private var values: [String: any OptionValue]

    public init(_ values: [String: any OptionValue] = [:]) { self.values = values }

    /// The values given, with the defaults of `descriptor` for those left out.
    public init(_ values: [String: any OptionValue], defaultsOf descriptor: StageDescriptor) {
        self.values = values
        for option in descriptor.options where values[option.name] == nil {
            self.values[option.name] = option.defaultValue
        }
    }

    /// The value of an option, its default where it was left out, `nil` where it has none.
    public subscript<Value>(optional option: StageOption<Value>) -> Value? {
        values[option.name] as? Value ?? option.defaultValue
    }

    /// The value of an option that has a default or must be given.
    public subscript<Value>(option: StageOption<Value>) -> Value {
        get throws(StageFault) {
            guard let value = self[optional: option] else {
                throw StageFault("option '\(option.name)' is missing", code: .configuration, option: option.name)
            }
            return value
        }
    }

    /// The value of the option of that name, whatever its type; `nil` where it has none.
    public subscript(named name: String) -> (any OptionValue)? { values[name] }

    /// Names and values in byte order of the names, one line each: what a task's key depends on.
    public var canonical: String {
        values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\($0.key): \($0.value.canonical)\n" }.joined()
    }
}
