import Foundation
import Testing

@Suite("The same inputs give the same bytes")
struct DeterminismTests {
    @Test("With any number of workers, and run again")
    func jobs() throws {
        let borough = try SyntheticRun(people: 1500, seed: 11, isDirty: true)
        for jobs in ["1", "2", "5"] {
            let run = try borough.run("--jobs", jobs, name: "jobs-\(jobs)")
            try #require(run.status == 0, "\(run.errors)")
            for file in ["indicators.csv", "manifest.json"] {
                let mine = try borough.folder.bytes("\(borough.latest("jobs-\(jobs)"))/\(file)")
                #expect(
                    mine == (try borough.folder.bytes("\(borough.latest("jobs-1"))/\(file)")), "\(file), \(jobs) jobs")
                #expect(mine.count > 100)
            }
        }
        // Run again: nothing new to publish, and it says so.
        let again = try borough.run("--jobs", "2", name: "jobs-1")
        #expect(again.status == 0)
        #expect(again.errors.contains("unchanged"))
        let dates = borough.folder.names("jobs-1/releases/nightly").filter { $0 != "latest" }
        #expect(borough.folder.names("jobs-1/releases/nightly/\(try #require(dates.first))") == ["r1"])
    }
}
