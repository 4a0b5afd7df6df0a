import StageKit

/// A stage of the file as far as it is known; what is `nil` had a fault that has been told.
struct DraftStage {
    var key: String
    var location: SourceLocation
    /// Where `uses` names the stage, or its key where it does not.
    var usesLocation: SourceLocation
    var entry: StageCatalogue.Entry?
    var options = StageOptions()
    var optionLocations: [String: SourceLocation] = [:]
    var instance: (any Stage)?
    var inputs: [PlannedInput] = []
    /// Whether an input could not be made out, so that nothing can be said of what is missing.
    var hasUnknownInput = false
    var fromLocation: SourceLocation?
    /// What the pipeline grants the stage, and where it says so.
    var grant: (word: String, location: SourceLocation)?

    /// The tables it gives, people and cells among them; `nil` where that is not known.
    var outputs: [TableDeclaration]? {
        guard let entry, let instance else { return nil }
        var tables = instance.outputs
        if entry.role == .resolver, !tables.contains(where: { $0.name == TableDeclaration.people.name }) {
            tables.append(.people)
        }
        if entry.role == .measure, !tables.contains(where: { $0.name == TableDeclaration.cells.name }) {
            tables.append(.cells)
        }
        return tables
    }

    /// Where a fault of its inputs as a whole is shown.
    var inputLocation: SourceLocation { fromLocation ?? usesLocation }
}
