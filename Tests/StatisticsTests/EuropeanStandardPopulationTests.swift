import Testing

@testable import Statistics

@Suite struct EuropeanStandardPopulationTests {
    @Test func agreesWithThePublishedTable() throws {
        let rows = try Fixture("esp2013").rows
        #expect(rows.compactMap { $0.number("standard_population") } == EuropeanStandardPopulation.weights)
        for (index, row) in rows.enumerated() {
            let age = try #require(Int(row.text("start_age")))
            #expect(EuropeanStandardPopulation.band(ofAge: age) == index)
            #expect(EuropeanStandardPopulation.band(ofAge: age + 4) == index)
        }
        #expect(EuropeanStandardPopulation.weights.reduce(0, +) == 100_000)
        #expect(EuropeanStandardPopulation.band(ofAge: 117) == 18)
    }
}
