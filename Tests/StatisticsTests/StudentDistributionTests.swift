import Testing

@testable import Statistics

@Suite struct StudentDistributionTests {
    /// Upper-tail quantiles at 0.025 and 0.001 by root finding with 40-digit arithmetic (mpmath).
    @Test(arguments: [
        (0.5, 164.557673480488533, 102849.115630175554), (1, 12.7062047361747046, 318.308838985550446),
        (2, 4.30265272974946385, 22.3271247701198754), (2.5, 3.57465484200368322, 13.8221931108659646),
        (3, 3.18244630528370959, 10.2145318524073865), (4, 2.77644510519779436, 7.17318221978230848),
        (9, 2.26215716279820554, 4.29680566272991849), (30, 2.04227245630123831, 3.38518486682930512),
        (99.5, 1.98409361099062424, 3.17416944691201628), (500, 1.96471983746736779, 3.10661162432162877),
        (999, 1.96234146113344998, 3.09841036175331249), (1000, 1.96233908082640848, 3.09840216391292291),
        (1500, 1.9615467538950187, 3.09567448846714436), (100_000, 1.95998770753460964, 3.09031380942723761),
    ])
    func quantile(degrees: Double, at95: Double, at998: Double) {
        #expect(
            agree(StudentDistribution.quantile(upperTail: 0.025, degreesOfFreedom: degrees), at95, within: 1e-11))
        #expect(
            agree(StudentDistribution.quantile(upperTail: 0.001, degreesOfFreedom: degrees), at998, within: 1e-11))
    }

    @Test func ends() {
        #expect(StudentDistribution.quantile(upperTail: 0.5, degreesOfFreedom: 3) == 0)
        #expect(
            StudentDistribution.quantile(upperTail: 0.75, degreesOfFreedom: 3)
                == -StudentDistribution.quantile(upperTail: 0.25, degreesOfFreedom: 3))
        #expect(StudentDistribution.quantile(upperTail: 0, degreesOfFreedom: 3) == .infinity)
        #expect(StudentDistribution.quantile(upperTail: 0.1, degreesOfFreedom: 0).isNaN)
        // Two degrees of freedom have a closed form: t = (1 - 2a) √(2 / (4a (1 - a))); a = 0.4999 lies near the middle.
        let a = 0.4999
        let exact = (1 - 2 * a) * (2 / (4 * a * (1 - a))).squareRoot()
        #expect(agree(StudentDistribution.quantile(upperTail: a, degreesOfFreedom: 2), exact, within: 1e-10))
    }
}
