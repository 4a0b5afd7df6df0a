import Testing

@testable import SyntheticBorough

@Suite struct GeographyTests {
    @Test func boroughOfAQuarterMillionHasTheDocumentedPlaces() {
        let plan = BoroughPlan()
        #expect(plan.practiceCount == 38 && plan.localityCount == 6)
        #expect(plan.communityCount == 24 && plan.lsoaCount == 165)
    }

    @Test(arguments: [100, 2_000, 20_000, 250_000, 1_000_000])
    func placesNest(people: Int) {
        let plan = BoroughPlan(people: people)
        let geography = Geography(plan)
        #expect(Set(geography.practiceLocality).count == plan.localityCount)
        #expect(Set(geography.communityLocality).count == plan.localityCount)
        #expect(Set(geography.lsoaCommunity).count == plan.communityCount)
        #expect(Set(geography.lsoaDecile) == Set(1...10))
        for (practice, community) in geography.catchment.enumerated() {
            #expect(geography.communityLocality[community] == geography.practiceLocality[practice])
        }
        for (locality, lsoas) in geography.localityLSOAs.enumerated() {
            #expect(lsoas.allSatisfy { geography.communityLocality[geography.lsoaCommunity[$0]] == locality })
        }
    }

    /// The bands of the scales: the larger the sample, the nearer; 40,000 people stand for 250,000.
    @Test func sizesKeepWithinTheBands() {
        let plan = BoroughPlan()
        let population = Population(plan)
        let geography = population.geography
        var localities = [Int](repeating: 0, count: 6)
        var communities = [Int](repeating: 0, count: 24)
        for index in 0..<40_000 {
            let person = population.person(index)
            guard person.practice >= 0, person.to == Person.never, person.death == Person.never else { continue }
            localities[geography.practiceLocality[person.practice]] += 1
            if (0..<165).contains(person.lsoa) { communities[geography.lsoaCommunity[person.lsoa]] += 1 }
        }
        for size in localities { #expect((30_000...50_000).contains(size * 25 / 4)) }
        for size in communities { #expect(size * 25 / 4 <= 14_000) }
        #expect((150_000...350_000).contains(localities.reduce(0, +) * 25 / 4))
    }
}
