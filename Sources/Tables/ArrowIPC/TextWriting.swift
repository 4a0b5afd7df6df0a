/// Makes what texts and codes need in messages of layouts other than that in memory.
enum TextWriting {
    /// The offsets of some texts, from 0.
    static func offsets<Offset: FixedWidthInteger & BitwiseCopyable>(
        _ texts: Texts, _ rows: Range<Int>, as: Offset.Type
    ) -> Buffer {
        let offsets = texts.offsets
        let start = offsets[rows.lowerBound]
        var result = BufferBuilder<Offset>(capacity: rows.count + 1)
        for row in rows.lowerBound...rows.upperBound { result.append(Offset(offsets[row] &- start)) }
        return result.finish()
    }

    /// The views of some texts: length, then up to twelve bytes, or the first four, the buffer (the only one) and where
    /// the text lies in it, which begins with the first text.
    static func views(_ texts: Texts, _ rows: Range<Int>) -> Buffer {
        let start = texts.offsets[rows.lowerBound]
        let views = BufferBuilder<UInt8>(repeating: 0, count: 16 * rows.count)
        let base = UnsafeMutableRawPointer(views.base)
        for row in rows {
            let view = base + 16 * (row - rows.lowerBound)
            texts.withUTF8(at: row) { text in
                view.storeBytes(of: Int32(text.count).littleEndian, as: Int32.self)
                guard let bytes = text.baseAddress else { return }
                (view + 4).copyMemory(from: bytes, byteCount: text.count <= 12 ? text.count : 4)
                guard text.count > 12 else { return }
                view.storeBytes(
                    of: (texts.offsets[row] &- start).littleEndian, toByteOffset: 12, as: Int32.self)
            }
        }
        return views.finish()
    }

    /// Codes of another width; those of rows with a value fit.
    static func codes<Code: FixedWidthInteger & BitwiseCopyable>(
        _ codes: Buffer, _ rows: Range<Int>, as: Code.Type
    ) -> Buffer {
        let codes = Values<Int32>(codes)
        var result = BufferBuilder<Code>(capacity: rows.count)
        for row in rows { result.append(Code(truncatingIfNeeded: codes[row])) }
        return result.finish()
    }
}
