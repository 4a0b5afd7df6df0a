import StageKit

/// The people that an example draws.
///
/// A row with `at` is a contact, one with `start` a stay, one with neither adds nobody's event. Columns, all but `person`
/// optional:
///
/// | of | columns |
/// | --- | --- |
/// | a person (the first cell that is not empty holds) | `person`, `birth`, `death`, `sex` (1 2 9 X), `ethnicity` (2001 code), `decile`, `named_gp`, `practice_of`, `registered_from`, `registered_to` (the first day no longer registered) |
/// | a contact | `at`, `booked`, `practice`, `staff`, `generic` (`yes`), `role`, `mode`, `status` |
/// | a stay | `start`, `end`, `method`, `cost` (GBP) |
///
/// Who says nothing else is 40 years old, of practice `P1`, registered for ever, and lives in its community; a contact is
/// attended, face to face, with a GP without a name.
struct ExamplePeople {
    private let table: DrawnTable
    private var staff: [String: Int32] = [:]
    private var generic: Set<String> = []
    private var practices = ["P1"]

    static let columns: Set<String> = [
        "person", "birth", "death", "sex", "ethnicity", "decile", "named_gp", "practice_of", "registered_from",
        "registered_to", "at", "booked", "practice", "staff", "generic", "role", "mode", "status", "start", "end",
        "method", "cost",
    ]

    static func people(of example: StageExample) throws(ExampleFailure) -> SketchedPeople {
        var drawn = try ExamplePeople(table: DrawnTable(example.given))
        guard let asOf = CalendarDay(example.asOf) else {
            throw ExampleFailure("the as-of date '\(example.asOf)' is none")
        }
        return try drawn.people(asOf: asOf)
    }

    private init(table: DrawnTable) throws(ExampleFailure) {
        self.table = table
        guard table.names.contains("person") else { throw ExampleFailure("there is no column 'person'") }
        for name in table.names where !Self.columns.contains(name) {
            throw ExampleFailure("there is no such column as '\(name)'; there are \(Self.columns.sorted())")
        }
    }

    private mutating func people(asOf: CalendarDay) throws(ExampleFailure) -> SketchedPeople {
        // Everything that has a number first, so that the areas are known.
        for row in table.rows.indices {
            for name in ["practice_of", "practice"] {
                if let practice = table[row, name], !practices.contains(practice) { practices.append(practice) }
            }
            guard let code = table[row, "staff"] else { continue }
            if staff[code] == nil { staff[code] = Int32(staff.count) }
            if table[row, "generic"] == "yes" { generic.insert(code) }
        }
        for row in table.rows.indices {
            if let code = table[row, "named_gp"], staff[code] == nil { staff[code] = Int32(staff.count) }
        }
        let areas = AreaHierarchy.drawn(practices: practices)
        var rows: [(person: String, rows: [Int])] = []
        for row in table.rows.indices {
            guard let person = table[row, "person"] else { throw ExampleFailure("row \(row + 1) is nobody's") }
            if let known = rows.firstIndex(where: { $0.person == person }) {
                rows[known].rows.append(row)
            } else {
                rows.append((person, [row]))
            }
        }
        var people: [PersonSketch] = []
        for (_, rows) in rows { people.append(try person(rows, asOf: asOf, areas)) }
        return SketchedPeople(asOf: asOf, areas: areas, practices: practices, people: people)
    }

