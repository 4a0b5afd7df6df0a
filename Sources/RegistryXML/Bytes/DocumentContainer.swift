/// What holds the documents of a file.
public enum ContainerKind: String, Sendable, Hashable, CaseIterable {
    case plain, gzip, zip
}

/// What there was in a file.
public struct ContainerSummary: Sendable, Hashable {
    /// The outermost container.
    public internal(set) var kind = ContainerKind.plain
    /// Bytes of the file as it lies on disk.
    public internal(set) var bytesIn: Int64 = 0
    /// Bytes of all documents.
    public internal(set) var bytesOut: Int64 = 0
    public internal(set) var documents = 0
    /// Files in archives that do not start like XML.
    public internal(set) var skippedMembers = 0

    init() {}
}

/// One document of a file, to be read from front to back while it is at hand.
public struct ContainedDocument: ~Copyable {
    /// The path inside the archive, `outer.zip!/inner.xml` where archives lie in one another; `nil` in a plain or gzip
    /// file. It is the sender's text, and may hold anything.
    public let name: String?
    /// Which document of the file, from 1.
    public let number: Int
    /// How many bytes of the file come before it; 0 in a plain or gzip file.
    public let start: Int64
    private let cursor: ContainerCursor

    fileprivate init(name: String?, number: Int, cursor: ContainerCursor) {
        self.name = name
        self.number = number
        self.cursor = cursor
        start = name == nil ? 0 : cursor.position.bytesIn
    }

    /// Calls `body` with one piece after the other, in order, each at most 256 KiB and none empty; a piece must not
    /// be used after `body` returns. A second call finds nothing more.
    ///
    /// Where the file turns out to be broken the piece with the fault is not handed out. The position that comes back
    /// is that of the document's end.
    @discardableResult
    public borrowing func forEachChunk(
        _ body: (UnsafeBufferPointer<UInt8>, InflatedFile.Position) throws(RefusedDocument) -> Void
    ) throws(RefusedDocument) -> InflatedFile.Position {
        while let chunk = try cursor.nextChunk() { try body(chunk, cursor.position) }
        return cursor.position
    }
}

/// The documents of a file: one as it is or in gzip, or those of a zip archive, with containers in one another.
///
/// What a file is, its first bytes say, not its name. An archive is read once, from front to back, so that it may come
/// through a pipe; its directory, which follows the documents, must then agree with all that was read.
public enum DocumentContainer {
    /// Calls `body` once for each XML document in the file, in order of their place in it.
    ///
    /// Files of an archive that do not start like XML are skipped and counted. What `body` does not read of a document
    /// is read and checked all the same. A file can turn out to be broken after its last document: if this throws,
    /// nothing of what `body` made may be used. `-` is standard input. Memory use does not depend on the file.
    /// - Parameter readAhead: whether a thread of its own reads and inflates, up to 2 MiB ahead.
    @discardableResult
    public static func forEachDocument(
        of path: String, limits: ReadingLimits = ReadingLimits(), readAhead: Bool = false,
        _ body: (borrowing ContainedDocument) throws(RefusedDocument) -> Void
    ) throws(RefusedDocument) -> ContainerSummary {
        try walk(path, limits, .xml, readAhead: readAhead, body)
    }

    /// The same for every file, whatever it is: for archives of tables and the like.
    @discardableResult
    public static func forEachFile(
        of path: String, limits: ReadingLimits = ReadingLimits(), readAhead: Bool = false,
        _ body: (borrowing ContainedDocument) throws(RefusedDocument) -> Void
    ) throws(RefusedDocument) -> ContainerSummary {
        try walk(path, limits, .all, readAhead: readAhead, body)
    }

    /// The same for the files that `files` names.
    private static func walk(
        _ path: String, _ limits: ReadingLimits, _ files: ContainedFiles, readAhead: Bool,
        _ body: (borrowing ContainedDocument) throws(RefusedDocument) -> Void
    ) throws(RefusedDocument) -> ContainerSummary {
        let cursor = ContainerCursor(
            readAhead ? try ReadAhead(path, limits, files) : ImmediateEvents(try ContainerReader(path, limits, files)))
        var number = 0
        while case .document(let name) = try cursor.nextDocument() {
            number += 1
            do throws(RefusedDocument) {
                try body(ContainedDocument(name: name, number: number, cursor: cursor))
                while try cursor.nextChunk() != nil {}
            } catch {
                var refused = error
                if name != nil, refused.document == 0 { refused.document = number }
                throw refused
            }
        }
        return cursor.summary
    }
}
