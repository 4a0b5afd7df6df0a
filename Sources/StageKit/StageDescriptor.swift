/// How a stage's work may be cut up; it alone decides how the stage runs in parallel.
public enum StageGrain: String, Sendable, Hashable {
    /// Each source file by itself.
    case feed
    /// Any split of the people, each person whole.
    case person
    /// The small tables at the beginning and the end, in one piece.
    case whole
}

/// A table that a stage reads, with the columns that it needs.
public struct TableRequirement: Sendable, Hashable {
    public var name: String
    /// The columns read; an optional field may be missing from the table altogether.
    public var columns: [Field]
    /// Whether the stage can do without the table.
    public var isOptional: Bool
    /// Whether several inputs may each bring one.
    public var allowsMany: Bool
    /// Whether the stage reads it only where a stage downstream asks for it: the events of people.
    public var isOnDemand: Bool

    public init(
        _ name: String, _ columns: [Field] = [], optional: Bool = false, many: Bool = false, onDemand: Bool = false
    ) {
        self.name = name
        self.columns = columns
        isOptional = optional
        allowsMany = many
        isOnDemand = onDemand
    }
}

extension TableRequirement {
    /// The people of a resolver, which a measure is given one by one.
    public static let people = TableRequirement("people")
    /// The cells of measures; several may come together.
    public static let cells = TableRequirement("cells", many: true)
}

/// A table that a stage writes.
public struct TableDeclaration: Sendable, Hashable {
    public var name: String
    public var columns: [Field]

    public init(_ name: String, _ columns: [Field] = []) {
        self.name = name
        self.columns = columns
    }
}

extension TableDeclaration {
    /// The people that a resolver makes.
    public static let people = TableDeclaration("people")
    /// The cells that a measure makes.
    public static let cells = TableDeclaration("cells")
}

/// All that is known of a stage before it runs: it checks the pipeline file, fills `strata stage describe`, writes the
/// stage's page and runs as a test.
public struct StageDescriptor: Sendable {
    /// `read_…`, `resolve_…`, `measure_…`, `check_…`, `compare_…`, `protect_…`, `write_…`, `summarise`; snake_case.
    public var name: String
    /// Rises whenever the same input may give another output.
    public var version: Int
    /// One sentence.
    public var summary: String
    /// More, in paragraphs of Markdown.
    public var details: String
    public var grain: StageGrain
    /// The tables it reads, by name.
    public var reads: [TableRequirement]
    /// The labels that it may be given.
    public var accepts: Set<Sensitivity>
    /// The tables it writes, where they do not depend on its options.
    public var writes: [TableDeclaration]
    /// The label of what it writes; `nil` for a stage that ends in files.
    public var yields: Sensitivity?
    /// What a measure counts.
    public var indicators: [Indicator]
    public var options: [AnyStageOption]
    public var examples: [StageExample]

    public init(
        name: String,
        version: Int,
        summary: String,
        details: String = "",
        grain: StageGrain,
        reads: [TableRequirement] = [],
        accepts: Set<Sensitivity> = [],
        writes: [TableDeclaration] = [],
        yields: Sensitivity?,
        indicators: [Indicator] = [],
        options: [any StageOptionDeclaration] = [],
        examples: [StageExample] = []
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.details = details
        self.grain = grain
        self.reads = reads
        self.accepts = accepts
        self.writes = writes
        self.yields = yields
        self.indicators = indicators
        self.options = options.map(\.erased)
        self.examples = examples
    }
}

/// A worked example of a measure: drawn as a table, and run as a test.
public struct StageExample: Sendable, Hashable {
    public var title: String
    /// A table of events: names in the first line, cells parted by `|`. A `person` column names whose each row is.
    public var given: String
    /// The as-of date, `YYYY-MM-DD`.
    public var asOf: String
    /// One line an indicator: `id: numerator / denominator`, each rounded to four decimals; a plain count has no
    /// denominator.
    public var then: String

    public init(_ title: String, given: String, as asOf: String, then: String) {
        self.title = title
        self.given = given
        self.asOf = asOf
        self.then = then
    }
}
