/// One admission of a person, before it is known which record carries it.
struct Admission: Sendable {
    /// Which records carry it.
    enum Route: Sendable { case practice, bothSameSpell, bothAlike, hospital }

    var start: Int
    /// The last day; `Person.never` while it lasts.
    var end: Int
    /// Into `methods`.
    var method: Int
    /// Into `diagnoses`; -1 for none.
    var diagnosis: Int
    /// Pounds times 100; -1 for not costed.
    var pence: Int
    var route: Route

    static let methods: [StaticString] = ["emergency", "elective", "maternity", "other"]
    static let diagnoses: [StaticString] = [
        "J44.0", "J18.9", "I50.0", "N39.0", "R07.4", "I21.4", "S72.0", "K52.9", "L03.1", "G40.9", "A41.9", "I63.9",
        "H26.9", "K40.9", "M17.1", "C50.9", "K80.2", "Z51.1", "N18.5", "D50.9", "O80", "O82", "Z03.9",
    ]
    private static let emergencyDiagnoses = 0..<12, electiveDiagnoses = 12..<20
    private static let birthDiagnoses = 20..<22

    /// Emergency admissions in two years per 10,000 people, by age in bands of ten years.
    private static let emergencyRates = [1_250, 700, 1_000, 1_000, 1_050, 1_300, 1_800, 3_000, 5_600, 9_000]
    private static let electiveRates = [350, 350, 650, 900, 1_300, 2_000, 3_000, 4_000, 3_600, 1_800]

    /// Appends a person's admissions of the two years to `list`, by start; says whether the hospital has a record.
    static func append(of person: Person, in population: Population, to list: inout [Admission]) -> Bool {
        var random = RandomStream(seed: population.plan.seed, .admissions, person.index)
        let atHospital = random.chance(380)
        let first = max(population.firstDay, person.birth)
        let last = min(population.lastDay, person.death)
        guard first <= last else { return false }
        let days = last - first + 1
        let band = min(9, person.age(on: last) / 10)
        let poverty = person.decile == 0 ? 5 : 10 - person.decile
        let before = list.count
        let emergency = emergencyRates[band] * (70 + poverty * 10) / 100 * days / 730
        for _ in 0..<count(expected: person.inCareHome ? emergency * 2 : emergency, &random) {
            appendStay(0, from: first, days: days, atHospital, &random, &list)
        }
        for _ in 0..<count(expected: electiveRates[band] * days / 730, &random) {
            appendStay(1, from: first, days: days, atHospital, &random, &list)
        }
        if person.isFemale, (1...3).contains(band), random.below(10_000) < 820 {
            appendStay(2, from: first, days: days, atHospital, &random, &list)
        }
        if random.below(10_000) < 150 {
            appendStay(3, from: first, days: days, atHospital, &random, &list)
        }
        if list.count - before > 1 {
            list[before...].sort { ($0.start, $0.end, $0.method, $0.pence) < ($1.start, $1.end, $1.method, $1.pence) }
        }
        for index in before..<list.count where list[index].start > last { list[index].start = last }
        for index in before..<list.count where list[index].end != Person.never {
            list[index].end = max(list[index].start, min(list[index].end, last))
        }
        return list[before...].contains { $0.route != .practice }
    }

    /// A count around `expected` (in 10,000ths), more often 0 and more often many than chance alone would have it.
    private static func count(expected: Int, _ random: inout RandomStream) -> Int {
        let draw = random.below(100)
        let share = draw < 60 ? 0 : draw < 90 ? 130 : 600
        let value = expected * share / 100
        return min(12, value / 10_000 + (random.below(10_000) < value % 10_000 ? 1 : 0))
    }

    /// One stay: an admission and, now and then, the ones that continue it on the same day or the next.
    private static func appendStay(
        _ method: Int, from first: Int, days: Int, _ atHospital: Bool, _ random: inout RandomStream,
        _ list: inout [Admission]
    ) {
        let diagnoses = method == 0 ? emergencyDiagnoses : method == 1 ? electiveDiagnoses : birthDiagnoses
        var start = first + random.below(days)
        var parts = method == 0 && random.chance(130) ? 2 + (random.chance(200) ? 1 : 0) : 1
        repeat {
            let short = random.chance(method == 1 ? 780 : 420)
            let length = short ? 0 : 1 + random.below(6) + (random.chance(150) ? random.below(20) : 0)
            let base = method == 0 ? 52_000 : method == 1 ? 61_000 : 98_000
            let cost = base + random.below(base) * 2 + length * (21_000 + random.below(19_000))
            var admission = Admission(
                start: start, end: start + length, method: method,
                diagnosis: diagnoses.lowerBound + random.below(diagnoses.count), pence: cost, route: .practice)
            if method == 3 || random.chance(25) { admission.diagnosis = random.chance(500) ? -1 : 22 }
            if random.chance(20) { admission.pence = -1 }
            if random.chance(6) { admission.end = Person.never }
            let route = random.below(100)
            if atHospital {
                admission.route =
                    route < 45 ? .bothSameSpell : route < 62 ? .bothAlike : route < 90 ? .hospital : .practice
            }
            list.append(admission)
            parts -= 1
            if admission.end == Person.never { break }
            start = admission.end + random.below(2)
        } while parts > 0
    }
}
