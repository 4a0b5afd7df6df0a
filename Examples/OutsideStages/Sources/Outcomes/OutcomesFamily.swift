public import StageKit

extension StageFamily {
    /// What this house measures besides.
    public static let outcomes = StageFamily(
        "Outcomes", "What becomes of people after care.", stages: [MeasureReadmissions.self])
}
