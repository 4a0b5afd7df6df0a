import StageKit

/// What the codes of all feeds mean, settled once for the run.
struct RunCodes: ~Copyable {
    var staff = CodeList()
    var practices = CodeList()
    var lsoas = CodeList()
    var diagnoses = CodeList()
    var concepts = CodeList()
    var methods = CodeList()
}

/// The columns of one feed that people are made of, found once: loops read them by row and by no name.
final class FeedColumns: Sendable {
    /// When the feed was extracted, seconds since 1970-01-01T00:00:00Z.
    let extracted: Int64
    /// The place of its source among all sources, in byte order.
    let source: Int32
    let objections: [UInt8]

    let person: Column?
    let birth: GappedValues<Int32>
    let death: GappedValues<Int32>
    let sex: MappedCodes<Sex>
    /// A stated group, `notStated` for `Z`, `notKnown` for any other word.
    let ethnicity: MappedCodes<EthnicGroup>
    let lsoa: MappedCodes<Int32>
    let namedGP: MappedCodes<Int32>

    let registrations: Registrations
    let contacts: Contacts?
    let admissions: Admissions?
    let conditions: Conditions?
    let observations: Observations?

    init(_ feed: Feed, source: Int32, needs: ColumnNeeds, codes: inout RunCodes) throws(StageFault) {
        extracted = feed.header.extracted
        self.source = source
        objections = feed.objections
        let patients = FeedTable("patients", of: feed)
        let count = feed.identifiers.count
        guard (patients.table?.count ?? 0) == count, feed.objections.count == count else {
            throw StageFault("a feed whose patients, identifiers and objections differ in number", code: .internalFault)
        }
        person = try patients.column("person", .utf8)
        birth = GappedValues(try patients.column("birth_date", .date))
        death = GappedValues(try patients.column("death_date", .date))
        sex = MappedCodes(try patients.column("sex", .dictionary)) { Sex(word: $0) }
        ethnicity = MappedCodes(try patients.column("ethnicity", .dictionary)) {
            EthnicGroup(stated: $0) ?? ($0 == "Z" ? .notStated : .notKnown)
        }
        let lsoa = try patients.column("lsoa", .dictionary)
        self.lsoa = MappedCodes(lsoa, codes.lsoas.codes(of: lsoa))
        let namedGP = try patients.column("named_gp", .dictionary)
        self.namedGP = MappedCodes(namedGP, codes.staff.codes(of: namedGP))
        registrations = try Registrations(feed, patients: count, codes: &codes)
        contacts =
            needs.columns["contacts"] == nil ? nil : try Contacts(feed, patients: count, codes: &codes)
        admissions =
            needs.columns["admissions"] == nil ? nil : try Admissions(feed, patients: count, codes: &codes)
        conditions =
            needs.columns["conditions"] == nil ? nil : try Conditions(feed, patients: count, codes: &codes)
        observations =
            needs.columns["observations"] == nil ? nil : try Observations(feed, patients: count, codes: &codes)
    }

    /// Where the rows of one patient stand in a table of theirs.
    @inline(__always) static func rows(_ starts: [Int32], _ patient: Int) -> Range<Int> {
        Int(starts[patient])..<Int(starts[patient + 1])
    }

    final class Registrations: Sendable {
        let starts: [Int32]
        /// Whether the type is `regular`, as it is where none is given.
        let isRegular: MappedCodes<Bool>
        let practice: MappedCodes<Int32>
        let start: GappedValues<Int32>
        let end: GappedValues<Int32>

        init(_ feed: Feed, patients: Int, codes: inout RunCodes) throws(StageFault) {
            let table = FeedTable("registrations", of: feed)
            starts = try table.starts(patients: patients)
            isRegular = MappedCodes(try table.column("type", .dictionary)) { $0 == "regular" }
            let practice = try table.column("practice", .dictionary)
            self.practice = MappedCodes(practice, codes.practices.codes(of: practice))
            start = GappedValues(try table.column("start", .date))
            end = GappedValues(try table.column("end", .date))
        }
    }

