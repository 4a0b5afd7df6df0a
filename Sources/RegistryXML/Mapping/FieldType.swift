public import Tables

/// What a field of a mapping is in the document, and what becomes of it.
public enum FieldType: String, Sendable, Hashable, CaseIterable {
    /// Any text; a `utf8` column.
    case text
    /// A code, of a closed list where the mapping gives one; a `dictionary` column.
    case code
    /// `YYYY-MM-DD`, a real day; a zone after it (`xs:date`) is left aside.
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
    /// A date or a time as XML Schema and FHIR write it, down to its year alone, as a date.
    case partialDate = "partial_date"
    /// The same as a timestamp.
    case partialTime = "partial_time"
    /// A date or a time as HL7 version 3 writes it, `YYYY[MM[DD[hh[mm[ss[.S]]]]]]` with or without zone, as a date.
    case hl7Date = "hl7_date"
    /// The same as a timestamp.
    case hl7Time = "hl7_time"
    /// Either of the two, as a date.
    case anyDate = "any_date"
    /// Either of the two, as a timestamp.
    case anyTime = "any_time"
    /// How far either of the two goes: `year`, `month`, `day`, `hour`, `minute` or `second`.
    case datePrecision = "date_precision"
    /// `[0-9]+`.
    case integer
    /// A decimal number, as a double.
    case decimal
    /// A decimal number, perhaps with an exponent and a comparator before it, as a double.
    case quantity
    /// What stands before such a number: `<`, `<=`, `>`, `>=` or `~`; null where nothing does.
    case comparator
    /// A decimal amount of pounds, as units of 10⁻⁴ rounded half to even.
    case money
    /// `true` or `false`.
    case boolean
    /// `true`, `false`, `1` or `0`.
    case schemaBoolean = "xs_boolean"
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
        case .code, .pseudonym, .optOut, .comparator, .datePrecision: .dictionary
        case .date, .isoDate, .week, .partialDate, .hl7Date, .anyDate: .date
        case .localTime, .utcTime, .dateOrTime, .isoTime, .partialTime, .hl7Time, .anyTime: .timestamp
        case .integer, .money: .int64
        case .decimal, .quantity: .float64
        case .boolean, .schemaBoolean: .bool
        case .identifier: nil
        }
    }

    /// Whether the field says who a person is: a malformed one is counted, and never costs the record.
    var isPerson: Bool { self == .nhsNumber || self == .token }

    /// Whether the bytes of its text are the value, as of a code.
    var isWord: Bool {
        switch self {
        case .text, .code, .identifier, .token, .pseudonym: true
        default: false
        }
    }

    /// Whether its values have an order that bounds can be set to.
    var hasRange: Bool {
        switch columnType {
        case .date, .timestamp, .int64, .float64: true
        default: false
        }
    }

    /// Whether a text of it may be a year or a month.
    var mayBePartial: Bool {
        switch self {
        case .partialDate, .partialTime, .hl7Date, .hl7Time, .anyDate, .anyTime: true
        default: false
        }
    }

    /// Whether a text of it may say its zone.
    var mayHaveZone: Bool { mayBePartial || self == .utcTime || self == .isoTime || self == .isoDate }
}
