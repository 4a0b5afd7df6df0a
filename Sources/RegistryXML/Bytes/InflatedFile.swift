/// The bytes of a file, inflated where its first bytes say that it is gzip or a zip archive.
public enum InflatedFile {
    /// How far the reading of a file has come.
    public struct Position: Sendable, Hashable {
        /// Bytes of the file used so far.
        public var bytesIn: Int64 = 0
        /// Bytes handed out so far; of one document where a file has several.
        public var bytesOut: Int64 = 0
    }

    static let chunk = 256 << 10

    /// Calls `body` with one piece after the other, in order, each at most 256 KiB and none empty; a piece must not
    /// be used after `body` returns. Memory use does not depend on the file; `-` is standard input.
    ///
    /// A gzip file may have several members, and zero bytes after the last. A zip archive must hold exactly one file,
    /// whatever it is, besides directories. A wrong CRC or length, a stream that ends early, bytes that follow its end
    /// and an archive that contradicts itself throw `RefusedDocument` (`brokenStream`); a fault behind the last piece
    /// is found after `body` had it.
    @discardableResult
    public static func forEachChunk(
        of path: String, limits: ReadingLimits = ReadingLimits(),
        _ body: (UnsafeBufferPointer<UInt8>, Position) throws(RefusedDocument) -> Void
    ) throws(RefusedDocument) -> Position {
        let summary = try DocumentContainer.forEachFile(of: path, limits: limits) {
            (document) throws(RefusedDocument) in
            if document.number > 1 {
                throw RefusedDocument(
                    .container, "the zip archive holds more than one file", hint: "unpack the file that is meant")
            }
            try document.forEachChunk(body)
        }
        return Position(bytesIn: summary.bytesIn, bytesOut: summary.bytesOut)
    }
}
