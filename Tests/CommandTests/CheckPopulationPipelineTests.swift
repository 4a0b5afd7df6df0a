import Foundation
import Testing

/// A pipeline that holds its population against the official lists, as `strata check` sees it.
@Suite(.enabled(if: Binary.hasStages, "the binary with the stages of the house is not built beside these tests"))
struct CheckPopulationPipelineTests {
    /// The pipeline that `strata init` writes, with stages more.
    private func check(_ stages: String) throws -> (status: Int32, error: String) {
        let scratch = try Scratch()
        #expect(try Binary.run(["init", "house"], in: scratch.path).status == 0)
        let pipeline = try scratch.text("house/nightly.yaml")
        try scratch.write(pipeline + stages, to: "house/nightly.yaml")
        let result = try Binary.run(["check", "house/nightly.yaml"], in: scratch.path)
        return (result.status, result.error)
    }

    private let lists = """

          lists:
            uses: read_csv
            with: {file: "${reference}/gp-reg-pat-prac-lsoa-all.zip", table: registrations_by_area, vintage: 2021}

        """

    @Test func oneMeasureMayFeedASummaryAndACheck() throws {
        let result = try check(
            lists + """
                  coverage:
                    uses: check_population
                    from: [population, lists]
                    with: {tolerance: 2.5, at_least: 85}

                """)
        #expect(result.status == 0, "\(result.error)")
        #expect(result.error == "")
    }

    @Test func referenceTablesMayStandBesideTheList() throws {
        let result = try check(
            lists + "  coverage: {uses: check_population, from: [population, lists, members, imd]}\n")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.error == "")
    }

    @Test func theListIsNeededAndTrueFiguresStayInside() throws {
        let without = try check("\n  coverage: {uses: check_population, from: population}\n")
        #expect(without.status == 2)
        #expect(without.error.contains("needs table 'registrations_by_area', which nothing in its 'from' writes"))
        let released = try check(
            lists + """
                  coverage: {uses: check_population, from: [population, lists]}
                  shown: {uses: write_internal, from: [indicators, coverage], with: {folder: elsewhere}}

                """)
        #expect(released.status == 2)
        #expect(released.error.contains("stage 'shown' reads nothing of 'coverage', which writes 'coverage'"))
    }

    @Test func settingsThatMeanNothingAreToldAtTheirPlace() throws {
        let result = try check(
            lists.replacingOccurrences(of: "vintage: 2021", with: "vintage: 2001")
                + "  coverage: {uses: check_population, from: [population, lists], with: {tolerance: 2%}}\n")
        #expect(result.status == 2)
        #expect(result.error.contains("'2001' is not one of the values"))
        let wanted = "expected a number of percentage points from 0 to 100, as '2' or '0.5'"
        #expect(result.error.contains("\(wanted), not '2%'"))
    }
}
