import Tables

/// One field of a table while a document is read: how its values are stored.
struct FieldState: ~Copyable {
    /// What a row has where the document says nothing.
    enum Fallback {
        case null
        case word(Int32)
        case long(Int64)
        case text([UInt8])
    }

    let type: FieldType
    let isStored: Bool
    /// Whether the codes or texts are a closed list.
    let isClosed: Bool
    let lookup: Int
    var fallback = Fallback.null
    var builder: ColumnBuilder
    /// The document's texts, where the column has others: codes before a map, staff identifiers, a closed list.
    var raw = TextDictionary()
    /// The column's code for each code of `raw`.
    var codes: [Int32] = []
    let hasMap: Bool
    let mapDefault: Int32
    /// How many values only the map's default took.
    var unmapped = 0

    init(_ plan: MappingPlan.FieldPlan, isStored: Bool) {
        type = plan.type
        self.isStored = isStored
        isClosed = plan.values != nil || plan.map != nil
        lookup = plan.lookup ?? -1
        var builder = ColumnBuilder(plan.type.columnType ?? .utf8)
        for value in plan.type == .code ? plan.values ?? [] : [] { _ = Self.code(of: value, in: &builder.dictionary) }
        hasMap = plan.map != nil
        for entry in plan.map ?? [] {
            let code = Self.code(of: entry.to, in: &builder.dictionary)
            if Int(Self.code(of: entry.from, in: &raw)) == codes.count { codes.append(code) }
        }
        mapDefault = plan.mapDefault.map { Self.code(of: $0, in: &builder.dictionary) } ?? -1
        if plan.type == .text { for value in plan.values ?? [] { _ = Self.code(of: value, in: &raw) } }
        if let text = plan.fallback {
            if plan.type == .code {
                fallback = .word(Self.code(of: text, in: &builder.dictionary))
            } else {
                fallback = Self.fallback(text, plan.type)
            }
        }
        self.builder = builder
    }

    private static func code(of text: String, in dictionary: inout TextDictionary) -> Int32 {
        Array(text.utf8).withUnsafeBufferPointer { dictionary.code(of: $0) }
    }

    private static func fallback(_ text: String, _ type: FieldType) -> Fallback {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { raw in
            switch type {
            case .text: .text(bytes)
            case .date: ValueForms.date(raw).map { .word($0) } ?? .null
            case .integer: ValueForms.integer(raw).map { .long($0) } ?? .null
            case .money: ValueForms.money(raw).map { .long($0) } ?? .null
            case .decimal: ValueForms.decimal(raw).map { .long(Int64(bitPattern: $0.bitPattern)) } ?? .null
            case .boolean: ValueForms.boolean(raw).map { .word($0 ? 1 : 0) } ?? .null
            default: .null
            }
        }
    }

    mutating func putFallback(row: Int) {
        switch fallback {
        case .null: builder.putNull(row: row)
        case .word(let value): builder.putInt32(value, row: row)
        case .long(let value): builder.putInt64(value, row: row)
        case .text(let bytes): bytes.withUnsafeBufferPointer { builder.putText($0, row: row) }
        }
    }

    @inline(__always) private mutating func put32(_ value: Int32?, row: Int) -> RejectReason? {
        guard let value else { return .malformed }
        if isStored { builder.putInt32(value, row: row) }
        return nil
    }

    @inline(__always) private mutating func put64(_ value: Int64?, row: Int) -> RejectReason? {
        guard let value else { return .malformed }
        if isStored { builder.putInt64(value, row: row) }
        return nil
    }

    /// Checks a value and stores it at `row`; what comes back is why it cannot be.
    @inline(__always) mutating func take(
        _ text: UnsafeBufferPointer<UInt8>, row: Int, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) -> RejectReason? {
        switch type {
        case .code:
            if hasMap { return takeMapped(text, row: row) }
            if isClosed {
                guard let code = builder.dictionary.find(text) else { return .notAValue }
                if isStored { builder.putInt32(code, row: row) }
            } else if isStored {
                builder.putText(text, row: row)
            }
            return nil
        case .date: return put32(ValueForms.date(text), row: row)
        case .localTime: return put64(ValueForms.localTime(text), row: row)
        case .text:
            if isClosed, raw.find(text) == nil { return .notAValue }
            if isStored { builder.putText(text, row: row) }
            return nil
        case .pseudonym:
            if isStored { putPseudonym(text, row: row, pseudonymiser) }
            return nil
        case .integer: return put64(ValueForms.integer(text), row: row)
        case .dateOrTime: return put64(ValueForms.dateOrTime(text), row: row)
        case .decimal:
            return put64(ValueForms.decimal(text).map { Int64(bitPattern: $0.bitPattern) }, row: row)
        case .money: return put64(ValueForms.money(text), row: row)
        case .utcTime: return put64(ValueForms.utcTime(text), row: row)
        case .isoTime: return put64(ValueForms.isoTime(text), row: row)
        case .isoDate: return put32(ValueForms.isoDate(text), row: row)
        case .week: return put32(ValueForms.week(text), row: row)
        case .boolean: return put32(ValueForms.boolean(text).map { $0 ? 1 : 0 }, row: row)
        case .identifier, .nhsNumber, .token, .optOut: return nil
        }
    }

    private mutating func takeMapped(_ text: UnsafeBufferPointer<UInt8>, row: Int) -> RejectReason? {
        var code = mapDefault
        if let found = raw.find(text) {
            code = codes[Int(found)]
        } else if code >= 0 {
            unmapped += 1
        } else {
            return .notAValue
        }
        if isStored { builder.putInt32(code, row: row) }
        return nil
    }

    @inline(__always) private mutating func putPseudonym(
        _ text: UnsafeBufferPointer<UInt8>, row: Int, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) {
        let place = Int(raw.code(of: text))
        if place == codes.count {
            let (high, low) = pseudonymiser.pointee.token(.staff, text)
            codes.append(PersonToken(high: high, low: low).withDigits { builder.dictionary.code(of: $0) })
        }
        builder.putInt32(codes[place], row: row)
    }
}
