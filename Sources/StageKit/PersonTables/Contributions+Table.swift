extension Contributions {
    /// The table in which a stage in a child process says what people contribute.
    public static let table = TableDeclaration(
        "contributions",
        [
            Field("person", .int64), Field("indicator", .dictionary), Field("numerator", .int64),
            Field("denominator", .int64),
        ])

    /// Columns that the table may have besides, where not everything counts wherever the person is counted: `basis` is
    /// `resident` for what counts where the person lives alone; `practice` is the code of the practice that held something,
    /// as in `contacts`, for what counts there alone, empty for one that is not known.
    public static let furtherColumns = [
        Field("basis", .dictionary, optional: true), Field("practice", .dictionary, optional: true),
    ]

    /// Adds what a stage in a child process says of the people of a part: a row a person and indicator, in any order.
    ///
    /// The cells are those of a measure that calls `add(to:numerator:denominator:)` once for each row, or `addResident`, or
    /// adds at a practice, where the row says so. Throws with the rule
    /// and the number of the row, never with a value; then nothing has been added.
    public mutating func add(_ table: Table, over frame: PersonFrame) throws(StageFault) {
        let rows = try ContributionRows(table, indicators: indicators, frame)
        self.frame = frame
        defer { self.frame = nil }
        var place = 0
        while place < rows.count {
            let person = rows.person(place)
            while place < rows.count, rows.person(place) == person {
                let share = rows.share(place)
                let indicator = share.indicator, numerator = share.numerator, denominator = share.denominator
                switch rows.target(place) {
                case .everywhere: add(to: indicator, numerator: numerator, denominator: denominator)
                case .resident: addResident(to: indicator, numerator: numerator, denominator: denominator)
                case .practice(let code):
                    add(to: indicator, numerator: numerator, denominator: denominator, atPractice: code)
                }
                place += 1
            }
            finish(frame[person])
        }
    }
}

/// The rows of a `contributions` table that break no rule, those of one person next to each other.
private struct ContributionRows {
    private let persons: Values<Int64>
    private let codes: Values<Int32>
    private let numerators: Values<Int64>
    private let denominators: Values<Int64>
    /// For each code of the column of indicators its place among the stage's.
    private let places: [Int?]
    /// The rows by person; `nil` where they stand that way already.
    private let order: [Int32]?
    private let targets: ContributionTargets
    let count: Int

    init(_ table: Table, indicators: [Indicator], _ frame: PersonFrame) throws(StageFault) {
        let people = frame.count
        let name = Contributions.table.name
        let columns = (
            try table.required("person", .int64, of: name), try table.required("indicator", .dictionary, of: name),
            try table.required("numerator", .int64, of: name), try table.required("denominator", .int64, of: name)
        )
        persons = columns.0.int64s
        codes = columns.1.int32s
        numerators = columns.2.int64s
        denominators = columns.3.int64s
        count = table.count
        let ids = columns.1.texts?.strings ?? []
        let places = ids.map { id in indicators.firstIndex { $0.id == id } }
        self.places = places
        let isBanded = indicators.map(\.isBanded)
        let isProportion = indicators.map { [.proportion, .proportionOfEvents].contains($0.statistic) }
        targets = try ContributionTargets(table, frame)
        var seenElsewhere: Set<ContributionTargets.Key> = []

        var seen = [UInt64](repeating: 0, count: (people * indicators.count + 63) / 64)
        var last: Int64 = 0
        var isInOrder = true
        for row in 0..<count {
            guard columns.0.isValid(row), columns.1.isValid(row), columns.2.isValid(row), columns.3.isValid(row) else {
                throw .row(row, of: name, "has a column without a value")
            }
            let person = persons[row]
            guard person >= 0, person < Int64(people) else {
                throw .row(row, of: name, "is about nobody of the part")
            }
            guard let place = places[Int(codes[row])] else {
                let known = indicators.map { "'\($0.id)'" }.joined(separator: ", ")
                throw .row(
                    row, of: name, "is of no indicator of the stage", hint: "the stage declares \(known)")
            }
            let numerator = numerators[row], denominator = denominators[row]
            guard max(numerator.magnitude, denominator.magnitude) <= Cell.greatestShare.magnitude else {
                throw .row(row, of: name, "adds more than 2^62 of the indicator's units")
            }
            guard !isBanded[place] || (numerator >= 0 && denominator >= 0) else {
                throw .row(row, of: name, "adds less than nothing to a standardised indicator")
            }
            guard !isProportion[place] || (numerator >= 0 && numerator <= denominator) else {
                throw .row(row, of: name, "adds to a proportion what is no part of its denominator")
            }
            let target = try targets.target(row), bit = Int(person) * indicators.count + place
            let isNew: Bool
            if target == .everywhere {
                isNew = seen[bit >> 6] & (1 << UInt64(bit & 63)) == 0
                seen[bit >> 6] |= 1 << UInt64(bit & 63)
            } else {
                isNew = seenElsewhere.insert(ContributionTargets.Key(share: bit, target: target)).inserted
            }
            guard isNew else {
                throw .row(
                    row, of: name, "is a second one of its person and indicator",
                    hint: "add up what a person contributes before it is written")
            }
            isInOrder = isInOrder && person >= last
            last = person
        }
        order = isInOrder ? nil : Self.byPerson(persons, people: people)
    }

    func person(_ place: Int) -> Int { Int(persons[row(place)]) }

    func share(_ place: Int) -> (indicator: Int, numerator: Int64, denominator: Int64) {
        let row = row(place)
        // Every code of a row has been looked up.
        return (places[Int(codes[row])] ?? 0, numerators[row], denominators[row])
    }

    func target(_ place: Int) -> ContributionTargets.Target { targets.known(row(place)) }

    private func row(_ place: Int) -> Int { order.map { Int($0[place]) } ?? place }

    /// Rows ordered by person, those of one as they stood: counted, then dealt out.
    private static func byPerson(_ persons: Values<Int64>, people: Int) -> [Int32] {
        var starts = [Int32](repeating: 0, count: people + 1)
        for person in persons { starts[Int(person) + 1] += 1 }
        for person in 0..<people { starts[person + 1] += starts[person] }
        var order = [Int32](repeating: 0, count: persons.count)
        for (row, person) in persons.enumerated() {
            order[Int(starts[Int(person)])] = Int32(row)
            starts[Int(person)] += 1
        }
        return order
    }
}
