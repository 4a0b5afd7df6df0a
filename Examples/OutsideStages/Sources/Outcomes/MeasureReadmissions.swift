public import StageKit

/// How many discharges from hospital are followed by an emergency admission soon after.
///
/// After indicator 3b of the NHS Outcomes Framework, without its adjustment for age and diagnosis: maternity stays are left
/// out, and so are people who died in hospital. What is looked at is the stay, so a transfer is no readmission.
public struct MeasureReadmissions: PersonMeasure {
    static let windowOption = StageOption("window", "How far back a discharge counts.", default: Months(12))
    static let daysOption = StageOption(
        "days", "Days after the discharge in which an emergency admission counts as a readmission.", default: 30,
        in: 1...)

    public static let descriptor = StageDescriptor(
        name: "measure_readmissions", version: 1,
        summary: "Discharges that an emergency admission follows within 30 days.",
        details: """
            Of the stays, maternity left out, that somebody registered on that day was discharged from alive, those that are \
            followed by an emergency within `days`. The window of discharges ends that many days before the as-of date, so \
            that each has had its time.
            """,
        grain: .person, reads: [.people], accepts: [.pseudonymous], writes: [.cells], yields: .aggregate,
        indicators: [
            Indicator(
                "outcome-readmission", "Emergency readmissions after discharge", statistic: .proportionOfEvents,
                polarity: .lowerIsBetter, unit: "proportion", source: "NHS Outcomes Framework 3b")
        ],
        options: [windowOption, daysOption],
        examples: [
            StageExample(
                "Back after 30 days, back after 31, and a discharge that has not had its time",
                given: """
                    person | start      | end        | method
                    p1     | 2026-01-10 | 2026-01-20 | elective
                    p1     | 2026-02-19 | 2026-02-21 | emergency
                    p2     | 2026-03-01 | 2026-03-02 | emergency
                    p2     | 2026-04-02 | 2026-04-03 | emergency
                    p3     | 2026-06-01 | 2026-06-02 | emergency
                    p3     | 2026-06-10 | 2026-06-11 | emergency
                    """,
                as: "2026-06-30",
                // 20 January + 30 days is 19 February; 2 March + 31 is 2 April. Discharges up to 31 May count: two of each.
                then: "outcome-readmission: 1 / 4")
        ])

    public static let events = [
        TableRequirement(
            "admissions", [Field("start", .date), Field("end", .date, optional: true), Field("method", .dictionary)])
    ]

    private let window: Months
    private let days: Int

    public init(_ options: StageOptions) throws(StageFault) {
        window = try options[Self.windowOption]
        days = try options[Self.daysOption]
    }

    public var indicators: [Indicator] { Self.descriptor.indicators.map { $0.over(window) } }

    public func measure(_ person: Person, into contributions: inout Contributions) {
        let discharges = DayRange.window(of: window, endingOn: person.asOf.advanced(by: -days))
        let stays = person.stays
        for (place, stay) in zip(stays.indices, stays) {
            guard stay.method != .maternity, discharges.contains(stay.end), person.isExposed(on: stay.end),
                person.death.map({ $0 > stay.end }) ?? true
            else { continue }
            let soon = DayRange(first: stay.end.advanced(by: 1), last: stay.end.advanced(by: days))
            let isBack = stays[(place + 1)...].contains { $0.method == .emergency && soon.contains($0.start) }
            contributions.add(to: 0, numerator: isBack ? 1 : 0, denominator: 1)
        }
    }
}
