import Foundation
import Testing

@Suite("Releases one after the other")
struct ReleaseTests {
    @Test("A changed feed makes the next number, and latest moves to it")
    func numbers() throws {
        let borough = try SyntheticRun(people: 400, seed: 51)
        let first = try borough.run()
        try #require(first.status == 0, "\(first.errors)")
        #expect(first.output.hasSuffix("/releases/nightly/2026-11-20/r1\n"))
        let bytes = try borough.folder.bytes("run/releases/nightly/2026-11-20/r1/indicators.csv")
        let second = try borough.run("--set", "threshold=9")
        #expect(second.output.hasSuffix("/releases/nightly/2026-11-20/r2\n"))
        #expect(try borough.folder.bytes("run/releases/nightly/2026-11-20/r1/indicators.csv") == bytes)
        let link = try FileManager.default.destinationOfSymbolicLink(
            atPath: borough.folder.path + "/" + borough.latest())
        #expect(link == "2026-11-20/r2")
        // Another as-of date is another folder.
        let earlier = try borough.run("--as-of", "2026-10-31")
        #expect(earlier.output.hasSuffix("/releases/nightly/2026-10-31/r1\n"))
    }

    @Test("The manifest's digests are those of the files")
    func manifest() throws {
        let borough = try SyntheticRun(people: 400, seed: 51)
        try #require(try borough.run().status == 0)
        let folder = borough.folder.path + "/" + borough.latest()
        let sum = try StrataProcess.tool("sha256sum", [folder + "/indicators.csv"]).output.prefix(64)
        let text = try borough.folder.text(borough.latest() + "/manifest.json")
        #expect(text.contains(sum))
        let parsed = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(parsed["as_of"] as? String == "2026-11-20" || text.contains("2026-11-20"))
        let release = try #require(try borough.release().rows.first?["Release"])
        #expect(release.count == 16)
        #expect(text.contains(release))
    }

    @Test(
        "A run that is killed leaves the last release as it was, and the next run is right",
        arguments: ["stage people: done", "stage indicators: done", "stage protected: done"])
    func killed(marker: String) throws {
        let borough = try SyntheticRun(people: 400, seed: 52)
        try #require(try borough.run().status == 0)
        let before = try borough.folder.bytes(borough.latest() + "/indicators.csv")
        let process = Process()
        process.executableURL = StrataProcess.products.appendingPathComponent("strata")
        process.currentDirectoryURL = StrataProcess.checkout
        process.arguments = borough.arguments(["--set", "threshold=12"])
        let log = Pipe()
        process.standardError = log
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains(marker) {
            let data = log.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(text.contains(marker))
        let names = borough.folder.names("run/releases/nightly/2026-11-20").filter { !$0.hasPrefix(".") }
        // Killed before it published, or, at the very end, after.
        if names == ["r1"] { #expect(try borough.folder.bytes(borough.latest() + "/indicators.csv") == before) }
        let next = try borough.run("--set", "threshold=12")
        #expect(next.status == 0, "\(next.errors)")
        #expect(next.output.hasSuffix("/r2\n"))
        let after = borough.folder.names("run/releases/nightly/2026-11-20").filter { $0.contains("building") }
        #expect(after.isEmpty)
    }
}
