import Testing

@testable import Statistics

@Suite struct ContinuityTests {
    /// The published worked table (20 patients, two lists), hand-worked sequences and random ones.
    @Test func agreesWithTheReferenceValues() throws {
        for row in try Fixture("continuity_sequences").rows {
            let continuity = Continuity(row.text("sequence").map { Optional($0) })
            let id = row.text("id")
            #expect(continuity.contacts == row.number("n").map { Int($0) }, "\(id)")
            // The table has 15 digits.
            #expect(agree(continuity.usualProvider?.value, row.number("upc"), within: 1e-14), "\(id)")
            #expect(agree(continuity.biceBoxerman?.value, row.number("coc"), within: 1e-14), "\(id)")
            #expect(agree(continuity.sequential?.value, row.number("secon"), within: 1e-14), "\(id)")
        }
    }

    /// AABBA: n = 5, counts 3 and 2; pairs AA and BB of four.
    @Test func byHand() {
        let continuity = Continuity("AABBA".map { Optional($0) })
        #expect(continuity.usualProvider == Continuity.Fraction(3, 5))
        #expect(continuity.biceBoxerman == Continuity.Fraction(9 + 4 - 5, 20))
        #expect(continuity.sequential == Continuity.Fraction(2, 4))
    }

    /// A, nobody, nobody, A: four clinicians' worth of contacts, A twice, no pair alike.
    @Test func nobodyIsAClinicianOfItsOwn() {
        let continuity = Continuity(["A", nil, nil, "A"])
        #expect(continuity.usualProvider == Continuity.Fraction(2, 4))
        #expect(continuity.biceBoxerman == Continuity.Fraction(4 + 1 + 1 - 4, 12))
        #expect(continuity.sequential == Continuity.Fraction(0, 3))
        // Nobody between two of the same parts them.
        #expect(Continuity(["A", nil, "A"]).repeats == 0)
        #expect(Continuity([String?.none, nil]).usualProvider == Continuity.Fraction(1, 2))
    }

    @Test func oneContactHasNoIndex() {
        for continuity in [Continuity([String?]()), Continuity(["A"])] {
            #expect(continuity.usualProvider == nil)
            #expect(continuity.biceBoxerman == nil)
            #expect(continuity.sequential == nil)
        }
    }
}
