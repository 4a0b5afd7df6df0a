import Glibc
import Testing

@testable import Statistics

@Suite struct InequalityGapTests {
    @Test func proportionsAgreeWithTheReference() throws {
        for row in try Fixture("gap_ratio").rows {
            let x1 = try #require(row.number("x_core20"))
            let n1 = try #require(row.number("n_core20"))
            let x2 = try #require(row.number("x_rest"))
            let n2 = try #require(row.number("n_rest"))
            let gap = InequalityGap.absolute(Proportion.wilson(x1, of: n1), minus: Proportion.wilson(x2, of: n2))
            #expect(agree(gap?.value, row.number("absolute_gap"), absolute: 1e-15))
            #expect(agree(gap?.limits95?.lower, row.number("gap_newcombe_l95"), absolute: 1e-15))
            #expect(agree(gap?.limits95?.upper, row.number("gap_newcombe_u95"), absolute: 1e-15))
            let ratio = InequalityGap.relativeProportion(x1, of: n1, over: x2, of: n2)
            guard x2 > 0 else {
                #expect(ratio == nil)
                continue
            }
            #expect(agree(ratio?.value, row.number("relative_gap")))
            #expect(agree(ratio?.limits95?.lower, row.number("ratio_log_l95")))
            #expect(agree(ratio?.limits95?.upper, row.number("ratio_log_u95")))
        }
    }

    @Test func proportionsAtTheEnds() {
        let none = InequalityGap.relativeProportion(0, of: 10, over: 5, of: 10)
        #expect(none?.value == 0)
        #expect(none?.limits95 == nil)
        let all = InequalityGap.relativeProportion(10, of: 10, over: 7, of: 7)
        #expect(all?.limits95 == Interval(lower: 1, upper: 1))
        #expect(InequalityGap.relativeProportion(1, of: 10, over: 0, of: 0) == nil)
        let plain = InequalityGap.relativeProportion(10, of: 100, over: 5, of: 100)
        let clustered = InequalityGap.relativeProportion(
            40, of: 400, designEffect: 4, over: 10, of: 200, designEffect: 2)
        #expect(agree(clustered?.limits998?.upper, plain?.limits998?.upper, within: 1e-14))
    }

    private func estimate(_ value: Double, se: Double) -> Estimate {
        Estimate(value: value) { Interval(lower: value - $0.z * se, upper: value + $0.z * se) }
    }

    @Test func otherStatisticsByHand() throws {
        let (first, second) = (estimate(20, se: 3), estimate(10, se: 4))
        let gap = try #require(InequalityGap.absolute(first, minus: second))
        // Symmetric limits: square-and-add is the usual √(3² + 4²).
        for level in ConfidenceLevel.allCases {
            #expect(agree(gap.limits(level)?.lower, 10 - level.z * 5))
            #expect(agree(gap.limits(level)?.upper, 10 + level.z * 5))
        }
        let ratio = try #require(InequalityGap.relative(first, over: second))
        #expect(ratio.value == 2)
        let s = (0.15 * 0.15 + 0.4 * 0.4).squareRoot()
        #expect(agree(ratio.limits998?.lower, exp(log(2) - ConfidenceLevel.percent99point8.z * s)))
        #expect(agree(ratio.limits95?.upper, exp(log(2) + ConfidenceLevel.percent95.z * s)))
    }

    @Test func absentLimitsAndValues() {
        let plain = Estimate(value: 4, status: .onePerson)
        #expect(InequalityGap.absolute(plain, minus: estimate(1, se: 1))?.value == 3)
        #expect(InequalityGap.absolute(plain, minus: estimate(1, se: 1))?.limits95 == nil)
        #expect(InequalityGap.relative(plain, over: estimate(1, se: 1))?.limits95 == nil)
        #expect(InequalityGap.absolute(plain, minus: Estimate(without: .tooFew)) == nil)
        #expect(InequalityGap.relative(plain, over: estimate(0, se: 1)) == nil)
        #expect(InequalityGap.relative(estimate(-1, se: 1), over: plain)?.value == -0.25)
        #expect(InequalityGap.relative(estimate(-1, se: 1), over: estimate(2, se: 1))?.limits95 == nil)
    }
}
