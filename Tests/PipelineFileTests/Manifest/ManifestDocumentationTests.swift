import Foundation
import StageKit
import Testing

@testable import PipelineFile

/// What the documentation shows is what is read.
@Suite struct ManifestDocumentationTests {
    private let text: String

    init() throws {
        let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        text = try String(
            contentsOf: checkout.appendingPathComponent("Documentation/Stage-manifest.md"), encoding: .utf8)
    }

    @Test func theManifestShownIsSound() throws {
        let block = try #require(text.split(separator: "```yaml\n").dropFirst().first?.split(separator: "```").first)
        let read = ManifestReader.read(String(block), of: StagePath("/nowhere", shown: "x"))
        #expect(read.faults.map(\.message) == [])
        #expect(read.manifest?.name == "measure_blood_pressure")
        #expect(read.manifest?.indicatorWindows == ["blood-pressure-control": "window"])
    }

    @Test func everyWordIsNamed() {
        for word in IndicatorStatistic.allCases.map(\.rawValue) + Polarity.allCases.map(\.rawValue)
            + ColumnType.allCases.map(\.rawValue) + ChildManifest.Wire.allCases.map(\.rawValue)
            + ParameterShape.Base.formats.map(\.rawValue)
        {
            #expect(text.contains("`\(word)`"), "\(word)")
        }
    }
}
