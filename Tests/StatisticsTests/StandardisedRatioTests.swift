import Testing

@testable import Statistics

@Suite struct StandardisedRatioTests {
    @Test func agreesWithThePeer() throws {
        let input = try Fixture("isr_input")
        for row in try Fixture("isr_expected").rows {
            let strata = input.rows(where: "group", is: row.text("group"))
            let observed = strata.reduce(0) { $0 + ($1.number("x") ?? 0) }
            let expected = StandardisedRatio.expected(
                strata.map {
                    (
                        exposure: $0.number("n") ?? 0, referenceEvents: $0.number("x_ref") ?? 0,
                        referenceExposure: $0.number("n_ref") ?? 0
                    )
                })
            #expect(agree(observed, row.number("observed")))
            #expect(agree(expected, row.number("expected")))
            let ratio = StandardisedRatio.indirect(observed: observed, expected: expected, per: 100)
            guard expected > 0 else {
                // The peer gives NaN and infinity for 0 / 0.
                #expect(ratio.status == .notDefined)
                continue
            }
            let group = row.text("group")
            #expect(agree(ratio.value, row.number("ratio100")), "\(group)")
            #expect(agree(ratio.limits95?.lower, row.number("ratio100_l95"), within: 1e-8), "\(group)")
            #expect(agree(ratio.limits95?.upper, row.number("ratio100_u95"), within: 1e-8), "\(group)")
            #expect(agree(ratio.limits998?.lower, row.number("ratio100_l998"), within: 1e-8), "\(group)")
            #expect(agree(ratio.limits998?.upper, row.number("ratio100_u998"), within: 1e-8), "\(group)")
        }
    }

    @Test func ends() {
        #expect(StandardisedRatio.indirect(observed: 3, expected: 0).status == .notDefined)
        #expect(StandardisedRatio.indirect(observed: -3, expected: 1).status == .invalid)
        #expect(StandardisedRatio.indirect(observed: 0, expected: 2).limits95?.lower == 0)
        #expect(StandardisedRatio.expected([(exposure: 5, referenceEvents: 1, referenceExposure: 0)]) == 0)
    }
}
