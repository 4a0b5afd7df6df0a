public import StageKit

/// Writes unprotected figures for the house itself, where nobody else can read them.
///
/// `<folder>/<pipeline>/<as-of>/indicators.csv`, mode 0600 in folders of mode 0700, beside a file that says what it is.
public struct WriteInternal: ReleaseWriter {
    static let folder = StageOption<StagePath>.required(
        "folder", "The folder of the house's own figures, apart from the releases; closed to all but its owner.")

    public static let descriptor = StageDescriptor(
        name: "write_internal",
        version: 1,
        summary: "Writes unprotected indicators for the house itself.",
        details: """
            The same columns as a release, with every true figure. They must not leave the house: folders that are made
            have mode 0700, the files 0600, and `INTERNAL.txt` beside them says so. A folder that is there already must
            be closed to everybody but its owner, and must lie apart from all releases.
            """,
        grain: .whole,
        reads: [
            TableRequirement("indicators", IndicatorTable.columns),
            TableRequirement("gaps", IndicatorTable.columns, optional: true),
        ],
        accepts: [.aggregate],
        yields: nil,
        options: [folder])

    /// The mark of every folder of unprotected figures.
    static let mark = ReleaseFile(
        name: "INTERNAL.txt",
        bytes: Array(
            """
            INTERNAL. NOT FOR PUBLICATION.

            The figures in this folder are unprotected: they tell of small numbers of people, exactly.
            They must not leave the house, nor be copied to where others can read them.
            What may be published is in the releases of the same pipeline.

            """.utf8))

    public let folder: StagePath

    public init(_ options: StageOptions) throws(StageFault) {
        folder = try options[Self.folder]
    }

    public func build(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> BuiltRelease {
        // The mark comes first, so that figures never lie in a folder without it.
        let files = [Self.mark, try ReleaseFile.indicators(inputs, in: run, labelled: .aggregate)]
        let shelf = try InternalShelf(folder: folder.path, pipeline: run.pipeline, day: run.asOf)
        return try shelf.build(files)
    }
}
