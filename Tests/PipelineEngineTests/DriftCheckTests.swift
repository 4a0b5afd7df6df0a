import Foundation
import StageKit
import Testing

@testable import PipelineEngine

@Suite("Drift over whole runs")
struct DriftCheckTests {
    private func feed(
        _ source: String, _ day: Int, records: Int, more: String = ""
    ) -> String {
        "extract \(source) \(day) full \(day)\npatients a b\nrecords contacts \(records)\n\(more)"
    }

    private func drifts(_ summary: RunSummary) -> [String] {
        summary.findings.filter { $0.code == "drift" }.map(\.message)
    }

    private func fault(_ fake: FakeRun, _ options: String) async throws -> Diagnostics? {
        do {
            _ = try await fake.run(options)
            return nil
        } catch let error as Diagnostics {
            return error
        }
    }

    @Test("The second night is held against the first, source by source, with the figures")
    func report() async throws {
        let fake = try FakeRun()
        try fake.write(feed("A", 1, records: 100), to: "inbox/a1.xml")
        try fake.write(feed("B", 1, records: 100), to: "inbox/b1.xml")
        #expect(drifts(try await fake.run()).isEmpty)
        try fake.write(feed("A", 2, records: 50, more: "unknown feed/x 3\n"), to: "inbox/a2.xml")
        try fake.write(feed("B", 2, records: 101), to: "inbox/b2.xml")
        let second = try await fake.run()
        #expect(
            drifts(second) == [
                "source A, a2.xml: 50 records of contacts, against 100 in the one before (-50.0%, tolerance 20%)",
                "source A, a2.xml: feed/x is new, and the mapping does not know it: 3 times, never before",
            ])
        // Made again it says the same, byte for byte; another run over the same files has nothing new to say.
        let quality = fake.text("state/quality/\(second.id).csv"),
            state = fake.text("state/fingerprints/fake/feeds/A.csv")
        #expect(try await fake.run(jobs: 1).id == second.id)
        #expect(fake.text("state/quality/\(second.id).csv") == quality)
        #expect(fake.text("state/fingerprints/fake/feeds/A.csv") == state)
        #expect(drifts(try await fake.run(word: "two")).isEmpty)
        let mode = try FileManager.default.attributesOfItem(
            atPath: fake.folder + "/state/fingerprints/fake/feeds/A.csv")
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test("on_drift: stop ends the run with 3 until a run with report takes the extract")
    func stop() async throws {
        let fake = try FakeRun()
        try fake.write(feed("A", 1, records: 100), to: "inbox/a1.xml")
        _ = try await fake.run("on_drift: stop")
        try fake.write(feed("A", 2, records: 50, more: "unknown feed/x 3\n"), to: "inbox/a2.xml")
        let state = fake.text("state/fingerprints/fake/feeds/A.csv")
        for _ in 0..<2 {
            let stopped = try #require(try await fault(fake, "on_drift: stop"))
            #expect(stopped.exitStatus == 3)
            #expect(stopped.items.count == 3)
            #expect(stopped.items.prefix(2).allSatisfy { $0.message.hasPrefix("source A, a2.xml: ") })
            #expect(stopped.items[2].message == "feeds differ from those before them in 2 ways, and on_drift is stop")
            #expect(fake.text("state/fingerprints/fake/feeds/A.csv") == state)
        }
        #expect(drifts(try await fake.run("on_drift: report")).count == 2)
        #expect(drifts(try await fake.run("on_drift: stop")).isEmpty)
        try fake.write(feed("A", 3, records: 75, more: "unknown feed/x 4\n"), to: "inbox/a3.xml")
        #expect(drifts(try await fake.run("on_drift: stop")).isEmpty)
    }

    @Test("A run that fails later leaves no fingerprint")
    func failed() async throws {
        let fake = try FakeRun()
        try fake.write(feed("A", 1, records: 100), to: "inbox/a1.xml")
        await #expect(throws: Diagnostics.self) { try await fake.run(word: "fail") }
        #expect(fake.text("state/fingerprints/fake/feeds/A.csv") == nil)
        try fake.write(feed("A", 2, records: 50), to: "inbox/a1.xml")
        #expect(drifts(try await fake.run()).isEmpty)
    }

    @Test("A damaged history is told and begins again")
    func damaged() async throws {
        let fake = try FakeRun()
        try fake.write(feed("A", 1, records: 100), to: "inbox/a.xml")
        _ = try await fake.run()
        try fake.write("junk", to: "state/fingerprints/fake/feeds/A.csv")
        try fake.write(feed("A", 2, records: 50), to: "inbox/a.xml")
        let summary = try await fake.run("on_drift: stop")
        #expect(summary.findings.map(\.code) == ["state-damaged", "before"])
        try fake.write(feed("A", 3, records: 100), to: "inbox/a.xml")
        #expect(try #require(try await fault(fake, "on_drift: stop")).exitStatus == 3)
    }

    @Test("Documents of one file are extracts of their own; another mapping begins a new history")
    func documents() async throws {
        let fake = try FakeRun()
        try fake.write("m", to: "mapping.yaml")
        try fake.write(feed("A", 1, records: 100) + feed("B", 1, records: 10), to: "inbox/z.xml")
        _ = try await fake.run("mapping: mapping.yaml")
        try fake.write(feed("A", 2, records: 99) + feed("B", 2, records: 40), to: "inbox/z.xml")
        let options = "mapping: mapping.yaml"
        #expect(
            drifts(try await fake.run(options)) == [
                "source B, z.xml!/2: 40 records of contacts, against 10 in the one before (+300.0%, tolerance 20%)"
            ])
        try fake.write("n", to: "mapping.yaml")
        try fake.write(feed("A", 3, records: 9) + feed("B", 3, records: 400), to: "inbox/z.xml")
        #expect(drifts(try await fake.run(options)).isEmpty)
    }

    @Test("More differences than anyone reads are counted")
    func many() async throws {
        let fake = try FakeRun()
        try fake.write(feed("A", 1, records: 100), to: "inbox/a1.xml")
        _ = try await fake.run()
        let paths = (100..<150).map { "unknown feed/\($0) 1\n" }.joined()
        try fake.write(feed("A", 2, records: 100, more: paths), to: "inbox/a2.xml")
        let found = drifts(try await fake.run())
        #expect(found.count == 41)
        #expect(found.last == "source A, a2.xml: 10 more differences")
    }
}
