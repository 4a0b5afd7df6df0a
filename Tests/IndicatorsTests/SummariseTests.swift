import Indicators
import StageKit
import StageKitTesting
import Testing

@Suite struct SummariseTests {
    static let asOf = "2026-06-30"
    /// Two localities in one borough, with one community and practice each.
    static let areas = AreaHierarchy.small([
        ("B1", "borough", ""), ("L2", "locality", "B1"), ("L1", "locality", "B1"), ("C1", "community", "L1"),
        ("C2", "community", "L2"), ("P2", "practice", "C1"), ("P10", "practice", "C2"),
    ])

    func run(
        _ measures: [any PersonMeasure], _ people: [PersonSketch], _ options: [String: any OptionValue] = [:],
        areas: AreaHierarchy = Self.areas
    ) throws -> StageOutputs {
        let sketched = SketchedPeople(
            asOf: day(Self.asOf), areas: areas, practices: ["P2", "P10"], people: people)
        let inputs = StageInputs(cells: measures.map { sketched.cells($0) })
        let run = RunDescription(pipeline: "test", title: "Test", asOf: day(Self.asOf), id: "0")
        return try Summarise(StageOptions(options)).run(inputs, in: run)
    }

    func rows(
        _ measure: any PersonMeasure, _ people: [PersonSketch], _ options: [String: any OptionValue] = [:]
    ) throws -> [IndicatorRow] {
        let outputs = try run([measure], people, options)
        return try IndicatorTable.rows(#require(outputs.tables["indicators"]))
    }

    /// Somebody of practice P2, living in C1.
    func local(_ change: (inout PersonSketch) -> Void = { _ in }) -> PersonSketch {
        var sketch = PersonSketch()
        sketch.residentArea = Self.areas.place(of: "C1")
        sketch.registeredArea = Self.areas.place(of: "P2")
        change(&sketch)
        return sketch
    }

    let population: MeasurePopulation

    init() throws { population = try MeasurePopulation(StageOptions()) }

    /// The one row of an indicator, area and category on the registered basis.
    func row(
        _ rows: [IndicatorRow], _ id: String, in code: String = "B1", _ breakdown: Breakdown? = nil, _ category: Int = 0
    ) throws -> IndicatorRow {
        let found = rows.filter {
            $0.indicator == id && $0.areaCode == code && $0.basis == .registered && $0.breakdown == breakdown
                && $0.category == category
        }
        try #require(found.count == 1, "\(id) \(code)")
        return found[0]
    }

    // MARK: Which rows there are

    /// Practice, community, locality, borough; then codes by bytes (P10 before P2); resident before registered; the
    /// whole, then sex, age, ethnicity, deprivation.
    @Test func orderOfRows() throws {
        let people = [
            local {
                $0.sex = .female
                $0.decile = 3
                $0.ethnicity = .asian
            },
            local {
                $0.registeredArea = Self.areas.place(of: "P10")
                $0.sex = .male
                $0.birth = day("1930-01-01")
            },
        ]
        let rows = try rows(population, people)
        let areas = rows.map(\.areaCode).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        #expect(areas == ["P10", "P2", "C1", "C2", "L1", "L2", "B1"])
        let borough = rows.filter { $0.areaCode == "B1" }.map {
            "\($0.basis.rawValue) \($0.breakdown?.rawValue ?? "whole") \($0.categoryName)"
        }
        let one = [
            "whole ", "sex Male", "sex Female", "age 40-64 yrs", "age 80+ yrs", "ethnicity Asian",
            "ethnicity Not known", "deprivation 2", "deprivation Unknown",
        ]
        #expect(borough == one.map { "resident \($0)" } + one.map { "registered \($0)" })
        // Nobody lives in C2, and nobody is a resident of a practice.
        #expect(!rows.contains { $0.areaCode == "C2" && $0.basis == .resident })
        #expect(!rows.contains { $0.scale == "practice" && $0.basis == .resident })
    }

    @Test func indicatorsInByteOrder() throws {
        let measures: [any PersonMeasure] = [
            population, try MeasureAdmissions(StageOptions(["window": Months(48)])),
            try MeasureContinuity(StageOptions()),
        ]
        let outputs = try run(measures, [local { $0.stays = stays(1) }])
        let rows = try IndicatorTable.rows(#require(outputs.tables["indicators"]))
        let ids = rows.map(\.indicator).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        #expect(
            ids == [
                "continuity-coverage", "outcome-emergency-admission", "outcome-emergency-admission-ratio",
                "population", "value-admission-cost",
            ])
    }

    @Test func whatARowSaysOfItsArea() throws {
        let rows = try rows(population, [local()])
        let practice = try row(rows, "population", in: "P2")
        #expect(practice.scale == "practice")
        #expect([practice.parentCode, practice.parentName, practice.topCode] == ["C1", "C1", "B1"])
        let borough = try row(rows, "population")
        #expect([borough.parentCode, borough.parentName, borough.topCode] == ["", "", "B1"])
        #expect(borough.scaleOrder == 3)
        #expect(borough.value == 1)
        #expect(borough.count == 1)
        #expect(borough.denominator == nil)
        #expect(borough.limits95 == nil)
        #expect([borough.periodStart, borough.periodEnd] == [day(Self.asOf), day(Self.asOf)])
        #expect(borough.months == 0)
    }

    @Test func periodIsTheWindow() throws {
        let six = try MeasureAdmissions(StageOptions(["window": Months(6)]))
        let row = try row(rows(six, [local()]), "value-admission-cost")
        #expect(row.periodStart == day("2025-12-31"))
        #expect(row.periodEnd == day("2026-06-30"))
        #expect(row.months == 6)
    }

    @Test func outOfAreaIsInNoRow() throws {
        let nowhere = local {
            $0.residentArea = nil
            $0.registeredArea = nil
        }
        #expect(try rows(population, [nowhere]).isEmpty)
    }

    @Test func onlyTheBreakdownsAskedFor() throws {
        let rows = try rows(population, [local()], ["breakdowns": [Breakdown.deprivation, .sex]])
        #expect(rows.filter { $0.areaCode == "P2" }.map(\.breakdown) == [nil, .sex, .deprivation])
        #expect(try self.rows(population, [local()], ["breakdowns": [Breakdown]()]).allSatisfy { $0.breakdown == nil })
    }

    @Test func anIndicatorCountedTwiceIsAFault() {
        #expect(throws: StageFault.self) { try run([population, population], [local()]) }
    }

    // MARK: Values by hand

    /// Student's quantile with one degree of freedom, tan(π (0.975 − 0.5)).
    let student1 = 12.706204736174698
    let z = 1.959963984540054

    func visits(_ staff: [Int32]) -> [Contact] {
        staff.enumerated().map { Contact(at: time("2026-01-01 12:00") + Int64($0.offset) * 86_400, staff: $0.element) }
    }

    /// Indices 2/3 and 1: mean 5/6, standard deviation (1/3)/√2, standard error 1/6.
    @Test func mean() throws {
        let people = [local { $0.contacts = visits([1, 2, 1]) }, local { $0.contacts = visits([3, 3, 3]) }, local()]
        let rows = try rows(MeasureContinuity(StageOptions()), people)
        let upc = try row(rows, "continuity-upc")
        #expect(abs(try #require(upc.value) - 5.0 / 6) < 1e-15)
        #expect(abs(try #require(upc.limits95).lower - (5.0 / 6 - student1 / 6)) < 1e-9)
        #expect(abs(try #require(upc.limits95).upper - (5.0 / 6 + student1 / 6)) < 1e-9)
        #expect(abs(try #require(upc.count) - 5.0 / 3) < 1e-15)
        #expect(upc.denominator == 2)
        #expect([upc.countPeople, upc.people] == [2, 2])
        // SECON 0 and 1: one person adds something other than 0.
        #expect(try row(rows, "continuity-secon").countPeople == 1)
        let coverage = try row(rows, "continuity-coverage")
        #expect([coverage.count, coverage.denominator, coverage.value] == [2, 3, 2.0 / 3])
        let one = try row(self.rows(MeasureContinuity(StageOptions()), [people[0]]), "continuity-upc")
        #expect(one.note == "one person")
        #expect(one.limits95 == nil)
    }

    /// Wilson at 1 of 2: (2 + z² ∓ z √(z² + 2)) / (2 (2 + z²)).
    @Test func proportion() throws {
        let rows = try rows(
            MeasureContinuity(StageOptions()), [local { $0.contacts = visits([1, 1, 1]) }, local()])
        let coverage = try row(rows, "continuity-coverage")
        let root = z * (z * z + 2).squareRoot(), divisor = 2 * (2 + z * z)
        #expect(abs(try #require(coverage.limits95).lower - (2 + z * z - root) / divisor) < 1e-12)
        #expect(abs(try #require(coverage.limits95).upper - (2 + z * z + root) / divisor) < 1e-12)
    }

    /// 2 of 2 and 0 of 2: ratio 1/2, residuals 1 and −1, s² = 2, variance 2 · 2 / 16 = 1/4 against 1/16: effect 4.
    @Test func proportionOfEvents() throws {
        let people = [
            local {
                $0.contacts = visits([1, 1])
                $0.namedGP = 1
            },
            local {
                $0.contacts = visits([1, 1])
                $0.namedGP = 2
            },
        ]
        let named = try row(rows(MeasureContinuity(StageOptions()), people), "continuity-named-gp")
        #expect(named.value == 0.5)
        #expect([named.count, named.denominator] == [2, 4])
        #expect(abs(named.figures.designEffect - 4) < 1e-12)
        #expect([named.countPeople, named.people] == [1, 2])
        // Wilson with half of one event: (1 + z² ∓ z √(z² + 1)) / (2 (1 + z²)).
        let lower = (1 + z * z - z * (z * z + 1).squareRoot()) / (2 * (1 + z * z))
        #expect(abs(try #require(named.limits95).lower - lower) < 1e-12)
    }

    func stays(_ count: Int, cost: Int64 = 0) -> [Stay] {
        (0..<count).map {
            let start = day("2025-01-01").advanced(by: $0 * 7)
            return Stay(start: start, end: start, method: .emergency, cost: cost)
        }
    }

    /// 48 months up to 30 June 2026 have 1461 days: four years. GBP 8 and 0 over four years each: ratio 1, residuals 4
    /// and −4, s² = 32, variance 2 · 32 / 64 = 1.
    @Test func ratioOfSums() throws {
        let measure = try MeasureAdmissions(StageOptions(["window": Months(48)]))
        let cost = try row(
            rows(measure, [local { $0.stays = stays(1, cost: 80_000) }, local()]), "value-admission-cost")
        #expect([cost.value, cost.count, cost.denominator] == [1, 8, 8])
        #expect(abs(try #require(cost.limits95).lower - (1 - student1)) < 1e-9)
        #expect(abs(try #require(cost.limits95).upper - (1 + student1)) < 1e-9)
    }

    /// Ages 82, 87, 92 with 4, 4 and 2 stays in four years each: of the bands 80–84, 85–89, 90+ with weights 2500, 1500
    /// and 1000 the rate is (2500 + 1500 + 500) / 5000 = 0.9 a year. Over all ages 95% of the weight is empty.
    @Test func directlyStandardisedRate() throws {
        let measure = try MeasureAdmissions(StageOptions(["window": Months(48)]))
        func people(_ events: [Int]) -> [PersonSketch] {
            zip(["1944-01-01", "1939-01-01", "1934-01-01"], events).map { birth, events in
                local {
                    $0.birth = day(birth)
                    $0.stays = stays(events)
                    $0.sex = events == 2 ? .male : .female
                }
            }
        }
        let rows = try rows(measure, people([4, 4, 2]))
        let old = try row(rows, "outcome-emergency-admission", .age, 4)
        #expect(abs(try #require(old.value) - 90_000) < 1e-9)
        #expect([old.count, old.denominator] == [10, 12])
        #expect(old.expected == nil)
        let whole = try row(rows, "outcome-emergency-admission")
        #expect(whole.value == nil)
        #expect(whole.note == "not calculable")
        #expect([whole.count, whole.denominator] == [10, 12])
        #expect(!rows.contains { $0.breakdown == .age && $0.category != 4 })
        let few = try row(self.rows(measure, people([4, 4, 1])), "outcome-emergency-admission", .age, 4)
        #expect(few.note == "not calculable")
        #expect(few.count == 9)
    }

    /// One of two people of one band and sex has the only stay: half a stay is expected of each. Of a band in which
    /// nobody was admitted nothing is expected.
    @Test func indirectlyStandardisedRatio() throws {
        let people = [
            local {
                $0.sex = .male
                $0.stays = stays(1)
            },
            local {
                $0.sex = .male
                $0.registeredArea = Self.areas.place(of: "P10")
            },
            local { $0.sex = .female },
        ]
        let rows = try rows(MeasureAdmissions(StageOptions(["window": Months(48)])), people)
        let id = "outcome-emergency-admission-ratio"
        let first = try row(rows, id, in: "P2"), second = try row(rows, id, in: "P10")
        #expect([first.value, first.count, first.denominator, first.expected] == [2, 1, 0.5, 0.5])
        #expect([second.value, second.count, second.denominator, second.expected] == [0, 0, 0.5, 0.5])
        #expect(try row(rows, id).value == 1)
        // Where nothing is expected, the denominator is 0: no row.
        #expect(
            !rows.contains { $0.indicator == id && $0.areaCode == "P2" && $0.breakdown == .sex && $0.category == 1 })
    }

