/// How much of a document a survey tells apart; what goes beyond is counted and left out.
public struct SurveyLimits: Sendable, Hashable {
    /// Paths of elements.
    public var paths = 10_000
    /// Attributes, all paths together.
    public var attributes = 20_000
    /// Namespaces with their prefixes.
    public var namespaces = 256
    /// Bytes of a value that are looked at.
    public var valueBytes = 4096
    /// Places for hashes of values, all paths together; each takes eight bytes.
    public var hashes = 1 << 20

    public init() {}
}
