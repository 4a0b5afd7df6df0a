import StageKit

@testable import Population

/// Records as a test writes them, and the feeds and people made of them.
struct PatientLiteral {
    var id: String
    var person: String?
    var birth: String? = "1980-06-15"
    var death: String?
    var sex = "2"
    var ethnicity: String?
    var lsoa: String?
    var namedGP: String?
    var objection: UInt8 = 0
    var registrations: [RegistrationLiteral] = []
    var contacts: [ContactLiteral] = []
    var admissions: [AdmissionLiteral] = []
    var conditions: [(code: String, onset: String, ended: String?)] = []
    var observations: [(code: String, day: String, value: Double)] = []

    init(_ id: String, _ person: String? = "p1", _ change: (inout PatientLiteral) -> Void = { _ in }) {
        self.id = id
        self.person = person
        change(&self)
    }
}

struct RegistrationLiteral {
    var practice: String
    var start: String
    var end: String?
    var type: String? = "regular"

    init(_ practice: String, _ start: String, _ end: String? = nil, type: String? = "regular") {
        (self.practice, self.start, self.end, self.type) = (practice, start, end, type)
    }
}

struct ContactLiteral {
    var id: String
    var day: String
    var hour = 9
    var booked: String?
    var practice = "P1"
    var staff: String?
    var role = "gp"
    var mode = "telephone"
    var urgency = "routine"
    var status = "attended"
    var minutes: Int64?

    init(_ id: String, _ day: String, _ change: (inout ContactLiteral) -> Void = { _ in }) {
        self.id = id
        self.day = day
        change(&self)
    }
}

struct AdmissionLiteral {
    var id: String?
    var start: String
    var end: String?
    var method: String
    var diagnosis: String?
    var cost: Int64?

    init(
        _ id: String?, _ start: String, _ end: String? = nil, _ method: String = "emergency",
        _ diagnosis: String? = nil,
        cost: Int64? = 100
    ) {
        (self.id, self.start, self.end, self.method) = (id, start, end, method)
        (self.diagnosis, self.cost) = (diagnosis, cost)
    }
}

func day(_ text: String) -> CalendarDay { CalendarDay(text)! }

private func days(_ texts: [String?]) -> Column {
    Column(integers: texts.map { $0.map { Int64(day($0).number) } }, type: .date)
}

/// Midnights of days.
private func times(_ texts: [String?]) -> Column {
    Column(integers: texts.map { $0.map { Int64(day($0).number) * 86_400 } }, type: .timestamp)
}

private func words(_ texts: [String?]) -> Column { Column(texts: texts, type: .dictionary) }

/// One extract of `source`, extracted at second `extracted`.
func feed(
    _ source: String, extracted: Int64 = 0, staff: [(id: String, generic: Bool?)] = [], _ patients: [PatientLiteral]
) -> Feed {
    func owners<Item>(_ list: (PatientLiteral) -> [Item]) -> (Column, [Item]) {
        var rows: [Int64] = [], items: [Item] = []
        for (row, patient) in patients.enumerated() {
            for item in list(patient) {
                rows.append(Int64(row))
                items.append(item)
            }
        }
        return (Column(integers: rows, type: .int32), items)
    }
    func table(_ columns: [(String, Column)]) -> Table { Table(columns, sensitivity: .pseudonymous) }
    let (registered, registrations) = owners { $0.registrations }
    let (met, contacts) = owners { $0.contacts }
    let (admitted, admissions) = owners { $0.admissions }
    let (diagnosed, conditions) = owners { $0.conditions }
    let (observed, observations) = owners { $0.observations }
    let tables = [
        "patients": table([
            ("person", Column(texts: patients.map(\.person))), ("birth_date", days(patients.map(\.birth))),
            ("death_date", days(patients.map(\.death))), ("sex", words(patients.map(\.sex))),
            ("ethnicity", words(patients.map(\.ethnicity))), ("lsoa", words(patients.map(\.lsoa))),
            ("named_gp", words(patients.map(\.namedGP))),
        ]),
        "registrations": table([
            ("patient", registered), ("type", words(registrations.map(\.type))),
            ("practice", words(registrations.map(\.practice))), ("start", days(registrations.map(\.start))),
            ("end", days(registrations.map(\.end))),
        ]),
        "contacts": table([
            ("patient", met), ("id", Column(texts: contacts.map(\.id))),
            (
                "at",
                Column(
                    integers: contacts.map { Int64(day($0.day).number) * 86_400 + Int64($0.hour) * 3600 },
                    type: .timestamp)
            ),
            (
                "booked",
                Column(
                    integers: contacts.map { $0.booked.map { Int64(day($0).number) * 86_400 } }, type: .timestamp)
            ),
            ("practice", words(contacts.map(\.practice))), ("staff", words(contacts.map(\.staff))),
            ("role", words(contacts.map(\.role))), ("mode", words(contacts.map(\.mode))),
            ("urgency", words(contacts.map(\.urgency))), ("status", words(contacts.map(\.status))),
            ("minutes", Column(integers: contacts.map(\.minutes))),
        ]),
        "admissions": table([
            ("patient", admitted), ("id", Column(texts: admissions.map(\.id))),
            ("start", days(admissions.map(\.start))), ("end", days(admissions.map(\.end))),
            ("method", words(admissions.map(\.method))), ("diagnosis", words(admissions.map(\.diagnosis))),
            ("cost", Column(integers: admissions.map(\.cost))),
        ]),
        "conditions": table([
            ("patient", diagnosed), ("code", words(conditions.map(\.code))), ("onset", days(conditions.map(\.onset))),
            ("ended", days(conditions.map(\.ended))),
        ]),
        "observations": table([
            ("patient", observed), ("code", words(observations.map(\.code))), ("at", times(observations.map(\.day))),
            ("value", Column(doubles: observations.map(\.value))),
        ]),
        "staff": table([
            ("id", words(staff.map(\.id))), ("role", words(staff.map { _ in "gp" })),
            ("organisation", words(staff.map { _ in source })), ("generic", Column(bools: staff.map(\.generic))),
        ]),
    ]
    return Feed(
        name: "\(source).xml",
        header: FeedHeader(
            source: source, extracted: extracted, periodStart: day("2024-01-01"), periodEnd: day("2026-06-30"),
            content: .full, sequence: 1),
        tables: tables, identifiers: PatientIdentifiers(patients.map(\.id)), objections: patients.map(\.objection))
}

