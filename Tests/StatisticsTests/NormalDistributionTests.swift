import Testing

@testable import Statistics

@Suite struct NormalDistributionTests {
    /// To 20 digits by root finding with 40-digit arithmetic (mpmath).
    @Test(arguments: [
        (0.025, 1.9599639845400542355), (0.001, 3.0902323061678135415), (0.05, 1.6448536269514727149),
        (0.3, 0.52440051270804078404), (0.4999, 0.00025066283008803509892), (1e-10, 6.3613409024040562047),
        (1e-20, 9.2623400897984075737),
    ])
    func quantile(tail: Double, expected: Double) {
        #expect(agree(NormalDistribution.quantile(upperTail: tail), expected, within: 1e-15, absolute: 1e-16))
    }

    @Test func symmetryAndEnds() {
        #expect(NormalDistribution.quantile(upperTail: 0.5) == 0)
        #expect(NormalDistribution.quantile(upperTail: 0.75) == -NormalDistribution.quantile(upperTail: 0.25))
        #expect(NormalDistribution.quantile(upperTail: 0) == .infinity)
        #expect(NormalDistribution.quantile(upperTail: 1) == -.infinity)
        #expect(NormalDistribution.quantile(upperTail: 1.5).isNaN)
        #expect(NormalDistribution.quantile(upperTail: .nan).isNaN)
    }

    @Test func levels() {
        #expect(agree(ConfidenceLevel.percent95.z, 1.959963984540054, within: 1e-15))
        #expect(agree(ConfidenceLevel.percent99point8.z, 3.090232306167813, within: 1e-15))
        #expect(ConfidenceLevel.allCases.map(\.percent) == [95, 99.8])
    }
}
