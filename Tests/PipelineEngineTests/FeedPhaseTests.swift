import Foundation
import StageKit
import Testing

@testable import PipelineEngine

@Suite("Files that are refused, and files of several documents")
struct FeedPhaseTests {
    private let good = "extract A 1 full 100\npatients a b\n"

    private func fault(_ run: FakeRun, _ options: String) async throws -> Diagnostics? {
        do {
            _ = try await run.run(options)
            return nil
        } catch let error as Diagnostics {
            return error
        }
    }

    @Test("As many refused files as on_feed_error says are skipped; one more stops the run and all are named")
    func number() async throws {
        let fake = try FakeRun()
        try fake.write(good, to: "inbox/a.xml")
        for name in ["b", "c"] { try fake.write("extract B 1 full 100\nrefuse\n", to: "inbox/\(name).xml") }
        for policy in ["on_feed_error: 2", "on_feed_error: 3", "on_feed_error: skip"] {
            let summary = try await fake.run(policy)
            #expect(summary.refused.map { $0.location?.file } == ["b.xml", "c.xml"])
            #expect(summary.feedsRead == 1)
            #expect(
                summary.refused.map(\.message)
                    == Array(repeating: "feed refused: not well-formed, byte 71", count: 2))
            #expect(summary.refused.map { $0.location?.line } == [2, 2])
        }
        let tooMany = try #require(try await fault(fake, "on_feed_error: 1"))
        #expect(tooMany.exitStatus == 3)
        #expect(tooMany.items.map { $0.location?.file } == ["b.xml", "c.xml", nil])
        #expect(tooMany.items[2].message == "2 files were refused; on_feed_error lets the run go on without 1")
        let stopped = try #require(try await fault(fake, "on_feed_error: stop"))
        #expect(stopped.exitStatus == 3)
        #expect(stopped.items.map { $0.location?.file } == ["b.xml", "c.xml"])
    }

    @Test("Each document of a file is a feed of its own, with its own key")
    func documents() async throws {
        let fake = try FakeRun()
        try fake.write(
            good + "extract A 2 delta 200\npatients c\nextract B 1 full 100\npatients d\n", to: "inbox/z.xml")
        let summary = try await fake.run()
        #expect(summary.feedsRead == 3)
        #expect(summary.feedsApplied == 3)
        #expect(summary.population == 4)
        // The same documents as files of their own are the same feeds.
        try fake.write("extract B 1 full 100\npatients d\n", to: "inbox/zz.xml")
        let copied = try await fake.run()
        #expect(copied.feedsRead == 4)
        #expect(copied.feedsApplied == 3)
        #expect(copied.findings.first?.message == "zz.xml repeats z.xml!/3 and counts once")
    }

    @Test("Documents of one sequence with other content stop the run, naming both")
    func sameSequence() async throws {
        let fake = try FakeRun()
        try fake.write(good + "extract A 1 full 100\npatients c\n", to: "inbox/z.xml")
        let stopped = try #require(try await fault(fake, "on_feed_error: skip"))
        #expect(stopped.exitStatus == 3)
        #expect(stopped.items[0].message.contains("z.xml!/1 and z.xml!/2 are both sequence 1"))
    }

    @Test("One document that is refused costs the whole file, and an empty file is refused")
    func wholeFile() async throws {
        let fake = try FakeRun()
        try fake.write(good, to: "inbox/a.xml")
        try fake.write("extract B 1 full 100\npatients x y\nextract C 1 full 100\nrefuse\n", to: "inbox/b.xml")
        try fake.write("", to: "inbox/c.xml")
        let summary = try await fake.run("on_feed_error: 2")
        #expect(summary.population == 2)
        #expect(
            summary.refused.map(\.message) == [
                "feed refused: document 2: not well-formed, byte 71", "feed refused: the file holds no document",
            ])
    }

    @Test("A file that cannot be opened stops the run whatever on_feed_error says, and is named")
    func unreadable() async throws {
        let fake = try FakeRun()
        try fake.write(good, to: "inbox/a.xml")
        let link = fake.folder + "/inbox/b.xml"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "moved-away.xml")
        for policy in ["on_feed_error: stop", "on_feed_error: skip", "on_feed_error: 3"] {
            let stopped = try #require(try await fault(fake, policy))
            #expect(stopped.exitStatus == 2)
            #expect(stopped.items.map(\.message) == ["cannot read \(link): the link leads to no file"])
        }
    }

    @Test("The key of a lone document is that of its bytes; of several each has its own")
    func keys() async throws {
        let fake = try FakeRun()
        try fake.write(good, to: "inbox/a.xml")
        let one = try await fake.run().id
        let again = try await fake.run(jobs: 1).id
        #expect(one == again)
        try fake.write(good + "extract B 1 full 100\npatients d\n", to: "inbox/a.xml")
        #expect(try await fake.run().id != one)
    }
}
