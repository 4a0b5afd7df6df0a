import StageKit

// Stages that do nothing: only what they declare matters to a pipeline file.

struct FakeFeeds: FeedReader {
    static let files = StageOption<[StagePath]>.required("files", "Which files to read.")
    static let mapping = StageOption<StagePath>.optional("mapping", "How records become rows.")
    static let onError = StageOption("on_feed_error", "What a refused feed does.", default: FeedErrorPolicy.stop)
    static let descriptor = StageDescriptor(
        name: "read_xml", version: 1, summary: "Reads feeds.", grain: .feed,
        writes: [
            TableDeclaration("patients", [Field("person", .utf8), Field("birth_date", .date)]),
            TableDeclaration(
                "contacts", [Field("patient", .int32), Field("at", .timestamp), Field("role", .dictionary)]),
        ],
        yields: .pseudonymous, options: [files, mapping, onError])

    let patterns: [StagePath]
    var onFeedError: FeedErrorPolicy { .stop }
    var onGap: GapPolicy { .report }

    init(_ options: StageOptions) throws(StageFault) {
        patterns = try options[Self.files]
        if options[optional: Self.mapping]?.shown == "missing.yaml" {
            throw StageFault("there is no such mapping", code: .configuration, hint: "look there", option: "mapping")
        }
    }
    func prepare(asOf: CalendarDay?) throws(StageFault) {}
    func read(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed] { throw RefusedFeed("fake") }
    func contentDigest(of file: String, document: Int) throws(RefusedFeed) -> String { "" }
}

struct FakeTable: TableReader {
    static let file = StageOption<StagePath>.required("file", "The file.")
    static let table = StageOption<String>.required("table", "What it holds.")
    static let descriptor = StageDescriptor(
        name: "read_csv", version: 1, summary: "Reads a table.", grain: .whole, yields: .aggregate,
        options: [file, table])

    let path: StagePath
    let name: String
    var files: [StagePath] { [path] }
    var outputs: [TableDeclaration] { [TableDeclaration(name, [Field("code", .utf8)])] }

    init(_ options: StageOptions) throws(StageFault) {
        path = try options[Self.file]
        name = try options[Self.table]
    }
    func read() throws(StageFault) -> [String: Table] { [:] }
}

struct FakeResolver: PersonResolver {
    static let descriptor = StageDescriptor(
        name: "resolve_people", version: 1, summary: "Makes people.", grain: .person,
        reads: [
            TableRequirement("patients", [Field("person", .utf8), Field("death_date", .date, optional: true)]),
            TableRequirement("areas", [Field("code", .utf8)]),
            TableRequirement("contacts", [Field("at", .timestamp)], optional: true, onDemand: true),
            TableRequirement("letters", [Field("day", .date)], optional: true, onDemand: true),
        ],
        accepts: [.pseudonymous, .aggregate], yields: .pseudonymous)

    init(_ options: StageOptions) throws(StageFault) {}
    func prepare(_ context: ResolutionContext) throws(StageFault) -> any PersonResolution { throw StageFault("fake") }
}

struct FakeMeasure: PersonMeasure {
    static let windowOption = StageOption("window", "How far back.", default: Months(12))
    static let minimum = StageOption("minimum_contacts", "How many.", default: 3, in: 1...)
    static let descriptor = StageDescriptor(
        name: "measure_continuity", version: 2, summary: "Measures.", grain: .person, reads: [.people],
        accepts: [.pseudonymous], writes: [.cells], yields: .aggregate, options: [windowOption, minimum])
    static let events = [TableRequirement("contacts", [Field("at", .timestamp), Field("role", .dictionary)])]

    let window: Months

    init(_ options: StageOptions) throws(StageFault) { window = try options[Self.windowOption] }
    func measure(_ person: Person, into contributions: inout Contributions) {}
}

/// A measure of something that the feeds do not hold in that form.
struct FakeMismatch: PersonMeasure {
    static let descriptor = StageDescriptor(
        name: "measure_mismatch", version: 1, summary: "Measures.", grain: .person, accepts: [.pseudonymous],
        yields: .aggregate)
    static let events = [
        TableRequirement("contacts", [Field("rolle", .dictionary), Field("at", .date)]), TableRequirement("letters"),
        TableRequirement("calls"),
    ]

    init(_ options: StageOptions) throws(StageFault) {}
    func measure(_ person: Person, into contributions: inout Contributions) {}
}

/// A whole-grain stage that is nothing but its descriptor.
protocol Inert: WholeStage {}

extension Inert {
    func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs {
        throw StageFault("fake")
    }
}

private let figures = [Field("indicator", .dictionary), Field("value", .float64)]