    // MARK: Components

    @Test func componentsOfGaps() throws {
        let deciles: [Int?] = [1, 2, 2, 3, 10, nil]
        let people = deciles.map { decile in
            local {
                $0.decile = decile
                $0.stays = stays(decile == 2 ? 1 : 0, cost: 10_000)
            }
        }
        let measures: [any PersonMeasure] = [
            try MeasureAdmissions(StageOptions(["window": Months(48)])), population,
            try MeasureContinuity(StageOptions()),
        ]
        let outputs = try run(measures, people)
        let components = try IndicatorTable.components(#require(outputs.tables["components"]))
        // Neither the population nor the coverage; nobody has an index or a named GP.
        #expect(
            Set(components.map(\.indicator)) == [
                "outcome-emergency-admission", "outcome-emergency-admission-ratio", "value-admission-cost",
            ])
        #expect(Set(components.map(\.areaCode)) == ["L1", "B1"])
        let cost = components.filter {
            $0.indicator == "value-admission-cost" && $0.areaCode == "B1" && $0.basis == .resident
        }
        #expect(cost.map(\.part) == [.core20, .rest, .decile(1), .decile(2), .decile(3), .decile(10)])
        #expect(cost.map(\.people) == [3, 2, 1, 2, 1, 1])
        #expect(cost.map(\.countPeople) == [2, 0, 0, 2, 0, 0])
        #expect(cost.map(\.figures.count) == [2, 0, 0, 2, 0, 0])
        #expect(cost.map(\.figures.denominator) == [12, 8, 4, 8, 4, 4])
        // The 48 months up to the as-of date, as in the rows.
        #expect(cost.allSatisfy { $0.periodStart == day("2022-07-01") && $0.periodEnd == day(Self.asOf) })
    }

    // MARK: Bands

    @Test func areasOutOfTheirBands() throws {
        let bands = [
            ScaleBand("community", .resident, to: 1), ScaleBand("locality", .registered, from: 1, to: 2),
            ScaleBand("locality", .registered, from: 2, to: 2, name: "primary care network"),
            ScaleBand("borough", .registered, from: 1500, to: nil), ScaleBand("region", .resident, to: 1),
        ]
        let findings = try run([population], [local(), local()], ["bands": bands]).findings
        #expect(
            findings.map(\.message) == [
                "community C1 has 2 resident people, outside the band of a community: at most 1",
                "locality L2 has 0 registered people, outside the band of a locality: 1 to 2",
                "locality L2 has 0 registered people, outside the primary care network band: 2 to 2",
                "borough B1 has 2 registered people, outside the band of a borough: at least 1,500",
            ])
        #expect(findings.allSatisfy { $0.code == "out-of-band" })
        #expect(try run([try MeasureContinuity(StageOptions())], [local()]).findings.isEmpty)
    }
}
