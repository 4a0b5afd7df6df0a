import StageKit
import StageKitTesting
import Testing

/// A measure of everything that an example can draw: days, contacts of a role, money.
private struct Sums: PersonMeasure {
    static let least = StageOption("least", "Contacts needed.", default: 1, in: 0...)
    static let descriptor = StageDescriptor(
        name: "measure_sums", version: 1, summary: "Sums.", grain: .person, yields: .aggregate,
        indicators: [
            Indicator("people", "People", statistic: .count, polarity: .neutral, unit: "people"),
            Indicator(
                "gp", "Contacts with GPs", statistic: .proportionOfEvents, polarity: .neutral, unit: "proportion"),
            Indicator(
                "cost", "Cost", statistic: .ratio, polarity: .neutral, unit: "GBP", numerator: .money,
                denominator: .days),
            Indicator(
                "third", "A third each", statistic: .mean, polarity: .neutral, unit: "index", numerator: .fraction),
        ],
        options: [least])
    static let events: [TableRequirement] = []
    let window = Months(12)
    let least: Int

    init(_ options: StageOptions) throws(StageFault) { least = try options[Self.least] }

    func measure(_ person: Person, into contributions: inout Contributions) {
        guard person.contacts.count >= least else { return }
        contributions.add(to: 0, numerator: 1, denominator: 1)
        for contact in person.contacts {
            contributions.add(to: 1, numerator: contact.role == .gp ? 1 : 0, denominator: 1)
        }
        contributions.add(
            to: 2, numerator: person.stays.reduce(0) { $0 + $1.cost },
            denominator: Int64(person.exposedDays(in: person.window(window))))
        contributions.add(to: 3, numerator: Amount.fraction(1, 3), denominator: 1)
    }
}

@Suite struct ExampleRunnerTests {
    let given = """
        person | registered_from | at               | role  | start      | cost
        p1     |                 | 2026-01-01 10:00 |       |            |
        p1     |                 | 2026-01-02 10:00 | nurse |            |
        p1     |                 |                  |       | 2026-01-03 | 12.5
        p2     | 2026-06-01      |                  |       |            |
        """

    /// 365 + 30 days are 1.0815 years; 0.33… + 0.33….
    @Test func whatIsCounted() throws {
        let example = StageExample("Two people", given: given, as: "2026-06-30", then: "people: 2")
        let lines = try ExampleRunner.outcome(of: example, by: Sums.self, options: StageOptions(["least": 0]))
        #expect(lines.map(\.text) == ["people: 2", "gp: 1 / 2", "cost: 12.5 / 1.0815", "third: 0.6667 / 2"])
        // By default a person needs a contact.
        try ExampleRunner.check(
            StageExample("One", given: given, as: "2026-06-30", then: "people: 1\n  gp: 1 / 2  "), of: Sums.self)
    }

    @Test func aFailureShowsBothTables() {
        let example = StageExample(
            "Too many", given: "person | at\np1 | 2026-01-01 10:00", as: "2026-06-30",
            then: "people: 1\ngp: 2 / 1\nother: 3")
        let failure = #expect(throws: ExampleFailure.self) { try ExampleRunner.check(example, of: Sums.self) }
        #expect(
            failure?.description == """
                Too many
                given, as of 2026-06-30:
                    person | at
                    p1 | 2026-01-01 10:00
                expected:
                    gp: 2 / 1   but counted gp: 1 / 1
                    other: 3   there is no such indicator
                """)
    }

    @Test(arguments: [
        ("at\n2026-01-01", "2026-06-30", "there is no column 'person'"),
        ("person | at\np1 | noon", "2026-06-30", "'noon' is not a time"),
        ("person | at\n | 2026-01-01", "2026-06-30", "row 1 is nobody's"),
        ("person | at | role\np1 | 2026-01-01 | doctor", "2026-06-30", "'doctor' is not a role"),
        ("person | start | cost\np1 | 2026-01-01 | 1.23456", "2026-06-30", "'1.23456' is not an amount of money"),
        ("person\np1", "today", "the as-of date 'today' is none"),
    ])
    func faultsOfAnExample(_ given: String, _ asOf: String, _ message: String) {
        let example = StageExample("Wrong", given: given, as: asOf, then: "people: 1")
        let failure = #expect(throws: ExampleFailure.self) { try ExampleRunner.check(example, of: Sums.self) }
        #expect(failure?.description == "Wrong: \(message)")
    }

    @Test func aColumnThatIsNone() {
        let example = StageExample("Wrong", given: "person | stuff\np1 | S1", as: "2026-06-30", then: "people: 1")
        let failure = #expect(throws: ExampleFailure.self) { try ExampleRunner.check(example, of: Sums.self) }
        #expect(failure?.description.hasPrefix("Wrong: there is no such column as 'stuff'") == true)
    }

    @Test func anExampleMustSaySomething() {
        let example = StageExample("Nothing", given: "person\np1", as: "2026-06-30", then: "\n")
        #expect(throws: ExampleFailure("Nothing: 'then' says nothing")) {
            try ExampleRunner.check(example, of: Sums.self)
        }
    }
}
