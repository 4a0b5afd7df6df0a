extension ArrowBatch {
    /// The batch as a table of `schema`, which has the same names in the same order; by default each column is of the
    /// narrowest type of Strata's own that holds it (`ArrowType.columnType`).
    ///
    /// Every value is kept exactly, or there is a fault: a number that is too large, a time between two seconds, a null in a
    /// column that must have none. A column without values becomes one of any type.
    public func table(
        _ fields: ArrowSchema, as schema: Schema? = nil, sensitivity: Sensitivity, source: String = ""
    ) throws(ArrowFault) -> Table {
        let wanted = if let schema { schema } else { try fields.tableSchema(source: source) }
        guard wanted.fields.map(\.name) == fields.fields.map(\.name), columns.count == fields.fields.count else {
            throw .mismatch("the columns are not those of the table", path: source)
        }
        var converted: [Column] = []
        var budget = TextBudget()
        for (column, field) in zip(columns, wanted.fields) {
            converted.append(try column.column(as: field.type, name: field.name, source: source, &budget))
            guard field.isOptional || converted.last?.hasNulls == false else {
                throw ArrowFault(.damaged, "column '\(field.name)' has a null where it must have none", path: source)
            }
        }
        return Table(wanted, converted, sensitivity: sensitivity)
    }
}

extension ArrowColumn {
    /// The column as one of Strata's own, each value exact, or a fault that names the column `name`.
    public func column(as wanted: ColumnType? = nil, name: String, source: String = "") throws(ArrowFault) -> Column {
        var budget = TextBudget()
        return try column(as: wanted, name: name, source: source, &budget)
    }

    fileprivate func column(
        as wanted: ColumnType?, name: String, source: String, _ budget: inout TextBudget
    ) throws(ArrowFault) -> Column {
        guard let wanted = wanted ?? type.columnType else { throw .noColumnType(ArrowField(name, type), path: source) }
        func same(_ type: ColumnType, _ values: Buffer) -> Column {
            Column(type: type, count: count, validity: validity, values: values, texts: texts)
        }
        switch (type, wanted) {
        case (.null, _): return nullColumn(wanted)
        case (.bool, .bool), (.integer(.int32), .int32), (.integer(.int64), .int64), (.float64, .float64),
            (.date32, .date), (.timestamp(.second, nil), .timestamp), (.text, .utf8), (.dictionary, .dictionary):
            return same(wanted, values)
        case (.text, .dictionary), (.dictionary, .utf8):
            return try recoded(wanted, name, source, &budget)
        case (.integer(let integer), .int32):
            guard let values = narrowed(integer, Int32.self) else { throw tooLarge(name, "int32", source) }
            return same(.int32, values)
        case (.integer(let integer), .int64):
            guard let values = narrowed(integer, Int64.self) else { throw tooLarge(name, "int64", source) }
            return same(.int64, values)
        case (.float32, .float64):
            var doubles = BufferBuilder<Double>(capacity: count)
            for value in Values<Float>(values).prefix(count) { doubles.append(Double(value)) }
            return same(.float64, doubles.finish())
        case (.timestamp(let unit, nil), .timestamp):
            guard let seconds = wholeSeconds(unit) else {
                throw ArrowFault(
                    .unsupported, "column '\(name)' holds times between two seconds", path: source,
                    hint: "round its times to seconds")
            }
            return same(.timestamp, seconds)
        default:
            guard type.columnType != nil else { throw .noColumnType(ArrowField(name, type), path: source) }
            throw ArrowFault(
                .unsupported, "column '\(name)' is of the Arrow type \(type.name), not \(ArrowType(wanted).name)",
                path: source, hint: "cast the column to \(ArrowType(wanted).name)")
        }
    }

    private func tooLarge(_ name: String, _ type: String, _ source: String) -> ArrowFault {
        ArrowFault(
            .unsupported, "column '\(name)' holds numbers that \(type) does not", path: source,
            hint: "cast the column to \(type)")
    }

    private func nullColumn(_ type: ColumnType) -> Column {
        func zeros(_ count: Int) -> Buffer { BufferBuilder<UInt8>(repeating: 0, count: count).finish() }
        let isText = type == .utf8 || type == .dictionary
        let texts = Texts(offsets: zeros(type == .utf8 ? 4 * (count + 1) : 4), bytes: zeros(0))
        return Column(
            type: type, count: count, validity: count == 0 ? nil : zeros((count + 7) / 8),
            values: zeros(ArrowType(type).byteCount(of: count)), texts: isText ? texts : nil)
    }

    /// Texts in a dictionary, or out of it.
    private func recoded(
        _ wanted: ColumnType, _ name: String, _ source: String, _ budget: inout TextBudget
    ) throws(ArrowFault) -> Column {
        guard let texts else { return nullColumn(wanted) }
        var builder = ColumnBuilder(wanted)
        let codes = type.isDictionary ? Values<Int32>(values) : nil
        for row in 0..<count {
            guard isValid(row) else { builder.putNull(row: row); continue }
            let place = codes.map { Int($0[row]) } ?? row
            budget.left -= codes == nil ? 0 : Int(texts.offsets[place + 1] - texts.offsets[place])
            guard budget.left >= 0 else { throw budget.fault(name, path: source) }
            texts.withUTF8(at: place) { builder.putText($0.assumingMemoryBound(to: UInt8.self), row: row) }
        }
        return builder.finish(count: count)
    }

    /// Timestamps without what is less than a second; `nil` where one has such.
    private func wholeSeconds(_ unit: ArrowTimeUnit) -> Buffer? {
        let times = Values<Int64>(values), divisor = unit.perSecond
        var seconds = BufferBuilder<Int64>(capacity: count)
        for row in 0..<count {
            let (quotient, rest) = times[row].quotientAndRemainder(dividingBy: divisor)
            if rest != 0, isValid(row) { return nil }
            seconds.append(quotient)
        }
        return seconds.finish()
    }

    private func narrowed<To: FixedWidthInteger & BitwiseCopyable>(_ type: ArrowInteger, _: To.Type) -> Buffer? {
        switch type {
        case .int8: numbers(Int8.self, To.self)
        case .int16: numbers(Int16.self, To.self)
        case .int32: numbers(Int32.self, To.self)
        case .int64: numbers(Int64.self, To.self)
        case .uint8: numbers(UInt8.self, To.self)
        case .uint16: numbers(UInt16.self, To.self)
        case .uint32: numbers(UInt32.self, To.self)
        case .uint64: numbers(UInt64.self, To.self)
        }
    }

    /// The numbers in another width; `nil` where one does not fit.
    private func numbers<From: FixedWidthInteger & BitwiseCopyable & Sendable, To: FixedWidthInteger & BitwiseCopyable>(
        _: From.Type, _: To.Type
    ) -> Buffer? {
        let numbers = Values<From>(values)
        var result = BufferBuilder<To>(capacity: count)
        for row in 0..<count {
            let number = To(truncatingIfNeeded: numbers[row])
            if number != numbers[row], isValid(row) { return nil }
            result.append(number)
        }
        return result.finish()
    }
}
