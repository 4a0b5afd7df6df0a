extension PatientWriter {
    private static let roleShares = [560, 175, 70, 28, 20, 14, 14, 82, 26, 11]
    private static let modes: [StaticString] = ["face-to-face", "telephone", "video", "online", "home-visit"]

    /// Writes a person's contacts in this source, in the order of time.
    mutating func writeContacts(_ person: Person, _ kind: Source.Kind, _ position: Int, newContact: Bool) {
        var random = RandomStream(seed: seed, .contacts, person.index, source.index)
        let (from, to, share): (Int, Int, Int) =
            switch kind {
            case .current: (person.from, person.to - 1, 100)
            case .former: (person.formerFrom, person.former >= 0 ? person.from - 1 : person.formerTo - 1, 100)
            default: (person.temporaryFrom, person.temporaryFrom + 30, 800)
            }
        let first = max(from, population.firstDay, person.birth)
        let last = min(to, population.lastDay, person.death)
        moments.removeAll(keepingCapacity: true)
        if first <= last {
            let days = last - first + 1
            let expected = person.need * share / 100 * days / 730
            // Around what is expected, by the mean of three draws.
            let around = expected * (random.below(100) + random.below(100) + random.below(100) + 2) / 150
            let count = min(400, around / 100 + (random.below(100) < around % 100 ? 1 : 0))
            for _ in 0..<count {
                var day = first + random.below(days)
                let weekday = BoroughDay(number: day).weekday
                if weekday > 4 { day += weekday == 5 ? -1 : 1 }
                day = min(max(day, first), last)
                moments.append(day << 11 | (8 * 60 + random.below(620)))
            }
            moments.sort()
        }
        for (serial, moment) in moments.enumerated() {
            let day = moment >> 11
            guard day <= extract.periodEnd else { break }
            note(day)
            writeContact(person, position, serial + 1, day: day, minute: moment & 2047, &random)
        }
        if newContact {
            writeContact(
                person, position, 900 + extract.delta, day: extract.periodEnd, minute: 9 * 60 + position % 400, &random)
        }
    }

    private mutating func writeContact(
        _ person: Person, _ position: Int, _ serial: Int, day: Int, minute: Int, _ random: inout RandomStream
    ) {
        let start = feed.buffer.count
        let poverty = person.decile == 0 ? 5 : 10 - person.decile
        // Now and then a neighbouring practice sees the patient, in a hub that both use.
        var practice = source.practice
        if random.chance(14) {
            let range = geography.localityPractices[geography.practiceLocality[practice]]
            practice = range.lowerBound + random.below(range.count)
        }
        let role = random.weighted(Self.roleShares, total: 1000)
        let fate = random.below(1000)
        let missed = 24 + poverty * 7
        let refused = 22 + poverty * 4
        let status = fate < missed ? 1 : fate < missed + 40 ? 2 : fate < missed + 40 + refused ? 3 : 0
        let sameDay = random.chance(330 + poverty * 8)

        feed.counts.contacts += 1
        feed.element("  <contact")
        feed.attribute(" id=\"")
        // Opaque, as systems make them; the serial number keeps it unique within the patient.
        feed.buffer.put("c-")
        feed.buffer.put(hex: random.next(), width: 7)
        feed.buffer.put(digits: serial, width: 3)
        feed.quote()
        feed.attribute(" at=\"", day: day, minute: minute)
        if status != 3, random.chance(965) {
            if sameDay || random.chance(60) {
                feed.attribute(
                    " booked=\"", day: day, minute: 7 * 60 + 50 + (minute - 480) * random.below(64) / 64,
                    second: random.below(60))
            } else {
                let lead = 1 + random.below(6) + (random.chance(500) ? random.below(22) : 0)
                feed.attribute(
                    " booked=\"", day: day - lead, minute: 8 * 60 + random.below(600), second: random.below(60))
            }
        }
        feed.attribute(" practice=\"", practice: practice)
        if status != 3, random.chance(985) {
            feed.attribute(" staff=\"", staff: staff(person, role, practice, poverty, &random), of: practice)
        }
        feed.attribute(" role=\"", Codes.roles[role])
        let way = random.below(1000)
        let mode =
            person.inCareHome && way < 400 ? 4 : way < 610 ? 0 : way < 890 ? 1 : way < 905 ? 2 : way < 968 ? 3 : 4
        feed.attribute(" mode=\"", Self.modes[mode])
        feed.attribute(" urgency=\"", sameDay ? "same-day" : "routine")
        switch status {
        case 0: feed.attribute(" status=\"", "attended")
        case 1: feed.attribute(" status=\"", "did-not-attend")
        case 2: feed.attribute(" status=\"", "cancelled")
        default: feed.attribute(" status=\"", "turned-away")
        }
        if status == 0, random.chance(985) {
            feed.attribute(" minutes=\"", number: 3 + random.below(10) + random.below(10))
        }
        feed.close()
        soil(from: start)
    }

    /// The number of the staff member who holds a contact: often the usual partner, sometimes a locum's login.
    private func staff(
        _ person: Person, _ role: Int, _ practice: Int, _ poverty: Int, _ random: inout RandomStream
    ) -> Int {
        guard role == 0 else {
            let count = geography.staffCounts[practice][role]
            return geography.firstStaff(of: practice, role: role) + random.below(count)
        }
        let partners = geography.partners(of: practice)
        let draw = random.below(1000)
        if draw < person.loyalty { return 1 + person.usual % partners }
        if draw > 940 - poverty * 5 { return partners + 1 + random.below(geography.locums[practice]) }
        return 1 + random.below(partners)
    }
}
