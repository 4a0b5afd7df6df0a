/// The local identifiers of patients in one feed, one a row: to be compared and ordered, never shown.
///
/// A feed's reader hands them to the engine, which settles with them which version of a patient is in force; after that
/// they are dropped. The type has no description, is not codable and gives out no text, so an identifier can reach
/// no log, cache, file or child process.
public struct PatientIdentifiers: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let texts: Texts

    /// `texts` holds one identifier a row.
    public init(_ texts: Texts) { self.texts = texts }

    /// One identifier a row, for tests.
    public init(_ identifiers: [String]) { texts = Texts(identifiers) }

    public var count: Int { texts.count }

    /// Whether row `row` holds the same identifier as `otherRow` of `other`, byte for byte.
    public func isEqual(_ row: Int, to other: PatientIdentifiers, _ otherRow: Int) -> Bool {
        texts.withUTF8(at: row) { mine in other.texts.withUTF8(at: otherRow) { mine.elementsEqual($0) } }
    }

    /// Whether row `row` comes before `otherRow` of `other` by UTF-8 bytes.
    public func precedes(_ row: Int, _ other: PatientIdentifiers, _ otherRow: Int) -> Bool {
        texts.withUTF8(at: row) { mine in
            other.texts.withUTF8(at: otherRow) { mine.lexicographicallyPrecedes($0) }
        }
    }

    /// A fixed hash of row `row`: equal identifiers have equal hashes.
    public func hash(_ row: Int) -> UInt64 {
        texts.withUTF8(at: row) { TextHash.of($0.assumingMemoryBound(to: UInt8.self)) }
    }

    public var description: String { "\(count) patient identifiers" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
