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

    // What every value touches comes first, so that it lies together in memory.
    let type: FieldType
    let isStored: Bool
    /// Whether the codes or texts are a closed list.
    let isClosed: Bool
    let hasMap: Bool
    /// Whether more is asked of a value than its form, or the form has options.
    let hasRules: Bool
    /// Whether a text is taken as it stands: neither cleaned nor looked up.
    let isDirect: Bool
    let isCleaned: Bool
    /// Whether a value can be taken for none, and whether that of the open record was.
    let mayBeNone: Bool
    var isNone = false
    /// How often each word of a closed list or a code map was taken, by the column's code.
    let words: UnsafeMutablePointer<Int>
    var builder: ColumnBuilder
    let lookup: Int
    var fallback = Fallback.null
    /// The document's texts, where the column has others: codes before a map, staff identifiers, a closed list.
    var raw = TextDictionary()
    /// The column's code for each code of `raw`.
    var codes: [Int32] = []
    let mapDefault: Int32
    let mapsRestToNone: Bool
    /// How many values only the map's default took.
    var unmapped = 0
    /// How many bad values were taken for none, how many stood where `nullFlavor` says that there is none, and how many
    /// looked-up values were not found.
    var unread = 0
    var nullFlavored = 0
    var unmatched = 0
    /// How many records that are rows have a value of their own.
    var filled = 0
    /// The same of rows that were handed on.
    var filledBefore = 0
    let wordCount: Int
    /// Whether several paths of different rank lead here.
    let isRanked: Bool
    /// Whether keys of a lookup stand in the column until all tables are read.
    var unresolved = false
    /// How often each of those keys was stored, by its code.
    var keyUses: [Int: Int] = [:]
    let form: FieldForm
    private let cleaning: TextCleaning
    private var scratch = BufferBuilder<UInt8>()
    private let hasPattern: Bool
    private let pattern: ValuePattern?

    init(_ plan: MappingPlan.FieldPlan, isStored: Bool) {
        type = plan.type
        self.isStored = isStored
        isClosed = plan.values != nil || plan.map != nil
        lookup = plan.lookup ?? -1
        form = FieldForm(plan)
        cleaning = plan.cleaning
        isCleaned = !plan.cleaning.isNone
        isDirect = plan.lookup == nil && plan.cleaning.isNone
        hasRules = !plan.rules.isNone || !plan.time.clock.isShown
        hasPattern = plan.rules.pattern != nil
        // It compiled when the mapping was read; one that does not any more matches nothing.
        if let text = plan.rules.pattern { pattern = try? ValuePattern(text) } else { pattern = nil }
        var builder = ColumnBuilder(plan.type.columnType ?? .utf8)
        for value in plan.type == .code ? plan.values ?? [] : [] { _ = Self.code(of: value, in: &builder.dictionary) }
        for word in FieldForm.words(of: plan.type) { _ = Self.code(of: word, in: &builder.dictionary) }
        hasMap = plan.map != nil
        mapsRestToNone = plan.mapsRestToNone
        mayBeNone = plan.rules.isLenient || plan.mapsRestToNone || plan.type == .comparator
        for entry in plan.map ?? [] {
            let code = Self.code(of: entry.to, in: &builder.dictionary)
            if Int(Self.code(of: entry.from, in: &raw)) == codes.count { codes.append(code) }
        }
        mapDefault = plan.mapDefault.map { Self.code(of: $0, in: &builder.dictionary) } ?? -1
        if plan.type == .text { for value in plan.values ?? [] { _ = Self.code(of: value, in: &raw) } }
        if let text = plan.fallback {
            if plan.type == .code || !FieldForm.words(of: plan.type).isEmpty {
                fallback = .word(Self.code(of: text, in: &builder.dictionary))
            } else {
                fallback = Self.fallback(text, plan.type)
            }
        }
        wordCount = isClosed && plan.type == .code ? builder.dictionary.count : 0
        words = .allocate(capacity: max(wordCount, 1))
        words.initialize(repeating: 0, count: max(wordCount, 1))
        isRanked = plan.isRanked
        self.builder = builder
    }

    deinit { words.deallocate() }

    private static func code(of text: String, in dictionary: inout TextDictionary) -> Int32 {
        Array(text.utf8).withUnsafeBufferPointer { dictionary.code(of: $0) }
    }

    private static func fallback(_ text: String, _ type: FieldType) -> Fallback {
        switch FieldForm.written(text, type) {
        case .text: .text(Array(text.utf8))
        case .word(let value): .word(value)
        case .long(let value): .long(value)
        case .number(let value): .long(Int64(bitPattern: value.bitPattern))
        case .nothing, nil: .null
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

    /// A text after what the mapping says is cut from it and put to it; good until the next one.
    mutating func cleaned(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        cleaning.cleaned(text, &scratch)
    }

    /// Whether a text is empty, or nothing but what is cut from it.
    mutating func saysNothing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.isEmpty || isCleaned && cleaned(text).isEmpty
    }

    /// Checks a value and stores it at `row`; what comes back is why it cannot be.
    @inline(__always) mutating func take(
        _ text: UnsafeBufferPointer<UInt8>, row: Int, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) -> RejectReason? {
        hasRules ? takeByRules(text, row: row, pseudonymiser) : takePlain(text, row: row, pseudonymiser)
    }

    @inline(__always) private mutating func takePlain(
        _ text: UnsafeBufferPointer<UInt8>, row: Int, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) -> RejectReason? {
        switch type {
        case .code:
            if hasMap { return takeMapped(text, row: row) }
            if isClosed {
                guard let code = builder.dictionary.find(text) else { return .notAValue }
                count(code)
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
            if isStored { builder.putInt32(pseudonymCode(of: text, pseudonymiser), row: row) }
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
        default: return takeForm(text, row: row)
        }
    }

    /// The way of a field with rules: its pattern and its form with bounds; a bad value may be none.
    @inline(never) private mutating func takeByRules(
        _ text: UnsafeBufferPointer<UInt8>, row: Int, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) -> RejectReason? {
        let reason: RejectReason?
        if hasPattern, pattern?.matches(text) != true {
            reason = .pattern
        } else {
            switch type {
            case .code, .text, .pseudonym, .identifier, .nhsNumber, .token, .optOut:
                reason = reasonOfForm(text) ?? takePlain(text, row: row, pseudonymiser)
            default: reason = takeForm(text, row: row)
            }
        }
        guard reason != nil, form.rules.isLenient else { return reason }
        unread += 1
        isNone = true
        if isStored { putFallback(row: row) }
        return nil
    }

    private func reasonOfForm(_ text: UnsafeBufferPointer<UInt8>) -> RejectReason? {
        do {
            _ = try form.value(text)
            return nil
        } catch {
            return error.reason
        }
    }

    /// The way of the rarer types, and of all with bounds.
    private mutating func takeForm(_ text: UnsafeBufferPointer<UInt8>, row: Int) -> RejectReason? {
        do {
            let value = try form.value(text)
            if case .nothing = value { isNone = true }
            guard isStored else { return nil }
            switch value {
            case .word(let value): builder.putInt32(value, row: row)
            case .long(let value): builder.putInt64(value, row: row)
            case .number(let value): builder.putDouble(value, row: row)
            case .text: builder.putText(text, row: row)
            case .nothing: putFallback(row: row)
            }
            return nil
        } catch {
            return error.reason
        }
    }

    private mutating func takeMapped(_ text: UnsafeBufferPointer<UInt8>, row: Int) -> RejectReason? {
        let code = mappedCode(of: text)
        if code == -2 { return .notAValue }
        if code < 0 {
            isNone = true
            if isStored { putFallback(row: row) }
            return nil
        }
        count(code)
        if isStored { builder.putInt32(code, row: row) }
        return nil
    }

    /// The column's code of a word of the document: −1 for none, −2 where the map does not know it.
    mutating func mappedCode(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        if let found = raw.find(text) { return codes[Int(found)] }
        if mapDefault >= 0 || mapsRestToNone {
            unmapped += 1
            return mapDefault
        }
        return -2
    }

    @inline(__always) mutating func pseudonymCode(
        of text: UnsafeBufferPointer<UInt8>, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) -> Int32 {
        let place = Int(raw.code(of: text))
        if place == codes.count {
            let (high, low) = pseudonymiser.pointee.token(.staff, text)
            codes.append(PersonToken(high: high, low: low).withDigits { builder.dictionary.code(of: $0) })
        }
        return codes[place]
    }

    /// Counts a word of a closed list.
    @inline(__always) private mutating func count(_ code: Int32) { words[Int(code)] += 1 }
}
