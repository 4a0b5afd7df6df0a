@testable import StageKit
import Testing

@testable import Population

struct CheckPopulationTests {
    /// Counts so many in the population for each person: a person stands for a practice.
    private struct Counted: PersonMeasure {
        static let descriptor = StageDescriptor(
            name: "measure_test", version: 1, summary: "Counts.", grain: .person, yields: .aggregate,
            indicators: [
                Indicator(
                    "population", "Population", statistic: .count, polarity: .neutral, unit: "people",
                    isPopulation: true, months: 0)
            ])
        static let events: [TableRequirement] = []
        let window = Months(1)
        var people: [Int32: Int64] = [:]

        init(_ options: StageOptions) throws(StageFault) {}

        func measure(_ person: Person, into contributions: inout Contributions) {
            guard let count = people[person.area(.registered)] else { return }
            contributions.add(to: 0, numerator: count, denominator: count)
        }
    }

    private static let codes = ["A1", "A2", "A3", "A4", "A5"]

    private static func hierarchy(scale: String = "practice") throws -> AreaHierarchy {
        try AreaReference.hierarchy(
            areas: areasTable([["B1", "", "borough", nil]] + codes.map { [$0, "", scale, "B1"] }),
            members: membersTable([]), scales: [scale, "borough"])
    }

    /// Cells in which each practice has so many registered people.
    private func cells(_ people: [String: Int64], scale: String = "practice") throws -> Cells {
        let areas = try Self.hierarchy(scale: scale)
        var measure = try Counted(StageOptions())
        let patients = people.keys.sorted().map { code in
            PatientLiteral(code, code) { $0.registrations = [.init(code, "2020-01-01")] }
        }
        for (code, count) in people {
            measure.people[Int32(areas.areas.firstIndex { $0.code == code } ?? -1)] = count
        }
        let feeds = [feed("S1", patients)]
        let resolution = try ResolvePeople(StageOptions(["scales": [scale, "borough"]])).prepare(
            ResolutionContext(
                feeds: feeds,
                tables: [
                    "areas": areasTable([["B1", "", "borough", nil]] + Self.codes.map { [$0, "", scale, "B1"] }),
                    // Practices that are not areas themselves are counted where members.csv puts them.
                    "members": membersTable(scale == "practice" ? [] : Self.codes.map { ["practice", $0, $0] }),
                ], asOf: House.asOf, needs: ColumnNeeds()))
        var contributions = Contributions(for: measure, areas: resolution.areas)
        contributions.add(measure, over: try resolution.resolve(partitions(feeds, [patients])[0]))
        return Cells(contributions)
    }

    /// The official list: practice, area of residence, patients.
    private func list(_ rows: [(String, Int64)], vintage: Int64? = nil, day date: String? = "2026-06-01") -> Table {
        Table(
            [
                ("practice", Column(texts: rows.map(\.0), type: .dictionary)),
                ("lsoa", Column(texts: rows.indices.map { "E0100000\($0)" }, type: .dictionary)),
                ("patients", Column(integers: rows.map(\.1))),
                ("extracted", Column(integers: rows.map { _ in date.map { Int64(day($0).number) } }, type: .date)),
                ("vintage", Column(integers: rows.map { _ in vintage }, type: .int32)),
                ("file", Column(texts: rows.map { _ in "list.csv" }, type: .dictionary)),
            ], sensitivity: .aggregate)
    }

    private func run(
        _ people: [String: Int64], _ rows: [(String, Int64)], previous: [String: Table] = [:],
        options: [String: any OptionValue] = [:], tables: [String: [Table]] = [:]
    ) throws -> StageOutputs {
        let stage = try CheckPopulation(StageOptions(options))
        var inputs = StageInputs(tables: tables, cells: [try cells(people)])
        inputs.previous = previous
        inputs.tables["registrations_by_area"] = inputs.tables["registrations_by_area"] ?? [list(rows)]
        return try stage.run(
            inputs, in: RunDescription(pipeline: "test", title: "", asOf: House.asOf, id: "0"))
    }

    private func texts(_ outputs: StageOutputs, _ column: String) -> [String?] {
        guard let table = outputs.tables["coverage"] else { return [] }
        return (0..<table.count).map { table[column]?.text($0) }
    }

    private func numbers(_ outputs: StageOutputs, _ column: String) -> [Double?] {
        guard let table = outputs.tables["coverage"] else { return [] }
        return (0..<table.count).map { row in
            table[column]?.double(row) ?? table[column]?.integer(row).map(Double.init)
        }
    }

