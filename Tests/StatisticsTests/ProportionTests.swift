import Testing

@testable import Statistics

@Suite struct ProportionTests {
    @Test func agreesWithThePeer() throws {
        for row in try Fixture("proportion_wilson").rows {
            let x = try #require(row.number("x"))
            let n = try #require(row.number("n"))
            let estimate = Proportion.wilson(x, of: n)
            #expect(agree(estimate.value, row.number("value")))
            // The peer leaves noise of about 1e-17 where the lower limit is 0.
            #expect(agree(estimate.limits95?.lower, row.number("lower95_0cl"), absolute: 1e-16), "\(x) of \(n)")
            #expect(agree(estimate.limits95?.upper, row.number("upper95_0cl")), "\(x) of \(n)")
            #expect(agree(estimate.limits998?.lower, row.number("lower99_8cl"), absolute: 1e-16), "\(x) of \(n)")
            #expect(agree(estimate.limits998?.upper, row.number("upper99_8cl")), "\(x) of \(n)")
        }
    }

    @Test func ends() throws {
        #expect(Proportion.wilson(0, of: 20).limits95?.lower == 0)
        #expect(Proportion.wilson(20, of: 20).limits998?.upper == 1)
        #expect(Proportion.wilson(0, of: 0).status == .noData)
        #expect(Proportion.wilson(3, of: 2).status == .invalid)
        #expect(Proportion.wilson(-1, of: 2).status == .invalid)
        #expect(Proportion.wilson(.nan, of: 2).status == .invalid)
    }

    @Test func widerLevelContainsNarrowerAndMirrorsHold() throws {
        var random = SeededGenerator(state: 1)
        for _ in 0..<2000 {
            let n = Double(Int.random(in: 1...100_000, using: &random))
            let x = Double(Int.random(in: 0...Int(n), using: &random))
            let estimate = Proportion.wilson(x, of: n)
            let value = try #require(estimate.value)
            let inner = try #require(estimate.limits95)
            let outer = try #require(estimate.limits998)
            #expect(0 <= outer.lower && outer.lower <= inner.lower && inner.lower <= value)
            #expect(value <= inner.upper && inner.upper <= outer.upper && outer.upper <= 1)
            let mirror = try #require(Proportion.wilson(n - x, of: n).limits95)
            #expect(agree(inner.lower, 1 - mirror.upper, within: 1e-9, absolute: 1e-15))
        }
    }

    @Test func designEffectDividesBoth() throws {
        #expect(Proportion.events(30, of: 90, designEffect: 3).limits95 == Proportion.wilson(10, of: 30).limits95)
        #expect(Proportion.events(30, of: 90, designEffect: 0.5) == Proportion.wilson(30, of: 90))
        #expect(Proportion.events(30, of: 90, designEffect: 3).value == 30.0 / 90)
    }
}
