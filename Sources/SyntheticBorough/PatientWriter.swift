/// Writes the records of one source, as they stand in one extract.
struct PatientWriter: ~Copyable {
    var feed = FeedWriter()
    let population: Population
    let source: Source
    let extract: Extract
    /// Deliberate damage; nil in a clean borough.
    var dirt: Scrambler?
    /// Whether something about the patient at hand happened since the extract before.
    var touched = false
    var admissions: [Admission] = []
    var moments: [Int] = []

    var geography: Geography { population.geography }
    var seed: UInt64 { population.plan.seed }

    init(population: Population, source: Source, extract: Extract) {
        self.population = population
        self.source = source
        self.extract = extract
        if population.plan.dirty {
            dirt = Scrambler(seed: population.plan.seed, source: source.index, sequence: extract.sequence)
        }
    }

    /// Marks a day on which something happened.
    mutating func note(_ day: Int) {
        if let previous = extract.previousEnd, day > previous, day <= extract.periodEnd { touched = true }
    }

    mutating func patientID(_ attribute: StaticString, _ position: Int) {
        feed.attribute(attribute)
        feed.buffer.put(source.code)
        feed.buffer.put(byte: 0x2D)
        feed.buffer.put(digits: position + 1, width: 6)
        feed.quote()
    }

    /// Lets dirt fall on the element written since `start`.
    mutating func soil(from start: Int) {
        guard dirt != nil else { return }
        dirt?.soil(&feed.buffer, from: start)
    }

    /// Writes the record at `position` of the source, unless the extract does not know it or, in a delta, nothing about
    /// it is new.
    mutating func write(at position: Int) {
        let record = source.records[position]
        var person = population.person(Int(record.person))
        let cutoff = extract.periodEnd
        admissions.removeAll(keepingCapacity: true)
        _ = Admission.append(of: person, in: population, to: &admissions)
        if record.kind == .hospital {
            guard admissions.contains(where: { $0.route != .practice && $0.start <= cutoff }) else { return }
        }
        let start =
            switch record.kind {
            case .current: person.from
            case .former: person.formerFrom
            case .temporary: person.temporaryFrom
            case .hospital: person.birth
            }
        guard person.birth <= cutoff, start <= cutoff else { return }
        touched = false
        note(person.birth)
        note(start)

        var change = Extract.Change.none
        let planned = extract.change(at: position, of: source.records.count)
        let baseEnd = extract.periodEnd - extract.delta
        if planned.delta > 0, planned.delta <= extract.delta, record.kind == .current, person.to == Person.never,
            person.death == Person.never, start <= baseEnd, person.birth <= baseEnd
        {
            change = planned.change
            if planned.delta == extract.delta { touched = true }
        }
        switch change {
        case .removed:
            guard planned.delta == extract.delta else { return }
            feed.element(" <removed")
            patientID(" id=\"", position)
            feed.close()
            return
        case .optsOut: person.optOut = 1
        case .movesHome:
            person.lsoa = person.lsoa == 0 ? 1 : 0
            person.decile = geography.decile(of: person.lsoa)
        case .leaves: person.to = cutoff - (extract.delta - planned.delta)
        case .none, .newContact: break
        }

        let keptBytes = feed.buffer.count
        let keptCounts = feed.counts
        let newContact = change == .newContact && planned.delta == extract.delta
        writePatient(person, record.kind, position, newContact: newContact)
        if !extract.isFull, !touched {
            feed.buffer.truncate(to: keptBytes)
            feed.counts = keptCounts
        }
    }

