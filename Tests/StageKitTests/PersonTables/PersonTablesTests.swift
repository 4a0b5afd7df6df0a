import StageKit
import StageKitTesting
import Testing

@Suite struct PersonTablesTests {
    private func day(_ text: String) -> CalendarDay { CalendarDay(text)! }

    /// Two people, the second with everything that may be missing, the first with nothing.
    private var frame: PersonFrame {
        var first = PersonSketch()
        first.birth = day("1990-07-01")
        first.registered = [DayRange(first: day("2020-01-01"), last: day("2025-12-31"))]
        var second = PersonSketch()
        second.birth = day("1950-06-30")
        second.death = day("2026-07-02")
        second.sex = .female
        second.ethnicity = .black
        second.decile = 1
        second.namedGP = 3
        second.isNamedGPGeneric = true
        second.registered = [
            DayRange(first: day("2000-01-01"), last: day("2000-01-31")),
            DayRange(first: day("2010-01-01"), last: PersonSketch.ever.last),
        ]
        second.contacts = [
            Contact(
                at: LocalTime.seconds("2026-01-05 09:30")!, booked: LocalTime.seconds("2026-01-02 08:00"), practice: 1,
                staff: 3, isGenericStaff: true, role: .socialPrescriber, mode: .homeVisit, urgency: .sameDay,
                status: .didNotAttend, minutes: 12),
            Contact(at: LocalTime.seconds("2026-02-05 09:30")!, practice: -1),
        ]
        second.stays = [
            Stay(start: day("2026-03-01"), end: day("2026-03-04"), method: .maternity, diagnosis: 1, cost: 12_345),
            Stay(start: day("2026-04-01"), end: day("2026-04-01"), method: .other, cost: 0),
        ]
        second.conditions = [
            Condition(code: 0, onset: day("2001-02-03"), ended: day("2002-02-03")),
            Condition(code: 1, onset: day("2003-02-03"), ended: nil),
        ]
        second.observations = [Observation(code: 1, day: day("2026-05-05"), value: 128.5)]
        return SketchedPeople(
            asOf: day("2026-06-30"), practices: ["P1", "P2"], diagnoses: ["I10", "O80"],
            concepts: ["38341003", "75367002"], people: [first, second]
        ).frame
    }

    private func rows(_ table: Table?) -> [[String]] {
        guard let table else { return [] }
        return (0..<table.count).map { row in table.columns.map { $0.shown(row) } }
    }

