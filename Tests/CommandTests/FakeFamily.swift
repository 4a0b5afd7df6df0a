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

    var window: Months { Months(12) }

    init(_ options: StageOptions) throws(StageFault) {}
    func measure(_ person: Person, into contributions: inout Contributions) {}
}

extension StageFamily {
    static let fakes = StageFamily("Fakes", "Stages for tests.", stages: [FakeTable.self, FakeMeasure.self])
}
