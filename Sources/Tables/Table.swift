/// Named, typed columns of one length, with the label that says how far they may travel. It never changes.
public struct Table: Sendable {
    public let schema: Schema
    public let columns: [Column]
    /// How many rows.
    public let count: Int
    public let sensitivity: Sensitivity

    /// A table of `columns` in the order of `schema`; all have the same length.
    public init(_ schema: Schema, _ columns: [Column], sensitivity: Sensitivity) {
        precondition(schema.fields.count == columns.count, "a column for every field")
        precondition(columns.allSatisfy { $0.count == columns[0].count }, "columns of one length")
        self.schema = schema
        self.columns = columns
        count = columns.first?.count ?? 0
        self.sensitivity = sensitivity
    }

    /// A table from names and columns.
    public init(_ columns: [(String, Column)], sensitivity: Sensitivity) {
        let fields = columns.map { Field($0.0, $0.1.type, optional: $0.1.hasNulls) }
        self.init(Schema(fields), columns.map(\.1), sensitivity: sensitivity)
    }

    /// The column of that name, or `nil`.
    public subscript(_ name: String) -> Column? { schema.index(of: name).map { columns[$0] } }

    /// Bytes of memory that its columns take.
    public var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }
}
