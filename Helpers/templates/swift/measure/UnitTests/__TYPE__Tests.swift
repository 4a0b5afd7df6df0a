import Foundation
import StageKit
import StageKitTesting
import StageMain
import Testing
import __TYPE__

@Suite struct __TYPE__Tests {
    @Test(arguments: __TYPE__.descriptor.examples)
    func example(_ example: StageExample) throws {
        try ExampleRunner.check(example, of: __TYPE__.self)
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
