import Foundation
import StageKit
import Testing

@testable import PipelineEngine

@Suite("Task keys")
struct DigestTests {
    @Test("A file's digest is the published SHA-256 of its bytes")
    func file() throws {
        let path = NSTemporaryDirectory() + "digest-\(UInt64.random(in: 0...UInt64.max))"
        try Data("abc".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        // FIPS 180-4, example of one block.
        #expect(
            try FileDigest.of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let fault = #expect(throws: Diagnostic.self) { try FileDigest.of(path + "-none") }
        #expect(fault?.code == .configuration)
    }

    @Test("Everything that a task depends on changes its key, and nothing runs together")
    func keys() {
        let none = TaskKey(stage: "a", version: 1, options: "", inputs: [])
        let keys = [
            none,
            TaskKey(stage: "b", version: 1, options: "", inputs: []),
            TaskKey(stage: "a", version: 2, options: "", inputs: []),
            TaskKey(stage: "a", version: 1, options: "x: 1\n", inputs: []),
            TaskKey(stage: "a", version: 1, options: "", settings: ["s"], inputs: []),
            TaskKey(stage: "a", version: 1, options: "", settings: ["s", ""], inputs: []),
            TaskKey(stage: "a", version: 1, options: "", asOf: CalendarDay(number: 0), inputs: []),
            TaskKey(stage: "a", version: 1, options: "", inputs: [none]),
            TaskKey(stage: "a", version: 1, options: "", inputs: [none, none]),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(none == TaskKey(stage: "a", version: 1, options: "", inputs: []))
        #expect(none.hex.count == 64)
    }
}
