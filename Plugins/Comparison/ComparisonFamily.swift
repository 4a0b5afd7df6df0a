public import StageKit

extension StageFamily {
    /// Indicators held against each other: inequality between places.
    public static let comparison = StageFamily(
        "Comparison", "Holds indicators against each other: gaps and slopes of inequality.",
        stages: [CompareInequality.self])
}
