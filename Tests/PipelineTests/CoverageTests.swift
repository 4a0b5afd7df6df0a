import Foundation
import Testing

@Suite("The population against the official lists")
struct CoverageTests {
    private let borough: SyntheticRun

    init() throws { borough = try SyntheticRun(people: 600, seed: 43) }

    /// The nightly pipeline with a list and a check.
    private func pipeline(vintage: Int) throws -> String {
        try borough.folder.write(
            try StrataProcess.nightlyPipeline() + """

                  lists:
                    uses: read_csv
                    with: {file: "${reference}/lists.csv", table: registrations_by_area, vintage: \(vintage)}
                  coverage: {uses: check_population, from: [population, lists, imd]}

                """, to: "coverage.yaml")
        return borough.folder.path + "/coverage.yaml"
    }

    private func write(_ lists: [(practice: String, people: Int)]) throws {
        // Each practice's people live in two areas.
        let rows = lists.flatMap { practice, people in
            ["CLOSED,ALL,\(people / 2)", "E01000001,ALL,\(people - people / 2)"].map {
                "GP_PRAC_PAT_LIST,01NOV2026,\(practice),\"SURGERY, THE\",\($0)\r\n"
            }
        }
        try borough.folder.write(
            "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\r\n" + rows.joined(),
            to: "reference/lists.csv")
    }

    /// The internal file counts the same people by another way: through `summarise`.
    @Test("Lists that equal the population say nothing; one too long, one missing and one too few are findings")
    func findings() throws {
        try #require(try borough.run(name: "plain").status == 0)
        let population = try borough.internalFile("plain").rows.filter {
            $0["Indicator ID"] == "population" && $0["Area Type"] == "Practice"
                && $0["Population basis"] == "registered" && $0["Sex"] == "Persons" && $0["Age"] == "All ages"
                && $0["Category Type"] == ""
        }
        let people = population.compactMap { row in
            row["Area Code"].flatMap { code in row["Count"].flatMap { Int($0) }.map { (practice: code, people: $0) } }
        }.sorted { $0.practice < $1.practice }
        try #require(people.count >= 3)

        // The areas of the synthetic index are of 2011.
        try write(people)
        let equal = try borough.run(pipeline: try pipeline(vintage: 2011), name: "equal")
        #expect(equal.status == 0, "\(equal.errors)")
        #expect(!equal.errors.contains("(population-"))

        // What the run kept is held against the next one: one list 10% longer, 100% becomes 90.9…%.
        var longer = people
        longer[0].people += max(longer[0].people / 10, 1)
        try write(longer)
        let moved = try borough.run(pipeline: try pipeline(vintage: 2011), name: "equal")
        #expect(moved.status == 0, "\(moved.errors)")
        #expect(moved.errors.contains("practice \(people[0].practice) has 9"))
        #expect(moved.errors.contains("100% at the last run: more than 2 points apart (population-moved)"))
        #expect(!moved.errors.contains("practice \(people[1].practice) has"))
        let quality = try borough.folder.names("equal/state/quality").map {
            try borough.folder.text("equal/state/quality/\($0)")
        }
        #expect(quality.contains { $0.contains("coverage-\(people[0].practice)-per-10000,10000,") })

        var lists = people
        lists[0].people *= 2
        lists[1].people = 0
        lists.append((practice: "Z99999", people: 50))
        try write(lists)
        let other = try borough.run(pipeline: try pipeline(vintage: 2011), name: "other")
        #expect(other.status == 0, "\(other.errors)")
        #expect(
            other.errors.contains(
                "practice \(people[0].practice) has 50% of the list of 2026-11-01 in the feeds, less than 80%"))
        #expect(
            other.errors.contains(
                "practice \(people[1].practice) has people in the feeds, but none on the list of 2026-11-01"))
        #expect(!other.errors.contains("Z99999"))

        // An area of the members that the index does not know is told, whatever the list.
        let members = try borough.folder.text("reference/members.csv").split(whereSeparator: \.isNewline)
        let area = try #require(members.first { $0.hasPrefix("lsoa,") }?.split(separator: ",")[1])
        let index = try borough.folder.text("reference/imd.csv").split(whereSeparator: \.isNewline)
        #expect(!other.errors.contains("(areas-without-deprivation)"))
        try borough.folder.write(
            index.filter { !$0.hasPrefix(area) }.joined(separator: "\n") + "\n", to: "reference/imd.csv")
        let fewer = try borough.run(name: "fewer")
        #expect(fewer.status == 0, "\(fewer.errors)")
        #expect(fewer.errors.contains("which is of 2011 (\(area)): the deprivation of people there is unknown"))
        #expect(fewer.errors.contains("(areas-without-deprivation)"))

        let mixed = try borough.run(pipeline: try pipeline(vintage: 2021), name: "mixed")
        #expect(mixed.status == 3)
        #expect(mixed.errors.contains("they must not be used together"))
        #expect(!FileManager.default.fileExists(atPath: "\(borough.folder.path)/mixed/releases/nightly/latest"))
    }
}
