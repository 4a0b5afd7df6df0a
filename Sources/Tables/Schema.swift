/// What the values of a column are; each has one layout in Arrow's memory format.
public enum ColumnType: String, Sendable, Hashable, CaseIterable {
    /// One bit a value.
    case bool
    case int32, int64, float64
    /// Text, 32-bit offsets.
    case utf8
    /// Text as 32-bit codes into a dictionary of the column's own.
    case dictionary
    /// Days since 1970-01-01, 32 bits (`date32`).
    case date
    /// Seconds since 1970-01-01T00:00:00 of a local clock, 64 bits, no zone (`timestamp[s]`).
    case timestamp
}

/// How far a table may travel (Documentation/Architecture.md).
public enum Sensitivity: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Names somebody: inside feed readers only.
    case identifiable
    /// About one person each, under a keyed pseudonym.
    case pseudonymous
    /// Counts of people, not yet safe.
    case aggregate
    /// Unprotected figures for the house itself.
    case `internal`
    /// Passed the disclosure gate.
    case disclosable

    public static func < (a: Sensitivity, b: Sensitivity) -> Bool { a.order < b.order }

    private var order: Int {
        switch self {
        case .identifiable: 0
        case .pseudonymous: 1
        case .aggregate: 2
        case .internal: 3
        case .disclosable: 4
        }
    }
}

/// The name and type of one column.
public struct Field: Sendable, Hashable {
    public var name: String
    public var type: ColumnType
    /// Whether a value may be missing.
    public var isOptional: Bool

    public init(_ name: String, _ type: ColumnType, optional: Bool = false) {
        self.name = name
        self.type = type
        isOptional = optional
    }
}

/// The columns of a table, in order; names are unique.
public struct Schema: Sendable, Hashable {
    public var fields: [Field]

    public init(_ fields: [Field]) { self.fields = fields }

    /// The place of a column, or `nil`.
    public func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}
