import Tables

/// What is asked of the values of a field beyond their form.
struct ValueRules: Sendable {
    /// Bounds of days, seconds, whole numbers and money, as the column has them.
    var least: Int64?
    var most: Int64?
    /// Bounds of doubles.
    var leastNumber: Double?
    var mostNumber: Double?
    /// A POSIX extended regular expression, already tried.
    var pattern: String?
    /// In characters.
    var maxLength: Int?
    /// Whether a bad value is none, instead of a reason to set the record aside.
    var isLenient = false

    var isNone: Bool {
        least == nil && most == nil && leastNumber == nil && mostNumber == nil && pattern == nil && maxLength == nil
            && !isLenient
    }
}

/// How the texts of a field become values: its type, with the options that dates and times have.
struct FieldForm: Sendable {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    let type: FieldType
    let time: TimeForm
    let rules: ValueRules

    init(_ plan: MappingPlan.FieldPlan) {
        type = plan.type
        time = plan.time
        rules = plan.rules
    }

    /// A value, as its column stores it.
    enum Value {
        /// Days, codes of `words` and booleans.
        case word(Int32)
        /// Seconds, whole numbers and money.
        case long(Int64)
        case number(Double)
        /// A text of which the bytes are the value.
        case text
        /// A good text that says nothing, as a plain number says no comparator.
        case nothing
    }

    /// The value of a text; what is thrown is why it has none.
    func value(_ text: Bytes) throws(Misfit) -> Value {
        if let most = rules.maxLength, text.count > most, ValueForms.characters(text) > most {
            throw Misfit(reason: .tooLong)
        }
        let found = try read(text)
        switch found {
        case .word(let value) where type.columnType == .date:
            if !isInRange(Int64(value)) { throw Misfit(reason: .outOfRange) }
        case .long(let value):
            if !isInRange(value) { throw Misfit(reason: .outOfRange) }
        case .number(let value):
            if let least = rules.leastNumber, value < least { throw Misfit(reason: .outOfRange) }
            if let most = rules.mostNumber, value > most { throw Misfit(reason: .outOfRange) }
        default: break
        }
        return found
    }

    /// Why a text is no value of a field.
    struct Misfit: Error {
        var reason: RejectReason
    }

    private func isInRange(_ value: Int64) -> Bool { value >= rules.least ?? .min && value <= rules.most ?? .max }

    private func read(_ text: Bytes) throws(Misfit) -> Value {
        let found: Value? =
            switch type {
            case .date: ValueForms.date(text).map { .word($0) }
            case .week: ValueForms.week(text).map { .word($0) }
            case .boolean: ValueForms.boolean(text).map { .word($0 ? 1 : 0) }
            case .schemaBoolean: ValueForms.schemaBoolean(text).map { .word($0 ? 1 : 0) }
            case .localTime: ValueForms.localTime(text).map { .long($0) }
            case .dateOrTime: ValueForms.dateOrTime(text).map { .long($0) }
            case .integer: ValueForms.integer(text).map { .long($0) }
            case .money: ValueForms.money(text).map { .long($0) }
            case .decimal: ValueForms.decimal(text).map { .number($0) }
            case .quantity: ValueForms.quantity(text).map { .number($0) }
            case .comparator: ValueForms.comparatorCode(text).map { $0.map { .word($0) } ?? .nothing }
            case .datePrecision: WrittenTime(any: text).map { .word($0.precision.rawValue) }
            case .isoDate, .partialDate, .hl7Date, .anyDate: written(text).flatMap { time.day($0) }.map { .word($0) }
            case .utcTime, .isoTime, .partialTime, .hl7Time, .anyTime:
                written(text).flatMap { time.seconds($0) }.map { .long($0) }
            case .text, .code, .pseudonym, .identifier, .nhsNumber, .token, .optOut: .text
            }
        guard let found else { throw Misfit(reason: .malformed) }
        return found
    }

    /// The parts of a date or time of this field's own shape.
    private func written(_ text: Bytes) -> WrittenTime? {
        switch type {
        case .isoDate, .isoTime: ValueForms.isoTime(text) == nil ? nil : WrittenTime(iso: text)
        case .utcTime: ValueForms.utcTime(text) == nil ? nil : WrittenTime(iso: text)
        case .hl7Date, .hl7Time: WrittenTime(hl7: text)
        case .anyDate, .anyTime: WrittenTime(any: text)
        default: WrittenTime(iso: text)
        }
    }

    /// The words of a column whose texts are not the document's, in the order of their codes.
    static func words(of type: FieldType) -> [String] {
        switch type {
        case .comparator: ValueForms.comparators
        case .datePrecision: WrittenTime.Precision.allCases.map(\.word)
        default: []
        }
    }

    /// A default, constant or bound, written as the column has it: dates `YYYY-MM-DD`, times `YYYY-MM-DDThh:mm:ss`.
    /// `nil` where it is not of that form.
    static func written(_ text: String, _ type: FieldType) -> Value? {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            switch type.columnType {
            case .date: ValueForms.plainDate(bytes).map { .word($0) }
            case .timestamp: ValueForms.localTime(bytes).map { .long($0) }
            case .int64: (type == .money ? ValueForms.money(bytes) : ValueForms.integer(bytes)).map { .long($0) }
            case .float64: ValueForms.decimal(bytes).map { .number($0) }
            case .bool: ValueForms.boolean(bytes).map { .word($0 ? 1 : 0) }
            default: type == .text || type == .code ? .text : nil
            }
        }
    }
}
