public import StageKit

/// Hospital stays of the people registered: emergencies, standardised for age both ways, and what stays cost.
///
/// People who died or left count up to that day. A stay counts where it starts in the window on a day on which the person
/// was registered.
public struct MeasureAdmissions: PersonMeasure {
    static let windowOption = StageOption("window", "How far back a stay may start.", default: Months(12))

    public static let descriptor = StageDescriptor(
        name: "measure_admissions",
        version: 1,
        summary: "Emergency admissions, directly and indirectly standardised, and the cost of admissions.",
        details: """
            Of everybody with a day of registration in the window, for as long as it lasted: people who died or left \
            count up to that day. A stay counts where it starts in the window on a day on which the person was \
            registered; its method is that of its first admission and its cost the sum of all of them.

            The directly standardised rate is per 100,000 person-years by the European Standard Population 2013. The \
            ratio compares with what the rates of all people of the run, by five-year band and sex, would give.
            """,
        grain: .person,
        reads: [.people],
        accepts: [.pseudonymous],
        writes: [.cells],
        yields: .aggregate,
        indicators: [
            Indicator(
                "outcome-emergency-admission", "Emergency admissions per 100,000 person-years, age-standardised",
                statistic: .directlyStandardisedRate, polarity: .lowerIsBetter, unit: "per 100,000 person-years",
                denominator: .days, source: "Dobson 1991; European Standard Population 2013"),
            Indicator(
                "outcome-emergency-admission-ratio", "Emergency admissions, observed to expected",
                statistic: .indirectlyStandardisedRatio, polarity: .lowerIsBetter, unit: "ratio", denominator: .days,
                source: "Breslow & Day 1987"),
            Indicator(
                "value-admission-cost", "Admission cost per person-year, GBP", statistic: .ratio, polarity: .neutral,
                unit: "GBP per person-year", numerator: .money, denominator: .days, source: "Cochran 1977"),
        ],
        options: [windowOption],
        examples: [
            StageExample(
                "Two stays of one person, and somebody who left",
                given: """
                    person | registered_to | start      | end        | method    | cost
                    p1     |               | 2026-03-04 | 2026-03-09 | emergency | 2500
                    p1     |               | 2026-05-04 | 2026-05-04 | elective  | 700.5
                    p2     | 2026-01-01    | 2026-02-01 | 2026-02-03 | emergency | 1000
                    """,
                as: "2026-06-30",
                // 365 days, and the 184 from 1 July to 31 December 2025: 549 / 365.25.
                then: """
                    outcome-emergency-admission: 1 / 1.5031
                    outcome-emergency-admission-ratio: 1 / 1.5031
                    value-admission-cost: 3200.5 / 1.5031
                    """)
        ]
    )

    public static let events = [
        TableRequirement(
            "admissions",
            [
                Field("start", .date), Field("end", .date, optional: true), Field("method", .dictionary),
                Field("cost", .int64, optional: true),
            ])
    ]

    public let window: Months

    public init(_ options: StageOptions) throws(StageFault) {
        window = try options[Self.windowOption]
    }

    public var indicators: [Indicator] { Self.descriptor.indicators.map { $0.over(window) } }

    /// Places among the indicators.
    private static let rate = 0, ratio = 1, cost = 2

    public func measure(_ person: Person, into contributions: inout Contributions) {
        let days = person.window(window), exposure = person.exposure
        let exposed = Int64(person.exposedDays(in: days))
        guard exposed > 0 else { return }
        var emergencies: Int64 = 0
        for stay in person.stays where days.contains(stay.start) && exposure.covers(stay.start) {
            if stay.method == .emergency { emergencies += 1 }
            // Stay by stay: 64 bits have no room for every sum of costs, contributions have.
            contributions.add(to: Self.cost, numerator: stay.cost, denominator: 0)
        }
        contributions.add(to: Self.rate, numerator: emergencies, denominator: exposed)
        contributions.add(to: Self.ratio, numerator: emergencies, denominator: exposed)
        contributions.add(to: Self.cost, numerator: 0, denominator: exposed)
    }
}
