import Foundation
import Testing

@Suite("What never leaves")
struct SecrecyTests {
    @Test("No NHS number, local identifier or staff id of the feeds stands in any file, log or answer")
    func identifiers() throws {
        let borough = try SyntheticRun(people: 600, seed: 31, isDirty: true)
        let run = try borough.run("--log-format", "json")
        try #require(run.status == 0, "\(run.errors)")
        var secrets: Set<Substring> = []
        for feed in borough.folder.names("inbox") {
            let path = "\(borough.folder.path)/inbox/\(feed)"
            let xml = try StrataProcess.tool("gzip", ["-dcf", path]).output
            for attribute in [
                #/ nhsNumber="([^"]{8,})"/#, #/<patient [^>]*?\bid="([^"]{5,})"/#, #/ staff="([^"]{5,})"/#,
            ] {
                for match in xml.matches(of: attribute) { secrets.insert(match.1) }
            }
        }
        #expect(secrets.count > 1000)
        var written = [run.output, run.errors]
        let files = try #require(FileManager.default.enumerator(atPath: borough.folder.path + "/run"))
        var count = 0
        for case let file as String in files {
            let data = try? Data(contentsOf: borough.folder.url.appendingPathComponent("run/\(file)"))
            if let data {
                written.append(String(decoding: data, as: UTF8.self))
                count += 1
            }
        }
        #expect(count >= 5)
        let words = Set(
            written.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") } })
        #expect(words.isDisjoint(with: secrets))
        // The key does not stand there either.
        #expect(!written.contains { $0.contains("0123456789abcdef0123456789abcdef") })
    }

    @Test("A withheld figure is in no cell of the release, and the internal file stays under mode 0700")
    func protection() throws {
        let borough = try SyntheticRun(people: 600, seed: 32)
        try #require(try borough.run().status == 0)
        let inside = Dictionary(
            uniqueKeysWithValues: try borough.internalFile().rows.map { (IndicatorCSV.key($0), $0) })
        let release = try borough.release().rows
        let figures = IndicatorCSV.numbers
        for row in release {
            let count = Double(row["Count"] ?? "") ?? 0, denominator = Double(row["Denominator"] ?? "") ?? 0
            if row["Value note"] == "withheld" {
                #expect(figures.allSatisfy { row[$0] == "" })
                #expect(row["Compared to borough value"] == "")
            } else if row["Count"] != "" {
                #expect(count.truncatingRemainder(dividingBy: 5) == 0)
                #expect(denominator.truncatingRemainder(dividingBy: 5) == 0)
            }
            // Where a count of people is 1 to 7, the row is withheld.
            if row["Statistic"] == "count", let true0 = Double(inside[IndicatorCSV.key(row)]?["Count"] ?? ""), true0 < 8
            {
                #expect(row["Value note"] == "withheld")
            }
        }
        #expect(release.contains { $0["Value note"] == "withheld" })
        #expect(release.contains { $0["Value note"] != "withheld" && $0["Count"] != "" })
        let mode = try FileManager.default.attributesOfItem(atPath: borough.folder.path + "/run/internal")[
            .posixPermissions]
        #expect(mode as? Int == 0o700)
    }
}
