import Foundation
import StageKit
import StageMain
import Testing
import __TYPE__

@Suite struct __TYPE__Tests {
    @Test func anAreaWithoutAValueCounts() throws {
        let indicators = Table(
            Schema(__TYPE__.descriptor.reads[0].columns),
            [
                Column(texts: ["upc", "upc", "upc"], type: .dictionary),
                Column(texts: ["practice", "practice", "practice"], type: .dictionary),
                Column(texts: ["", "", "sex"], type: .dictionary), Column(doubles: [0.5, nil, 1]),
            ], sensitivity: .aggregate)
        let run = RunDescription(pipeline: "p", title: "P", asOf: CalendarDay(number: 0), id: "0123456789abcdef")
        let given = try __TYPE__(StageOptions()).run(StageInputs(tables: ["indicators": [indicators]]), in: run)
        let highest = try #require(given.tables["highest"])
        #expect(highest.count == 1)
        #expect(highest["areas"]?.integer(0) == 2)
        #expect(highest["value"]?.double(0) == 0.5)
    }

    /// .build/release/__NAME__ --manifest .build/release/__NAME__ > stage.yaml
    /// writes it anew. It may say more: limits, details, idempotent.
    @Test func theManifestSaysWhatTheTypeSays() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let manifest = try String(contentsOf: folder.appendingPathComponent("stage.yaml"), encoding: .utf8)
        let text = StageMain.manifest(of: __TYPE__.self, command: [".build/release/__NAME__"])
        for line in text.split(separator: "\n") { #expect(manifest.contains(line)) }
    }
}
