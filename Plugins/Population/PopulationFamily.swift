public import StageKit

extension StageFamily {
    public static let population = StageFamily(
        "Population", "From records to people: registration, areas, exposure, stays.",
        stages: [ResolvePeople.self, CheckPopulation.self])
}
