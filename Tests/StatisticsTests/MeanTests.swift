import Testing

@testable import Statistics

@Suite struct MeanTests {
    /// Values as whole numbers of 10⁻¹², which holds all of the reference's decimals exactly.
    private func sums(_ values: [Double]) -> PeopleSums {
        let whole = values.map { Int128(($0 * 1e12).rounded()) }
        return PeopleSums(
            people: whole.count, numerator: whole.reduce(0, +),
            numeratorSquares: whole.reduce(0) { $0 + $1 * $1 }, numeratorUnits: 1e12)
    }

    @Test func agreesWithThePeer() throws {
        let input = try Fixture("mean_input")
        for row in try Fixture("mean_expected").rows where row.number("mean") != nil {
            let group = row.text("group")
            let sums = sums(input.rows(where: "group", is: group).compactMap { $0.number("value") })
            let estimate = Mean.estimate(sums)
            #expect(agree(sums.standardDeviation, row.number("stdev")), "\(group)")
            #expect(agree(estimate.value, row.number("mean")), "\(group)")
            #expect(agree(estimate.limits95?.lower, row.number("lower95_0cl"), within: 1e-8), "\(group)")
            #expect(agree(estimate.limits95?.upper, row.number("upper95_0cl"), within: 1e-8), "\(group)")
            #expect(agree(estimate.limits998?.lower, row.number("lower99_8cl"), within: 1e-8), "\(group)")
            #expect(agree(estimate.limits998?.upper, row.number("upper99_8cl"), within: 1e-8), "\(group)")
        }
    }

    @Test func onePersonHasNoLimits() {
        let one = Mean.estimate(sum: 0.4, n: 1, sd: 0)
        #expect(one.status == .onePerson)
        #expect(one.value == 0.4)
        #expect(one.limits95 == nil && one.limits998 == nil)
        #expect(Mean.estimate(sum: 0, n: 0, sd: 0).status == .noData)
    }

    @Test func equalValuesHaveNoWidth() {
        let estimate = Mean.estimate(sums(Array(repeating: 0.1, count: 37)))
        #expect(estimate.limits95 == Interval(lower: 0.1, upper: 0.1))
        #expect(estimate.limits998 == estimate.limits95)
    }
}
