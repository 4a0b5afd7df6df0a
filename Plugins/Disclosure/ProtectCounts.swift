public import StageKit

/// The disclosure gate: withholds figures about few people and rounds what is shown.
///
/// Only what comes out of here may be published. Nothing of a withheld row is left in the table, and nothing of a shown
/// row but its rounded figures and what is computed from them.
public struct ProtectCounts: WholeStage {
    static let threshold = StageOption(
        "threshold", "Figures about fewer people than this, but more than none, are withheld.", default: 8, in: 5...)
    static let roundTo = StageOption(
        "round_to", "Counts and denominators are rounded to multiples of this; 1 rounds nothing.", default: 5, in: 1...)

    public static let descriptor = StageDescriptor(
        name: "protect_counts",
        version: 1,
        summary: "Withholds figures about fewer people than a threshold and rounds counts and denominators.",
        details: """
            1. A row is withheld where the distinct people behind its count, or behind its denominator, are from 1 to
               `threshold` − 1. Zeros are shown.
            2. Count and Denominator are rounded half up to multiples of `round_to`, and value and limits are
               computed again from the rounded figures: beside rounded figures an exact value would give the true
               ones back. A row whose Denominator rounds to 0 is withheld.
            3. A gap or index is withheld with any figure that it is made of: gaps with Core20, the rest, or any
               quintile, indices with any decile that the line is drawn through. The others are computed again from
               rounded figures; what is then not defined is withheld.

            Without the table `components` every gap is withheld.
            """,
        grain: .whole,
        reads: [
            TableRequirement("indicators", IndicatorTable.columns, many: true),
            TableRequirement("components", IndicatorTable.componentColumns, optional: true, many: true),
            TableRequirement("gaps", IndicatorTable.columns, optional: true, many: true),
        ],
        accepts: [.aggregate],
        writes: [
            TableDeclaration("indicators", IndicatorTable.columns), TableDeclaration("gaps", IndicatorTable.columns),
        ],
        yields: .disclosable,
        options: [threshold, roundTo])

    private let rule: ProtectionRule

    public init(_ options: StageOptions) throws(StageFault) {
        rule = ProtectionRule(threshold: try options[Self.threshold], base: try options[Self.roundTo])
    }

    public func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs {
        var rows: [IndicatorRow] = []
        var gaps: [IndicatorRow] = []
        var components: [GapComponent] = []
        for table in inputs.tables["indicators"] ?? [] { rows += try IndicatorTable.rows(table) }
        for table in inputs.tables["gaps"] ?? [] { gaps += try IndicatorTable.rows(table) }
        for table in inputs.tables["components"] ?? [] { components += try IndicatorTable.components(table) }
        // A gap has no counts of its own to test: among the indicators it would pass unseen.
        gaps += rows.filter { $0.gap != nil }
        rows.removeAll { $0.gap != nil }

        let groups = try GapComponents.grouped(components)
        for index in rows.indices { rule.protect(&rows[index]) }
        let hidden = Set(
            rows.lazy.filter { $0.isQuintile && $0.isWithheld }.map { GapComponents.Key($0.indicator, of: $0) })
        for index in gaps.indices {
            let key = GapComponents.Key(gaps[index].origin, of: gaps[index])
            let isOfQuintiles = gaps[index].gap == .absolute || gaps[index].gap == .relative
            rule.protect(&gaps[index], madeOf: isOfQuintiles && hidden.contains(key) ? nil : groups[key])
        }
        return StageOutputs(tables: [
            "indicators": IndicatorTable.table(rows, sensitivity: .disclosable),
            "gaps": IndicatorTable.table(gaps, sensitivity: .disclosable),
        ])
    }
}

extension IndicatorRow {
    /// Whether it is one of the deprivation quintiles 1–5.
    fileprivate var isQuintile: Bool { breakdown == .deprivation && category < 5 }
}
