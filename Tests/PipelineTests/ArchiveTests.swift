import Foundation
import Testing

@Suite("Feeds in zip archives")
struct ArchiveTests {
    /// Moves all feeds of a borough, unzipped, into archives made by Python; `names` are those inside, by place.
    private func pack(_ borough: SyntheticRun, _ archive: String, names: (Int) -> String) throws {
        let inbox = "\(borough.folder.path)/inbox"
        let feeds = borough.folder.names("inbox")
        var pairs: [String] = []
        for (place, feed) in feeds.enumerated() { pairs += ["\(inbox)/\(feed)", names(place)] }
        let script = """
            import gzip, sys, zipfile
            with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
                for path, name in zip(sys.argv[2::2], sys.argv[3::2]):
                    with gzip.open(path) as feed: archive.writestr(name, feed.read())
            """
        let made = try StrataProcess.tool("python3", ["-c", script, "\(borough.folder.path)/\(archive)"] + pairs)
        try #require(made.status == 0, "\(made.errors)")
        for feed in feeds { try FileManager.default.removeItem(atPath: "\(inbox)/\(feed)") }
        try FileManager.default.moveItem(
            atPath: "\(borough.folder.path)/\(archive)", toPath: "\(inbox)/\(archive)")
    }

    private func figures(_ borough: SyntheticRun, _ name: String) throws -> [[String: String]] {
        try borough.internalFile(name).rows.map { row in row.filter { $0.key != "Release" } }
    }

    @Test("Many documents in one archive give the figures of as many files; no name from inside it is told")
    func many() throws {
        let borough = try SyntheticRun(people: 400, seed: 71)
        try #require(try borough.run(name: "files").status == 0)
        let count = borough.folder.names("inbox").count
        try pack(borough, "all.zip") { "9990000018-\($0).xml" }
        let run = try borough.run("--log-format", "json", name: "archive")
        try #require(run.status == 0, "\(run.errors)")
        #expect(try figures(borough, "archive") == figures(borough, "files"))
        #expect(run.errors.contains("\"feeds_read\": \(count)"))
        #expect(!run.errors.contains("9990000018"))
        let again = try borough.run(name: "archive")
        #expect(again.status == 0)
        #expect(!again.errors.contains("(drift)"))
    }

    @Test("One broken document refuses its archive whole, with its place")
    func broken() throws {
        let borough = try SyntheticRun(people: 400, seed: 72)
        try borough.folder.write("<registryFeed>\n<", to: "broken.xml")
        let gzip = try StrataProcess.tool("gzip", ["\(borough.folder.path)/broken.xml"])
        try #require(gzip.status == 0)
        try FileManager.default.moveItem(
            atPath: borough.folder.path + "/broken.xml.gz", toPath: borough.folder.path + "/inbox/A0-broken.xml.gz")
        try pack(borough, "all.zip") { "\($0).xml" }
        let run = try borough.run()
        #expect(run.status == 3)
        #expect(run.errors.contains("all.zip:"))
        #expect(run.errors.contains("feed refused: document 1: "))
        #expect(borough.folder.names("run/releases").isEmpty)
        let skipped = try borough.run("--set", "on_feed_error=1")
        #expect(skipped.status == 3)
        #expect(skipped.errors.contains("every feed was refused"))
    }

    @Test("The same extract in an archive and as a file counts once; with other content the run stops, naming both")
    func copy() throws {
        let borough = try SyntheticRun(people: 400, seed: 73)
        let first = try #require(borough.folder.names("inbox").first)
        let bytes = try borough.folder.bytes("inbox/\(first)")
        try pack(borough, "all.zip") { "\($0).xml" }
        try bytes.write(to: borough.folder.url.appendingPathComponent("inbox/zz.xml.gz"))
        let same = try borough.run()
        #expect(same.status == 0, "\(same.errors)")
        #expect(same.errors.contains("zz.xml.gz repeats all.zip!/1 and counts once"))
        let plain = try StrataProcess.tool("gzip", ["-dc", "\(borough.folder.path)/inbox/zz.xml.gz"]).output
        try borough.folder.write(plain + "<!-- -->", to: "inbox/zz.xml")
        try FileManager.default.removeItem(atPath: borough.folder.path + "/inbox/zz.xml.gz")
        let other = try borough.run()
        #expect(other.status == 3)
        #expect(other.errors.contains("all.zip!/1 and zz.xml are both sequence"))
    }
}
