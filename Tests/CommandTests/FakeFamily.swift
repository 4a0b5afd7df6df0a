import StageKit

/// A table reader that reads nothing: enough for a pipeline that can be checked.
struct FakeTable: TableReader {
    static let file = StageOption<StagePath>.required("file", "The file to read.")
    static let rows = StageOption("rows", "At most so many rows.", default: 10, in: 1...)
    static let descriptor = StageDescriptor(
        name: "read_csv", version: 3, summary: "Reads a table.", details: "One heading, then rows.", grain: .whole,
        writes: [TableDeclaration("areas", [Field("code", .utf8), Field("name", .utf8, optional: true)])],
        yields: .aggregate, options: [file, rows])

    var files: [StagePath] { [] }

    init(_ options: StageOptions) throws(StageFault) {}
    func read() throws(StageFault) -> [String: Table] { [:] }
}

/// A reader of no feeds, for people whom nobody resolves: a run needs one of each.
struct FakeFeeds: FeedReader {
    static let descriptor = StageDescriptor(
        name: "read_none", version: 1, summary: "Reads nothing.", grain: .feed,
        writes: [TableDeclaration("patients", [Field("person", .utf8)])], yields: .pseudonymous)

    var patterns: [StagePath] { [] }
    var onFeedError: FeedErrorPolicy { .stop }
    var onGap: GapPolicy { .report }

    init(_ options: StageOptions) throws(StageFault) {}
    func prepare(asOf: CalendarDay?) throws(StageFault) {}
    func read(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed] { throw RefusedFeed("fake") }
    func contentDigest(of file: String, document: Int) throws(RefusedFeed) -> String { "" }
}

/// The resolver of those people.
struct FakeResolver: PersonResolver {
    static let descriptor = StageDescriptor(
        name: "resolve_none", version: 1, summary: "Makes nobody.", grain: .person,
        reads: [TableRequirement("patients", [Field("person", .utf8)])], accepts: [.pseudonymous],
        yields: .pseudonymous)

    init(_ options: StageOptions) throws(StageFault) {}
    func prepare(_ context: ResolutionContext) throws(StageFault) -> any PersonResolution { throw StageFault("fake") }
}

/// A measure with an indicator and an example, for its page.
struct FakeMeasure: PersonMeasure {
    static let descriptor = StageDescriptor(
        name: "measure_visits", version: 1, summary: "How often people come.", grain: .person, reads: [.people],
        accepts: [.pseudonymous], writes: [.cells], yields: .aggregate,
        indicators: [
            Indicator(
                "visits", "Visits a person | a year", statistic: .mean, polarity: .neutral, unit: "visits",
                source: "Invented 2026")
        ],
        examples: [
            StageExample(
                "Two visits", given: "person | at\np1     | 2026-03-04 09:10", as: "2026-06-30", then: "visits: 1 / 1")
        ])
    static let events = [TableRequirement("contacts", [Field("at", .timestamp)], optional: true)]

    init(_ options: StageOptions) throws(StageFault) {}
    func measure(_ person: Person, into contributions: inout Contributions) {}
}

extension StageFamily {
    static let fakes = StageFamily("Fakes", "Stages for tests.", stages: [FakeTable.self, FakeMeasure.self])
    static let runnable = StageFamily("Runnable", "What a run needs.", stages: [FakeFeeds.self, FakeResolver.self])
}
