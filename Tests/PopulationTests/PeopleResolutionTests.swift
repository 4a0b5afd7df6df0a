@testable import StageKit
import Testing

@testable import Population

/// Random feeds, resolved in parts and by a slow plain route.
struct PeopleResolutionTests {
    /// A fixed sequence of numbers (SplitMix64).
    private struct Draws {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((z ^ (z >> 31)) % UInt64(bound))
        }

        mutating func one<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

        /// A day near the as-of date, some after it.
        mutating func day(within days: Int = 90) -> String { House.asOf.advanced(by: 12 - below(days)).text }
    }

    /// Three sources, the first with two extracts; every patient id once a source.
    private func sources(_ seed: UInt64) -> [(source: String, extracted: Int64, patients: [PatientLiteral])] {
        var draws = Draws(state: seed)
        return [("S1", Int64(1)), ("S1", 3), ("S2", 2), ("S3", 3)].enumerated().map { place, feed in
            let patients = (0..<30).map { number in
                let id = "\(place == 1 ? "b" : "a")\((number * 7) % 30)"
                let person = draws.below(8) == 0 ? nil : "p\(draws.below(50))"
                return PatientLiteral(id, person) { self.fill(&$0, &draws) }
            }
            return (feed.0, feed.1, patients)
        }
    }

    private func fill(_ patient: inout PatientLiteral, _ draws: inout Draws) {
        if draws.below(40) == 0 { patient.objection = UInt8(1 + draws.below(3)) }
        patient.birth = draws.below(10) == 0 ? draws.day() : "19\(10 + draws.below(90))-02-28"
        patient.death = draws.below(10) == 0 ? draws.day() : nil
        patient.sex = draws.one(["1", "2", "9", "X"])
        patient.ethnicity = draws.one(["A", "H", "Z", "99", nil])
        patient.lsoa = draws.one(["E1", "E2", "E3", nil])
        patient.namedGP = draws.one(["s1", "s2", nil])
        patient.registrations = (0..<draws.below(4)).map { _ in
            RegistrationLiteral(
                draws.one(["P1", "P2", "P9"]), draws.day(), draws.one([nil, draws.day()]),
                type: draws.one(["regular", "regular", nil, "temporary"]))
        }
        let turn = draws.below(6)
        patient.contacts = (0..<draws.below(6)).map { number in
            // The minutes tell which contact it is.
            ContactLiteral("c\((number * 5 + turn) % 6)", draws.day(within: 16)) {
                $0.staff = draws.one(["s1", "s2", "s3", nil])
                $0.minutes = Int64(draws.below(1_000_000_000))
            }
        }
        patient.admissions = (0..<draws.below(6)).map { _ in
            AdmissionLiteral(
                draws.one(["x", "y", "z", "v", "w", nil]), draws.day(within: 40),
                draws.one([nil, draws.day(within: 40)]),
                draws.one(["emergency", "elective"]), draws.one(["J44.0", nil]),
                cost: draws.one([nil, 1, 10, 100, 1000]))
        }
        patient.conditions = (0..<draws.below(3)).map { _ in
            (draws.one(["c1", "c2"]), draws.day(), draws.one([nil, draws.day()]))
        }
        patient.observations = (0..<draws.below(3)).map { _ in
            (draws.one(["o1", "o2"]), draws.day(), Double(draws.below(9)))
        }
    }

    private func described(_ person: Person) -> String {
        """
        \(person.birth) \(String(describing: person.death)) \(person.sex) \(person.ethnicity) \
        \(String(describing: person.deprivationDecile)) \(String(describing: person.namedGP)) \
        \(person.isInPopulation) \(person.lastDay) \(person.area(.resident)) \(person.area(.registered)) \
        \(Array(person.exposure)) \(Array(person.contacts)) \(Array(person.stays)) \(Array(person.conditions)) \
        \(Array(person.observations))
        """
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func anySplitGivesTheSamePeople(seed: UInt64) throws {
        let sources = sources(seed)
        let feeds = sources.map { feed($0.source, extracted: $0.extracted, staff: [("s2", true)], $0.patients) }
        let resolution = try House.resolution(feeds)
        func people(_ count: Int, _ part: (Int) -> Int) throws -> ([String], QualityCounts) {
            var found: [String] = []
            var quality = QualityCounts()
            for part in partitions(feeds, sources.map(\.patients), count: count, part: part) {
                let frame = try resolution.resolve(part)
                found += (0..<frame.count).map { described(frame[$0]) }
                quality.add(frame.quality)
            }
            return (found.sorted(), quality)
        }
        let whole = try people(1) { _ in 0 }
        #expect(whole.0.count > 30)
        var draws = Draws(state: seed + 100)
        for count in [2, 7, 200] {
            let parts = try people(count) { count == 200 ? $0 : draws.below(count) }
            #expect(parts.0 == whole.0)
            #expect(parts.1 == whole.1)
        }
    }

    @Test(arguments: Array(UInt64(1)...30))
    func exposureStaysAndContactsAreThoseOfAPlainRoute(seed: UInt64) throws {
        let sources = sources(seed)
        let feeds = sources.map { feed($0.source, extracted: $0.extracted, $0.patients) }
        let resolution = try House.resolution(feeds)
        let parts = partitions(feeds, sources.map(\.patients), count: 1000) { $0 }
        for part in parts where part.count == 1 && part.objections[0] == 0 {
            let frame = try resolution.resolve(part)
            if frame.count == 0 { continue }
            let records = part.records.map {
                (sources[Int($0.feed)].source, sources[Int($0.feed)].patients[Int($0.row)])
            }
            let patients = records.map(\.1)
            var exposed: [Int32] = []
            for range in frame[0].exposure { exposed += range.first.number...range.last.number }
            #expect(exposed == PlainRoute.exposedDays(patients, birth: frame[0].birth, asOf: House.asOf))
            let stays = frame[0].stays.map { "\($0.start.text) \($0.method) \($0.cost)" }
            #expect(stays == PlainRoute.stays(records, asOf: House.asOf))
            let contacts = frame[0].contacts.map { $0.minutes.map(Int64.init) }
            #expect(contacts == PlainRoute.contacts(records, asOf: House.asOf))
        }
    }
}

