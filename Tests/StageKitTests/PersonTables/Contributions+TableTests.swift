import StageKit
import StageKitTesting
import Testing

/// What a stage in a child process may do: one sum a person and indicator.
private struct Plain: PersonMeasure {
    static let descriptor = StageDescriptor(
        name: "measure_plain", version: 1, summary: "Sums.", grain: .person, yields: .aggregate,
        indicators: EveryWay.indicators)
    static let events: [TableRequirement] = []

    init(_ options: StageOptions = StageOptions()) throws(StageFault) {}

    /// The numerator and denominator of each indicator, `nil` where the person contributes nothing.
    static func shares(of person: Person) -> [(Int64, Int64)?] {
        let contacts = person.contacts
        let online = contacts.count { $0.mode == .online }, days = person.exposedDays(in: person.window(Months(12)))
        return [
            contacts.isEmpty ? nil : (Amount.fraction(online, contacts.count), 1),
            (Int64(contacts.count { $0.status == .turnedAway }), Int64(contacts.count)),
            days > 0 ? (Int64(person.stays.count), Int64(days)) : nil,
        ]
    }

    func measure(_ person: Person, into contributions: inout Contributions) {
        for (place, share) in Self.shares(of: person).enumerated() {
            if let share { contributions.add(to: place, numerator: share.0, denominator: share.1) }
        }
    }
}

@Suite struct ContributionsTableTests {
    private struct Row {
        var person: Int64?
        var indicator: String?
        var numerator: Int64? = 1
        var denominator: Int64? = 1
    }

    private func table(_ rows: [Row]) -> Table {
        Table(
            [
                ("person", Column(integers: rows.map(\.person))),
                ("indicator", Column(texts: rows.map(\.indicator), type: .dictionary)),
                ("numerator", Column(integers: rows.map(\.numerator))),
                ("denominator", Column(integers: rows.map(\.denominator))),
            ], sensitivity: .aggregate)
    }

    /// Whatever the order of the rows and the cut of the people: the cells of the measure.
    @Test(arguments: [21, 22, 23] as [UInt64])
    func theCellsAreThoseOfAMeasure(_ seed: UInt64) throws {
        let people = RandomPeople.make(150, seed: seed)
        let measure = try Plain()
        let wanted = people.cells(measure)
        var random = SeededGenerator(state: seed)
        for parts in [1, 4] {
            for isShuffled in [false, true] {
                var sum = Contributions(for: measure, areas: people.areas)
                for part in 0..<parts {
                    let frame = people.frame(of: stride(from: part, to: 150, by: parts))
                    var rows: [Row] = []
                    for index in 0..<frame.count {
                        for (place, share) in Plain.shares(of: frame[index]).enumerated() {
                            guard let share else { continue }
                            rows.append(
                                Row(
                                    person: Int64(index), indicator: EveryWay.indicators[place].id,
                                    numerator: share.0, denominator: share.1))
                        }
                    }
                    if isShuffled { rows.shuffle(using: &random) }
                    try sum.add(table(rows), over: frame)
                }
                let cells = Cells(sum)
                #expect(cells.everything == wanted.everything)
                #expect(cells.everyBand == wanted.everyBand)
            }
        }
        #expect(wanted.everything.contains { $0.people > 0 })
    }

