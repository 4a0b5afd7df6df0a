import Foundation
import Testing

@Suite("Feeds that cannot be used")
struct FeedFaultTests {
    /// A borough whose inbox the test may spoil; `feeds` are its files.
    private func borough() throws -> (SyntheticRun, [String]) {
        let borough = try SyntheticRun(people: 400, seed: 21)
        return (borough, borough.folder.names("inbox"))
    }

    @Test("A truncated feed stops the run with its byte offset, and nothing is published")
    func stop() throws {
        let (borough, feeds) = try borough()
        let victim = try #require(feeds.first)
        let bytes = try borough.folder.bytes("inbox/\(victim)")
        try bytes.prefix(bytes.count / 2).write(to: borough.folder.url.appendingPathComponent("inbox/\(victim)"))
        let run = try borough.run()
        #expect(run.status == 3)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("\(victim):"))
        #expect(run.errors.contains("byte "))
        #expect(borough.folder.names("run/releases").isEmpty)
        #expect(borough.folder.names("run/internal").isEmpty)
        // The feed stays where it is.
        #expect(borough.folder.names("inbox") == feeds)
    }

    @Test("With on_feed_error: skip the run goes on, and log and manifest name the file")
    func skip() throws {
        let (borough, _) = try borough()
        try borough.folder.write("<registryFeed", to: "inbox/broken.xml")
        let run = try borough.run("--set", "on_feed_error=skip")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("broken.xml"))
        #expect(try borough.folder.text(borough.latest() + "/manifest.json").contains("broken.xml"))
        #expect(try borough.release().rows.count > 100)
    }

    @Test("With a number, so many files are skipped; one more stops the run, and all of them are named")
    func number() throws {
        let (borough, _) = try borough()
        for name in ["broken-1.xml", "broken-2.xml"] {
            try borough.folder.write("<registryFeed\n<", to: "inbox/\(name)")
        }
        let run = try borough.run("--set", "on_feed_error=2")
        #expect(run.status == 0, "\(run.errors)")
        let manifest = try borough.folder.text(borough.latest() + "/manifest.json")
        for name in ["broken-1.xml", "broken-2.xml"] {
            let line = run.errors.split(separator: "\n").first { $0.hasPrefix("\(name):2:") } ?? ""
            #expect(line.contains(#/warning: feed refused: .*, byte [0-9]+$/#))
            #expect(manifest.contains(name))
        }
        #expect(run.errors.contains(", 2 refused"))
        let stopped = try borough.run("--set", "on_feed_error=1", name: "stopped")
        #expect(stopped.status == 3)
        for name in ["broken-1.xml", "broken-2.xml"] { #expect(stopped.errors.contains("\(name):2:")) }
        #expect(stopped.errors.contains("2 files were refused; on_feed_error lets the run go on without 1"))
        #expect(borough.folder.names("stopped/releases").isEmpty)
        for value in ["0", "-1", "x", "1.5", ""] {
            let wrong = try borough.run("--set", "on_feed_error=\(value)", name: "wrong")
            #expect(wrong.status == 2)
            #expect(wrong.errors.contains("expected stop, skip or a number of files"))
        }
    }

    @Test("The same sequence with other content stops the run whatever on_feed_error says, naming both files")
    func sameSequence() throws {
        let (borough, feeds) = try borough()
        let first = try #require(feeds.first { $0.contains("full") })
        let plain = try StrataProcess.tool("gzip", ["-dc", "\(borough.folder.path)/inbox/\(first)"]).output
        // The same XML in other wrapping counts once.
        try borough.folder.write(plain, to: "inbox/zz-copy.xml")
        let same = try borough.run(name: "same")
        #expect(same.status == 0, "\(same.errors)")
        try borough.folder.write(plain + "<!-- -->", to: "inbox/zz-copy.xml")
        let other = try borough.run("--set", "on_feed_error=skip", name: "other")
        #expect(other.status == 3)
        #expect(other.errors.contains(first) && other.errors.contains("zz-copy.xml"))
        #expect(borough.folder.names("other/releases").isEmpty)
    }

    @Test("No feed at all, none that can be used, and nobody left are faults of the data")
    func nothing() throws {
        let (borough, feeds) = try borough()
        let early = try borough.run("--as-of", "1890-01-01", name: "early")
        #expect(early.status == 3)
        #expect(early.errors.contains("nobody is left in the population on 1890-01-01"))
        for feed in feeds { try borough.folder.write("no XML", to: "inbox/\(feed)") }
        let refused = try borough.run("--set", "on_feed_error=skip", name: "refused")
        #expect(refused.status == 3)
        #expect(refused.errors.contains("every feed was refused"))
        for feed in feeds { try FileManager.default.removeItem(atPath: "\(borough.folder.path)/inbox/\(feed)") }
        let none = try borough.run(name: "none")
        #expect(none.status == 3)
        #expect(none.errors.contains("no feed matches"))
    }

    @Test("A gap in a source's sequence is told, or stops the run where the reader says so")
    func gap() throws {
        let borough = try SyntheticRun(people: 400, seed: 21, isDirty: true)
        let told = try borough.run()
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.errors.contains("is missing before RZ9-"))
        var pipeline = try StrataProcess.nightlyPipeline()
        pipeline = pipeline.replacingOccurrences(
            of: "      on_feed_error: \"${on_feed_error}\"", with: "      on_feed_error: stop\n      on_gap: stop")
        try borough.folder.write(pipeline, to: "stop.yaml")
        let stopped = try borough.run(pipeline: "\(borough.folder.path)/stop.yaml", name: "stop")
        #expect(stopped.status == 3)
        #expect(stopped.errors.contains("on_gap: report"))
    }
}
