import Foundation
import Testing

/// Every cell of the product against a slow, plain calculation from the same feeds that shares no code with it.
@Suite("Against the reference calculation")
struct ReferenceComparisonTests {
    @Test(
        "Every cell, internal and protected, of boroughs of 2,000 people",
        arguments: [(1, false), (2, true), (3, true), (4, true)])
    func small(seed: Int, isDirty: Bool) throws { try compare(people: 2000, seed: seed, isDirty: isDirty) }

    @Test("Every cell, internal and protected, of a dirty borough of 20,000 people")
    func large() throws { try compare(people: 20_000, seed: 5, isDirty: true) }

    @Test("Every cell on an earlier last day, which leaves extracts and versions as they are")
    func earlier() throws { try compare(people: 1500, seed: 9, isDirty: true, more: ["--as-of", "2025-03-31"]) }

    private func compare(people: Int, seed: Int, isDirty: Bool, more: [String] = []) throws {
        let borough = try SyntheticRun(people: people, seed: seed, isDirty: isDirty)
        let run = try StrataProcess.strata(borough.arguments(more))
        try #require(run.status == 0, "\(run.errors)")
        let reference = try StrataProcess.tool(
            "python3",
            [
                "-B", "Tests/Reference/reference_calculation.py", "--inbox", borough.folder.path + "/inbox",
                "--reference",
                borough.folder.path + "/reference", "--out", borough.folder.path + "/expected.csv", "--protect", "8",
                "5",
                "--protected-out", borough.folder.path + "/expected-protected.csv",
            ] + more)
        try #require(reference.status == 0, "\(reference.errors)")
        try expectSame(try borough.internalFile(), IndicatorCSV(try borough.folder.text("expected.csv")))
        try expectSame(try borough.release(), IndicatorCSV(try borough.folder.text("expected-protected.csv")))
    }

    private func expectSame(_ mine: IndicatorCSV, _ expected: IndicatorCSV) throws {
        #expect(mine.rows.count > 500)
        let differences = IndicatorCSV.differences(mine, expected)
        #expect(
            differences.isEmpty,
            "\(differences.count) differences, the first: \(differences.prefix(12).joined(separator: "\n"))")
    }
}
