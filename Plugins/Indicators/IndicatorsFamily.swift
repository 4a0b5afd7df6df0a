public import StageKit

extension StageFamily {
    /// What is measured of each person, and how cells become indicators.
    public static let indicators = StageFamily(
        "Indicators", "What is measured of each person, and the indicators that it adds up to.",
        stages: [
            MeasurePopulation.self, MeasureContinuity.self, MeasureAccess.self, MeasureAdmissions.self,
            Summarise.self,
        ])
}
