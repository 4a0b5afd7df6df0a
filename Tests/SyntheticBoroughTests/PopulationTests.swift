import Testing

@testable import SyntheticBorough

@Suite struct PopulationTests {
    private let population = Population(BoroughPlan(people: 6_000, seed: 5))

    @Test func livesRunInOrder() {
        for index in 0..<6_000 {
            let person = population.person(index)
            #expect(person.birth <= population.lastDay && person.birth <= person.death)
            #expect(person.practice >= 0 || person.temporary >= 0)
            if person.practice >= 0 { #expect(person.birth <= person.from && person.from < person.to) }
            if person.former >= 0 {
                #expect(person.former != person.practice)
                #expect(person.birth <= person.formerFrom && person.formerFrom < person.formerTo)
                #expect(person.from <= person.formerTo)
            }
            if person.temporary >= 0 { #expect(person.temporaryFrom >= person.birth) }
        }
    }

    @Test func sharesAreThoseOfABorough() {
        let people = (0..<6_000).map(population.person)
        func share(_ condition: (Person) -> Bool) -> Double { Double(people.filter(condition).count) / 6_000 }
        #expect((0.02...0.045).contains(share { $0.optOut == 2 }))
        #expect((0.002...0.009).contains(share { $0.number != .valid }))
        #expect((0.45...0.55).contains(share { $0.isFemale }))
        #expect((0.01...0.04).contains(share { $0.former >= 0 }))
        #expect((0.005...0.03).contains(share { $0.death < Person.never }))
        #expect((0.005...0.02).contains(share { $0.lsoa >= Geography.outsideFirst }))
        #expect(share { $0.lsoa < 0 } > 0 && share { $0.inCareHome } > 0)
        #expect(share { $0.birth >= population.firstDay } > 0.01)
    }

    @Test func staysAreMadeOfAdjoiningAdmissionsAndSomeAreOnRecordTwice() {
        var adjoining = 0
        var twice = 0
        var alike = 0
        var deprived = 0.0
        var others = 0.0
        var deprivedPeople = 0.0
        var otherPeople = 0.0
        for index in 0..<6_000 {
            let person = population.person(index)
            var list: [Admission] = []
            let atHospital = Admission.append(of: person, in: population, to: &list)
            #expect(atHospital == list.contains { $0.route != .practice })
            for (earlier, later) in zip(list, list.dropFirst()) {
                #expect(earlier.start <= later.start)
                if earlier.end != Person.never, later.start - earlier.end <= 1 { adjoining += 1 }
            }
            for admission in list {
                #expect(admission.start >= max(population.firstDay, person.birth))
                #expect(admission.start <= min(population.lastDay, person.death) && admission.end >= admission.start)
                twice += admission.route == .bothSameSpell ? 1 : 0
                alike += admission.route == .bothAlike ? 1 : 0
            }
            let emergencies = Double(list.filter { $0.method == 0 }.count)
            if (1...2).contains(person.decile) {
                deprived += emergencies
                deprivedPeople += 1
            } else if (7...10).contains(person.decile) {
                others += emergencies
                otherPeople += 1
            }
        }
        #expect(adjoining > 0 && twice > 0 && alike > 0)
        #expect(deprived / deprivedPeople > others / otherPeople)
    }

    @Test func moversAreOnRecordInBothPracticesAndHospitalPatientsInTwo() {
        let sources = Source.all(of: population)
        #expect(sources.count == 6)
        let movers = (0..<6_000).filter { population.person($0).former >= 0 }.count
        #expect(sources.map { $0.records.count { $0.kind == .former } }.reduce(0, +) == movers)
        #expect(sources[5].records.allSatisfy { $0.kind == .hospital } && sources[5].records.count > 100)
    }
}
