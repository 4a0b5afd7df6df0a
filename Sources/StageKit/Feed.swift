/// What the header of an extract says of itself (feed 1.0, `registryFeed`).
public struct FeedHeader: Sendable, Hashable {
    public enum Content: String, Sendable, Hashable {
        case full, delta
    }

    /// The organisation that sends it.
    public var source: String
    /// When it was extracted: seconds since 1970-01-01T00:00:00Z.
    public var extracted: Int64
    public var periodStart: CalendarDay
    public var periodEnd: CalendarDay
    public var content: Content
    /// Rises with every extract of a source.
    public var sequence: Int64

    public init(
        source: String, extracted: Int64, periodStart: CalendarDay, periodEnd: CalendarDay, content: Content,
        sequence: Int64
    ) {
        self.source = source
        self.extracted = extracted
        self.periodStart = periodStart
        self.periodEnd = periodEnd
        self.content = content
        self.sequence = sequence
    }
}

/// A record set aside: where it stands and why, never what it holds.
public struct Reject: Sendable, Hashable {
    public var table: String
    /// The path of its element, `/registryFeed/patient/contact`.
    public var path: String
    public var field: String
    /// A stable word: `missing`, `not-a-date`, `not-a-value` …
    public var reason: String
    public var line: Int
    public var column: Int

    public init(table: String, path: String, field: String, reason: String, line: Int, column: Int) {
        self.table = table
        self.path = path
        self.field = field
        self.reason = reason
        self.line = line
        self.column = column
    }
}

/// Why a record's person is not to be counted.
public enum Objection: UInt8, Sendable, Hashable {
    case type1 = 1
    case national = 2
    /// Not on the allow-list, or without a number to look up there.
    case notAllowed = 3
}

/// An opt-out that stands on a record set aside.
public struct OptOutNotice: Sendable, Hashable {
    /// The row of `Feed.noticeIdentifiers`, or `nil` where the record has no readable id.
    public var identifier: Int?
    /// The person's pseudonym.
    public var person: String
    public var objection: Objection

    public init(identifier: Int?, person: String, objection: Objection) {
        self.identifier = identifier
        self.person = person
        self.objection = objection
    }
}

/// One extract as read: columns under pseudonyms, and what the engine needs to settle which versions are in force.
///
/// `tables["patients"]` has a row for every patient version. Other tables have an `int32` column `patient`, the row of
/// theirs in `patients`, ascending, so that what belongs to one version stands together.
public struct Feed: Sendable {
    /// The file's name, without its folder.
    public var name: String
    public var header: FeedHeader
    public var tables: [String: Table]
    /// The local identifier of each row of `patients`.
    public var identifiers: PatientIdentifiers
    /// The objection of each row of `patients`, 0 where there is none; a row with one has no other value than `person`.
    public var objections: [UInt8]
    /// The local identifiers that a delta removes.
    public var removed: PatientIdentifiers
    public var notices: [OptOutNotice]
    public var noticeIdentifiers: PatientIdentifiers
    public var rejects: [Reject]
    public var findings: [Finding]
    /// Counts for the data-quality table, by name: records by table, elements and attributes not known …
    public var quality: QualityCounts
    /// Bytes of the file, and of the XML in it.
    public var fileBytes: Int
    public var xmlBytes: Int

    public init(
        name: String, header: FeedHeader, tables: [String: Table], identifiers: PatientIdentifiers,
        objections: [UInt8], removed: PatientIdentifiers = PatientIdentifiers([String]()), notices: [OptOutNotice] = [],
        noticeIdentifiers: PatientIdentifiers = PatientIdentifiers([String]()), rejects: [Reject] = [],
        findings: [Finding] = [], quality: QualityCounts = QualityCounts(), fileBytes: Int = 0, xmlBytes: Int = 0
    ) {
        self.name = name
        self.header = header
        self.tables = tables
        self.identifiers = identifiers
        self.objections = objections
        self.removed = removed
        self.notices = notices
        self.noticeIdentifiers = noticeIdentifiers
        self.rejects = rejects
        self.findings = findings
        self.quality = quality
        self.fileBytes = fileBytes
        self.xmlBytes = xmlBytes
    }
}

/// Counts by name that add up.
public struct QualityCounts: Sendable, Hashable {
    public private(set) var counts: [String: Int]

    public init(_ counts: [String: Int] = [:]) { self.counts = counts }

    public subscript(_ name: String) -> Int {
        get { counts[name] ?? 0 }
        set { counts[name] = newValue }
    }

    public mutating func add(_ other: QualityCounts) {
        for (name, count) in other.counts { counts[name, default: 0] += count }
    }

    /// Names and counts in byte order of the names.
    public var sorted: [(name: String, count: Int)] {
        counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    }
}

/// A feed that cannot be used: it contributes nothing.
public struct RefusedFeed: Error, Sendable, Hashable {
    public var message: String
    public var line: Int
    public var column: Int
    /// How far into the XML, in bytes; `nil` where that is not known.
    public var byteOffset: Int?
    public var hint: String?

    public init(_ message: String, line: Int = 0, column: Int = 0, byteOffset: Int? = nil, hint: String? = nil) {
        self.message = message
        self.line = line
        self.column = column
        self.byteOffset = byteOffset
        self.hint = hint
    }
}

/// What a reader does with a feed that it must refuse, or with a gap in a sequence.
public enum FeedErrorPolicy: String, Sendable, Hashable, CaseIterable, OptionValue {
    case stop, skip
}

/// What to do about a missing sequence number.
public enum GapPolicy: String, Sendable, Hashable, CaseIterable, OptionValue {
    case report, stop
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
public protocol FeedReader: Stage {
    /// The files to read: patterns with `*` in the last part, absolute.
    var patterns: [StagePath] { get }
    var onFeedError: FeedErrorPolicy { get }
    var onGap: GapPolicy { get }

    /// What must be right before the first record is read: a key is there, an allow-list is fresh (`asOf` is `nil` until
    /// it is known; then the engine asks again).
    func prepare(asOf: CalendarDay?) throws(StageFault)

    /// Reads one file. `progress` is told now and then how many bytes of the file and of its XML and how many records
    /// have been read, and answers whether to go on.
    func read(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> Feed

    /// The SHA-256 of the XML in a file, in hex: asked for only when two files of a source share a sequence.
    func contentDigest(of file: String) throws(RefusedFeed) -> String
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
