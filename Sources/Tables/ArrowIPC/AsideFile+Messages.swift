extension AsideFile {
    /// Appends a message, padded so that the body behind it begins at a multiple of 64 in the file. Returns also where
    /// the first vector of structs of the metadata lies: the nodes of a batch.
    mutating func append(
        _ message: FlatValue, _ body: BatchBody? = nil
    ) throws(ArrowFault) -> (block: FileBlock, nodes: Int64?) {
        let metadata = FlatBufferWriter(root: message)
        let offset = length
        let size = ArrowFormat.padded(Int(offset) + 8 + metadata.bytes.count) - Int(offset)
        var head = Self.bytes(ArrowFormat.continuation) + Self.bytes(UInt32(size - 8)) + metadata.bytes
        head.append(contentsOf: repeatElement(0, count: size - head.count))
        try append([Piece(buffer: Buffer(head), count: size)] + (body?.pieces ?? []))
        let block = FileBlock(offset: offset, metadataLength: Int32(size), bodyLength: Int64(body?.length ?? 0))
        return (block, metadata.wordVectors.first.map { offset + 8 + Int64($0) })
    }

    /// Appends the mark that no message follows, the footer, its length and the magic bytes.
    mutating func appendFooter(_ footer: FlatValue) throws(ArrowFault) {
        let footer = FlatBufferWriter(root: footer).bytes
        let end =
            Self.bytes(ArrowFormat.continuation) + Self.bytes(0) + footer + Self.bytes(UInt32(footer.count))
            + ArrowFormat.magic
        try append([Piece(buffer: Buffer(end), count: end.count)])
    }

    private static func bytes(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
    }
}
