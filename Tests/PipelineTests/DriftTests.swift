import Foundation
import Testing

@Suite("A feed that does not look like those before it")
struct DriftTests {
    /// The XML of a source's newest full extract.
    private func newest(_ source: String, of borough: SyntheticRun) throws -> String {
        let name = try #require(
            borough.folder.names("inbox").last { $0.hasPrefix(source + "-") && $0.contains("-full") })
        return try StrataProcess.tool("gzip", ["-dcf", "\(borough.folder.path)/inbox/\(name)"]).output
    }

    /// Puts the next night's full extract of a source into the inbox: its newest one, changed. Gives its XML.
    @discardableResult
    private func nextNight(
        _ source: String, of borough: SyntheticRun, _ change: (String) -> String = { $0 }
    ) throws -> String {
        var xml = change(try newest(source, of: borough))
        let sequence = try #require(xml.firstMatch(of: #/ sequence="([0-9]+)"/#)?.1)
        let next = try #require(Int(sequence)) + 10
        xml = xml.replacing(#/ sequence="[0-9]+"/#, with: " sequence=\"\(next)\"", maxReplacements: 1)
        xml = xml.replacing(#/ extracted="[^"]+"/#, with: " extracted=\"2026-11-25T01:00:00Z\"", maxReplacements: 1)
        try borough.folder.write(xml, to: "inbox/\(source)-next.xml")
        return xml
    }

    private func count(_ pattern: some RegexComponent, in text: String) -> Int { text.matches(of: pattern).count }

    private func drifts(_ run: StrataProcess.Result) -> [String] {
        run.errors.split(separator: "\n").filter { $0.hasSuffix("(drift)") }.map { String($0) }
    }

    @Test("A renamed attribute, a column gone null and half of the records missing are told with the figures")
    func second() throws {
        let borough = try SyntheticRun(people: 800, seed: 61)
        let first = try borough.run()
        try #require(first.status == 0, "\(first.errors)")
        #expect(drifts(first).isEmpty)

        let renamed = try nextNight("G85001", of: borough) {
            $0.replacingOccurrences(of: " ethnicCategory=", with: " ethnicGroup=")
        }
        let emptied = try nextNight("G85002", of: borough) { $0.replacing(#/ lsoa="[^"]*"/#, with: "") }
        let whole = try newest("G85005", of: borough)
        var place = 0
        let halved = try nextNight("G85005", of: borough) { xml in
            xml.replacing(#/(?s)<patient [^>]*[^\/]>.*?<\/patient>|<patient [^>]*\/>/#) { match in
                place += 1
                return place.isMultiple(of: 2) ? "" : String(match.0)
            }
        }
        let second = try borough.run("--jobs", "1")
        try #require(second.status == 0, "\(second.errors)")
        let told = drifts(second)

        let ethnic = count(#/ ethnicGroup="/#, in: renamed), patients = count(#/<patient /#, in: renamed)
        #expect(ethnic > 10)
        #expect(
            told.contains(
                "note: source G85001, G85001-next.xml: registryFeed/patient/@ethnicGroup is new, and the mapping does "
                    + "not know it: \(ethnic) times, never before (drift)"))
        #expect(
            told.contains {
                $0.hasPrefix("note: source G85001, G85001-next.xml: patients.ethnicity is empty: in ")
                    && $0.hasSuffix(" before, now in none of \(patients) (drift)")
            })
        #expect(
            told.contains {
                $0.hasPrefix("note: source G85002, G85002-next.xml: patients.lsoa is empty: in ")
                    && $0.hasSuffix("now in none of \(count(#/<patient /#, in: emptied)) (drift)")
            })
        let before = count(#/<patient /#, in: whole), after = count(#/<patient /#, in: halved)
        #expect(abs(2 * after - before) <= 1)
        #expect(
            told.contains {
                $0.hasPrefix(
                    "note: source G85005, G85005-next.xml: \(after) records of patients, against \(before) in the one ")
            })
        #expect(
            told.allSatisfy { $0.contains("G85001-next") || $0.contains("G85002-next") || $0.contains("G85005-next") })

        // Everything told stands in the run's data quality; made again, by other workers, nothing differs.
        let quality = try #require(
            borough.folder.names("run/state/quality").first { name in
                (try? borough.folder.text("run/state/quality/\(name)").contains("G85005-next")) == true
            })
        let bytes = try borough.folder.bytes("run/state/quality/\(quality)")
        let state = "run/state/fingerprints/nightly/feeds"
        let kept = try borough.folder.names(state).map { try borough.folder.bytes("\(state)/\($0)") }
        let again = try borough.run("--jobs", "5")
        #expect(drifts(again) == told)
        #expect(try borough.folder.bytes("run/state/quality/\(quality)") == bytes)
        #expect(try borough.folder.names(state).map { try borough.folder.bytes("\(state)/\($0)") } == kept)
        #expect(borough.folder.names(state).contains("G85001.csv"))
        let mode = try FileManager.default.attributesOfItem(atPath: "\(borough.folder.path)/\(state)/G85001.csv")
        #expect(mode[.posixPermissions] as? Int == 0o600)
        // A night on, the same feeds are no news.
        #expect(drifts(try borough.run("--set", "threshold=9")).isEmpty)
    }

    @Test("on_drift=stop publishes nothing and leaves the last release, until one run takes the feed as it is")
    func stop() throws {
        let borough = try SyntheticRun(people: 400, seed: 62)
        try #require(try borough.run("--set", "on_drift=stop").status == 0)
        let release = try borough.folder.bytes(borough.latest() + "/indicators.csv")
        let folders = borough.folder.names("run/releases/nightly/2026-11-20")
        try nextNight("G85001", of: borough) { $0.replacingOccurrences(of: " lsoa=", with: " area=") }
        for _ in 0..<2 {
            let stopped = try borough.run("--set", "on_drift=stop")
            #expect(stopped.status == 3)
            #expect(stopped.output.isEmpty)
            #expect(stopped.errors.contains("error: source G85001, G85001-next.xml: patients.lsoa is empty: in "))
            #expect(stopped.errors.contains("registryFeed/patient/@area is new"))
            #expect(stopped.errors.contains("on_drift"))
            #expect(try borough.folder.bytes(borough.latest() + "/indicators.csv") == release)
            #expect(borough.folder.names("run/releases/nightly/2026-11-20") == folders)
        }
        let taken = try borough.run("--set", "on_drift=report")
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(!drifts(taken).isEmpty)
        let after = try borough.run("--set", "on_drift=stop")
        #expect(after.status == 0, "\(after.errors)")
        #expect(drifts(after).isEmpty)
    }

    @Test("The same night after night is never drift")
    func quiet() throws {
        let borough = try SyntheticRun(people: 400, seed: 63)
        try #require(try borough.run("--set", "on_drift=stop").status == 0)
        try nextNight("G85001", of: borough)
        let next = try borough.run("--set", "on_drift=stop")
        #expect(next.status == 0, "\(next.errors)")
    }
}
