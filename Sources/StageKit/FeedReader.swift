/// A file that cannot be used: it contributes nothing, none of its documents.
public struct RefusedFeed: Error, Sendable, Hashable {
    public var message: String
    /// The place of the document at fault among those of its file, from 1; `nil` where the file is one document.
    public var document: Int?
    public var line: Int
    public var column: Int
    /// How far into the XML, in bytes; `nil` where that is not known.
    public var byteOffset: Int?
    public var hint: String?

    public init(
        _ message: String, document: Int? = nil, line: Int = 0, column: Int = 0, byteOffset: Int? = nil,
        hint: String? = nil
    ) {
        self.message = message
        self.document = document
        self.line = line
        self.column = column
        self.byteOffset = byteOffset
        self.hint = hint
    }
}

/// Which columns somebody downstream reads, by table; what is not named need not be kept.
public struct ColumnNeeds: Sendable, Hashable {
    public private(set) var columns: [String: Set<String>]

    public init(_ requirements: [TableRequirement] = []) {
        columns = [:]
        add(requirements)
    }

    public mutating func add(_ requirements: [TableRequirement]) {
        for requirement in requirements {
            columns[requirement.name, default: []].formUnion(requirement.columns.map(\.name))
        }
    }
}

/// Reads source feeds, one file a task; the only kind of stage that ever sees identifiable data.
public protocol FeedReader: CompiledStage {
    /// The files to read: patterns with `*` in the last part, absolute.
    var patterns: [StagePath] { get }
    var onFeedError: FeedErrorPolicy { get }
    var onGap: GapPolicy { get }

    /// What must be right before the first record is read: a key is there, an allow-list is fresh (`asOf` is `nil` until
    /// it is known; then the engine asks again).
    func prepare(asOf: CalendarDay?) throws(StageFault)

    /// What to do about an extract that differs from those of its source before it; `report` unless a reader says else.
    var onDrift: DriftPolicy { get }
    /// How far the records of a table may lie off their history, in percent; 20 unless a reader says else.
    var driftTolerance: Int { get }
    /// The files that decide what a fingerprint counts, such as a mapping: with other ones a new history begins. All
    /// settings files unless a reader says else.
    var shapeFiles: [StagePath] { get }

    /// Reads one file: every document in it, in an order of its own that is always the same. `progress` is told now and then how many bytes of the file and of its XML and how many records
    /// have been read, and answers whether to go on.
    func read(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed]

    /// The same where a second core is free, so that inflating may go on beside parsing; unless a reader says else, that
    /// makes no difference.
    func readWithHelp(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed]

    /// The SHA-256 of the XML of one document of a file, in hex; `document` is its place in what `read` gave. Asked for
    /// only where two extracts of a source share a sequence.
    func contentDigest(of file: String, document: Int) throws(RefusedFeed) -> String
}

extension FeedReader {
    public var onDrift: DriftPolicy { .report }
    public var driftTolerance: Int { 20 }

    public func readWithHelp(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed] {
        try read(file, needs: needs, progress: progress)
    }

    public var shapeFiles: [StagePath] { settingsFiles }
}

/// How far a reader has come in one file.
public struct FeedProgress: Sendable, Hashable {
    public var fileBytes: Int
    public var xmlBytes: Int
    public var records: Int

    public init(fileBytes: Int, xmlBytes: Int, records: Int) {
        self.fileBytes = fileBytes
        self.xmlBytes = xmlBytes
        self.records = records
    }
}
