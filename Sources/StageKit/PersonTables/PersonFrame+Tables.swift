extension PersonFrame {
    /// The people of a part as a stage in a child process is given them: what `PersonTables` made of a frame, made a frame
    /// again. A column that is not there holds what `PersonColumns.Entry` and the events hold unless told otherwise.
    ///
    /// Nobody has an area, since no stage in a child process is told of any; codes and practices have other numbers than in
    /// the run, and the same texts. Throws where rows are not those of people from 0, in order.
    public convenience init(tables: [String: Table], asOf: CalendarDay) throws(StageFault) {
        var concepts = TextNumbers(), practices = TextNumbers(), diagnoses = TextNumbers()
        var columns = PersonColumns()
        let people = TableColumns(tables["people"])
        var events: [String: EventRows] = [:]
        for name in ["exposure", "contacts", "stays", "conditions", "observations"] {
            events[name] = try EventRows(tables[name], name, people: people.count)
        }
        for person in 0..<people.count {
            guard people.integer("person", person) == Int64(person) else {
                throw StageFault("row \(person) of table 'people' is not person \(person)", code: .data)
            }
            events["exposure"]?.forEach(of: person) { rows, row in
                columns.addExposure(DayRange(first: rows.day("start", row) ?? asOf, last: rows.day("end", row) ?? asOf))
            }
            events["contacts"]?.forEach(of: person) { rows, row in
                var contact = Contact(at: rows.integer("at", row) ?? 0)
                contact.booked = rows.integer("booked", row)
                contact.practice = rows.text("practice", row).map { practices.number(of: $0) } ?? -1
                contact.staff = rows.integer("staff", row).map { Int32($0) }
                contact.isGenericStaff = rows.bool("is_generic_staff", row) ?? false
                contact.role = rows.text("role", row).flatMap { StaffRole(word: $0) } ?? .gp
                contact.mode = rows.text("mode", row).map { ContactMode(word: $0) } ?? .faceToFace
                contact.urgency = rows.text("urgency", row).map { ContactUrgency(word: $0) } ?? .routine
                contact.status = rows.text("status", row).map { ContactStatus(word: $0) } ?? .attended
                contact.minutes = rows.integer("minutes", row).map { Int32($0) }
                columns.addContact(contact)
            }
            events["stays"]?.forEach(of: person) { rows, row in
                columns.addStay(
                    Stay(
                        start: rows.day("start", row) ?? asOf, end: rows.day("end", row) ?? asOf,
                        method: rows.text("method", row).map { AdmissionMethod(word: $0) } ?? .other,
                        diagnosis: rows.text("diagnosis", row).map { diagnoses.number(of: $0) },
                        cost: rows.integer("cost", row) ?? 0))
            }
            events["conditions"]?.forEach(of: person) { rows, row in
                columns.addCondition(
                    Condition(
                        code: rows.text("code", row).map { concepts.number(of: $0) } ?? -1,
                        onset: rows.day("onset", row) ?? asOf, ended: rows.day("ended", row)))
            }
            events["observations"]?.forEach(of: person) { rows, row in
                columns.addObservation(
                    Observation(
                        code: rows.text("code", row).map { concepts.number(of: $0) } ?? -1,
                        day: rows.day("day", row) ?? asOf, value: rows.double("value", row) ?? 0))
            }
            var entry = PersonColumns.Entry(
                birth: people.day("birth", person) ?? asOf, lastDay: people.day("last_day", person) ?? asOf)
            entry.death = people.day("death", person)
            entry.sex = Sex.allCases.first { $0.word == people.text("sex", person) } ?? .unknown
            entry.ethnicity = EthnicGroup.allCases.first { $0.word == people.text("ethnicity", person) } ?? .notKnown
            if let decile = people.integer("deprivation_decile", person) {
                guard (1...10).contains(decile) else {
                    throw StageFault("row \(person) of table 'people' has no decile from 1 to 10", code: .data)
                }
                entry.decile = Int(decile)
            }
            entry.namedGP = people.integer("named_gp", person).map { Int32($0) }
            entry.isNamedGPGeneric = people.bool("is_named_gp_generic", person) ?? false
            entry.isInPopulation = people.bool("in_population", person) ?? false
            columns.append(entry)
        }
        self.init(
            asOf: asOf, columns: columns, practiceAreas: [Int32](repeating: -1, count: practices.texts.count),
            quality: QualityCounts(), practices: practices.texts, diagnoses: diagnoses.texts, concepts: concepts.texts)
    }
}

/// Texts with a number each, in order of first appearance.
private struct TextNumbers {
    private(set) var texts: [String] = []
    private var numbers: [String: Int32] = [:]

    mutating func number(of text: String) -> Int32 {
        if let known = numbers[text] { return known }
        let number = Int32(texts.count)
        numbers[text] = number
        texts.append(text)
        return number
    }
}

/// The columns of a table by name; one that is not there has no value.
private struct TableColumns {
    private var columns: [String: Column] = [:]
    /// The texts of columns of codes, once each.
    private var texts: [String: [String]] = [:]
    let count: Int

    init(_ table: Table?) {
        count = table?.count ?? 0
        guard let table else { return }
        for (field, column) in zip(table.schema.fields, table.columns) {
            columns[field.name] = column
            if column.type == .dictionary { texts[field.name] = column.texts?.strings }
        }
    }

    func integer(_ name: String, _ row: Int) -> Int64? { columns[name]?.integer(row) }
    func bool(_ name: String, _ row: Int) -> Bool? { columns[name]?.bool(row) }
    func double(_ name: String, _ row: Int) -> Double? { columns[name]?.double(row) }
    func day(_ name: String, _ row: Int) -> CalendarDay? {
        integer(name, row).map { CalendarDay(number: Int32(truncatingIfNeeded: $0)) }
    }

    func text(_ name: String, _ row: Int) -> String? {
        guard let column = columns[name], column.isValid(row) else { return nil }
        guard let known = texts[name] else { return column.text(row) }
        return known[Int(column.int32s[row])]
    }
}

/// The rows of a table of events, which stand person by person.
private struct EventRows {
    private let columns: TableColumns
    private let starts: [Int]

    init(_ table: Table?, _ name: String, people: Int) throws(StageFault) {
        columns = TableColumns(table)
        var starts = [Int](repeating: 0, count: people + 1)
        var last: Int64 = 0
        for row in 0..<columns.count {
            guard let person = columns.integer("person", row), person >= last, person < Int64(people) else {
                throw StageFault("row \(row) of table '\(name)' is not behind those of people before it", code: .data)
            }
            last = person
            starts[Int(person) + 1] += 1
        }
        for person in 0..<people { starts[person + 1] += starts[person] }
        self.starts = starts
    }

    func forEach(of person: Int, _ body: (TableColumns, Int) -> Void) {
        for row in starts[person]..<starts[person + 1] { body(columns, row) }
    }
}
