public import StageKit

/// How far apart the most and the least deprived places are: four measures of inequality of each indicator.
///
/// Each is an indicator of its own, a row for every area and basis that has components. What is not defined has no row.
public struct CompareInequality: WholeStage {
    static let minimumPeople = StageOption(
        "minimum_people", "Distinct people that each side of a gap needs in its denominator.", default: 1000, in: 1...)

    public static let descriptor = StageDescriptor(
        name: "compare_inequality",
        version: 1,
        summary: "Gaps between the most deprived fifth of places and the rest, and slope and relative index.",
        details: """
            - `…-gap-absolute`: Core20 (the most deprived fifth) minus quintiles 2–5 added up, in the indicator's
              unit; limits by square-and-add (Newcombe 1998).
            - `…-gap-relative`: Core20 divided by the rest; limits on the log scale.
            - `…-sii`: the slope index of inequality, most deprived end minus least deprived end of a weighted
              straight line through national deciles, in the indicator's unit.
            - `…-rii`: the relative index, most deprived end divided by the least deprived.

            Gaps need `minimum_people` on each side; the indices need five deciles with a value. Deprivation is of
            places: the figures are about people in the most deprived areas.
            """,
        grain: .whole,
        reads: [
            TableRequirement("indicators", IndicatorTable.columns, many: true),
            TableRequirement("components", IndicatorTable.componentColumns, many: true),
        ],
        accepts: [.aggregate],
        writes: [TableDeclaration("gaps", IndicatorTable.columns)],
        yields: .aggregate,
        options: [minimumPeople])

    private let minimumPeople: Int

    public init(_ options: StageOptions) throws(StageFault) {
        minimumPeople = try options[Self.minimumPeople]
    }

    public func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs {
        var components: [GapComponent] = []
        for table in inputs.tables["components"] ?? [] { components += try IndicatorTable.components(table) }
        var groups = try GapComponents.grouped(components)
        var gaps: [IndicatorRow] = []
        for table in inputs.tables["indicators"] ?? [] {
            for row in try IndicatorTable.rows(table) where row.breakdown == nil && row.gap == nil {
                guard let group = groups.removeValue(forKey: .init(row.indicator, of: row)) else { continue }
                let comparison = group.comparison(as: row.statistic, minimumPeople: minimumPeople)
                for kind in GapKind.allCases {
                    guard let estimate = comparison.estimate(kind) else { continue }
                    gaps.append(Self.gap(kind, of: row, estimate))
                }
            }
        }
        if let left = groups.keys.map({ "'\($0.indicator)' in area '\($0.areaCode)'" }).min() {
            throw StageFault(
                "indicator \(left) has components but no row for the whole area and their period",
                hint: "take 'indicators' and 'components' from the same stage")
        }
        return StageOutputs(tables: ["gaps": IndicatorTable.table(gaps, sensitivity: .aggregate)])
    }

    /// The row of a gap: area, basis and period of the whole-area row that it is made of, and no judgement of its own.
    private static func gap(_ kind: GapKind, of origin: IndicatorRow, _ estimate: Estimate) -> IndicatorRow {
        var row = IndicatorRow(
            indicator: "\(origin.indicator)-\(kind.rawValue)", name: "\(origin.name), \(kind.title)",
            statistic: origin.statistic, unit: kind.isQuotient ? "ratio" : origin.unit, polarity: .neutral,
            areaCode: origin.areaCode, areaName: origin.areaName, scale: origin.scale, scaleOrder: origin.scaleOrder,
            parentCode: origin.parentCode, parentName: origin.parentName, topCode: origin.topCode, basis: origin.basis,
            periodStart: origin.periodStart, periodEnd: origin.periodEnd, months: origin.months,
            figures: Figures(count: 0, denominator: 0, people: 0), countPeople: 0, people: 0)
        row.origin = origin.indicator
        row.gap = kind
        row.take(estimate)
        return row
    }
}

extension GapKind {
    /// Whether it is one figure divided by another, so that it has no unit.
    fileprivate var isQuotient: Bool { self == .relative || self == .relativeIndex }
}
