import StageKit

@testable import Disclosure

/// A row of the whole of area `L1`, as `summarise` would give it.
func row(
    _ statistic: IndicatorStatistic, _ figures: Figures, countPeople: Int, indicator: String = "x",
    breakdown: Breakdown? = nil, category: Int = 0
) -> IndicatorRow {
    var row = IndicatorRow(
        indicator: indicator, name: "X", statistic: statistic, unit: "unit", polarity: .neutral, areaCode: "L1",
        areaName: "North", scale: "locality", scaleOrder: 2, parentCode: "B1", parentName: "Borough", topCode: "B1",
        basis: .resident, breakdown: breakdown, category: category, periodStart: CalendarDay(number: 20_412),
        periodEnd: CalendarDay(number: 20_777), months: 12, figures: figures, countPeople: countPeople,
        people: figures.people)
    row.take(figures.estimate(statistic))
    row.count = figures.count
    row.denominator = statistic == .count ? nil : figures.denominator
    row.expected = statistic == .indirectlyStandardisedRatio ? figures.denominator : nil
    return row
}

/// `cases` of `people`, as a row.
func proportion(
    _ cases: Int, of people: Int, indicator: String = "x", breakdown: Breakdown? = nil, category: Int = 0
) -> IndicatorRow {
    row(
        .proportion, .proportion(cases, of: people), countPeople: cases, indicator: indicator, breakdown: breakdown,
        category: category)
}

/// `cases` of `people`, as a component.
func component(_ part: GapComponent.Part, _ cases: Int, of people: Int, indicator: String = "x") -> GapComponent {
    GapComponent(
        indicator: indicator, areaCode: "L1", basis: .resident, periodStart: CalendarDay(number: 20_412),
        periodEnd: CalendarDay(number: 20_777), part: part, statistic: .proportion, countPeople: cases,
        people: people, figures: .proportion(cases, of: people))
}

/// A gap of true figures, with a value that must not come through.
func gap(_ kind: GapKind, indicator: String = "x") -> IndicatorRow {
    var gap = row(
        .proportion, Figures(count: 0, denominator: 0, people: 0), countPeople: 0,
        indicator: "\(indicator)-\(kind.rawValue)")
    gap.origin = indicator
    gap.gap = kind
    gap.count = nil
    gap.denominator = nil
    gap.take(Estimate(value: 0.123456789, limits: { _ in Interval(lower: 0.1, upper: 0.2) }))
    return gap
}

/// What the gate makes of tables.
func protected(
    _ rows: [IndicatorRow], gaps: [IndicatorRow]? = nil, components: [GapComponent]? = nil, threshold: Int = 8,
    roundTo: Int = 5
) throws -> (rows: [IndicatorRow], gaps: [IndicatorRow], tables: [String: Table]) {
    var tables = ["indicators": [IndicatorTable.table(rows, sensitivity: .aggregate)]]
    if let gaps { tables["gaps"] = [IndicatorTable.table(gaps, sensitivity: .aggregate)] }
    if let components { tables["components"] = [IndicatorTable.table(components, sensitivity: .aggregate)] }
    let stage = try ProtectCounts(StageOptions(["threshold": threshold, "round_to": roundTo]))
    let run = RunDescription(pipeline: "nightly", title: "", asOf: CalendarDay(number: 20_777), id: "0123456789abcdef")
    let outputs = try stage.run(StageInputs(tables: tables), in: run).tables
    return (
        try outputs["indicators"].map(IndicatorTable.rows) ?? [], try outputs["gaps"].map(IndicatorTable.rows) ?? [],
        outputs
    )
}

/// A seeded generator: SplitMix64 (Steele, Lea & Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
