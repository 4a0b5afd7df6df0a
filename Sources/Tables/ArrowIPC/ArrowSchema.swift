/// The name and type of one column as Arrow has it.
public struct ArrowField: Sendable, Hashable {
    public var name: String
    public var type: ArrowType
    /// Whether a value may be missing.
    public var isOptional: Bool

    public init(_ name: String, _ type: ArrowType, optional: Bool = false) {
        self.name = name
        self.type = type
        isOptional = optional
    }

    public init(_ field: Field) { self.init(field.name, ArrowType(field.type), optional: field.isOptional) }
}

/// The columns that messages carry, in order, names unique, and texts about them.
public struct ArrowSchema: Sendable, Hashable {
    public var fields: [ArrowField]
    public var metadata: [String: String]

    public init(_ fields: [ArrowField], metadata: [String: String] = [:]) {
        self.fields = fields
        self.metadata = metadata
    }

    public init(_ schema: Schema, metadata: [String: String] = [:]) {
        self.init(schema.fields.map { ArrowField($0) }, metadata: metadata)
    }

    /// The place of a column, or `nil`.
    public func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }

    /// The schema of a table that such columns become; a fault names the first column that no `ColumnType` holds.
    public func tableSchema(source: String = "") throws(ArrowFault) -> Schema {
        var schema = Schema([])
        for field in fields {
            guard let type = field.type.columnType else { throw .noColumnType(field, path: source) }
            schema.fields.append(Field(field.name, type, optional: field.isOptional || field.type == .null))
        }
        return schema
    }
}
