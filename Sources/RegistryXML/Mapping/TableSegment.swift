public import Tables

/// Rows of one table that are whole, handed on while the document still goes on.
public struct TableSegment: Sendable {
    /// The table's place in the mapping.
    public var table: Int
    public var count: Int
    /// The columns asked for, in the order of the table's schema. A dictionary column holds codes alone: its texts come at
    /// the end.
    public var columns: [Column]
}

/// What is known of a table only when its document ends.
public struct ClosedTable: Sendable {
    /// The texts of dictionary columns by name; null where the key of a lookup found nothing.
    public var dictionaries: [String: Column] = [:]
}
