public import StageKit

extension StageFamily {
    /// The gate: what makes figures fit to leave the house.
    public static let disclosure = StageFamily(
        "Disclosure", "Makes figures fit to leave the house: small numbers withheld, counts rounded.",
        stages: [ProtectCounts.self])
}
