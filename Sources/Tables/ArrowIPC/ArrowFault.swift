/// Why an Arrow file or message cannot be written or read. It never holds a value of a record: places, names of columns, sizes.
public struct ArrowFault: Error, Sendable, Hashable {
    /// The class of the fault.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file could not be opened or read.
        case unreadable
        /// The file could not be made, written or put in its place.
        case unwritable
        /// Bytes that are no Arrow file or message: another format, or one that was cut off.
        case notArrow = "not_arrow"
        /// A file or message that contradicts itself or its own length.
        case damaged
        /// A valid file or message with something that is not read here.
        case unsupported
        /// A size beyond what is read here.
        case limit
        /// What was handed over does not fit the schema: a fault of the caller.
        case mismatch
    }

    public var code: Code
    /// What is wrong, one sentence, no full stop.
    public var message: String
    /// The file, or what the messages come from or go to.
    public var path: String
    /// Where in it, in bytes; 0 where there is no such place.
    public var byteOffset: Int64
    /// Something to do, one sentence.
    public var hint: String?

    public init(_ code: Code, _ message: String, path: String, byteOffset: Int64 = 0, hint: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.byteOffset = byteOffset
        self.hint = hint
    }

    /// A file or message that contradicts itself at this place.
    static func damaged(_ message: String, path: String, at byteOffset: Int64) -> ArrowFault {
        ArrowFault(
            .damaged, message, path: path, byteOffset: byteOffset,
            hint: "it was damaged or made by faulty software: make it again")
    }
}
