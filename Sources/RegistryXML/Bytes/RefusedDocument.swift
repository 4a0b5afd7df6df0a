/// Why one file cannot be used at all. It never holds anything out of the file: places, limits and codes only.
public struct RefusedDocument: Error, Sendable, Hashable {
    /// The class of the fault.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The file could not be opened or read.
        case unreadable
        /// A gzip stream or zip archive that is broken, truncated or padded, or contradicts itself.
        case brokenStream = "broken_stream"
        /// A zip archive of a kind that is not read (encrypted, another method, several parts), or with none or
        /// several of what must stand in it once.
        case container
        case notWellFormed = "not_well_formed"
        /// Bytes that are not of the declared encoding, or an encoding nobody knows.
        case encoding
        /// An undefined namespace prefix or the like.
        case namespace
        /// A document type declaration, or one that declares entities.
        case doctype
        /// One of `ReadingLimits`.
        case limit
        /// Another root element than the mapping's.
        case root
        /// A header value that is missing or malformed.
        case header
        case cancelled
    }

    public var kind: Kind
    /// What is wrong, one sentence, no full stop.
    public var message: String
    /// Where: in the XML, or in the file as it lies on disk when `kind` is `unreadable`, `brokenStream` or `container`.
    public var byteOffset: Int64
    /// Line of the XML from 1; 0 where there is none.
    public var line: Int
    /// Column of the XML from 1, as libxml2 counts; 0 where there is none.
    public var column: Int
    /// Something to do, one sentence.
    public var hint: String?
    /// Which document of an archive, from 1; 0 where the file is no archive, or the fault none of a document.
    public var document = 0

    public init(
        _ kind: Kind, _ message: String, byteOffset: Int64 = 0, line: Int = 0, column: Int = 0, hint: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.byteOffset = byteOffset
        self.line = line
        self.column = column
        self.hint = hint
    }
}
