import Foundation
import Testing

@Suite("What must be right before a run")
struct SettingsTests {
    private let borough: SyntheticRun

    init() throws { borough = try SyntheticRun(people: 300, seed: 41) }

    private func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(borough.folder.path)/\(name)")
    }

    @Test("Without a key, or with one that others may read, the run ends with 2 and says what to do")
    func key() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: borough.folder.path + "/key")
        let open = try borough.run()
        #expect(open.status == 2)
        #expect(open.errors.contains("chmod 600"))
        try remove("key")
        let none = try borough.run()
        #expect(none.status == 2)
        #expect(none.errors.contains("strata init"))
        // The environment wins over a file that is not there.
        let digits = String(repeating: "ab", count: 32)
        let given = try borough.run(environment: ["STRATA_PSEUDONYM_KEY": digits])
        #expect(given.status == 0, "\(given.errors)")
        let short = try borough.run(environment: ["STRATA_PSEUDONYM_KEY": "abc"])
        #expect(short.status == 2)
    }

    @Test("Another key changes no figure")
    func otherKey() throws {
        try #require(try borough.run(name: "one").status == 0)
        let digits = String(repeating: "cd", count: 32)
        try #require(try borough.run(environment: ["STRATA_PSEUDONYM_KEY": digits], name: "two").status == 0)
        let files = try ["one", "two"].map { try borough.folder.bytes(borough.latest($0) + "/indicators.csv") }
        #expect(files[0] == files[1])
    }

    @Test("A missing reference file is a fault of configuration, faults in one are of the data, with their lines")
    func reference() throws {
        let areas = try borough.folder.text("reference/areas.csv")
        try borough.folder.write(areas + "X1,Nowhere,community,NONE\nX1,Again,shire,\n", to: "reference/areas.csv")
        let faulty = try borough.run()
        #expect(faulty.status == 3)
        let lines = areas.split(separator: "\n").count
        #expect(faulty.errors.contains("areas.csv:\(lines + 1)"))
        #expect(faulty.errors.contains("areas.csv:\(lines + 2)"))
        try remove("reference/imd.csv")
        try borough.folder.write(areas, to: "reference/areas.csv")
        let missing = try borough.run()
        #expect(missing.status == 2)
        #expect(missing.errors.contains("imd.csv"))
    }

    @Test("Columns that take more than --memory allows end the run with 2 and say what to do")
    func memory() throws {
        let run = try borough.run("--memory", "10K")
        #expect(run.status == 2)
        #expect(run.errors.contains("give more with --memory"))
        #expect(borough.folder.names("run/releases").isEmpty)
        #expect(try borough.run("--memory", "1G").status == 0)
    }

    @Test("A second run on the same state waits for nobody: 75")
    func lock() throws {
        try borough.folder.write("", to: "run/state/lock")
        let file = open(borough.folder.path + "/run/state/lock", O_RDWR)
        #expect(flock(file, LOCK_EX | LOCK_NB) == 0)
        #expect(try borough.run().status == 75)
        close(file)
        #expect(try borough.run().status == 0)
    }

    /// Ten digits that pass the Modulus 11 check, no special case among them.
    private func isNHSNumber(_ text: Substring) -> Bool {
        let digits = text.compactMap(\.wholeNumberValue)
        guard digits.count == 10, Set(digits).count > 1, Set(digits[1...8]) != [0] else { return false }
        let sum = zip(digits, (2...10).reversed()).map { $0 * $1 }.reduce(0, +)
        return (sum + digits[9]) % 11 == 0
    }

    @Test("An allow-list drops whoever is not on it, and is refused when it is too old")
    func allowList() throws {
        try #require(try borough.run(name: "all").status == 0)
        var numbers: [Substring] = []
        for feed in borough.folder.names("inbox") {
            let xml = try StrataProcess.tool("gzip", ["-dcf", "\(borough.folder.path)/inbox/\(feed)"]).output
            numbers += xml.matches(of: #/ nhsNumber="([0-9]{10})"/#).map(\.1).filter(isNHSNumber)
        }
        let everybody = Set(numbers).sorted()
        try borough.folder.write(everybody.joined(separator: "\n") + "\n", to: "allowed.txt")
        func pipeline(_ date: String) throws -> String {
            var text = try StrataProcess.nightlyPipeline()
            text = text.replacingOccurrences(
                of: "      on_feed_error: \"${on_feed_error}\"",
                with: "      on_feed_error: stop\n      allow_list: {file: allowed.txt, date: \(date)}")
            try borough.folder.write(text, to: "allow.yaml")
            return borough.folder.path + "/allow.yaml"
        }
        func population(_ name: String) throws -> Double {
            let row = try borough.internalFile(name).rows.first {
                $0["Indicator ID"] == "population" && $0["Area Type"] == "Borough" && $0["Sex"] == "Persons"
                    && $0["Age"] == "All ages" && $0["Category Type"] == "" && $0["Population basis"] == "registered"
            }
            return try #require(Double(row?["Value"] ?? ""))
        }
        let fresh = try pipeline("2026-11-01")
        let all = try borough.run(pipeline: fresh, name: "listed")
        #expect(all.status == 0, "\(all.errors)")
        // Those without a valid number are dropped: never more than without a list.
        #expect(try population("listed") <= population("all"))
        #expect(try population("listed") > 0.9 * population("all"))
        try borough.folder.write(everybody.prefix(everybody.count / 2).joined(separator: "\r\n"), to: "allowed.txt")
        try #require(try borough.run(pipeline: fresh, name: "half").status == 0)
        #expect(try population("half") < 0.7 * population("all"))
        let old = try borough.run(pipeline: try pipeline("2026-10-29"), name: "old")
        #expect(old.status == 3)
        #expect(old.errors.contains("22 days old"))
    }
}
