/// Where the buffers of one record batch lie in its file, all known to be inside its body, and how to make columns.
struct BatchLayout {
    private struct Span {
        var offset: Int64
        var length: Int
    }

    /// How many rows.
    let count: Int
    private var nulls: [Int] = []
    private var spans: [Span] = []
    /// The first buffer of each column.
    private var firstSpans: [Int] = []
    private let path: String
    private let fileOffset: Int64

    /// Reads a `RecordBatch` whose columns are of these types.
    init(
        _ table: FlatTable, _ types: [ColumnType], _ block: FileBlock, _ file: borrowing StoredFile
    ) throws(ArrowFault) {
        path = file.path
        fileOffset = block.offset
        guard try table.table(3) == nil else {
            throw ArrowFault(
                .unsupported, "the batch is compressed", path: path, byteOffset: fileOffset,
                hint: "write the file without compression")
        }
        // Far more rows than any file holds, and few enough to reckon with.
        let rows: Int64 = try table.integer(0)
        guard rows >= 0, rows <= 1 << 40 else {
            throw table.buffer.fault("a batch with an impossible number of rows", at: 0)
        }
        count = Int(rows)
        let nodes = try table.vector(1, elementWidth: 16), buffers = try table.vector(2, elementWidth: 16)
        guard nodes.count == types.count, buffers.count == types.reduce(0, { $0 + $1.bufferCount }) else {
            throw table.buffer.fault("a batch with other columns than the schema", at: nodes.start)
        }
        var firstSpan = 0
        for (index, type) in types.enumerated() {
            let length = try nodes.word(2 * index), nullCount = try nodes.word(2 * index + 1)
            guard length == rows, nullCount >= 0, nullCount <= length else {
                throw table.buffer.fault("a column with an impossible number of rows", at: nodes.start + 16 * index)
            }
            nulls.append(Int(nullCount))
            firstSpans.append(firstSpan)
            firstSpan += type.bufferCount
        }
        // Buffers that share their bytes could multiply the memory that a file takes.
        var left = block.bodyLength
        for index in 0..<buffers.count {
            let offset = try buffers.word(2 * index), length = try buffers.word(2 * index + 1)
            guard offset >= 0, length >= 0, length <= left, offset <= block.bodyLength - length else {
                throw table.buffer.fault("a buffer lies outside of its batch", at: buffers.start + 16 * index)
            }
            left -= length
            spans.append(
                Span(offset: block.offset + Int64(block.metadataLength) + offset, length: Int(length)))
        }
    }

    /// Column `index`, read and checked.
    func column(
        _ index: Int, _ field: Field, dictionary: Column?, _ file: borrowing StoredFile
    ) throws(ArrowFault) -> Column {
        let first = firstSpans[index]
        let validity = try validity(spans[first], nulls: nulls[index], field, file)
        if field.type == .utf8 {
            let texts = try texts(spans[first + 1], spans[first + 2], field, file)
            return Column(type: .utf8, count: count, validity: validity, values: Buffer([UInt8]()), texts: texts)
        }
        let span = spans[first + 1]
        let size = field.type.byteCount(of: count)
        guard span.length >= size else { throw short(field, span) }
        switch field.type {
        case .dictionary:
            let codes = try file.read(count, at: span.offset, as: Int32.self)
            return try resolved(codes, validity, field, dictionary ?? Texts([String]()).column, span)
        case .bool:
            var bits = try file.read(size, at: span.offset, as: UInt8.self)
            Self.clearEnd(&bits, count)
            return Column(type: .bool, count: count, validity: validity, values: bits.finish())
        case .int32, .int64, .float64, .date, .timestamp, .utf8:
            let values = try file.read(size, at: span.offset, as: UInt8.self).finish()
            return Column(type: field.type, count: count, validity: validity, values: values)
        }
    }

    /// The validity bits, 0 after the last row; `nil` where every row has a value.
    private func validity(
        _ span: Span, nulls: Int, _ field: Field, _ file: borrowing StoredFile
    ) throws(ArrowFault) -> Buffer? {
        guard nulls > 0 else { return nil }
        guard field.isOptional else { throw damaged("column '\(field.name)' has a null but may not", span) }
        let size = (count + 7) / 8
        guard span.length >= size else { throw short(field, span) }
        var bits = try file.read(size, at: span.offset, as: UInt8.self)
        Self.clearEnd(&bits, count)
        let ones = bits.withValues { BitCount.ones(UnsafeRawBufferPointer($0), count: count) }
        guard ones == count - nulls else {
            throw damaged("column '\(field.name)' has another number of nulls than it says", span)
        }
        return bits.finish()
    }

    private static func clearEnd(_ bits: inout BufferBuilder<UInt8>, _ count: Int) {
        if count % 8 != 0 { bits[count / 8] &= UInt8((1 << (count % 8)) - 1) }
    }

