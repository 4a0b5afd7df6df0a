import StageKit

/// One part of the people in the making. Its arrays are used again for every person.
struct PersonAssembly {
    let run: PeopleResolution
    let asOf: Int32
    var columns = PersonColumns()
    var counts = PeopleCounts()

    /// The present person's records, by source, then local identifier.
    var records: [RecordReference] = []
    var ranges: [DayRange] = []
    var contacts: [ContactPlace] = []
    var admissions: [Admission] = []
    var conditions: [(place: EventPlace, condition: Condition)] = []
    var observations: [(place: EventPlace, observation: Observation)] = []

    init(_ run: PeopleResolution) {
        self.run = run
        asOf = run.asOf.number
    }

    /// Makes room for what a partition holds at most.
    mutating func reserve(for partition: PersonPartition) {
        var contacts = 0
        for record in partition.records {
            guard let table = run.feeds[Int(record.feed)].contacts else { continue }
            contacts += FeedColumns.rows(table.starts, Int(record.row)).count
        }
        columns.reserve(people: partition.count, contacts: contacts)
    }

    /// Makes one person of a partition, or nobody.
    mutating func add(_ index: Int, of partition: PersonPartition) {
        take(partition.records[Int(partition.starts[index])..<Int(partition.starts[index + 1])])
        let objections = objections(given: index < partition.objections.count ? partition.objections[index] : 0)
        if objections != 0 {
            if objections & 3 != 0 { counts.optedOut += 1 } else { counts.notAllowed += 1 }
            return
        }
        if records.isEmpty { return }

        let death = earliestDeath()
        let registration = registration(death: death)
        let record = registration?.record ?? lastExtracted()
        let feed = run.feeds[Int(records[record].feed)], row = Int(records[record].row)
        guard let birth = feed.birth[row] else {
            counts.withoutBirthDate += 1
            return
        }
        if birth > asOf {
            counts.unborn += 1
            return
        }
        gatherExposure(birth: birth, death: death)

        let isInPopulation = registration?.last == asOf && death == nil
        let lastDay = isInPopulation ? asOf : ranges.last?.last.number ?? min(asOf, death ?? asOf)
        var entry = PersonColumns.Entry(birth: CalendarDay(number: birth), lastDay: CalendarDay(number: lastDay))
        entry.death = death.map { CalendarDay(number: $0) }
        entry.sex = feed.sex[row] ?? .unknown
        entry.ethnicity = ethnicity(of: record)
        entry.isInPopulation = isInPopulation
        if let code = feed.namedGP[row] {
            entry.namedGP = code
            entry.isNamedGPGeneric = run.isGeneric[Int(code)]
        }
        if let lsoa = feed.lsoa[row] {
            let decile = run.deciles[Int(lsoa)], area = run.residentAreas[Int(lsoa)]
            entry.decile = decile == 0 ? nil : Int(decile)
            entry.residentArea = area < 0 ? nil : Int(area)
        }
        if let practice = registration?.practice, practice >= 0 {
            let area = run.practiceAreas[Int(practice)]
            entry.registeredArea = area < 0 ? nil : Int(area)
        }
        count(entry, isRegistered: registration != nil)
        for range in ranges { columns.addExposure(range) }
        gatherEvents()
        columns.append(entry)
    }

    consuming func finish() -> PersonFrame {
        PersonFrame(
            asOf: run.asOf, columns: columns, practiceAreas: run.practiceAreas,
            quality: counts.quality(bases: run.bases), practices: run.practices, diagnoses: run.diagnoses,
            concepts: run.concepts)
    }

    /// Takes up a person's records, in order of source and local identifier.
    private mutating func take(_ given: ArraySlice<RecordReference>) {
        records.removeAll(keepingCapacity: true)
        records.append(contentsOf: given)
        let run = run
        for index in records.indices.dropFirst() where run.precedes(records[index], records[index - 1]) {
            records.sort { run.precedes($0, $1) }
            return
        }
    }

    /// The person's objections as the partition gives them and as the records say: 1 type 1, 2 national, 4 not allowed.
    private func objections(given: UInt8) -> UInt8 {
        var all = given
        for record in records {
            let objection = run.feeds[Int(record.feed)].objections[Int(record.row)]
            if objection != 0 { all |= 1 << (objection - 1) }
        }
        return all
    }

    private mutating func count(_ entry: PersonColumns.Entry, isRegistered: Bool) {
        counts.people += 1
        counts.records += records.count
        for record in records {
            let person = run.feeds[Int(record.feed)].person
            if person == nil || person?.isValid(Int(record.row)) == false { counts.withoutNumber += 1 }
        }
        if !isRegistered { counts.withoutRegistration += 1 }
        if entry.isInPopulation {
            counts.population += 1
            if entry.residentArea == nil { counts.outOfAreaResident += 1 }
            if entry.registeredArea == nil { counts.outOfAreaRegistered += 1 }
            if entry.decile == nil { counts.unknownDeprivation += 1 }
        }
    }
}

/// What the data-quality table says of a part of the people.
struct PeopleCounts {
    var people = 0
    var records = 0
    var optedOut = 0
    var notAllowed = 0
    var unborn = 0
    var withoutBirthDate = 0
    var withoutNumber = 0
    var withoutRegistration = 0
    var population = 0
    var outOfAreaResident = 0
    var outOfAreaRegistered = 0
    var unknownDeprivation = 0
    var repeatedAdmissions = 0

    func quality(bases: Set<Basis>) -> QualityCounts {
        var quality = QualityCounts([
            "people": people, "records": records, "opted-out": optedOut, "not-allowed": notAllowed,
            "born-after-as-of": unborn, "without-birth-date": withoutBirthDate, "without-nhs-number": withoutNumber,
            "without-registration": withoutRegistration, "population": population,
            "unknown-deprivation": unknownDeprivation, "repeated-admissions": repeatedAdmissions,
        ])
        if bases.contains(.resident) { quality["out-of-area-resident"] = outOfAreaResident }
        if bases.contains(.registered) { quality["out-of-area-registered"] = outOfAreaRegistered }
        return quality
    }
}
