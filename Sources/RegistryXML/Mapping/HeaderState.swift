import Tables

/// The header of a document while it is read; the first value of a field holds.
struct HeaderState {
    let fields: [MappingPlan.FieldPlan]
    var header = Header()
    /// The first field whose value is malformed, not of its list or against a rule.
    private(set) var fault: (field: Int, reason: RejectReason)?
    /// Whether the required fields have been looked for.
    var isChecked = false

    init(_ fields: [MappingPlan.FieldPlan]) {
        self.fields = fields
    }

    mutating func take(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let field = fields[index]
        if text.isEmpty || header.values[field.name] != nil || isChecked { return }
        var scratch = BufferBuilder<UInt8>()
        let cleaned = field.cleaning.cleaned(text, &scratch)
        if cleaned.isEmpty { return }
        do {
            if let value = try Self.value(cleaned, field) { header.values[field.name] = value }
        } catch {
            if !field.rules.isLenient, fault == nil { fault = (index, error.reason) }
        }
    }

    /// The value of a text; `nil` where it says nothing.
    private static func value(_ text: UnsafeBufferPointer<UInt8>, _ field: MappingPlan.FieldPlan)
        throws(FieldForm.Misfit) -> HeaderValue?
    {
        if let pattern = field.rules.pattern {
            // It compiled when the mapping was read; one that does not any more matches nothing.
            guard let pattern = try? ValuePattern(pattern), pattern.matches(text) else {
                throw FieldForm.Misfit(reason: .pattern)
            }
        }
        let found = try FieldForm(field).value(text)
        guard case .text = found else { return value(found, field.type) }
        var read = String(decoding: text, as: UTF8.self)
        if let map = field.map {
            if let entry = map.last(where: { $0.from == read }) {
                read = entry.to
            } else if field.mapsRestToNone {
                return nil
            } else if let rest = field.mapDefault {
                read = rest
            } else {
                throw FieldForm.Misfit(reason: .notAValue)
            }
        } else if let values = field.values, !values.contains(read) {
            throw FieldForm.Misfit(reason: .notAValue)
        }
        return .text(read)
    }

    private static func value(_ found: FieldForm.Value, _ type: FieldType) -> HeaderValue? {
        switch found {
        case .word(let value):
            switch type.columnType {
            case .bool: .boolean(value != 0)
            case .date: .date(CalendarDay(number: value))
            default: .text(FieldForm.words(of: type)[Int(value)])
            }
        case .long(let value): .integer(value)
        case .number(let value): .decimal(value)
        case .text, .nothing: nil
        }
    }

    /// The fault of the header so far, if it has one. At the end of the document all that is required must be there, and
    /// constants and defaults are filled in.
    mutating func check(isEnd: Bool) -> (field: String, reason: RejectReason)? {
        if let fault { return (fields[fault.field].name, fault.reason) }
        for field in fields where header.values[field.name] == nil {
            if field.isRequired {
                if isEnd || field.isEarly { return (field.name, .missing) }
            } else if isEnd || field.isEarly, let fallback = field.fallback {
                let value = FieldForm.written(fallback, field.type).flatMap { Self.value($0, field.type) }
                header.values[field.name] = value ?? .text(fallback)
            }
        }
        isChecked = isEnd
        return nil
    }
}
