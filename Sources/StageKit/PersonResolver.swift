/// Where one version of a patient stands: a row of `patients` in one of the run's feeds.
public struct RecordReference: Sendable, Hashable {
    public var feed: Int32
    public var row: Int32
    /// Its place among the patients of its source by the UTF-8 bytes of the local identifier: for rules that order by it.
    public var order: Int32

    public init(feed: Int32, row: Int32, order: Int32) {
        self.feed = feed
        self.row = row
        self.order = order
    }
}

/// A part of the people: the versions in force of each, together.
public struct PersonPartition: Sendable {
    /// The records, those of one person next to each other, ordered by source, then local identifier.
    public var records: [RecordReference]
    /// Where each person's records begin in `records`; one more value than there are people.
    public var starts: [Int32]
    /// Per person: 1 for a type-1 opt-out anywhere, 2 for a national one, 4 for not allowed; added up.
    public var objections: [UInt8]

    public init(records: [RecordReference] = [], starts: [Int32] = [0], objections: [UInt8] = []) {
        self.records = records
        self.starts = starts
        self.objections = objections
    }

    public var count: Int { starts.count - 1 }
}

/// What a resolver knows of the whole run before it works on a part of the people.
public struct ResolutionContext: Sendable {
    /// The extracts that apply, in byte order of their source, then by sequence.
    public var feeds: [Feed]
    /// The reference tables it is fed from, by name.
    public var tables: [String: Table]
    public var asOf: CalendarDay
    /// What the measures downstream read.
    public var needs: ColumnNeeds

    public init(
        feeds: [Feed], tables: [String: Table], asOf: CalendarDay, needs: ColumnNeeds
    ) {
        self.feeds = feeds
        self.tables = tables
        self.asOf = asOf
        self.needs = needs
    }
}

/// Makes records into people.
public protocol PersonResolver: CompiledStage {
    /// Looks once at what all people share: areas, staff, code lists.
    func prepare(_ context: ResolutionContext) throws(StageFault) -> any PersonResolution
}

/// A resolver at work; parts are resolved side by side.
public protocol PersonResolution: Sendable {
    /// The areas that people are counted in.
    var areas: AreaHierarchy { get }
    /// What somebody should know of the tables that all people share, told once a run.
    var findings: [Finding] { get }

    func resolve(_ partition: PersonPartition) throws(StageFault) -> PersonFrame
}

extension PersonResolution {
    public var findings: [Finding] { [] }
}
