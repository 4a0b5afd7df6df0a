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

        let mixed = try borough.run(pipeline: try pipeline(vintage: 2021), name: "mixed")
        #expect(mixed.status == 3)
        #expect(mixed.errors.contains("they must not be used together"))
        #expect(!FileManager.default.fileExists(atPath: "\(borough.folder.path)/mixed/releases/nightly/latest"))
    }
}
