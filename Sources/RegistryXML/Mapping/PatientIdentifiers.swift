public import Tables

/// The local identifier of one patient. It can be compared and hashed, and shows nothing of itself.
public struct PatientIdentifier: Sendable, Hashable, Comparable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = Array(bytes) }

    public static func < (a: PatientIdentifier, b: PatientIdentifier) -> Bool {
        a.bytes.lexicographicallyPrecedes(b.bytes)
    }

    /// Says only what this is.
    public var description: String { "a patient identifier" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Calls `body` with the bytes, for deriving a keyed token and nothing else.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body($0) }
    }
}

/// The local identifiers of the rows of one table, in row order, in one block of memory.
///
/// They never become a column: they can be compared, put in byte order and hashed, and cannot be printed or encoded.
public struct PatientIdentifiers: Sendable, CustomStringConvertible, CustomReflectable {
    private let texts: Texts

    init(_ texts: Texts) { self.texts = texts }

    /// How many rows there are.
    public var count: Int { texts.count }

    /// The identifier of a row, or `nil` where it has none.
    public subscript(row: Int) -> PatientIdentifier? {
        texts.withUTF8(at: row) { $0.isEmpty ? nil : PatientIdentifier($0.bindMemory(to: UInt8.self)) }
    }

    /// Whether two rows, of this document or another, have the same identifier.
    public func equal(_ row: Int, _ other: PatientIdentifiers, _ otherRow: Int) -> Bool {
        texts.withUTF8(at: row) { mine in
            other.texts.withUTF8(at: otherRow) { mine.elementsEqual($0) }
        }
    }

    /// A fixed hash of a row's identifier, the same on every run.
    public func hash(_ row: Int) -> UInt64 {
        texts.withUTF8(at: row) { TextHash.of($0.bindMemory(to: UInt8.self)) }
    }

    /// Calls `body` with the bytes of a row, for deriving a keyed token and nothing else; empty where it has none.
    public func withBytes<Result>(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        texts.withUTF8(at: row) { body($0.bindMemory(to: UInt8.self)) }
    }

    /// Says only how many there are.
    public var description: String { "\(count) patient identifiers" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
