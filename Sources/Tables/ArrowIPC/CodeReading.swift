/// Makes a dictionary column of codes of any width, checking that they all lead to a text.
struct CodeReading {
    let count: Int
    let validity: Buffer?
    let field: ArrowField

    /// The column: code 0 where there is no value and the code would lead nowhere, no value where a code leads to a null
    /// of the dictionary.
    func column(
        _ span: Range<Int>, _ type: ArrowInteger, _ dictionary: ArrowColumn,
        _ source: borrowing some BodySource & ~Copyable
    ) throws(ArrowFault) -> ArrowColumn {
        guard span.count / (type.bitWidth / 8) >= count else { throw source.short(field, span) }
        let part = try source.part(span.prefix(count * type.bitWidth / 8))
        // As 32 bits without a sign: negative codes and those that do not fit are then too large for any dictionary.
        let codes =
            switch type {
            case .int32, .uint32: part
            case .int8: Self.widened(part, Int8.self)
            case .int16: Self.widened(part, Int16.self)
            case .int64: Self.widened(part, Int64.self)
            case .uint8: Self.widened(part, UInt8.self)
            case .uint16: Self.widened(part, UInt16.self)
            case .uint64: Self.widened(part, UInt64.self)
            }
        let isInside = count == 0 || Self.largest(codes) < UInt32(clamping: dictionary.count)
        if isInside, dictionary.validity == nil { return column(codes, validity, dictionary) }
        return try settled(codes, dictionary, span, source)
    }

    private func column(_ codes: Buffer, _ validity: Buffer?, _ dictionary: ArrowColumn) -> ArrowColumn {
        ArrowColumn(field.type, count: count, validity: validity, values: codes, texts: dictionary.texts)
    }

    private static func widened<Code: FixedWidthInteger & BitwiseCopyable>(_ codes: Buffer, _: Code.Type) -> Buffer {
        codes.withBytes { bytes in
            let codes = bytes.assumingMemoryBound(to: Code.self)
            var result = BufferBuilder<UInt32>(capacity: codes.count)
            for index in 0..<codes.count {
                let code = codes[index]
                result.base[index] = code < 0 ? .max : UInt32(clamping: code)
            }
            result.used = codes.count
            return result.finish()
        }
    }

    private static func largest(_ codes: Buffer) -> UInt32 {
        codes.withBytes { bytes in
            var largest: UInt32 = 0
            for code in bytes.assumingMemoryBound(to: UInt32.self) { largest = max(largest, code) }
            return largest
        }
    }

    /// Row by row.
    private func settled(
        _ codes: Buffer, _ dictionary: ArrowColumn, _ span: Range<Int>, _ source: borrowing some BodySource & ~Copyable
    ) throws(ArrowFault) -> ArrowColumn {
        let size = UInt32(clamping: dictionary.count)
        let old = Values<UInt32>(codes)
        var new = BufferBuilder<UInt32>(capacity: count)
        let bits = (validity ?? .allOnes(count)).copied()
        var lost = false
        for row in 0..<count {
            var code = old[row]
            if let validity, !validity.bit(row) {
                code = 0
            } else if code >= size {
                throw source.damaged("a code of column '\(field.name)' is not in its dictionary", span)
            } else if !dictionary.isValid(Int(code)) {
                code = 0
                bits.base[row >> 3] &= ~(1 << UInt8(row & 7))
                lost = true
            }
            new.append(code)
        }
        guard field.isOptional || !lost else {
            throw source.damaged("column '\(field.name)' has a null but may not", span)
        }
        return column(new.finish(), lost ? bits.finish() : validity, dictionary)
    }
}
