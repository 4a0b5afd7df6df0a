import Tables

/// The header of a document while it is read: of each field, the best value so far.
struct HeaderState {
    let fields: [MappingPlan.FieldPlan]
    var header = Header()
    /// Where the value of each field stands: the rank of its path, and its place in the document; and why it is none.
    private var found: [(rank: Int, order: Int, fault: RejectReason?)?]
    /// Whether the required fields have been looked for.
    var isChecked = false
    /// Whether the start tag of the document element has been looked at.
    private(set) var isStarted = false

    init(_ fields: [MappingPlan.FieldPlan]) {
        self.fields = fields
        found = Array(repeating: nil, count: fields.count)
    }

    mutating func take(_ index: Int, _ rank: Int, _ order: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if text.isEmpty || isChecked { return }
        if let known = found[index], (known.rank, known.order) <= (rank, order) { return }
        let field = fields[index]
        var scratch = BufferBuilder<UInt8>()
        let cleaned = field.cleaning.cleaned(text, &scratch)
        if cleaned.isEmpty { return }
        found[index] = (rank, order, nil)
        do {
            header.values[field.name] = try Self.value(cleaned, field)
        } catch {
            header.values[field.name] = nil
            if !field.rules.isLenient { found[index]?.fault = error.reason }
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
        for (index, field) in fields.enumerated() where isEnd || field.isEarly {
            if let fault = found[index]?.fault { return (field.name, fault) }
        }
        for field in fields where header.values[field.name] == nil {
            if field.isRequired {
                if isEnd || field.isEarly { return (field.name, .missing) }
            } else if isEnd || field.isEarly, let fallback = field.fallback {
                let value = FieldForm.written(fallback, field.type).flatMap { Self.value($0, field.type) }
                header.values[field.name] = value ?? .text(fallback)
            }
        }
        isChecked = isEnd
        isStarted = true
        return nil
    }
}
