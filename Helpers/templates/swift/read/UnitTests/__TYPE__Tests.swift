import Foundation
import StageKit
import StageMain
import Testing
import __TYPE__

@Suite struct __TYPE__Tests {
    private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    @Test func everyLineIsARow() throws {
        let file = folder.appendingPathComponent("tests/first/codes.txt").path
        let options = StageOptions(["file": StagePath(file, shown: file)], defaultsOf: __TYPE__.descriptor)
        let codes = try #require(try __TYPE__(options).read()["__COLUMN__"])
        #expect(codes.count == 2)
        #expect(codes["name"]?.text(1) == "The second one")
    }

    /// .build/release/__NAME__ --manifest .build/release/__NAME__ > stage.yaml
    /// writes it anew. It may say more: limits, details, idempotent.
    @Test func theManifestSaysWhatTheTypeSays() throws {
        let manifest = try String(contentsOf: folder.appendingPathComponent("stage.yaml"), encoding: .utf8)
        let text = StageMain.manifest(of: __TYPE__.self, command: [".build/release/__NAME__"])
        for line in text.split(separator: "\n") { #expect(manifest.contains(line)) }
    }
}
