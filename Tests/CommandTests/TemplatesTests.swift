import Foundation
import Testing

@testable import StrataCommand

@Suite struct TemplatesTests {
    private let mend: Comment = "run Scripts/embed-templates.sh"
    /// The `pipelines` folder of this checkout.
    private static let folder = Binary.checkout + "/pipelines"

    @Test func whatInitWritesIsWhatStandsInPipelines() throws {
        var expected = ["nightly.yaml"]
        let mappings = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder + "/mappings")) ?? []
        expected += mappings.filter { $0.hasSuffix(".yaml") }.map { "mappings/" + $0 }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(Templates.files.map(\.path) == expected, mend)
        for file in Templates.files {
            let text = try String(contentsOfFile: Self.folder + "/" + file.path, encoding: .utf8)
            #expect(file.text == text, mend)
        }
    }

    /// What `strata stage new` writes are the files of `Helpers/`, and the examples carry the same libraries.
    @Test func stagesBeginWithTheFilesOfHelpers() throws {
        let checkout = URL(fileURLWithPath: Binary.checkout)
        let folder = checkout.appendingPathComponent("Helpers")
        let names = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
        let files = names.filter { name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder.path + "/" + name, isDirectory: &isFolder)
            return !isFolder.boolValue && !name.contains("__pycache__")
        }
        #expect(Set(StageTemplates.files.map(\.path)) == Set(files), mend)
        for file in StageTemplates.files {
            let text = try String(contentsOf: folder.appendingPathComponent(file.path), encoding: .utf8)
            #expect(text == file.text, mend)
        }
        for (example, library) in [
            ("measure_blood_pressure/strata_stage.py", "python/strata_stage.py"),
            ("compare_smoothed/strata_stage.R", "r/strata_stage.R"),
        ] {
            let copy = try String(
                contentsOf: checkout.appendingPathComponent("Examples/Stages/\(example)"), encoding: .utf8)
            #expect(copy == StageTemplates.files.first { $0.path == library }?.text, "copy Helpers/\(library) there")
        }
    }
}