    final class Contacts: Sendable {
        let starts: [Int32]
        let id: Texts?
        let at: GappedValues<Int64>
        let booked: GappedValues<Int64>
        let practice: MappedCodes<Int32>
        let staff: MappedCodes<Int32>
        let role: MappedCodes<StaffRole>
        let mode: MappedCodes<ContactMode>
        let urgency: MappedCodes<ContactUrgency>
        let status: MappedCodes<ContactStatus>
        let minutes: GappedValues<Int64>

        init(_ feed: Feed, patients: Int, codes: inout RunCodes) throws(StageFault) {
            let table = FeedTable("contacts", of: feed)
            starts = try table.starts(patients: patients)
            id = try table.column("id", .utf8)?.texts
            at = GappedValues(try table.column("at", .timestamp))
            booked = GappedValues(try table.column("booked", .timestamp))
            let practice = try table.column("practice", .dictionary)
            self.practice = MappedCodes(practice, codes.practices.codes(of: practice))
            let staff = try table.column("staff", .dictionary)
            self.staff = MappedCodes(staff, codes.staff.codes(of: staff))
            role = MappedCodes(try table.column("role", .dictionary)) { StaffRole(word: $0) ?? .other }
            mode = MappedCodes(try table.column("mode", .dictionary)) { ContactMode(word: $0) }
            urgency = MappedCodes(try table.column("urgency", .dictionary)) { ContactUrgency(word: $0) }
            status = MappedCodes(try table.column("status", .dictionary)) { ContactStatus(word: $0) }
            minutes = GappedValues(try table.column("minutes", .int64))
        }
    }

    final class Admissions: Sendable {
        let starts: [Int32]
        let id: Column?
        let start: GappedValues<Int32>
        let end: GappedValues<Int32>
        /// Run-wide codes, so that words that mean the same to every measure still differ.
        let method: MappedCodes<Int32>
        let diagnosis: MappedCodes<Int32>
        let cost: GappedValues<Int64>

        init(_ feed: Feed, patients: Int, codes: inout RunCodes) throws(StageFault) {
            let table = FeedTable("admissions", of: feed)
            starts = try table.starts(patients: patients)
            id = try table.column("id", .utf8)
            start = GappedValues(try table.column("start", .date))
            end = GappedValues(try table.column("end", .date))
            let method = try table.column("method", .dictionary)
            self.method = MappedCodes(method, codes.methods.codes(of: method))
            let diagnosis = try table.column("diagnosis", .dictionary)
            self.diagnosis = MappedCodes(diagnosis, codes.diagnoses.codes(of: diagnosis))
            cost = GappedValues(try table.column("cost", .int64))
        }
    }

    final class Conditions: Sendable {
        let starts: [Int32]
        let code: MappedCodes<Int32>
        let onset: GappedValues<Int32>
        let ended: GappedValues<Int32>

        init(_ feed: Feed, patients: Int, codes: inout RunCodes) throws(StageFault) {
            let table = FeedTable("conditions", of: feed)
            starts = try table.starts(patients: patients)
            let code = try table.column("code", .dictionary)
            self.code = MappedCodes(code, codes.concepts.codes(of: code))
            onset = GappedValues(try table.column("onset", .date))
            ended = GappedValues(try table.column("ended", .date))
        }
    }

    final class Observations: Sendable {
        let starts: [Int32]
        let code: MappedCodes<Int32>
        let at: GappedValues<Int64>
        let value: GappedValues<Double>

        init(_ feed: Feed, patients: Int, codes: inout RunCodes) throws(StageFault) {
            let table = FeedTable("observations", of: feed)
            starts = try table.starts(patients: patients)
            let code = try table.column("code", .dictionary)
            self.code = MappedCodes(code, codes.concepts.codes(of: code))
            at = GappedValues(try table.column("at", .timestamp))
            value = GappedValues(try table.column("value", .float64))
        }
    }
}
