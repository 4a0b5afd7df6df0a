import Foundation
import Testing

@testable import StrataCommand

@Suite struct TemplatesTests {
    /// The `pipelines` folder of this checkout.
    private static let folder = Binary.checkout + "/pipelines"

    @Test func whatInitWritesIsWhatStandsInPipelines() throws {
        var expected = ["nightly.yaml"]
        let mappings = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder + "/mappings")) ?? []
        expected += mappings.filter { $0.hasSuffix(".yaml") }.map { "mappings/" + $0 }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let mend: Comment = "run Scripts/embed-templates.sh"
        #expect(Templates.files.map(\.path) == expected, mend)
        for file in Templates.files {
            let text = try String(contentsOfFile: Self.folder + "/" + file.path, encoding: .utf8)
            #expect(file.text == text, mend)
        }
    }
}
