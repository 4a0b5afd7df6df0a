public import StageKit

/// Who is registered and alive on the as-of date: the population that scale bands are held against.
public struct MeasurePopulation: PersonMeasure {
    public static let descriptor = StageDescriptor(
        name: "measure_population",
        version: 1,
        summary: "How many people are registered and alive on the as-of date.",
        grain: .person,
        reads: [.people],
        accepts: [.pseudonymous],
        writes: [.cells],
        yields: .aggregate,
        indicators: [
            Indicator(
                "population", "Registered population", statistic: .count, polarity: .neutral, unit: "people",
                isCompared: false, isPopulation: true, months: 0)
        ],
        examples: [
            StageExample(
                "Somebody who left the day before is not counted",
                given: """
                    person | registered_from | registered_to
                    p1     | 2020-01-01      |
                    p2     | 2020-01-01      | 2026-06-30
                    p3     | 2026-06-30      |
                    """,
                as: "2026-06-30",
                then: "population: 2")
        ]
    )

    public static let events: [TableRequirement] = []

    public let window = Months(1)

    public init(_ options: StageOptions) throws(StageFault) {}

    public func measure(_ person: Person, into contributions: inout Contributions) {
        guard person.isInPopulation else { return }
        contributions.add(to: 0, numerator: 1, denominator: 1)
    }
}
