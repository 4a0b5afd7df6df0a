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
    /// Whether the sequence counts extracts, so that one can be seen to be missing.
    public var isNumbered: Bool

    public init(
        source: String, extracted: Int64, periodStart: CalendarDay, periodEnd: CalendarDay, content: Content,
        sequence: Int64, isNumbered: Bool = true
    ) {
        self.source = source
        self.extracted = extracted
        self.periodStart = periodStart
        self.periodEnd = periodEnd
        self.content = content
        self.sequence = sequence
        self.isNumbered = isNumbered
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

/// One extract as read, one XML document: columns under pseudonyms, and what the engine needs to settle which versions are in force.
///
/// `tables["patients"]` has a row for every patient version. Other tables have an `int32` column `patient`, the row of
/// theirs in `patients`, ascending, so that what belongs to one version stands together.
public struct Feed: Sendable {
    /// The file's name, without its folder; with the place of the document where it holds several, from 1: `a.zip!/3`.
    /// Never a name from inside an archive: some senders name documents after patients.
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
    /// What it looks like, to be held against the extracts of its source before it; empty where the reader gives none.
    public var fingerprint = FeedFingerprint()
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
