extension PatientWriter {
    /// SNOMED CT concepts, and how many of a thousand people have them at 18-39, 40-64, 65-79 and from 80.
    private static let conditions: [(code: StaticString, shares: [Int])] = [
        ("38341003", [15, 200, 520, 640]), ("44054006", [8, 85, 190, 200]), ("195967001", [70, 70, 75, 60]),
        ("13645005", [1, 25, 80, 90]), ("53741008", [1, 30, 130, 200]), ("35489007", [90, 130, 90, 70]),
        ("709044004", [2, 25, 140, 350]), ("49436004", [1, 10, 70, 180]), ("52448006", [0, 1, 30, 150]),
        ("84114007", [0, 8, 45, 120]), ("230690007", [1, 12, 55, 110]), ("363346000", [6, 40, 130, 190]),
        ("414916001", [80, 140, 130, 60]),
    ]
    /// SNOMED CT concepts of measurements with their unit (UCUM), least value, spread and decimals.
    private static let observations: [(code: StaticString, unit: StaticString, least: Int, spread: Int, tenths: Bool)] =
        [
            ("271649006", "mm[Hg]", 98, 82, false), ("271650006", "mm[Hg]", 55, 48, false),
            ("60621009", "kg/m2", 175, 210, true), ("27113001", "kg", 480, 620, true),
            ("43396009", "mmol/mol", 32, 58, false),
        ]

    mutating func writeConditions(_ person: Person) {
        var random = RandomStream(seed: seed, .conditions, person.index)
        let age = person.age(on: population.lastDay)
        guard age >= 18 else { return }
        let band = age < 40 ? 0 : age < 65 ? 1 : age < 80 ? 2 : 3
        let poverty = person.decile == 0 ? 5 : 10 - person.decile
        for condition in Self.conditions {
            guard random.below(1000) < condition.shares[band] * (85 + poverty * 4) / 100 else { continue }
            let adult = person.birth + 6_575
            let onset = adult + random.below(max(1, min(population.lastDay, person.death) - adult))
            let ended = random.chance(60) ? onset + 30 + random.below(900) : Person.never
            guard onset <= extract.periodEnd else { continue }
            let start = feed.buffer.count
            feed.counts.conditions += 1
            feed.element("  <condition")
            feed.attribute(" code=\"", condition.code)
            feed.attribute(" onset=\"", day: onset)
            note(onset)
            if ended <= min(extract.periodEnd, person.death) {
                feed.attribute(" ended=\"", day: ended)
                note(ended)
            }
            feed.close()
            soil(from: start)
        }
    }

    mutating func writeObservations(_ person: Person) {
        var random = RandomStream(seed: seed, .observations, person.index)
        let age = person.age(on: population.lastDay)
        let first = max(population.firstDay, person.from)
        let last = min(population.lastDay, person.death, person.to - 1)
        guard first <= last else { return }
        let draw = random.below(100)
        let count = age < 18 ? (draw < 6 ? 1 : 0) : age < 65 ? (draw < 24 ? 1 : draw < 34 ? 2 : 0) : draw < 60 ? 2 : 1
        for _ in 0..<count {
            let kind = Self.observations[random.below(Self.observations.count)]
            let day = first + random.below(last - first + 1)
            let value = kind.least + random.below(kind.spread)
            let timed = random.chance(300)
            let minute = 480 + random.below(600)
            guard day <= extract.periodEnd else { continue }
            note(day)
            let start = feed.buffer.count
            feed.counts.observations += 1
            feed.element("  <observation")
            feed.attribute(" code=\"", kind.code)
            if timed {
                feed.attribute(" at=\"", day: day, minute: minute)
            } else {
                feed.attribute(" at=\"", day: day)
            }
            feed.attribute(" value=\"")
            feed.buffer.put(number: kind.tenths ? value / 10 : value)
            if kind.tenths {
                feed.buffer.put(byte: 0x2E)
                feed.buffer.put(number: value % 10)
            }
            feed.quote()
            feed.attribute(" unit=\"", kind.unit)
            feed.close()
            soil(from: start)
        }
    }

    /// Writes the admissions that this record knows. The same spell stands in the practice's record and in the
    /// hospital's, under one id, or with nothing in common but its days, method and diagnosis.
    mutating func writeAdmissions(_ person: Person, _ kind: Source.Kind) {
        guard kind != .temporary else { return }
        for (place, admission) in admissions.enumerated() {
            guard admission.start <= extract.periodEnd else { continue }
            if kind == .hospital {
                guard admission.route != .practice else { continue }
            } else {
                guard admission.route != .hospital else { continue }
                // The practice of that time has it; who is registered nowhere else has it all.
                let atFormer = person.former >= 0 && admission.start < person.from
                guard atFormer == (kind == .former), admission.start < person.to else { continue }
            }
            note(admission.start)
            let start = feed.buffer.count
            feed.counts.admissions += 1
            feed.element("  <admission")
            if kind == .hospital || admission.route == .bothSameSpell {
                feed.attribute(" id=\"")
                feed.buffer.put("SP")
                feed.buffer.put(digits: person.index, width: 7)
                feed.buffer.put(digits: place, width: 2)
                feed.quote()
            }
            feed.attribute(" start=\"", day: admission.start)
            if admission.end <= extract.periodEnd {
                feed.attribute(" end=\"", day: admission.end)
                note(admission.end)
            }
            feed.attribute(" method=\"", Admission.methods[admission.method])
            if admission.diagnosis >= 0 {
                feed.attribute(" diagnosis=\"", Admission.diagnoses[admission.diagnosis])
            }
            if admission.pence >= 0 { feed.attribute(" cost=\"", pence: admission.pence) }
            feed.close()
            soil(from: start)
        }
    }
}