/// The records of `feeds`, given in byte order of their sources, by person; `part` says which part a person falls into.
func partitions(
    _ feeds: [Feed], _ patients: [[PatientLiteral]], count: Int = 1, part: (Int) -> Int = { _ in 0 }
) -> [PersonPartition] {
    var people: [(name: String?, records: [RecordReference], objections: UInt8)] = []
    for (place, list) in patients.enumerated() {
        // Identifiers are ranked among all of their source, which may have several feeds.
        let source = feeds[place].header.source
        let all = feeds.indices.filter { feeds[$0].header.source == source }
            .flatMap { patients[$0].map(\.id) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for (row, patient) in list.enumerated() {
            let record = RecordReference(
                feed: Int32(place), row: Int32(row), order: Int32(all.firstIndex(of: patient.id) ?? 0))
            let bit: UInt8 = patient.objection == 0 ? 0 : 1 << (patient.objection - 1)
            if let name = patient.person, let known = people.firstIndex(where: { $0.name == name }) {
                people[known].records.append(record)
                people[known].objections |= bit
            } else {
                people.append((patient.person, [record], bit))
            }
        }
    }
    var parts = [PersonPartition](repeating: PersonPartition(), count: count)
    for (index, person) in people.enumerated() {
        let records = person.records.sorted {
            let a = feeds[Int($0.feed)].header.source, b = feeds[Int($1.feed)].header.source
            return a == b ? $0.order < $1.order : a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        let target = part(index)
        parts[target].records += records
        parts[target].starts.append(Int32(parts[target].records.count))
        parts[target].objections.append(person.objections)
    }
    return parts
}

/// A reference table of text columns, with the file and lines that a reader adds.
func reference(_ file: String, _ names: [String], _ rows: [[String?]]) -> Table {
    var columns = names.enumerated().map { place, name in (name, Column(texts: rows.map { $0[place] })) }
    columns.append(("file", words(rows.map { _ in file })))
    columns.append(("line", Column(integers: rows.indices.map { Int64($0 + 2) }, type: .int32)))
    return Table(columns, sensitivity: .disclosable)
}

func areasTable(_ rows: [[String?]]) -> Table { reference("areas.csv", ["code", "name", "scale", "parent"], rows) }

func membersTable(_ rows: [[String?]]) -> Table { reference("members.csv", ["kind", "code", "area"], rows) }

func deprivationTable(_ rows: [(lsoa: String, decile: Int64?)]) -> Table {
    let texts = reference("imd.csv", ["lsoa"], rows.map { [$0.lsoa] })
    let columns = zip(texts.schema.fields.map(\.name), texts.columns).map { ($0, $1) }
    return Table(columns + [("decile", Column(integers: rows.map(\.decile), type: .int32))], sensitivity: .disclosable)
}

/// B1 holds L1 and L2; C1 and C2 lie in L1; practice P1 in L1, P2 in L2; LSOA E1 in C1, E2 in C2.
enum House {
    static let areas = areasTable([
        ["P2", "Practice two", "practice", "L2"], ["P1", "Practice one", "practice", "L1"],
        ["C1", "Community one", "community", "L1"], ["C2", "Community two", "community", "L1"],
        ["L1", "Locality one", "locality", "B1"], ["L2", "Locality two", "locality", "B1"],
        ["B1", "The borough", "borough", nil],
    ])
    static let members = membersTable([
        ["lsoa", "E1", "C1"], ["lsoa", "E2", "C2"], ["practice", "P1", "L1"], ["practice", "P2", "L2"],
    ])
    static let deprivation = deprivationTable([("E1", 1), ("E2", 10), ("E3", nil)])
    static let asOf = day("2026-06-30")

    static func resolution(
        _ feeds: [Feed], asOf: CalendarDay = asOf,
        needs: [String] = ["contacts", "admissions", "conditions", "observations"],
        options: StageOptions = StageOptions(), deprivation: Table? = deprivation
    ) throws -> any PersonResolution {
        var tables = ["areas": areas, "members": members]
        tables["deprivation"] = deprivation
        return try ResolvePeople(options).prepare(
            ResolutionContext(
                feeds: feeds, tables: tables, asOf: asOf, needs: ColumnNeeds(needs.map { TableRequirement($0) })))
    }

    /// All people of the feeds as one part; patients of each feed, feeds in byte order of their sources.
    static func people(
        _ sources: [(source: String, extracted: Int64, patients: [PatientLiteral])], asOf: CalendarDay = asOf
    ) throws -> PersonFrame {
        let feeds = sources.map { feed($0.source, extracted: $0.extracted, $0.patients) }
        return try resolution(feeds, asOf: asOf).resolve(partitions(feeds, sources.map(\.patients))[0])
    }

    /// One feed of one source.
    static func people(_ patients: [PatientLiteral], asOf: CalendarDay = asOf) throws -> PersonFrame {
        try people([("P1", 0, patients)], asOf: asOf)
    }

    static func code(of area: Int32, in resolution: any PersonResolution) -> String? {
        area < 0 ? nil : resolution.areas.areas[Int(area)].code
    }
}