    private func person(_ rows: [Int], asOf: CalendarDay, _ areas: AreaHierarchy) throws(ExampleFailure) -> PersonSketch
    {
        func first(_ name: String) -> String? { rows.lazy.compactMap { table[$0, name] }.first }
        func firstDay(_ name: String) throws(ExampleFailure) -> CalendarDay? {
            guard let text = first(name) else { return nil }
            return try day(text)
        }
        var sketch = PersonSketch()
        sketch.birth = try firstDay("birth") ?? asOf.subtracting(months: 480)
        sketch.death = try firstDay("death")
        sketch.sex = try first("sex").map { text throws(ExampleFailure) in try word(text, Self.sexes) } ?? .unknown
        sketch.ethnicity =
            first("ethnicity").map { EthnicGroup(stated: $0) ?? ($0 == "Z" ? .notStated : .notKnown) }
            ?? .notKnown
        sketch.decile = try first("decile").map { text throws(ExampleFailure) in try number(text) }
        if let named = first("named_gp") {
            sketch.namedGP = staff[named]
            sketch.isNamedGPGeneric = generic.contains(named)
        }
        let end = try firstDay("registered_to")?.advanced(by: -1)
        sketch.registered = [
            DayRange(
                first: try firstDay("registered_from") ?? PersonSketch.ever.first, last: end ?? PersonSketch.ever.last)
        ]
        sketch.residentArea = areas.residence["E1"]
        sketch.registeredArea = areas.practice[first("practice_of") ?? "P1"]
        for row in rows {
            if table[row, "at"] != nil { sketch.contacts.append(try contact(row)) }
            if table[row, "start"] != nil { sketch.stays.append(try stay(row)) }
        }
        return sketch
    }

    private func contact(_ row: Int) throws(ExampleFailure) -> Contact {
        var contact = Contact(at: try time(table[row, "at"] ?? ""))
        if let booked = table[row, "booked"] { contact.booked = try time(booked) }
        if let code = table[row, "staff"] {
            contact.staff = staff[code]
            contact.isGenericStaff = generic.contains(code)
        }
        if let practice = table[row, "practice"] { contact.practice = Int32(practices.firstIndex(of: practice) ?? 0) }
        if let text = table[row, "role"] {
            guard let role = StaffRole(word: text) else { throw ExampleFailure("'\(text)' is not a role") }
            contact.role = role
        }
        if let text = table[row, "mode"] { contact.mode = ContactMode(word: text) }
        if let text = table[row, "status"] { contact.status = ContactStatus(word: text) }
        return contact
    }

    private func stay(_ row: Int) throws(ExampleFailure) -> Stay {
        let start = try day(table[row, "start"] ?? "")
        let cost = try table[row, "cost"].map { text throws(ExampleFailure) in try money(text) } ?? 0
        return Stay(
            start: start, end: try table[row, "end"].map { text throws(ExampleFailure) in try day(text) } ?? start,
            method: AdmissionMethod(word: table[row, "method"] ?? "emergency"), cost: cost)
    }

    // MARK: Words

    private static let sexes: [String: Sex] = ["1": .male, "2": .female, "9": .indeterminate, "X": .unknown]

    private func word<Value>(_ text: String, _ words: [String: Value]) throws(ExampleFailure) -> Value {
        guard let value = words[text] else { throw ExampleFailure("'\(text)' is none of \(words.keys.sorted())") }
        return value
    }

    private func number(_ text: String) throws(ExampleFailure) -> Int {
        guard let value = Int(text) else { throw ExampleFailure("'\(text)' is not a whole number") }
        return value
    }

    private func day(_ text: String) throws(ExampleFailure) -> CalendarDay {
        guard let day = CalendarDay(text) else { throw ExampleFailure("'\(text)' is not a date") }
        return day
    }

    private func time(_ text: String) throws(ExampleFailure) -> Int64 {
        guard let time = LocalTime.seconds(text) else { throw ExampleFailure("'\(text)' is not a time") }
        return time
    }

    /// Pounds with up to four decimals, in units of GBP 10⁻⁴.
    private func money(_ text: String) throws(ExampleFailure) -> Int64 {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        guard parts.count <= 2, let pounds = Int64(parts[0]), pounds >= 0, decimals.count <= 4,
            let rest = Int64(decimals + String(repeating: "0", count: 4 - decimals.count)), rest >= 0
        else { throw ExampleFailure("'\(text)' is not an amount of money") }
        return pounds * 10_000 + rest
    }
}
