public import StageKit

/// How many people in the population were seen in the window.
public struct __TYPE__: PersonMeasure {
    static let windowOption = StageOption("window", "How far back a contact counts.", default: Months(12))

    public static let descriptor = StageDescriptor(
        name: "__NAME__", version: 1, summary: "People in the population with a contact in the window.",
        grain: .person, reads: [.people], accepts: [.pseudonymous], writes: [.cells], yields: .aggregate,
        indicators: [
            Indicator("__ID__", "__TITLE__", statistic: .proportion, polarity: .neutral, unit: "proportion")
        ],
        options: [windowOption],
        examples: [
            StageExample(
                "One attended, one cancelled, one who left",
                given: """
                    person | registered_to | at         | status
                    p1     |               | 2025-11-21 | attended
                    p2     |               | 2026-03-01 | cancelled
                    p3     | 2026-05-01    | 2026-03-01 | attended
                    """,
                as: "2026-11-20", then: "__ID__: 1 / 2")
        ])

    /// The tables of events that it reads, and their columns; those of people come by themselves.
    public static let events = [TableRequirement("contacts", [Field("at", .timestamp), Field("status", .dictionary)])]

    private let window: Months

    public init(_ options: StageOptions) throws(StageFault) { window = try options[Self.windowOption] }

    public var indicators: [Indicator] { Self.descriptor.indicators.map { $0.over(window) } }

    public func measure(_ person: Person, into contributions: inout Contributions) {
        guard person.isInPopulation else { return }
        let days = person.window(window)
        let isSeen = person.contacts.contains { $0.status == .attended && days.contains($0.day) }
        contributions.add(to: 0, numerator: isSeen ? 1 : 0, denominator: 1)
    }
}