    /// The texts of a utf8 column, with offsets from 0.
    private func texts(
        _ offsetSpan: Span, _ byteSpan: Span, _ field: Field, _ file: borrowing StoredFile
    ) throws(ArrowFault) -> Texts {
        // Without rows there may be no offset.
        guard count > 0 else { return Texts([String]()) }
        guard offsetSpan.length >= (count + 1) * MemoryLayout<Int32>.stride else { throw short(field, offsetSpan) }
        var offsets = try file.read(count + 1, at: offsetSpan.offset, as: Int32.self)
        let start = offsets[0], end = offsets[count]
        guard start >= 0, end >= start, Int(end) <= byteSpan.length else {
            throw damaged("the texts of column '\(field.name)' lie outside of their buffer", offsetSpan)
        }
        let bytes = try file.read(Int(end - start), at: byteSpan.offset + Int64(start), as: UInt8.self)
        guard Self.rebase(&offsets, start) else {
            throw damaged("the offsets of column '\(field.name)' do not ascend", offsetSpan)
        }
        guard Self.areCharacters(offsets, bytes) else {
            throw damaged("column '\(field.name)' holds text that is not valid UTF-8", byteSpan)
        }
        return Texts(offsets: offsets.finish(), bytes: bytes.finish())
    }

    /// Takes `start` from each offset; false where they do not ascend. Without a way out of the loop, which is then
    /// done for many offsets at once.
    private static func rebase(_ offsets: inout BufferBuilder<Int32>, _ start: Int32) -> Bool {
        var last = start
        var ascend = true
        for index in 0..<offsets.count {
            let offset = offsets.base[index]
            ascend = ascend && offset >= last
            last = offset
            offsets.base[index] = offset &- start
        }
        return ascend
    }

    /// Whether the bytes are UTF-8 and every text begins with a character.
    private static func areCharacters(
        _ offsets: borrowing BufferBuilder<Int32>, _ bytes: borrowing BufferBuilder<UInt8>
    ) -> Bool {
        let whole = UnsafeRawBufferPointer(start: bytes.base, count: bytes.count)
        if UTF8Check.isASCII(whole) { return true }
        guard UTF8Check.isValid(whole) else { return false }
        for index in 0..<offsets.count {
            let offset = Int(offsets.base[index])
            if offset < bytes.count, UTF8Check.isContinuation(bytes.base[offset]) { return false }
        }
        return true
    }

    /// A dictionary column whose codes all lead to a text: 0 where there is no value, no value where a code leads to a
    /// null of the dictionary.
    private func resolved(
        _ codes: consuming BufferBuilder<Int32>, _ validity: Buffer?, _ field: Field, _ dictionary: Column,
        _ span: Span
    ) throws(ArrowFault) -> Column {
        let size = Int32(clamping: dictionary.count)
        if validity == nil, !dictionary.hasNulls {
            // A negative code is a large one without its sign.
            var largest: UInt32 = 0
            for row in 0..<count { largest = max(largest, UInt32(bitPattern: codes.base[row])) }
            guard count == 0 || largest < size else { throw lostCode(field, span) }
            return Column(
                type: .dictionary, count: count, validity: nil, values: codes.finish(), texts: dictionary.texts)
        }
        let hasNulls = dictionary.hasNulls
        var bits = BufferBuilder<UInt8>()
        if hasNulls { bits.append(bitsOf: validity ?? .allOnes(count)) }
        var lost = false
        for row in 0..<count {
            let code = codes.base[row]
            if let validity, !validity.bit(row) {
                codes.base[row] = 0
            } else if code < 0 || code >= size {
                throw lostCode(field, span)
            } else if hasNulls, !dictionary.isValid(Int(code)) {
                codes.base[row] = 0
                bits.base[row >> 3] &= ~(1 << UInt8(row & 7))
                lost = true
            }
        }
        guard field.isOptional || !lost else { throw damaged("column '\(field.name)' has a null but may not", span) }
        return Column(
            type: .dictionary, count: count, validity: lost ? bits.finish() : validity, values: codes.finish(),
            texts: dictionary.texts)
    }

    private func lostCode(_ field: Field, _ span: Span) -> ArrowFault {
        damaged("a code of column '\(field.name)' is not in its dictionary", span)
    }

    private func short(_ field: Field, _ span: Span) -> ArrowFault {
        damaged("a buffer of column '\(field.name)' is too short for its rows", span)
    }

    private func damaged(_ message: String, _ span: Span) -> ArrowFault {
        .damaged(message, path: path, at: span.offset)
    }
}

extension Buffer {
    /// Bit `index`, which lies inside.
    @inline(__always) fileprivate func bit(_ index: Int) -> Bool {
        base.load(fromByteOffset: index >> 3, as: UInt8.self) & (1 << UInt8(index & 7)) != 0
    }
}

extension BufferBuilder where Element == UInt8 {
    /// Appends the bytes of a buffer.
    fileprivate mutating func append(bitsOf buffer: Buffer) {
        reserve(count + buffer.count)
        UnsafeMutableRawPointer(base + count).copyMemory(from: buffer.base, byteCount: buffer.count)
        used += buffer.count
    }
}