    private mutating func writePatient(_ person: Person, _ kind: Source.Kind, _ position: Int, newContact: Bool) {
        var random = RandomStream(seed: seed, .record, person.index, source.index)
        let start = feed.buffer.count
        feed.counts.patients += 1
        feed.element(" <patient")
        patientID(" id=\"", position)
        switch person.number {
        case .missing: break
        case .valid, .wrong:
            feed.attribute(" nhsNumber=\"")
            let number =
                person.number == .valid
                ? population.numbers[person.index] : population.numbers.wrong(person.index)
            feed.buffer.put(digits: Int(number), width: 10)
            feed.quote()
        }
        feed.attribute(" birthDate=\"", day: person.birth)
        if person.death <= extract.periodEnd {
            feed.attribute(" deathDate=\"", day: person.death)
            note(person.death)
        }
        feed.attribute(" sex=\"", Codes.sexes[person.sex])
        if kind != .hospital || random.chance(700) {
            let stated = kind != .temporary || random.chance(500)
            feed.attribute(" ethnicCategory=\"", stated ? Codes.ethnicities[person.ethnicity] : "99")
        }
        if person.lsoa >= 0 {
            feed.attribute(" lsoa=\"")
            feed.buffer.put("E0199")
            feed.buffer.put(digits: person.lsoa, width: 4)
            feed.quote()
        }
        let partners = kind == .hospital ? 0 : geography.partners(of: source.practice)
        if person.inCareHome, kind != .hospital {
            feed.attribute(
                " careHome=\"", text: Codes.careHome(person.practice < 0 ? source.practice : person.practice))
        }
        if kind == .current || kind == .former, random.chance(900) {
            let named = random.chance(850) ? person.usual % partners : random.below(partners)
            feed.attribute(" namedGp=\"", staff: named + 1, of: source.practice)
        }
        // A hospital knows of a national opt-out now and then; of the other kind, never.
        let optOut = kind == .hospital ? (person.optOut == 2 && random.chance(300) ? 2 : 0) : person.optOut
        if optOut > 0 || random.chance(930) {
            feed.attribute(" optOut=\"", optOut == 0 ? "none" : optOut == 1 ? "type1" : "national")
        }
        feed.buffer.put(">\n")
        soil(from: start)

        var order = [0, 1, 2, 3, 4]
        if dirt != nil, random.chance(250) {
            order = [[4, 2, 0, 3, 1], [2, 1, 3, 4, 0], [3, 0, 4, 1, 2]][random.below(3)]
        }
        for section in order {
            switch section {
            case 0: writeRegistrations(person, kind, &random)
            case 1: if kind != .hospital { writeConditions(person) }
            case 2: if kind != .hospital { writeContacts(person, kind, position, newContact: newContact) }
            case 3: if kind == .current { writeObservations(person) }
            default: writeAdmissions(person, kind)
            }
        }
        feed.buffer.put(" </patient>\n")
    }

    private mutating func writeRegistrations(_ person: Person, _ kind: Source.Kind, _ random: inout RandomStream) {
        switch kind {
        case .current:
            writeRegistration(random.chance(900) ? "regular" : nil, person.from, person.to)
            // Seen privately for a while as well, or registered before, under the same local record.
            if random.chance(4) { writeRegistration("private", person.from + 40, person.from + 200) }
            if random.chance(15), person.from - person.birth > 900 {
                writeRegistration("regular", person.from - 800, person.from - 300)
            }
        case .former:
            writeRegistration("regular", person.formerFrom, person.formerTo)
        case .temporary:
            let type: StaticString = random.chance(800) ? "temporary" : "immediately-necessary"
            writeRegistration(type, person.temporaryFrom, person.temporaryFrom + 15 + random.below(75))
        case .hospital:
            if random.chance(500), let first = admissions.first(where: { $0.route != .practice }) {
                writeRegistration("services-only", first.start, Person.never)
            }
        }
    }

    private mutating func writeRegistration(_ type: StaticString?, _ from: Int, _ to: Int) {
        guard from <= extract.periodEnd else { return }
        let start = feed.buffer.count
        feed.element("  <registration")
        if let type { feed.attribute(" type=\"", type) }
        if source.practice >= 0 {
            feed.attribute(" practice=\"", practice: source.practice)
        } else {
            feed.attribute(" practice=\"", text: source.code)
        }
        feed.attribute(" start=\"", day: from)
        note(from)
        if to <= extract.periodEnd {
            feed.attribute(" end=\"", day: max(to, from + 1))
            note(to)
        }
        feed.close()
        soil(from: start)
    }
}