    @Test func peopleAndExposure() {
        let tables = PersonTables(reading: [TableRequirement("people"), TableRequirement("exposure")]).tables(of: frame)
        #expect(
            rows(tables["people"]) == [
                [
                    "0", "1990-07-01", "-", "X", "not-known", "-", "35", "false", "2025-12-31", "-", "false",
                ],
                [
                    "1", "1950-06-30", "2026-07-02", "2", "black", "1", "76", "true", "2026-06-30", "3", "true",
                ],
            ])
        #expect(
            rows(tables["exposure"]) == [
                ["0", "2020-01-01", "2025-12-31"], ["1", "2000-01-01", "2000-01-31"],
                ["1", "2010-01-01", "2026-06-30"],
            ])
        #expect(tables.values.allSatisfy { $0.sensitivity == .pseudonymous })
    }

    @Test func events() {
        let names = ["contacts", "stays", "conditions", "observations"]
        let tables = PersonTables(reading: names.map { TableRequirement($0) }).tables(of: frame)
        #expect(
            rows(tables["contacts"]) == [
                [
                    "1", "2026-01-05 34200", "2026-01-02 28800", "P2", "3", "true", "social-prescriber", "home-visit",
                    "same-day", "did-not-attend", "12",
                ],
                [
                    "1", "2026-02-05 34200", "-", "-", "-", "false", "gp", "face-to-face", "routine", "attended", "-",
                ],
            ])
        #expect(
            rows(tables["stays"]) == [
                ["1", "2026-03-01", "2026-03-04", "maternity", "O80", "12345"],
                ["1", "2026-04-01", "2026-04-01", "other", "-", "0"],
            ])
        #expect(
            rows(tables["conditions"]) == [
                ["1", "38341003", "2001-02-03", "2002-02-03"], ["1", "75367002", "2003-02-03", "-"],
            ])
        #expect(rows(tables["observations"]) == [["1", "75367002", "2026-05-05", "128.5"]])
    }

    @Test func onlyWhatIsAskedForInTheOrderAsked() throws {
        let asked = PersonTables(reading: [
            TableRequirement("contacts", [Field("status", .dictionary), Field("person", .int64)]),
            TableRequirement("people", [Field("age", .int32), Field("shoe_size", .int32, optional: true)]),
        ])
        let tables = asked.tables(of: frame)
        #expect(tables.keys.sorted() == ["contacts", "people"])
        #expect(tables["contacts"]?.schema.fields.map(\.name) == ["status", "person"])
        #expect(tables["people"]?.schema.fields.map(\.name) == ["age"])
        for (name, schema) in asked.schemas { #expect(tables[name]?.schema == schema) }
    }

    @Test func aPartOfNobodyHasTablesWithoutRows() {
        let empty = SketchedPeople(asOf: day("2026-06-30")).frame
        let tables = PersonTables(reading: PersonTables.all.map { TableRequirement($0.name) }).tables(of: empty)
        #expect(tables.count == 6)
        #expect(tables.values.allSatisfy { $0.count == 0 && !$0.columns.isEmpty })
    }

    /// Column by column the same as person by person.
    @Test(arguments: [11, 12] as [UInt64])
    func agreesWithPeopleOneByOne(_ seed: UInt64) {
        let people = RandomPeople.make(200, seed: seed)
        let frame = people.frame
        let tables = PersonTables(reading: PersonTables.all.map { TableRequirement($0.name) }).tables(of: frame)
        var contacts: [[String]] = [], stays: [[String]] = [], everybody: [[String]] = []
        for index in 0..<frame.count {
            let person = frame[index]
            let decile = person.deprivationDecile.map(String.init) ?? "-"
            everybody.append([
                "\(index)", person.birth.text, "-", person.sex.word, person.ethnicity.word, decile, "\(person.age)",
                "true", person.lastDay.text, "-", "false",
            ])
            for contact in person.contacts {
                contacts.append([
                    "\(index)", "\(contact.day.text) \(contact.at - contact.day.startOfDay)", "-",
                    people.practices[Int(contact.practice)], "-", "false", contact.role.word, contact.mode.word,
                    contact.urgency.word, contact.status.word, "-",
                ])
            }
            for stay in person.stays {
                stays.append(["\(index)", stay.start.text, stay.end.text, stay.method.word, "-", "\(stay.cost)"])
            }
        }
        #expect(rows(tables["people"]) == everybody)
        #expect(rows(tables["contacts"]) == contacts)
        #expect(rows(tables["stays"]) == stays)
        #expect(!contacts.isEmpty && !stays.isEmpty)
    }

    /// Declared and made: the same type, and no gaps where none are declared.
    @Test func columnsAreAsDeclared() {
        for table in PersonTables.all {
            let made = PersonTables(reading: [TableRequirement(table.name)]).tables(of: frame)[table.name]
            for (column, declared) in zip(made?.columns ?? [], table.columns) {
                #expect(column.type == declared.field.type, "\(table.name).\(declared.field.name)")
                #expect(!column.hasNulls || declared.field.isOptional, "\(table.name).\(declared.field.name)")
                #expect(declared.meaning.hasSuffix("."))
            }
            #expect(made?.columns.count == table.columns.count)
        }
    }

    @Test func feedsMustHoldWhatIsAskedFor() {
        let events = PersonTables.events(behind: [
            TableRequirement("people", [Field("age", .int32)]),
            TableRequirement(
                "contacts",
                [
                    Field("person", .int64), Field("at", .timestamp), Field("staff", .int32, optional: true),
                    Field("is_generic_staff", .bool), Field("minutes", .int32, optional: true),
                ]),
            TableRequirement("stays", [Field("person", .int64), Field("cost", .int64)], optional: true),
            TableRequirement("observations", [Field("day", .date)]),
        ])
        #expect(
            events == [
                TableRequirement(
                    "contacts",
                    [
                        Field("at", .timestamp), Field("staff", .dictionary), Field("minutes", .int64, optional: true),
                    ]),
                TableRequirement("admissions", [Field("cost", .int64)], optional: true),
                TableRequirement("observations", [Field("at", .timestamp)]),
            ])
    }
}

extension Column {
    /// A value as a test reads it; `-` for none.
    fileprivate func shown(_ row: Int) -> String {
        guard isValid(row) else { return "-" }
        switch type {
        case .bool: return "\(bool(row)!)"
        case .int32, .int64: return "\(integer(row)!)"
        case .float64: return "\(double(row)!)"
        case .utf8, .dictionary: return text(row)!
        case .date: return CalendarDay(number: int32s[row]).text
        case .timestamp:
            let day = CalendarDay(containing: int64s[row])
            return "\(day.text) \(int64s[row] - day.startOfDay)"
        }
    }
}
