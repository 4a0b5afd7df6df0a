extension BatchLayout {
    /// Column `index`, read and checked. Buffers that need no change are those of the source.
    func column(
        _ index: Int, _ field: ArrowField, dictionary: ArrowColumn? = nil, _ budget: inout TextBudget,
        _ source: borrowing some BodySource & ~Copyable
    ) throws(ArrowFault) -> ArrowColumn {
        let part = parts[index]
        let spans = Array(part.spans)
        guard field.type != .null else { return .nulls(count) }
        let validity = try validity(spans[0], part.nullCount, field, source)
        switch field.type {
        case .text(let layout):
            let reading = TextReading(count: count, validity: validity, field: field)
            let texts =
                switch layout {
                case .utf8: try reading.texts(spans[1], spans[2], Int32.self, source)
                case .largeUTF8: try reading.texts(spans[1], spans[2], Int64.self, source)
                case .utf8View: try reading.views(spans[1], Array(spans[2...]), &budget, source)
                }
            return ArrowColumn(
                field.type, count: count, validity: validity, values: Buffer([UInt8]()), texts: texts)
        case .dictionary(let codes, _, _):
            let reading = CodeReading(count: count, validity: validity, field: field)
            return try reading.column(spans[1], codes, dictionary ?? .noTexts, source)
        case .bool:
            let bits = try fixed(spans[1], (count + 7) / 8, field, source)
            return ArrowColumn(
                field.type, count: count, validity: validity, values: bits.withoutBits(from: count))
        default:
            let values = try fixed(spans[1], field.type.byteCount(of: count), field, source)
            return ArrowColumn(field.type, count: count, validity: validity, values: values)
        }
    }

    private func fixed(
        _ span: Range<Int>, _ size: Int, _ field: ArrowField, _ source: borrowing some BodySource & ~Copyable
    ) throws(ArrowFault) -> Buffer {
        guard span.count >= size else { throw source.short(field, span) }
        return try source.part(span.prefix(size))
    }

    /// The validity bits, 0 after the last row; `nil` where every row has a value.
    private func validity(
        _ span: Range<Int>, _ nulls: Int, _ field: ArrowField, _ source: borrowing some BodySource & ~Copyable
    ) throws(ArrowFault) -> Buffer? {
        guard nulls > 0 else { return nil }
        guard field.isOptional else { throw source.damaged("column '\(field.name)' has a null but may not", span) }
        let bits = try fixed(span, (count + 7) / 8, field, source).withoutBits(from: count)
        guard bits.withBytes({ BitCount.ones($0, count: count) }) == count - nulls else {
            throw source.damaged("column '\(field.name)' has another number of nulls than it says", span)
        }
        return bits
    }
}

extension Range<Int> {
    /// The first `count` numbers.
    func prefix(_ count: Int) -> Range<Int> { lowerBound..<lowerBound + count }
}

extension ArrowColumn {
    /// `count` rows without a value.
    static func nulls(_ count: Int) -> ArrowColumn {
        ArrowColumn(.null, count: count, validity: nil, values: Buffer([UInt8]()))
    }

    /// A dictionary before any text of it came.
    static var noTexts: ArrowColumn {
        ArrowColumn(.utf8, count: 0, validity: nil, values: Buffer([UInt8]()), texts: Texts([String]()))
    }
}

extension Buffer {
    /// The same bits with 0 from bit `count` on, which lies in the last byte or behind it.
    func withoutBits(from count: Int) -> Buffer {
        guard count % 8 != 0 else { return self }
        let used = UInt8((1 << (count % 8)) - 1), last = count / 8
        if withBytes({ $0[last] & ~used }) == 0 { return self }
        var bits = copied()
        bits[last] &= used
        return bits.finish()
    }

    /// A copy that may be changed.
    func copied() -> BufferBuilder<UInt8> {
        var bytes = BufferBuilder<UInt8>(capacity: count)
        UnsafeMutableRawPointer(bytes.base).copyMemory(from: base, byteCount: count)
        bytes.used = count
        return bytes
    }
}
