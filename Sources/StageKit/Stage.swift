/// A stage: one step of a pipeline, made from its options and then only asked to work.
///
/// A stage never sees threads, the files of other tasks, or the clock. A stage that is compiled in conforms to one of the
/// protocols by grain: `FeedReader`, `TableReader`, `PersonResolver`, `PersonMeasure`, `WholeStage` or `ReleaseWriter`.
public protocol Stage: Sendable {
    /// All that is known of it before it runs.
    var descriptor: StageDescriptor { get }

    /// The tables it writes, now that the options are known.
    var outputs: [TableDeclaration] { get }

    /// Files whose bytes are part of the task's key besides its inputs: mappings, code lists.
    var settingsFiles: [StagePath] { get }
}

extension Stage {
    public var outputs: [TableDeclaration] { descriptor.writes }
    public var settingsFiles: [StagePath] { [] }
}

/// A stage that is a type of the binary, so that all that is known of it is known of the type.
public protocol CompiledStage: Stage {
    static var descriptor: StageDescriptor { get }

    /// Makes the stage; throws where options contradict each other or a file named by one cannot be used. Runs at `strata
    /// check` too: it may read small settings files, never data.
    init(_ options: StageOptions) throws(StageFault)
}

extension CompiledStage {
    public var descriptor: StageDescriptor { Self.descriptor }
}

/// Reads a small reference file that is the same for everybody.
public protocol TableReader: CompiledStage {
    /// The files it reads; what they hold is the task's key.
    var files: [StagePath] { get }

    func read() throws(StageFault) -> [String: Table]
}

/// What one person contributes to cells. Areas, breakdowns, limits, gaps, suppression and export come by themselves.
public protocol PersonMeasure: CompiledStage {
    /// What it counts, now that the options are known: the descriptor's indicators in their order, with the months of
    /// the window that was set.
    var indicators: [Indicator] { get }

    /// Adds what one person contributes; a person who contributes nothing is in no denominator.
    func measure(_ person: Person, into contributions: inout Contributions)

    /// The event tables and columns it needs besides those that every person has.
    static var events: [TableRequirement] { get }
}

extension PersonMeasure {
    public var indicators: [Indicator] { Self.descriptor.indicators }
}

/// Works on the small tables in one piece.
public protocol WholeStage: CompiledStage {
    func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs
}

/// Ends in files. Built aside first; moved into place only when every stage of the run has done its work.
public protocol ReleaseWriter: CompiledStage {
    /// The folder that all its files go into. The folders of protected and of unprotected figures lie apart.
    var folder: StagePath { get }

    func build(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> BuiltRelease
}

/// What a whole-grain stage is given: tables by name, several of one name where several inputs bring it, and cells.
public struct StageInputs: Sendable {
    public var tables: [String: [Table]]
    /// The cells of the measures it is fed from, in the order of `from`.
    public var cells: [Cells]
    /// The tables that this stage kept at the last published run of the pipeline, by name; empty at the first.
    public var previous: [String: Table] = [:]

    public init(tables: [String: [Table]] = [:], cells: [Cells] = []) {
        self.tables = tables
        self.cells = cells
    }
}

/// What a whole-grain stage gives back: tables, and what somebody should know.
public struct StageOutputs: Sendable {
    public var tables: [String: Table]
    public var findings: [Finding]
    /// Tables for the next run of the pipeline, which this stage finds in `StageInputs.previous`.
    public var kept: [String: Table] = [:]
    /// Counts for the run's data-quality table.
    public var quality = QualityCounts()

    public init(tables: [String: Table], findings: [Finding] = []) {
        self.tables = tables
        self.findings = findings
    }
}

/// Something worth knowing that stops nothing: a community out of its band, a gap in a sequence, a note with text.
public struct Finding: Sendable, Hashable {
    /// A stable word for it, kebab-case.
    public var code: String
    public var message: String

    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// What a run is, for stages that write it down. Nothing in it depends on the clock or the machine.
public struct RunDescription: Sendable {
    /// The pipeline's name.
    public var pipeline: String
    public var title: String
    public var publisher: String
    public var asOf: CalendarDay
    /// The first 16 hex digits of the digest of the run's task keys.
    public var id: String
    /// `name` and version of every stage, in order of the pipeline file.
    public var stages: [StageIdentity]
    /// The names of feeds that were refused and skipped.
    public var skippedFeeds: [String]

    public struct StageIdentity: Sendable, Hashable {
        public var key: String
        public var name: String
        public var version: Int

        public init(key: String, name: String, version: Int) {
            self.key = key
            self.name = name
            self.version = version
        }
    }

    public init(
        pipeline: String, title: String, publisher: String = "", asOf: CalendarDay, id: String,
        stages: [StageIdentity] = [], skippedFeeds: [String] = []
    ) {
        self.pipeline = pipeline
        self.title = title
        self.publisher = publisher
        self.asOf = asOf
        self.id = id
        self.stages = stages
        self.skippedFeeds = skippedFeeds
    }
}

/// Files that stand ready beside their place.
public struct BuiltRelease: Sendable {
    /// Where the files will stand once published.
    public var folder: String
    /// Whether the place already holds just these files, so that there is nothing to move.
    public var isUnchanged: Bool
    /// Whether this is what the run is for: its folder is the run's answer on standard output.
    public var isAnswer: Bool
    /// Moves the files into place.
    public var publish: @Sendable () throws(StageFault) -> Void
    /// Removes what was built.
    public var discard: @Sendable () -> Void

    public init(
        folder: String, isUnchanged: Bool, isAnswer: Bool,
        publish: @escaping @Sendable () throws(StageFault) -> Void, discard: @escaping @Sendable () -> Void
    ) {
        self.folder = folder
        self.isUnchanged = isUnchanged
        self.isAnswer = isAnswer
        self.publish = publish
        self.discard = discard
    }
}
