/// One person of the borough, before any source has written a record of them. Days are day numbers.
struct Person: Sendable {
    /// A day that never comes.
    static let never = 1_000_000

    enum Number: Sendable { case valid, missing, wrong }

    let index: Int
    /// Into `Codes.sexes`.
    var sex = 0
    var birth = 0
    var death = Person.never
    /// Into `Codes.ethnicities`.
    var ethnicity = 0
    /// -1 not known, from `Geography.outsideFirst` outside the borough.
    var lsoa = -1
    /// 1 to 10; 0 where there is none.
    var decile = 0
    /// -1 for somebody who is only a temporary patient somewhere.
    var practice = -1
    var from = 0
    var to = Person.never
    /// The practice before, for those who moved within the two years; otherwise -1.
    var former = -1
    var formerFrom = 0
    var formerTo = Person.never
    /// A practice that knows them as a temporary patient; otherwise -1.
    var temporary = -1
    var temporaryFrom = 0
    /// 0 none, 1 type1, 2 national.
    var optOut = 0
    var inCareHome = false
    var number = Number.valid
    /// Contacts expected in two years, in hundredths.
    var need = 0
    /// Which partner they usually see, and in how many of a thousand contacts.
    var usual = 0
    var loyalty = 0

    /// Age in whole years, about, on a day.
    func age(on day: Int) -> Int { max(0, (day - birth) * 100 / 36_525) }
    var isFemale: Bool { sex == 1 }
}

/// Everybody: person `index` of a plan, computed when asked for, so that no list of people is ever kept.
struct Population: Sendable {
    let plan: BoroughPlan
    let geography: Geography
    let numbers: SyntheticNumbers
    let firstDay: Int
    let lastDay: Int

    /// NHS numbers beyond the people's own, for records that are made to be wrong.
    static let spareNumbers = 4_000

    init(_ plan: BoroughPlan) {
        self.plan = plan
        geography = Geography(plan)
        numbers = SyntheticNumbers(count: plan.people + Self.spareNumbers)
        firstDay = plan.firstDay.number
        lastDay = plan.lastDay.number
    }

    private static let ageBands = [(0, 5), (5, 18), (18, 30), (30, 45), (45, 65), (65, 80), (80, 93), (93, 102)]
    private static let ageShares = [58, 150, 165, 228, 240, 112, 42, 5]
    /// Deaths within two years, in 10,000.
    private static let mortality = [8, 2, 8, 20, 90, 420, 1_700, 4_000]
    /// Contacts within two years, in hundredths.
    private static let needs = [1_150, 560, 900, 1_080, 1_350, 2_000, 2_700, 2_600]
    /// How need spreads among people of one age: sixteen equal parts, mean 100.
    private static let frailty = [0, 4, 14, 26, 36, 46, 56, 66, 78, 92, 108, 128, 154, 190, 245, 357]
    private static let ethnicityShares = [
        400, 14, 130, 16, 11, 13, 19, 44, 33, 37, 41, 46, 78, 23, 21, 34, 22, 18,
    ]

    func person(_ index: Int) -> Person {
        var random = RandomStream(seed: plan.seed, .person, index)
        var person = Person(index: index)
        let draw = random.below(1000)
        person.sex = draw < 494 ? 0 : draw < 998 ? 1 : draw < 999 ? 2 : 3
        let band = random.weighted(Self.ageShares, total: 1000)
        let (youngest, oldest) = Self.ageBands[band]
        person.birth = lastDay - (youngest * 36_525 + random.below((oldest - youngest) * 36_525)) / 100
        person.ethnicity = random.weighted(Self.ethnicityShares, total: 1000)

        // The practice, then a home near it.
        var left = random.below(geography.practiceShareTotal)
        var practice = 0
        while practice < geography.practiceShares.count - 1, left >= geography.practiceShares[practice] {
            left -= geography.practiceShares[practice]
            practice += 1
        }
        person.practice = practice
        person.lsoa = geography.residence(for: practice, &random)
        person.decile = geography.decile(of: person.lsoa)
        let poverty = person.decile == 0 ? 5 : 10 - person.decile

        let risk = Self.mortality[band] * (80 + poverty * 7) / 100
        if random.below(10_000) < risk {
            let earliest = max(firstDay, person.birth + 1)
            if earliest <= lastDay { person.death = earliest + random.below(lastDay - earliest + 1) }
        }
        decideRegistrations(&person, &random)

        let choice = random.below(1000)
        person.optOut = choice < 8 ? 1 : choice < 38 ? 2 : 0
        let identified = random.below(1000)
        person.number = identified < 3 ? .missing : identified < 5 ? .wrong : .valid
        person.inCareHome = band >= 6 && random.chance(band == 6 ? 70 : 220)

        // Need rises with deprivation and in care homes; the top sixteenth holds the frequent attenders.
        let part = random.below(16)
        var spread = Self.frailty[part]
        if part == 15, random.chance(120) { spread += 300 + random.below(700) }
        let gradient = 87 + poverty * 3
        person.need = Self.needs[band] * spread / 100 * gradient / 100 * (person.isFemale && band > 1 ? 110 : 93) / 100
        if person.inCareHome { person.need = person.need * 3 / 2 }
        person.usual = random.below(1 << 20)
        person.loyalty = 280 + random.below(480) - poverty * 14
        return person
    }

    /// When somebody joined, moved or left.
    private func decideRegistrations(_ person: inout Person, _ random: inout RandomStream) {
        let span = lastDay - firstDay + 1
        let earliest = min(person.birth + 3 + random.below(25), lastDay)
        let years = random.below(1000)
        let start = years < 90 ? firstDay + random.below(span) : firstDay - 1 - random.below(365 * 18)
        person.from = min(max(earliest, start), lastDay)
        let fate = random.below(1000)
        let moved = firstDay + 25 + random.below(span - 60)
        let elsewhere = (person.practice + 1 + random.below(geography.practiceShares.count - 1))
        let other = elsewhere % geography.practiceShares.count
        switch fate {
        case 0..<30 where person.birth < moved - 60 && person.death > moved:
            // Within the borough: the practice before learns of it on the day, or somewhat later.
            person.former = other
            person.formerFrom = min(max(earliest, firstDay - random.below(365 * 10)), moved - 30)
            person.formerTo = moved + (random.chance(600) ? 0 : random.below(14))
            person.from = moved
        case 30..<44 where person.from < moved && person.death > moved:
            person.to = moved
        case 44..<58:
            person.temporary = other
            person.temporaryFrom = max(person.birth, min(moved, lastDay - 20))
        case 58..<62:
            person.practice = -1
            person.temporary = other
            person.temporaryFrom = max(person.birth, min(moved, lastDay - 20))
        default:
            break
        }
        if person.death < Person.never, person.from > person.death {
            person.from = max(person.birth, person.death - 30)
        }
        if person.death < person.to, person.practice >= 0, random.chance(500) {
            person.to = person.death + 1 + random.below(10)
        }
        if person.temporary >= 0, person.temporaryFrom > person.death {
            person.temporaryFrom = max(person.birth, person.death - 10)
        }
    }
}