struct FakeSummary: Inert {
    static let breakdowns = StageOption("breakdowns", "Which.", default: [Breakdown.sex])
    static let descriptor = StageDescriptor(
        name: "summarise", version: 1, summary: "Summarises.", grain: .whole, reads: [.cells], accepts: [.aggregate],
        writes: [TableDeclaration("indicators", figures)], yields: .aggregate, options: [breakdowns])

    init(_ options: StageOptions) throws(StageFault) {}
}

struct FakeComparison: Inert {
    static let descriptor = StageDescriptor(
        name: "compare_inequality", version: 1, summary: "Compares.", grain: .whole,
        reads: [TableRequirement("indicators", figures)], accepts: [.aggregate],
        writes: [TableDeclaration("gaps", figures)], yields: .aggregate)

    init(_ options: StageOptions) throws(StageFault) {}
}

struct FakeGate: Inert {
    static let threshold = StageOption("threshold", "Fewest people shown.", default: 8, in: 5...)
    static let descriptor = StageDescriptor(
        name: "protect_counts", version: 1, summary: "Protects.", grain: .whole,
        reads: [TableRequirement("indicators", figures), TableRequirement("gaps", figures, optional: true)],
        accepts: [.aggregate],
        writes: [TableDeclaration("indicators", figures), TableDeclaration("gaps", figures)], yields: .disclosable,
        options: [threshold])

    init(_ options: StageOptions) throws(StageFault) {}
}

/// A gate with a threshold that lets everybody through.
struct OpenGate: Inert {
    static let threshold = StageOption("threshold", "Fewest people shown.", default: 8, in: 1...)
    static let descriptor = StageDescriptor(
        name: "protect_nothing", version: 1, summary: "Protects nothing.", grain: .whole,
        reads: [TableRequirement("indicators")], accepts: [.aggregate],
        writes: [TableDeclaration("indicators", figures)],
        yields: .disclosable, options: [threshold])

    init(_ options: StageOptions) throws(StageFault) {}
}

/// A stage that calls its tables safe without being a gate.
struct FalseFriend: Inert {
    static let descriptor = StageDescriptor(
        name: "compare_openly", version: 1, summary: "Compares.", grain: .whole,
        reads: [TableRequirement("indicators")],
        accepts: [.aggregate], writes: [TableDeclaration("indicators", figures)], yields: .disclosable)

    init(_ options: StageOptions) throws(StageFault) {}
}

/// A stage that calls the records of people figures.
struct Confusion: Inert {
    static let descriptor = StageDescriptor(
        name: "compare_people", version: 1, summary: "Compares.", grain: .whole, reads: [TableRequirement("patients")],
        accepts: [.pseudonymous, .identifiable], writes: [TableDeclaration("indicators", figures)], yields: .aggregate)

    init(_ options: StageOptions) throws(StageFault) {}
}

protocol InertWriter: ReleaseWriter {}

extension InertWriter {
    func build(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> BuiltRelease {
        throw StageFault("fake")
    }
}

struct FakeRelease: InertWriter {
    static let folder = StageOption<StagePath>.required("folder", "Where releases stand.")
    static let descriptor = StageDescriptor(
        name: "write_release", version: 1, summary: "Writes.", grain: .whole,
        reads: [TableRequirement("indicators", figures), TableRequirement("gaps", figures, optional: true)],
        accepts: [.disclosable], yields: nil, options: [folder])

    let folder: StagePath

    init(_ options: StageOptions) throws(StageFault) { folder = try options[Self.folder] }
}

struct FakeInternal: InertWriter {
    static let place = StageOption<StagePath>.optional("place", "Where they stand.")
    static let descriptor = StageDescriptor(
        name: "write_internal", version: 1, summary: "Writes inside.", grain: .whole,
        reads: [TableRequirement("indicators", figures), TableRequirement("gaps", figures, optional: true)],
        accepts: [.aggregate], yields: nil, options: [place])

    let folder: StagePath

    init(_ options: StageOptions) throws(StageFault) { folder = options[optional: Self.place] ?? StagePath("/inside") }
}

/// A writer that takes what is not protected.
struct LeakyWriter: InertWriter {
    static let descriptor = StageDescriptor(
        name: "write_all", version: 1, summary: "Writes all.", grain: .whole, reads: [TableRequirement("indicators")],
        accepts: [.aggregate, .disclosable], yields: nil)

    var folder: StagePath { StagePath("/all") }

    init(_ options: StageOptions) throws(StageFault) {}
}

extension StageFamily {
    static let fakes = StageFamily(
        "Fakes", "Stages for tests.",
        stages: [
            FakeFeeds.self, FakeTable.self, FakeResolver.self, FakeMeasure.self, FakeMismatch.self, FakeSummary.self,
            FakeComparison.self, FakeGate.self, FakeRelease.self, FakeInternal.self,
        ])
    static let rogues = StageFamily(
        "Rogues", "Stages that would let figures out.",
        stages: [OpenGate.self, FalseFriend.self, Confusion.self, LeakyWriter.self])
}
