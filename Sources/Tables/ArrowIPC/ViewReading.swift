extension TextReading {
    /// The texts of views of 16 bytes: the length, then up to twelve bytes of text; or where it is longer the first four
    /// bytes, the number of a buffer, and where the text begins in it. Views may share their bytes, so that a small message
    /// could fill the memory: what the texts take is taken off `budget`.
    func views(
        _ viewSpan: Range<Int>, _ bufferSpans: [Range<Int>], _ budget: inout TextBudget,
        _ source: borrowing some BodySource & ~Copyable
    ) throws(ArrowFault) -> Texts {
        guard count > 0 else { return Texts([String]()) }
        guard viewSpan.count / 16 >= count else { throw source.short(field, viewSpan) }
        let views = try source.part(viewSpan.prefix(16 * count))
        var buffers: [Buffer] = []
        for span in bufferSpans { buffers.append(try source.part(span)) }
        let limit = min(Int(Int32.max), budget.left)
        var offsets = BufferBuilder<Int32>(capacity: count + 1)
        var bytes = BufferBuilder<UInt8>()
        offsets.append(0)
        for row in 0..<count {
            if validity?.bit(row) ?? true {
                guard let text = Self.text(views.base + 16 * row, buffers) else {
                    throw source.damaged("the texts of column '\(field.name)' lie outside of their buffer", viewSpan)
                }
                guard text.count <= limit - bytes.count else {
                    throw budget.fault(field.name, path: source.path, at: Int64(viewSpan.lowerBound))
                }
                bytes.append(text)
            }
            offsets.append(Int32(bytes.count))
        }
        budget.left -= bytes.count
        let texts = Texts(offsets: offsets.finish(), bytes: bytes.finish())
        guard texts.areCharacters else {
            throw source.damaged("column '\(field.name)' holds text that is not valid UTF-8", viewSpan)
        }
        return texts
    }

    /// The text that a view shows, or `nil` where that lies nowhere. The buffers outlive what is returned.
    private static func text(_ view: UnsafeRawPointer, _ buffers: [Buffer]) -> UnsafeBufferPointer<UInt8>? {
        let length = Int(view.load(as: Int32.self))
        guard length > 12 else {
            guard length >= 0 else { return nil }
            return UnsafeBufferPointer(start: (view + 4).assumingMemoryBound(to: UInt8.self), count: length)
        }
        let number = Int(view.load(fromByteOffset: 8, as: Int32.self))
        let offset = Int(view.load(fromByteOffset: 12, as: Int32.self))
        guard buffers.indices.contains(number), offset >= 0, offset <= buffers[number].count - length else {
            return nil
        }
        return UnsafeBufferPointer(
            start: (buffers[number].base + offset).assumingMemoryBound(to: UInt8.self), count: length)
    }
}
