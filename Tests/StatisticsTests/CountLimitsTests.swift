import Glibc
import Testing

@testable import Statistics

@Suite struct CountLimitsTests {
    @Test func ratesAgreeWithThePeer() throws {
        for row in try Fixture("rate_byar_exact").rows {
            let x = try #require(row.number("x"))
            let n = try #require(row.number("n"))
            let multiplier = try #require(row.number("multiplier"))
            let estimate = CrudeRate.estimate(x, over: n, per: multiplier)
            #expect(agree(estimate.value, row.number("value")))
            #expect(agree(estimate.limits95?.lower, row.number("lower95_0cl")), "\(x) over \(n)")
            #expect(agree(estimate.limits95?.upper, row.number("upper95_0cl")), "\(x) over \(n)")
            #expect(agree(estimate.limits998?.lower, row.number("lower99_8cl")), "\(x) over \(n)")
            #expect(agree(estimate.limits998?.upper, row.number("upper99_8cl")), "\(x) over \(n)")
        }
    }

    /// With no event the upper limit solves exp(-u) = tail; with one the lower solves 1 - exp(-l) = tail.
    @Test func smallCountsByHand() throws {
        for level in ConfidenceLevel.allCases {
            let none = try #require(CountLimits.exact(0, level))
            #expect(none.lower == 0)
            #expect(agree(none.upper, -log(level.tail), within: 1e-11))
            #expect(agree(CountLimits.exact(1, level)?.lower, -log1p(-level.tail), within: 1e-11))
        }
    }

    @Test func thresholdIsStrict() {
        #expect(CountLimits.byarOrExact(9.999, .percent95) == CountLimits.exact(9.999, .percent95))
        #expect(CountLimits.byarOrExact(10, .percent95) == CountLimits.byar(10, .percent95))
    }

    @Test func ends() {
        #expect(CountLimits.exact(-1, .percent95) == nil)
        #expect(CountLimits.byar(0, .percent95) == nil)
        #expect(CountLimits.byar(0.5, .percent95) == nil)
        #expect(CountLimits.byar(1, .percent99point8) == nil)
        #expect(CrudeRate.estimate(1, over: 0).status == .noData)
        #expect(CrudeRate.estimate(-1, over: 5).status == .invalid)
        #expect(agree(CrudeRate.estimate(0, over: 100).limits95?.upper, 3688.879454113936))
    }
}
