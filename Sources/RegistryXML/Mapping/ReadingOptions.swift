/// How a document is read.
public struct ReadingOptions: Sendable {
    public var limits = ReadingLimits()
    /// The columns to store, by table; `nil` stores all, a table that is not named stores none. What is not stored is
    /// checked and counted all the same. A table that stores anything stores its parent's row and `opt_out` as well.
    public var columns: [String: Set<String>]?
    /// Whether the records of a person may be used; whoever is refused, or has no valid number, is withheld.
    public var isAllowed: (@Sendable (PersonToken) -> Bool)?
    /// Whether of several records with the key of a joined parent the last holds, and not the first, where a document is read
    /// as a whole: of a patient who comes twice in a feed the last holds.
    public var lastKeyHolds = false
    /// Called after every 256 KiB of XML with bytes of the file, bytes of XML and records so far.
    public var progress: (@Sendable (_ bytesIn: Int64, _ bytesOut: Int64, _ records: Int) -> Void)?
    /// Asked after every 256 KiB of XML whether to give up.
    public var isCancelled: (@Sendable () -> Bool)?
    /// Whether a thread of its own reads and inflates the file, beside the one that parses.
    public var readAhead = false
    /// For tests: called after every 256 KiB of XML, where rows are handed on, with how many rows wait for their parents, and
    /// the bytes that `ReadingLimits.heldBytes` bounds.
    var watchesHeld: (@Sendable (_ orphans: Int, _ bytes: Int) -> Void)?

    public init() {}
}
