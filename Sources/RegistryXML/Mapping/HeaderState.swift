import Tables

/// The header of a document while it is read; the first value of a field holds.
struct HeaderState {
    let fields: [MappingPlan.FieldPlan]
    var header = Header()
    /// The first field whose value is malformed or not of its list.
    private(set) var fault: (field: Int, reason: RejectReason)?
    /// Whether the required fields have been looked for.
    var isChecked = false

    init(_ fields: [MappingPlan.FieldPlan]) {
        self.fields = fields
    }

    mutating func take(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let field = fields[index]
        if text.isEmpty || header.values[field.name] != nil || isChecked { return }
        guard var value = Self.value(text, field.type) else {
            if fault == nil { fault = (index, .malformed) }
            return
        }
        if let values = field.values, case .text(let read) = value {
            value = .text(read)
            if !values.contains(read), fault == nil { fault = (index, .notAValue) }
        }
        header.values[field.name] = value
    }

    private static func value(_ text: UnsafeBufferPointer<UInt8>, _ type: FieldType) -> HeaderValue? {
        switch type {
        case .date: ValueForms.date(text).map { .date(CalendarDay(number: $0)) }
        case .isoDate: ValueForms.isoDate(text).map { .date(CalendarDay(number: $0)) }
        case .week: ValueForms.week(text).map { .date(CalendarDay(number: $0)) }
        case .localTime: ValueForms.localTime(text).map { .integer($0) }
        case .utcTime: ValueForms.utcTime(text).map { .integer($0) }
        case .dateOrTime: ValueForms.dateOrTime(text).map { .integer($0) }
        case .isoTime: ValueForms.isoTime(text).map { .integer($0) }
        case .integer: ValueForms.integer(text).map { .integer($0) }
        case .money: ValueForms.money(text).map { .integer($0) }
        case .decimal: ValueForms.decimal(text).map { .decimal($0) }
        case .boolean: ValueForms.boolean(text).map { .boolean($0) }
        default: .text(String(decoding: text, as: UTF8.self))
        }
    }

    /// Fills in constants and defaults; the fault of the header, if it has one.
    mutating func check() -> (field: String, reason: RejectReason)? {
        isChecked = true
        if let fault { return (fields[fault.field].name, fault.reason) }
        for field in fields where header.values[field.name] == nil {
            if field.isRequired { return (field.name, .missing) }
            guard let fallback = field.fallback else { continue }
            header.values[field.name] = Array(fallback.utf8).withUnsafeBufferPointer { Self.value($0, field.type) }
        }
        return nil
    }
}
