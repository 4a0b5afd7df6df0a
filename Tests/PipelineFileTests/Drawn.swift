import PipelineFile
import StageKit
import Testing

/// Checks YAML drawn in a test; the file would be `/house/pipelines/p.yaml`, the working folder is `/work place`.
func checked(_ yaml: String, set settings: [String: String] = [:]) throws(Diagnostics) -> Pipeline {
    try Pipeline.check(
        yaml, file: "p.yaml", path: "/house/pipelines/p.yaml", families: [.fakes, .rogues], settings: settings,
        workingFolder: "/work place")
}

/// Everything wrong with YAML drawn in a test, as people would read it; empty where nothing is.
func told(_ yaml: String, set settings: [String: String] = [:]) -> String {
    do throws(Diagnostics) {
        return try checked(yaml, set: settings).warnings.map { $0.rendered() }.joined()
    } catch {
        return error.items.map { $0.rendered() }.joined()
    }
}

/// The codes of the errors.
func codes(_ yaml: String) -> [DiagnosticCode] {
    do throws(Diagnostics) {
        _ = try checked(yaml)
        return []
    } catch {
        return error.items.filter { $0.severity == .error }.map(\.code)
    }
}

/// A pipeline in which nothing is wrong, in pieces that tests put together.
enum Sound {
    static let head = """
        strata: 1
        name: nightly
        stages:

        """
    static let feeds = """
          feeds: {uses: read_xml, with: {files: "inbox/*.xml"}}
          areas: {uses: read_csv, with: {file: areas.csv, table: areas}}
          people: {uses: resolve_people, from: [feeds, areas]}
          continuity: {uses: measure_continuity, from: people}
          indicators: {uses: summarise, from: [continuity]}

        """
    static let gate = """
          protected: {uses: protect_counts, from: indicators}
          release: {uses: write_release, from: protected, with: {folder: releases}}

        """
    static let whole = head + feeds + gate
}