/// Population rules 4, 7 and 8 said again, without any thought of speed.
private enum PlainRoute {
    /// Every day is asked for itself.
    static func exposedDays(_ patients: [PatientLiteral], birth: CalendarDay, asOf: CalendarDay) -> [Int32] {
        let death = patients.compactMap { $0.death.map(day) }.min()
        return (asOf.number - 200...asOf.number).filter { number in
            let today = CalendarDay(number: number)
            guard birth <= today, death.map({ today <= $0 }) ?? true else { return false }
            return patients.contains { patient in
                patient.registrations.contains { registration in
                    (registration.type ?? "regular") == "regular" && day(registration.start) <= today
                        && (registration.end.map { today < day($0) } ?? true)
                }
            }
        }
    }

    /// Sorted as texts: dates of one form are in order then.
    static func contacts(_ records: [(String, PatientLiteral)], asOf: CalendarDay) -> [Int64?] {
        let rows = records.flatMap { source, patient in
            patient.contacts.filter { day($0.day) <= asOf }.map { ([$0.day, $0.id, source, patient.id], $0.minutes) }
        }
        return rows.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }

    private struct Row {
        var key: [String]
        var source: String
        var patient: String
        var admission: AdmissionLiteral
    }

    /// Sorted as texts: dates of one form and numbers of one width are in order then.
    static func stays(_ records: [(String, PatientLiteral)], asOf: CalendarDay) -> [String] {
        var rows: [Row] = []
        for (source, patient) in records {
            for (place, admission) in patient.admissions.enumerated() where day(admission.start) <= asOf {
                let key = [admission.start, admission.end ?? admission.start, source, patient.id, String(1000 + place)]
                rows.append(Row(key: key, source: source, patient: patient.id, admission: admission))
            }
        }
        rows.sort { $0.key.lexicographicallyPrecedes($1.key) }
        let kept = rows.indices.filter { index in
            let row = rows[index]
            return !rows[..<index].contains { earlier in
                let sameId = row.admission.id != nil && earlier.admission.id == row.admission.id
                let a = earlier.admission, b = row.admission
                let otherRecord = earlier.source != row.source || earlier.patient != row.patient
                return sameId
                    || otherRecord && a.start == b.start && a.end == b.end && a.method == b.method
                        && a.diagnosis == b.diagnosis
            }
        }.map { rows[$0].admission }
        var stays: [(start: String, method: String, cost: Int64, end: CalendarDay)] = []
        for admission in kept {
            let end = day(admission.end ?? admission.start)
            if let last = stays.last, day(admission.start) <= last.end.advanced(by: 1) {
                stays[stays.count - 1].cost += admission.cost ?? 0
                stays[stays.count - 1].end = max(last.end, end)
            } else {
                stays.append((admission.start, admission.method, admission.cost ?? 0, end))
            }
        }
        return stays.map { "\($0.start) \($0.method) \($0.cost)" }
    }
}
