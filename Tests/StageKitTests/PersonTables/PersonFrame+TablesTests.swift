import StageKitTesting
import Testing

@testable import StageKit

/// Frames to tables and back: what a Swift stage in a process of its own measures.
@Suite struct PersonFrameTablesTests {
    /// What a frame's tables say, a frame of them says again, in every column.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func thereAndBack(seed: UInt64) throws {
        let people = Self.people(seed: seed)
        let tables = PersonTables(reading: PersonTables.all.map { TableRequirement($0.name) })
        let given = tables.tables(of: people.frame)
        let again = tables.tables(of: try PersonFrame(tables: given, asOf: people.asOf))
        for (name, table) in given {
            let other = try #require(again[name])
            #expect(other.count == table.count && table.count > 0, "\(name)")
            for (field, column) in zip(table.schema.fields, table.columns) {
                let found = try #require(other[field.name])
                for row in 0..<table.count {
                    #expect(column.text(row) == found.text(row) && column.integer(row) == found.integer(row))
                    #expect(column.double(row) == found.double(row) && column.bool(row) == found.bool(row))
                }
            }
        }
    }

    @Test func rowsThatStandWrongAreNoFrame() {
        let day = CalendarDay(number: 20_000)
        let people = Table([("person", Column(integers: [0, 1]))], sensitivity: .pseudonymous)
        func frame(_ name: String, _ persons: [Int64?], _ more: [(String, Column)] = []) throws {
            var tables = ["people": people]
            tables[name] = Table([("person", Column(integers: persons))] + more, sensitivity: .pseudonymous)
            _ = try PersonFrame(tables: tables, asOf: day)
        }
        #expect(throws: StageFault.self) { try frame("people", [0, 2]) }
        #expect(throws: StageFault.self) { try frame("people", [1, 0]) }
        #expect(throws: StageFault.self) { try frame("contacts", [1, 0]) }
        #expect(throws: StageFault.self) { try frame("contacts", [0, 2]) }
        #expect(throws: StageFault.self) { try frame("contacts", [0, nil]) }
        let decile = [("deprivation_decile", Column(integers: [0], type: .int32))]
        #expect(throws: StageFault.self) { try frame("people", [0], decile) }
        #expect(throws: Never.self) { try frame("contacts", [0, 0, 1]) }
    }

    /// What a measure writes of the frame that a child makes of its tables, counted by the host: the cells of the measure.
    @Test(arguments: [4, 5, 6] as [UInt64])
    func theTableOfAMeasureCountsAsTheMeasureDoes(seed: UInt64) throws {
        let people = RandomPeople.make(120, seed: seed), frame = people.frame
        let tables = PersonTables(reading: PersonTables.all.map { TableRequirement($0.name) }).tables(of: frame)
        func check(_ measure: some PersonMeasure) throws {
            var counted = Contributions(for: measure, areas: people.areas)
            let elsewhere = try PersonFrame(tables: tables, asOf: people.asOf)
            try counted.add(Contributions.table(of: measure, over: elsewhere), over: frame)
            let cells = Cells(counted), wanted = people.cells(measure)
            #expect(cells.everything == wanted.everything && wanted.everything.contains { $0.people > 0 })
            #expect(cells.everyBand == wanted.everyBand)
        }
        try check(Visits())
        try check(EveryWay())
    }

    private static func people(seed: UInt64) -> SketchedPeople {
        var random = SeededGenerator(state: seed)
        let asOf = CalendarDay(number: 20_777)
        var sketched = SketchedPeople(
            asOf: asOf, diagnoses: ["I10", "J45"], concepts: ["38341003", "271649006"])
        for _ in 0..<60 {
            var person = PersonSketch()
            person.birth = CalendarDay(number: Int32(Self.below(&random, 20_000)))
            person.sex = Sex.allCases[Self.below(&random, Sex.allCases.count)]
            person.ethnicity = EthnicGroup.allCases[Self.below(&random, EthnicGroup.allCases.count)]
            person.decile = Self.below(&random, 3) == 0 ? nil : Self.below(&random, 10) + 1
            person.namedGP = Self.below(&random, 2) == 0 ? nil : Int32(Self.below(&random, 4))
            if Self.below(&random, 5) == 0 {
                person.registered = [DayRange(first: asOf.advanced(by: -900), last: asOf.advanced(by: -9))]
            }
            person.residentArea = 0
            person.registeredArea = 0
            for place in 0..<Self.below(&random, 6) {
                person.contacts.append(
                    Contact(
                        at: Int64(20_000 + place * 30) * 86_400 + Int64(Self.below(&random, 80_000)),
                        booked: Self.below(&random, 2) == 0 ? nil : Int64(19_990) * 86_400, practice: 0,
                        staff: Self.below(&random, 4) == 0 ? nil : Int32(Self.below(&random, 5)),
                        role: StaffRole.allCases[Self.below(&random, 10)],
                        mode: ContactMode.allCases[Self.below(&random, 6)],
                        urgency: ContactUrgency.allCases[Self.below(&random, 3)],
                        status: ContactStatus.allCases[Self.below(&random, 5)],
                        minutes: Self.below(&random, 2) == 0 ? nil : Int32(Self.below(&random, 60))))
            }
            let day = CalendarDay(number: 20_100)
            person.stays = [
                Stay(start: day, end: day, method: .elective, diagnosis: Int32(Self.below(&random, 2)), cost: 12_345)
            ]
            person.conditions = [
                Condition(
                    code: Int32(Self.below(&random, 2)), onset: day, ended: Self.below(&random, 2) == 0 ? nil : asOf)
            ]
            person.observations = [Observation(code: Int32(Self.below(&random, 2)), day: day, value: 120.5)]
            sketched.people.append(person)
        }
        return sketched
    }

    private static func below(_ random: inout SeededGenerator, _ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &random)
    }

    private struct Visits: PersonMeasure {
        static let descriptor = StageDescriptor(
            name: "measure_visits", version: 1, summary: "Visits.", grain: .person, reads: [.people],
            accepts: [.pseudonymous], writes: [.cells], yields: .aggregate,
            indicators: [
                Indicator("visited", "Visited", statistic: .proportion, polarity: .neutral, unit: "proportion"),
                Indicator("visits", "Visits", statistic: .mean, polarity: .neutral, unit: "visits"),
            ])
        static let events = [TableRequirement("contacts", [Field("at", .timestamp)])]

        init() {}
        init(_ options: StageOptions) throws(StageFault) {}

        func measure(_ person: Person, into contributions: inout Contributions) {
            guard person.isInPopulation else { return }
            contributions.add(to: 0, numerator: person.contacts.isEmpty ? 0 : 1, denominator: 1)
            // In several calls, which add up.
            for _ in person.contacts { contributions.add(to: 1, numerator: 1, denominator: 0) }
            contributions.add(to: 1, numerator: 0, denominator: 1)
        }
    }
}