    /// A1: 950 of 600 + 400; A2: 980 of 1,000.
    @Test func atTheFirstRunCoverageIsReportedAndNothingHasMoved() throws {
        let outputs = try run(["A2": 980, "A1": 950], [("A1", 600), ("A2", 1000), ("A1", 400)])
        #expect(texts(outputs, "practice") == ["A1", "A2"])
        #expect(numbers(outputs, "registered") == [950, 980])
        #expect(numbers(outputs, "listed") == [1000, 1000])
        #expect(numbers(outputs, "coverage") == [0.95, 0.98])
        #expect(numbers(outputs, "previous_coverage") == [nil, nil])
        #expect(numbers(outputs, "change") == [nil, nil])
        #expect(texts(outputs, "status") == ["ok", "ok"])
        #expect(outputs.findings.isEmpty)
        #expect(outputs.tables["coverage"]?.sensitivity == .aggregate)
        #expect(outputs.tables["coverage"]?.schema.fields.map(\.name) == PracticeCoverage.columns.map(\.name))
        #expect(
            outputs.quality
                == QualityCounts([
                    "coverage-practices": 2, "coverage-registered": 1930, "coverage-listed": 2000,
                    "coverage-practices-in-neither": 3, "coverage-practices-of-other-areas": 0,
                    "coverage-A1-per-10000": 9500, "coverage-A2-per-10000": 9800,
                ]))
    }

    /// Before: 95%, 95%, 95%. Now: 97% (2 points, as far as allowed), 97.01%, 92.99%.
    @Test func movingByMoreThanTheToleranceIsAFinding() throws {
        let rows: [(String, Int64)] = [("A1", 10_000), ("A2", 10_000), ("A3", 10_000)]
        let first = try run(["A1": 9500, "A2": 9500, "A3": 9500], rows)
        let second = try run(["A1": 9700, "A2": 9701, "A3": 9299], rows, previous: first.kept)
        #expect(texts(second, "status") == ["ok", "moved", "moved"])
        #expect(numbers(second, "previous_coverage") == [0.95, 0.95, 0.95])
        #expect(numbers(second, "change").map { ($0.map { ($0 * 1000).rounded() } ?? 0) } == [2000, 2010, -2010])
        #expect(
            second.findings == [
                Finding(
                    "population-moved",
                    "practice A2 has 97.01% of the list of 2026-06-01 in the feeds, 95% at the last run: "
                        + "more than 2 points apart"),
                Finding(
                    "population-moved",
                    "practice A3 has 92.99% of the list of 2026-06-01 in the feeds, 95% at the last run: "
                        + "more than 2 points apart"),
            ])
        let wide = try run(
            ["A1": 9700, "A2": 9701, "A3": 9299], rows, previous: first.kept,
            options: ["tolerance": PercentagePoints(hundredths: 201)])
        #expect(wide.findings.isEmpty)
    }

    /// The list moves too: 950 of 1,000, then 950 of 1,050 (90.476…%): 4.52 points down.
    @Test func coverageMovesWithTheListAsWell() throws {
        let first = try run(["A1": 950], [("A1", 1000)])
        let second = try run(["A1": 950], [("A1", 1050)], previous: first.kept)
        #expect(texts(second, "status") == ["moved"])
        #expect(second.quality["coverage-A1-per-10000"] == 9048)
    }

    @Test func aPracticeMissingFromTheFeedsAndOneThatIsNotOnTheListAreFindings() throws {
        let first = try run(["A1": 950, "A2": 10, "A3": 900], [("A1", 1000), ("A3", 900), ("A4", 5), ("Z9", 70)])
        #expect(texts(first, "practice") == ["A1", "A2", "A3", "A4"])
        #expect(texts(first, "status") == ["ok", "unexpected", "ok", "missing"])
        #expect(numbers(first, "coverage") == [0.95, nil, 1, 0])
        #expect(
            first.findings == [
                Finding(
                    "population-missing",
                    "practice A4 is on the list of 2026-06-01, but nobody in the feeds is registered there"),
                Finding(
                    "population-unexpected", "practice A2 has people in the feeds, but none on the list of 2026-06-01"),
            ])
        // Z9 is a practice of somebody else; A5 an area that neither knows.
        #expect(first.quality["coverage-practices-of-other-areas"] == 1)
        #expect(first.quality["coverage-practices-in-neither"] == 1)

        let second = try run(["A1": 950, "A4": 5], [("A1", 1000), ("A3", 900), ("A4", 5)], previous: first.kept)
        #expect(texts(second, "practice") == ["A1", "A3", "A4"])
        #expect(texts(second, "status") == ["ok", "missing", "moved"])
        #expect(
            second.findings.map(\.message) == [
                "practice A3 is on the list of 2026-06-01, but nobody in the feeds is registered there; at the last run "
                    + "somebody was",
                "practice A4 has 100% of the list of 2026-06-01 in the feeds, 0% at the last run: more than 2 points apart",
            ])
    }

    @Test func aListOfNobodyIsNoList() throws {
        let outputs = try run(["A1": 950], [("A1", 0), ("A2", 0)])
        #expect(texts(outputs, "practice") == ["A1"])
        #expect(texts(outputs, "status") == ["unexpected"])
        #expect(numbers(outputs, "coverage") == [nil])
        #expect(outputs.quality["coverage-practices-in-neither"] == 4)
        // What was kept has no coverage either.
        let next = try run(["A1": 950], [("A1", 1000)], previous: outputs.kept)
        #expect(texts(next, "status") == ["ok"])
        #expect(numbers(next, "previous_coverage") == [nil])
    }

    /// 102% is as far over as allowed, 80% as far under.
    @Test func coverageOutsideItsBoundsIsAFinding() throws {
        let outputs = try run(
            ["A1": 1020, "A2": 1021, "A3": 800, "A4": 799],
            [("A1", 1000), ("A2", 1000), ("A3", 1000), ("A4", 1000)])
        #expect(texts(outputs, "status") == ["ok", "outside", "ok", "outside"])
        #expect(
            outputs.findings.map(\.message) == [
                "practice A2 has 102.1% of the list of 2026-06-01 in the feeds, more than 102%",
                "practice A4 has 79.9% of the list of 2026-06-01 in the feeds, less than 80%",
            ])
        let low = try run(["A4": 799], [("A4", 1000)], options: ["at_least": PercentagePoints(hundredths: 0)])
        #expect(low.findings.isEmpty)
    }

    @Test func aListThatTellsNoDayIsTheListAlone() throws {
        let outputs = try run(
            [:], [], tables: ["registrations_by_area": [list([("A1", 10)], day: nil)]])
        #expect(
            outputs.findings.map(\.message)
                == ["practice A1 is on the list, but nobody in the feeds is registered there"])
    }

    @Test func manyOfAKindAreToldTwentyByTwenty() {
        let rows = (10..<35).map { PracticeCoverage(practice: "P\($0)", registered: 0, listed: 5) }
        let findings = PracticeCoverage.findings(
            rows, PracticeCoverage.Bounds(tolerance: 200, minimum: 8000), day: nil)
        #expect(findings.count == 21)
        #expect(findings.last == Finding("population-missing", "and 5 more practices"))
    }

    @Test func numbersBeyondReasonDoNotTrap() {
        let row = PracticeCoverage(
            practice: "P", registered: .max, listed: 1, previous: PracticeCoverage.Earlier(registered: 1, listed: 1))
        let bounds = PracticeCoverage.Bounds(tolerance: 200, minimum: 8000)
        #expect(row.status(bounds) == .outside)
        #expect(row.perTenThousand == .max)
        #expect(row.hasMoved(bounds))
    }

    @Test func listAndIndexOfTwoCensusesAreAFault() throws {
        let index = Table(
            [
                ("vintage", Column(integers: [2021], type: .int32)),
                ("file", Column(texts: ["imd.csv"], type: .dictionary)),
            ], sensitivity: .aggregate)
        let fault = #expect(throws: StageFault.self) {
            try run(
                ["A1": 1], [],
                tables: ["registrations_by_area": [list([("A1", 1)], vintage: 2011)], "deprivation": [index]])
        }
        #expect(fault?.code == .data)
        #expect(
            fault?.message
                == "imd.csv is about areas of 2021, list.csv about those of 2011: they must not be used together")
        #expect(throws: Never.self) {
            try run(
                ["A1": 1], [],
                tables: ["registrations_by_area": [list([("A1", 1)], vintage: 2021)], "deprivation": [index]])
        }
    }

    @Test func whatItCannotCountIsAFaultOfConfiguration() throws {
        func fault(_ inputs: StageInputs) -> StageFault? {
            #expect(throws: StageFault.self) {
                try CheckPopulation(StageOptions()).run(
                    inputs, in: RunDescription(pipeline: "test", title: "", asOf: House.asOf, id: "0"))
            }
        }
        let list = ["registrations_by_area": [list([("A1", 1)])]]
        let cells = try cells(["A1": 1])
        #expect(fault(StageInputs(cells: [cells]))?.message == "no input brings a table 'registrations_by_area'")
        #expect(fault(StageInputs(tables: list))?.message == "no input counts the population")
        #expect(fault(StageInputs(tables: list, cells: [cells, cells]))?.message == "two inputs count the population")
        let wards = try self.cells(["A1": 1], scale: "ward")
        #expect(
            fault(StageInputs(tables: list, cells: [wards]))?.message
                == "no area is a practice, so nobody knows how many each has")
        #expect(fault(StageInputs(tables: list))?.code == .configuration)
    }
}
