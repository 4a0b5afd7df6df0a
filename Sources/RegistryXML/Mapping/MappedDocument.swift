public import Tables

/// Why a record was set aside.
public enum RejectReason: String, Sendable, Hashable, CaseIterable {
    /// A required field is absent or empty.
    case missing
    /// The value is not of the field's form.
    case malformed
    /// The value is none of the field's closed list.
    case notAValue = "not_a_value"
    /// The value lies outside the field's bounds.
    case outOfRange = "out_of_range"
    /// The value does not match the field's pattern.
    case pattern
    /// The value is longer than the field's values may be.
    case tooLong = "too_long"
    /// No record of the other table has the key.
    case noMatch = "no_match"
}

/// A record that was set aside: where, which field and why. Never a value.
public struct Reject: Sendable, Hashable {
    public var table: String
    /// The element, by the local names from the root.
    public var path: String
    public var field: String
    public var reason: RejectReason
    /// Where the record's start tag ends, as libxml2 counts.
    public var line: Int
    public var column: Int
    public var byteOffset: Int64

    public init(
        table: String, path: String, field: String, reason: RejectReason, line: Int, column: Int, byteOffset: Int64
    ) {
        self.table = table
        self.path = path
        self.field = field
        self.reason = reason
        self.line = line
        self.column = column
        self.byteOffset = byteOffset
    }
}

/// Why a patient's record is withheld.
public enum WithheldKind: String, Sendable, Hashable, CaseIterable {
    case type1, national
    /// Not on the list of people whose records may be used.
    case notAllowed = "not_allowed"
}

/// An opt-out on a record that was set aside, which counts all the same.
public struct OptOutNotice: Sendable, Hashable {
    public var table: String
    public var identifier: PatientIdentifier?
    public var token: PersonToken
    public var kind: WithheldKind
}

/// What happened to the records of one table.
public struct TableCounts: Sendable, Hashable {
    /// Rows that came out, withheld ones included.
    public var kept = 0
    public var setAside = 0
    /// Records that a later one of the same id replaced.
    public var repeated = 0
    /// Rows that hold a token and an identifier only.
    public var withheld = 0
    /// Rows whose person was not given, or given as something that is no valid number.
    public var personAbsent = 0
    public var personInvalid = 0

    public init() {}
}

/// A count of something that stands at a path.
public struct PathCount: Sendable, Hashable {
    public var path: String
    public var count: Int
    /// Where two numbers should be equal: what the header states, and what was found.
    public var stated: Int?
    public var found: Int?

    public init(path: String, count: Int, stated: Int? = nil, found: Int? = nil) {
        self.path = path
        self.count = count
        self.stated = stated
        self.found = found
    }
}

/// The value of a header field.
public enum HeaderValue: Sendable, Hashable {
    case text(String)
    /// Integers, money (10⁻⁴ pounds) and timestamps (seconds).
    case integer(Int64)
    case date(CalendarDay)
    case decimal(Double)
    case boolean(Bool)
}

/// What a document says of itself.
public struct Header: Sendable, Hashable {
    public var values: [String: HeaderValue] = [:]

    public init() {}

    public func text(_ name: String) -> String? {
        if case .text(let text) = values[name] { text } else { nil }
    }

    public func integer(_ name: String) -> Int64? {
        if case .integer(let value) = values[name] { value } else { nil }
    }

    public func date(_ name: String) -> CalendarDay? {
        if case .date(let day) = values[name] { day } else { nil }
    }
}

/// One document as tables.
public struct MappedDocument: Sendable {
    public var header: Header
    /// Every table of the mapping, with the columns asked for; `pseudonymous` throughout.
    public var tables: [String: Table]
    /// The local identifiers of the rows of each table that has them.
    public var identifiers: [String: PatientIdentifiers]
    public var optOutNotices: [OptOutNotice]
    /// Records set aside, in document order.
    public var rejects: [Reject]
    public var counts: [String: TableCounts]
    /// Elements and attributes that the mapping does not know, by path in byte order.
    public var drift: [PathCount]
    /// The mapping's findings, in its order, zero included.
    public var findings: [PathCount]
    /// Values that a code map sent to its default, by `table.field` in byte order.
    public var unmapped: [PathCount]
    /// Values that were not of their field's form or rules and so were taken for none, by `table.field` in byte order.
    public var unread: [PathCount] = []
    /// Values that stood where `nullFlavor` says that there is none, by `table.field`.
    public var nullFlavored: [PathCount] = []
    /// Keys that no record of the other table has, by `table.field`.
    public var unmatched: [PathCount] = []
    /// Values of elements around records that came after records they belong to, by `table.field`.
    public var late: [PathCount] = []
    /// How many records have a value of their own, by `table.field`; one that is taken for none, or a default, is none.
    public var filled: [PathCount] = []
    /// How often each word of a closed list or a code map stood there, by `table.field=word`.
    public var words: [PathCount] = []
    /// What the end of the document says of rows that were handed on, by the tables' places in the mapping.
    public var closed: [ClosedTable] = []
    /// Bytes of the file, and of the XML in it.
    public var bytesIn: Int64
    public var bytesOut: Int64

    /// The identifiers of the table of patients; empty where the mapping has none.
    public func identifiers(of table: String) -> PatientIdentifiers {
        identifiers[table] ?? PatientIdentifiers(Texts([String]()))
    }
}
