/// What a feed looks like without any of its values: counts of records, of filled fields, of words of closed lists and of
/// what its mapping does not know.
public struct FeedFingerprint: Sendable, Hashable {
    /// Records by table.
    public var records: [String: Int]
    /// Records that have a value, by `table.field`; a field that is not named has none.
    public var filled: [String: Int]
    /// Records by `table.field` and word. Only words of closed lists and code maps stand here, never a free value; what a
    /// code map does not know stands together under `unmapped`.
    public var words: [String: [String: Int]]
    /// How often elements and attributes that the mapping does not know occur, by path, numbers in their names masked.
    public var unknown: [String: Int]

    /// The word under which values stand that a code map does not know.
    public static let unmapped = "(unmapped)"

    public init(
        records: [String: Int] = [:], filled: [String: Int] = [:], words: [String: [String: Int]] = [:],
        unknown: [String: Int] = [:]
    ) {
        self.records = records
        self.filled = filled
        self.words = words
        self.unknown = unknown
    }

    /// Whether it says nothing at all: its reader takes none.
    public var isEmpty: Bool { records.isEmpty && filled.isEmpty && words.isEmpty && unknown.isEmpty }
}
