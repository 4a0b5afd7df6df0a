public import StageKit

/// A file format of a release.
enum ReleaseFormat: String, OptionValue, CaseIterable {
    /// `indicators.csv`.
    case csv
}

/// Publishes protected figures: a numbered folder that appears whole or not at all, and a link to the newest.
///
/// `<folder>/<pipeline>/<as-of>/r<N>/` with `indicators.csv` and `manifest.json`; `<folder>/<pipeline>/latest` points
/// at the release published or confirmed last.
public struct WriteRelease: ReleaseWriter {
    static let folder = StageOption<StagePath>.required("folder", "The folder that holds all releases.")
    static let formats = StageOption("formats", "What to write.", default: [ReleaseFormat.csv]) {
        (formats) throws(SettingFault) in
        if formats.isEmpty { throw SettingFault("name at least one format", hint: "formats: [csv]") }
    }

    public static let descriptor = StageDescriptor(
        name: "write_release",
        version: 1,
        summary: "Publishes protected indicators as a numbered release.",
        details: """
            The files are built aside, forced to disk and moved into place in one step; only then does `latest` move.
            `r<N>` is one more than the highest there. Where the newest release of the date holds the same bytes, none
            is made. `manifest.json` names every file with its SHA-256, the run, the as-of date, and pipeline and stage
            versions.
            """,
        grain: .whole,
        reads: [
            TableRequirement("indicators", IndicatorTable.columns),
            TableRequirement("gaps", IndicatorTable.columns, optional: true),
        ],
        accepts: [.disclosable],
        yields: nil,
        options: [folder, formats])

    public let folder: StagePath
    private let formats: [ReleaseFormat]

    public init(_ options: StageOptions) throws(StageFault) {
        folder = try options[Self.folder]
        formats = try options[Self.formats]
    }

    public func build(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> BuiltRelease {
        var files: [ReleaseFile] = []
        if formats.contains(.csv) {
            files.append(try ReleaseFile.indicators(inputs, in: run, labelled: .disclosable))
        }
        files.append(ReleaseFile(name: Manifest.name, bytes: Manifest(run: run, files: files).bytes))
        let shelf = try ReleaseShelf(folder: folder.path, pipeline: run.pipeline, day: run.asOf)
        return try shelf.build(files, runID: run.id)
    }
}