    @Test(
        arguments: [
            ("borough", nil, "has a basis that is not 'resident'"),
            (nil, "P9", "names a practice that held no contact"),
            ("resident", "P1", "counts for residents and at a practice"),
            (nil, "P2", "is a second one of its person and indicator"),
        ] as [(String?, String?, String)])
    func aRowThatCountsNowhere(_ basis: String?, _ practice: String?, _ rule: String) throws {
        let people = RandomPeople.make(3, seed: 1)
        var sum = Contributions(for: try Plain(), areas: people.areas)
        let rows = Table(
            [
                ("person", Column(integers: [0, 0, 0])),
                ("indicator", Column(texts: ["events", "events", "events"], type: .dictionary)),
                ("numerator", Column(integers: [1, 1, 1])), ("denominator", Column(integers: [1, 1, 1])),
                ("basis", Column(texts: [nil, nil, basis], type: .dictionary)),
                ("practice", Column(texts: ["P2", "", practice], type: .dictionary)),
            ], sensitivity: .aggregate)
        #expect {
            try sum.add(rows, over: people.frame)
        } throws: {
            ($0 as? StageFault)?.message == "row 2 of table 'contributions' (rows count from 0) " + rule
        }
        #expect(Cells(sum).everything.allSatisfy { $0 == Cell() })
    }

    @Test func noRowsAddNothing() throws {
        let people = RandomPeople.make(3, seed: 1)
        var sum = Contributions(for: try Plain(), areas: people.areas)
        try sum.add(table([]), over: people.frame)
        #expect(Cells(sum).everything.allSatisfy { $0 == Cell() })
    }

    private static let row = "row 1 of table 'contributions' (rows count from 0) "

    @Test(arguments: [
        (Row(person: nil, indicator: "mean"), row + "has a column without a value"),
        (Row(person: 0, indicator: nil), row + "has a column without a value"),
        (Row(person: 0, indicator: "events", numerator: nil), row + "has a column without a value"),
        (Row(person: 0, indicator: "events", denominator: nil), row + "has a column without a value"),
        (Row(person: 3, indicator: "mean"), row + "is about nobody of the part"),
        (Row(person: -1, indicator: "mean"), row + "is about nobody of the part"),
        (
            Row(person: 0, indicator: "events", numerator: -1),
            row + "adds to a proportion what is no part of its denominator"
        ),
        (
            Row(person: 0, indicator: "events", numerator: 2),
            row + "adds to a proportion what is no part of its denominator"
        ),
        (Row(person: 0, indicator: "meen"), row + "is of no indicator of the stage"),
        (Row(person: 2, indicator: "mean"), row + "is a second one of its person and indicator"),
        (
            Row(person: 0, indicator: "mean", numerator: 1 << 62 + 1),
            row + "adds more than 2^62 of the indicator's units"
        ),
        (
            Row(person: 0, indicator: "mean", denominator: .min),
            row + "adds more than 2^62 of the indicator's units"
        ),
        (
            Row(person: 0, indicator: "rate", numerator: -1),
            row + "adds less than nothing to a standardised indicator"
        ),
        (
            Row(person: 0, indicator: "rate", denominator: -1),
            row + "adds less than nothing to a standardised indicator"
        ),
    ])
    private func aRowThatBreaksARule(_ row: Row, _ message: String) throws {
        let people = RandomPeople.make(3, seed: 1)
        var sum = Contributions(for: try Plain(), areas: people.areas)
        let rows = [Row(person: 2, indicator: "mean"), row]
        #expect {
            try sum.add(table(rows), over: people.frame)
        } throws: { ($0 as? StageFault)?.message == message }
        // Nothing of the table has been added.
        #expect(Cells(sum).everything.allSatisfy { $0 == Cell() })
    }

    @Test func theLargestShareIsTaken() throws {
        let people = RandomPeople.make(1, seed: 1)
        var sum = Contributions(for: try Plain(), areas: people.areas)
        try sum.add(
            table([
                Row(person: 0, indicator: "mean", numerator: -(1 << 62), denominator: 1 << 62),
                Row(person: 0, indicator: "rate", numerator: 0, denominator: 0),
            ]), over: people.frame)
    }

    @Test func anUnknownIndicatorNamesThoseOfTheStage() throws {
        let people = RandomPeople.make(1, seed: 1)
        var sum = Contributions(for: try Plain(), areas: people.areas)
        #expect {
            try sum.add(table([Row(person: 0, indicator: "x")]), over: people.frame)
        } throws: { ($0 as? StageFault)?.hint == "the stage declares 'mean', 'events', 'rate'" }
    }

    @Test func columnsAreThoseDeclared() throws {
        let people = RandomPeople.make(1, seed: 1)
        var sum = Contributions(for: try Plain(), areas: people.areas)
        let short = Table([("person", Column(integers: [0]))], sensitivity: .aggregate)
        #expect {
            try sum.add(short, over: people.frame)
        } throws: { ($0 as? StageFault)?.message == "table 'contributions' has no column 'indicator'" }
        let narrow = Table([("person", Column(integers: [0], type: .int32))], sensitivity: .aggregate)
        #expect {
            try sum.add(narrow, over: people.frame)
        } throws: {
            ($0 as? StageFault)?.message == "column 'person' of table 'contributions' is int32, not int64"
        }
    }
}
