/// What comes before the body of a message, checked: which kind it is, and how long its body is.
struct MessageHead {
    let kind: ArrowFormat.Header
    let header: FlatTable
    let bodyLength: Int

    /// Reads a `Message` that begins at `offset` of a file or stream, behind the prefix.
    init(_ metadata: [UInt8], path: String, at offset: Int64) throws(ArrowFault) {
        let message = try FlatBuffer(bytes: metadata, path: path, fileOffset: offset).root()
        try Self.checkVersion(message)
        let code: UInt8 = try message.integer(1)
        guard let kind = ArrowFormat.Header(rawValue: code) else {
            throw ArrowFault(
                .unsupported, "a message of kind \(code)", path: path, byteOffset: offset,
                hint: "only schemas, dictionaries and record batches are read")
        }
        let length: Int64 = try message.integer(3)
        guard length >= 0, length <= 1 << 48 else { throw message.buffer.fault("an impossible body", at: 0) }
        self.kind = kind
        header = try message.requiredTable(2, "header")
        bodyLength = Int(length)
    }

    /// The length of the metadata as the eight bytes before it say, a multiple of nothing in particular; 0 at the end of
    /// a stream.
    static func metadataLength(_ prefix: UInt64, path: String, at offset: Int64) throws(ArrowFault) -> Int {
        guard UInt32(truncatingIfNeeded: prefix.littleEndian) == ArrowFormat.continuation else {
            throw ArrowFault(
                .notArrow, "there is no Arrow message", path: path, byteOffset: offset,
                hint: "messages of Arrow 0.15 or later are read, a stream of them without a file's magic bytes")
        }
        let length = Int32(truncatingIfNeeded: prefix.littleEndian >> 32)
        guard length >= 0 else { throw .damaged("the length of a message is impossible", path: path, at: offset) }
        return Int(length)
    }

    static func checkVersion(_ table: FlatTable) throws(ArrowFault) {
        let version: Int16 = try table.integer(0)
        guard version >= ArrowFormat.oldestVersion, version <= ArrowFormat.version else {
            throw ArrowFault(
                .unsupported, "metadata version \(Int(version) + 1) of the Arrow format", path: table.buffer.path,
                byteOffset: table.buffer.fileOffset, hint: "write version 4 or 5 of the metadata")
        }
    }
}
