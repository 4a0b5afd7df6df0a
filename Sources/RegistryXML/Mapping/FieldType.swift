public import Tables

/// What a field of a mapping is in the document, and what becomes of it.
public enum FieldType: String, Sendable, Hashable, CaseIterable {
    /// Any text; a `utf8` column.
    case text
    /// A code, of a closed list where the mapping gives one; a `dictionary` column.
    case code
    /// `YYYY-MM-DD`, a real day.
    case date
    /// `YYYY-MM-DDThh:mm:ss`.
    case localTime = "local_time"
    /// `YYYY-MM-DDThh:mm:ssZ`.
    case utcTime = "utc_time"
    /// A date (its midnight) or a local time.
    case dateOrTime = "date_or_time"
    /// A date or a time with or without fraction and zone: what the clock showed, as a timestamp.
    case isoTime = "iso_time"
    /// The day of the same, as a date.
    case isoDate = "iso_date"
    /// `[0-9]+`.
    case integer
    /// A decimal number, as a double.
    case decimal
    /// A decimal amount of pounds, as units of 10⁻⁴ rounded half to even.
    case money
    /// `true` or `false`.
    case boolean
    /// `WWYYYY`, as the Monday of that ISO week.
    case week
    /// The local identifier of a patient: never a column.
    case identifier
    /// An NHS number, as a keyed token; null where absent or invalid.
    case nhsNumber = "nhs_number"
    /// Text that already is a pseudonym of the person, as a keyed token.
    case token
    /// A staff identifier, as a keyed token.
    case pseudonym
    /// `none`, `type1` or `national`.
    case optOut = "opt_out"

    /// The type of its column, or `nil` where it has none.
    public var columnType: ColumnType? {
        switch self {
        case .text, .nhsNumber, .token: .utf8
        case .code, .pseudonym, .optOut: .dictionary
        case .date, .isoDate, .week: .date
        case .localTime, .utcTime, .dateOrTime, .isoTime: .timestamp
        case .integer, .money: .int64
        case .decimal: .float64
        case .boolean: .bool
        case .identifier: nil
        }
    }

    /// Whether the field says who a person is: a malformed one is counted, and never costs the record.
    var isPerson: Bool { self == .nhsNumber || self == .token }
}
