/// Makes `Texts` of the buffers of one column, checking that every one is UTF-8 and lies where it says.
struct TextReading {
    let count: Int
    let validity: Buffer?
    let field: ArrowField

    /// The texts between ascending offsets of either width.
    func texts<Offset: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ offsetSpan: Range<Int>, _ byteSpan: Range<Int>, _: Offset.Type,
        _ source: borrowing some BodySource & ~Copyable
    ) throws(ArrowFault) -> Texts {
        // Without rows there may be no offset.
        guard count > 0 else { return Texts([String]()) }
        let size = (count + 1) * MemoryLayout<Offset>.stride
        guard offsetSpan.count >= size else { throw source.short(field, offsetSpan) }
        let buffer = try source.part(offsetSpan.prefix(size))
        let offsets = Values<Offset>(buffer)
        let start = offsets[0], end = offsets[count]
        guard start >= 0, end >= start, end <= byteSpan.count else {
            throw source.damaged("the texts of column '\(field.name)' lie outside of their buffer", offsetSpan)
        }
        guard end - start <= Int32.max else { throw tooLong(source, byteSpan) }
        guard Self.ascend(offsets) else {
            throw source.damaged("the offsets of column '\(field.name)' do not ascend", offsetSpan)
        }
        let first = byteSpan.lowerBound + Int(start)
        let texts = Texts(
            offsets: Offset.self == Int32.self && start == 0 ? buffer : Self.rebased(offsets, start),
            bytes: try source.part(first..<first + Int(end - start)))
        guard texts.areCharacters else {
            throw source.damaged("column '\(field.name)' holds text that is not valid UTF-8", byteSpan)
        }
        return texts
    }

    /// Whether no offset is negative or less than the one before it. Without a way out of the loop, which is then done
    /// for many offsets at once: the sign of each offset and of each difference are gathered.
    private static func ascend<Offset: FixedWidthInteger>(_ offsets: Values<Offset>) -> Bool {
        offsets.buffer.withBytes { bytes in
            let offsets = bytes.assumingMemoryBound(to: Offset.self)
            var signs: Offset = offsets[0]
            for index in 1..<max(offsets.count, 1) {
                signs |= offsets[index] | (offsets[index] &- offsets[index &- 1])
            }
            return signs >= 0
        }
    }

    /// Offsets of 32 bits from 0.
    private static func rebased<Offset: FixedWidthInteger>(_ offsets: Values<Offset>, _ start: Offset) -> Buffer {
        offsets.buffer.withBytes { bytes in
            let offsets = bytes.assumingMemoryBound(to: Offset.self)
            var result = BufferBuilder<Int32>(capacity: offsets.count)
            for index in 0..<offsets.count {
                result.base[index] = Int32(truncatingIfNeeded: offsets[index] &- start)
            }
            result.used = offsets.count
            return result.finish()
        }
    }

    private func tooLong(_ source: borrowing some BodySource & ~Copyable, _ span: Range<Int>) -> ArrowFault {
        ArrowFault(
            .limit, "the texts of column '\(field.name)' take 2 GiB or more in one batch", path: source.path,
            byteOffset: Int64(span.lowerBound), hint: "write smaller batches")
    }
}

extension Texts {
    /// Whether the bytes are UTF-8 and every text begins with a character.
    var areCharacters: Bool {
        bytes.withBytes { bytes in
            if UTF8Check.isASCII(bytes) { return true }
            guard UTF8Check.isValid(bytes) else { return false }
            return offsets.buffer.withBytes { offsets in
                for offset in offsets.bindMemory(to: Int32.self)
                where Int(offset) < bytes.count && UTF8Check.isContinuation(bytes[Int(offset)]) { return false }
                return true
            }
        }
    }
}
