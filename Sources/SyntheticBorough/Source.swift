/// A sender of feeds, and the records it keeps.
struct Source: Sendable {
    /// Why a person is on record there.
    enum Kind: UInt8, Sendable { case current, former, temporary, hospital }

    struct Record: Sendable {
        let person: Int32
        let kind: Kind
    }

    let index: Int
    let code: String
    /// -1 for the hospital.
    let practice: Int
    var records: [Record] = []

    /// Every source of the borough: the practices, then the hospital, each with its records in the order of people.
    static func all(of population: Population) -> [Source] {
        let practices = population.plan.practiceCount
        var sources = (0..<practices).map { Source(index: $0, code: Codes.practice($0), practice: $0) }
        sources.append(Source(index: practices, code: Codes.hospital, practice: -1))
        var admissions: [Admission] = []
        for index in 0..<population.plan.people {
            let person = population.person(index)
            let number = Int32(truncatingIfNeeded: index)
            if person.practice >= 0 {
                sources[person.practice].records.append(Record(person: number, kind: .current))
            }
            if person.former >= 0 { sources[person.former].records.append(Record(person: number, kind: .former)) }
            if person.temporary >= 0 {
                sources[person.temporary].records.append(Record(person: number, kind: .temporary))
            }
            admissions.removeAll(keepingCapacity: true)
            if Admission.append(of: person, in: population, to: &admissions) {
                sources[practices].records.append(Record(person: number, kind: .hospital))
            }
        }
        return sources
    }
}
