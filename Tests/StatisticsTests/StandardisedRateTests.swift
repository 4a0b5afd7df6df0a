import Testing

@testable import Statistics

@Suite struct StandardisedRateTests {
    typealias Band = StandardisedRate.Band

    @Test func agreesWithThePeer() throws {
        let input = try Fixture("dsr_input")
        for row in try Fixture("dsr_expected").rows {
            let bands = try input.rows(where: "group", is: row.text("group")).map {
                Band(
                    events: try #require($0.number("x")), exposure: try #require($0.number("n")),
                    weight: try #require($0.number("stdpop")))
            }
            let rate = StandardisedRate(bands: bands)
            let estimate = rate.estimate()
            let group = row.text("group")
            #expect(agree(rate.events, row.number("total_count")))
            #expect(agree(rate.exposure, row.number("total_pop")))
            #expect(agree(estimate.value, row.number("value")), "\(group)")
            #expect(agree(estimate.limits95?.lower, row.number("lower95_0cl")), "\(group)")
            #expect(agree(estimate.limits95?.upper, row.number("upper95_0cl")), "\(group)")
            #expect(agree(estimate.limits998?.lower, row.number("lower99_8cl")), "\(group)")
            #expect(agree(estimate.limits998?.upper, row.number("upper99_8cl")), "\(group)")
            #expect(agree(rate.estimate(per: 1000).value, row.number("value_per1000")), "\(group)")
            if row.number("value") == nil { #expect(estimate.status == .tooFew) }
        }
    }

    /// Two bands by hand: (2 × 6/100 + 1 × 8/400) / 3 = 0.14/3; V = (4 × 6/10⁴ + 8/160000) / 9 = 0.00245/9.
    @Test func byHand() {
        let rate = StandardisedRate(bands: [
            Band(events: 6, exposure: 100, weight: 2), Band(events: 8, exposure: 400, weight: 1),
        ])
        #expect(agree(rate.rate, 0.14 / 3, within: 1e-15))
        #expect(agree(rate.variance, 0.00245 / 9, within: 1e-15))
        #expect(rate.events == 14)
    }

    @Test func anEmptyBandAddsNothingAndKeepsItsWeight() {
        let full = StandardisedRate(bands: [Band(events: 20, exposure: 1000, weight: 99)])
        let gap = StandardisedRate(bands: [
            Band(events: 20, exposure: 1000, weight: 99), Band(events: 0, exposure: 0, weight: 1),
        ])
        #expect(agree(gap.rate, full.rate * 0.99, within: 1e-15))
        // Exactly 1 % is still allowed, as where only the band of 90 and over is empty.
        #expect(gap.emptyWeightShare == 0.01)
        #expect(gap.estimate().status == .ok)
        let wider = StandardisedRate(bands: [
            Band(events: 20, exposure: 1000, weight: 98), Band(events: 0, exposure: 0, weight: 2),
        ])
        #expect(wider.estimate().status == .emptyBands)
        #expect(wider.estimate().value == nil)
    }

    @Test func ninetyAndOverMayBeEmptyInEurope() {
        let weights = EuropeanStandardPopulation.weights
        let bands = weights.enumerated().map { index, weight in
            Band(events: index == 18 ? 0 : 1, exposure: index == 18 ? 0 : 100, weight: weight)
        }
        #expect(StandardisedRate(bands: bands).estimate().status == .ok)
        let two = weights.enumerated().map { index, weight in
            Band(events: index >= 17 ? 0 : 1, exposure: index >= 17 ? 0 : 100, weight: weight)
        }
        #expect(StandardisedRate(bands: two).estimate().status == .emptyBands)
    }

    @Test func nothingAtAll() {
        #expect(StandardisedRate(bands: []).estimate().status == .tooFew)
        #expect(StandardisedRate(bands: [Band(events: 9, exposure: 10, weight: 1)]).estimate().status == .tooFew)
        #expect(StandardisedRate.direct(rate: -1, variance: 1, events: 20).status == .invalid)
    }
}
