import StageKit
import Testing

@testable import PipelineEngine

@Suite("What stages keep from run to run")
struct StageMemoryTests {
    private func table(_ word: String) -> [String: [String: Table]] {
        ["keeper": ["words": Table([("word", Column(texts: [word]))], sensitivity: .aggregate)]]
    }

    private func word(_ tables: [String: [String: Table]]) -> String? { tables["keeper"]?["words"]?["word"]?.text(0) }

    @Test("A run is given what the run before kept, never what it kept itself")
    func generations() {
        var memory = StageMemory()
        #expect(memory.previous(for: "a").isEmpty)
        func run(_ id: String) -> String? {
            let previous = word(memory.previous(for: id))
            memory.add(.init(run: id, asOf: CalendarDay(number: 0), tables: table(id)))
            return previous
        }
        #expect(run("a") == nil)
        #expect(run("a") == nil)
        #expect(run("b") == "a")
        #expect(run("b") == "a")
        #expect(run("c") == "b")
        #expect(run("c") == "b")
        #expect(memory.generations.map(\.run) == ["c", "b"])
        #expect(run("b") == "c")
        #expect(memory.generations.map(\.run) == ["b", "c"])
    }

    @Test("Over whole runs: kept once the run has ended well, told to the next, counted in its quality")
    func runs() async throws {
        let fake = try FakeRun()
        try fake.write("extract A 1 full 100\npatients a b\n", to: "inbox/a.xml")
        func before(_ word: String) async throws -> [String] {
            let summary = try await fake.run(word: word)
            #expect(summary.quality["words-kept"] == 1)
            return summary.findings.map(\.message)
        }
        #expect(try await before("one") == ["nothing"])
        #expect(try await before("one") == ["nothing"])
        #expect(try await before("two") == ["one"])
        let file = fake.text("state/memory/fake.csv")
        await #expect(throws: Diagnostics.self) { try await fake.run(word: "fail") }
        #expect(fake.text("state/memory/fake.csv") == file)
        #expect(try await before("two") == ["one"])
        #expect(fake.text("state/memory/fake.csv") == file)
        #expect(try await before("three") == ["two"])
    }

    @Test("A damaged file is a finding, and the next run is whole again")
    func damaged() async throws {
        let fake = try FakeRun()
        try fake.write("extract A 1 full 100\npatients a b\n", to: "inbox/a.xml")
        _ = try await fake.run(word: "one")
        for text in ["", "strata-memory,1,00\r\n", try #require(fake.text("state/memory/fake.csv")) + "x"] {
            try fake.write(text, to: "state/memory/fake.csv")
            let findings = try await fake.run(word: "two").findings
            #expect(findings.map(\.code) == ["state-damaged", "before"])
            #expect(findings.last?.message == "nothing")
        }
        #expect(try await fake.run(word: "three").findings.map(\.message) == ["two"])
    }

    @Test("Rows about one person each are never kept")
    func persons() async throws {
        let fake = try FakeRun()
        try fake.write("extract A 1 full 100\npatients a b\n", to: "inbox/a.xml")
        do {
            _ = try await fake.run(word: "person")
            Issue.record("it ran")
        } catch let error as Diagnostics {
            #expect(error.exitStatus == 4)
        }
        #expect(fake.text("state/memory/fake.csv") == nil)
    }
}
