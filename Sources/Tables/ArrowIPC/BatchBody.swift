/// The buffers of one record batch in the order of the message, and what its metadata says of them.
struct BatchBody {
    private(set) var pieces: [BufferPiece] = []
    /// Length and null count of each column.
    private(set) var nodes: [Int64] = []
    /// Offset and length of each buffer.
    private(set) var buffers: [Int64] = []
    /// How many buffers of texts each column of views has.
    private(set) var viewBuffers: [Int64] = []
    private(set) var length = 0
    /// What padding is made of.
    private static let zeros = Buffer([UInt8](repeating: 0, count: ArrowFormat.alignment))

    /// Appends rows of a column as a column of type `type`, which has the same form in memory. What begins at the first
    /// row, or inside of a buffer at a whole byte, is not copied.
    mutating func append(_ column: ArrowColumn, _ rows: Range<Int>, as type: ArrowType) {
        let nulls = column.nullCount(in: rows)
        nodes += [Int64(rows.count), Int64(nulls)]
        if type == .null { return }
        if nulls > 0, let validity = column.validity { appendBits(validity, rows, of: column) } else { append([]) }
        switch type {
        case .text(let layout): append(column.texts ?? Texts([String]()), rows, layout)
        case .dictionary(let codes, _, _): append(codes: column.values, rows, as: codes)
        case .bool: appendBits(column.values, rows, of: column)
        default:
            let width = (type.bitWidth ?? 0) / 8
            append(column.values, rows.lowerBound * width, rows.count * width)
        }
    }

    /// Bytes that the rows would take, or a little more.
    static func length(_ column: ArrowColumn, _ rows: Range<Int>, as type: ArrowType) -> Int {
        var length = column.validity == nil ? 0 : ArrowFormat.padded((rows.count + 7) / 8)
        switch type {
        case .text(let layout):
            let texts = column.texts.map { Int($0.offsets[rows.upperBound] - $0.offsets[rows.lowerBound]) } ?? 0
            let width = layout == .utf8 ? 4 : layout == .largeUTF8 ? 8 : 16
            length += ArrowFormat.padded((rows.count + 1) * width) + ArrowFormat.padded(texts)
        case .dictionary(let codes, _, _): length += ArrowFormat.padded(codes.bitWidth / 8 * rows.count)
        default: length += ArrowFormat.padded(type.byteCount(of: rows.count))
        }
        return length
    }

    private mutating func appendBits(_ bits: Buffer, _ rows: Range<Int>, of column: ArrowColumn) {
        let size = (rows.count + 7) / 8
        // Bits after the last row are 0 only at the end of a column.
        if rows.lowerBound % 8 == 0, rows.upperBound == column.count || rows.upperBound % 8 == 0 {
            append(bits, rows.lowerBound / 8, size)
        } else {
            append(bits.bits(in: rows), 0, size)
        }
    }

    private mutating func append(_ texts: Texts, _ rows: Range<Int>, _ layout: ArrowTextLayout) {
        if rows.isEmpty {
            // One offset also where there are no rows, as most readers like it.
            append(layout == .utf8View ? [] : [UInt8](repeating: 0, count: layout == .utf8 ? 4 : 8))
            if layout == .utf8View { viewBuffers.append(0) } else { append([]) }
            return
        }
        let start = texts.offsets[rows.lowerBound]
        let byteCount = Int(texts.offsets[rows.upperBound] - start)
        switch layout {
        case .utf8:
            if start == 0 {
                append(texts.offsets.buffer, 4 * rows.lowerBound, 4 * (rows.count + 1))
            } else {
                append(TextWriting.offsets(texts, rows, as: Int32.self), 0, 4 * (rows.count + 1))
            }
        case .largeUTF8: append(TextWriting.offsets(texts, rows, as: Int64.self), 0, 8 * (rows.count + 1))
        case .utf8View:
            append(TextWriting.views(texts, rows), 0, 16 * rows.count)
            viewBuffers.append(byteCount > 0 ? 1 : 0)
            if byteCount == 0 { return }
        }
        append(texts.bytes, Int(start), byteCount)
    }

    private mutating func append(codes: Buffer, _ rows: Range<Int>, as type: ArrowInteger) {
        switch type {
        case .int32, .uint32: append(codes, 4 * rows.lowerBound, 4 * rows.count)
        case .int8, .uint8: append(TextWriting.codes(codes, rows, as: UInt8.self), 0, rows.count)
        case .int16, .uint16: append(TextWriting.codes(codes, rows, as: UInt16.self), 0, 2 * rows.count)
        case .int64, .uint64: append(TextWriting.codes(codes, rows, as: UInt64.self), 0, 8 * rows.count)
        }
    }

    private mutating func append(_ bytes: [UInt8]) { append(Buffer(bytes), 0, bytes.count) }

    private mutating func append(_ buffer: Buffer, _ offset: Int, _ count: Int) {
        buffers += [Int64(length), Int64(count)]
        guard count > 0 else { return }
        pieces.append(BufferPiece(buffer: buffer, offset: offset, count: count))
        let padding = ArrowFormat.padded(count) - count
        if padding > 0 { pieces.append(BufferPiece(buffer: Self.zeros, count: padding)) }
        length += count + padding
    }
}
