import Glibc
import Testing

@testable import Statistics

@Suite struct ChiSquareDistributionTests {
    /// Degrees of freedom, tail, quantile with that tail below and above; 40-digit arithmetic (mpmath).
    @Test(arguments: [
        (0.4, 0.025, 1.27450798400595151e-8, 3.0222059519771582),
        (0.4, 0.001, 1.30509616869144718e-15, 8.20392864947733223),
        (1, 0.025, 0.000982069117175255912, 5.02388618731488896),
        (1, 0.001, 1.57079714926248988e-6, 10.8275661706627323),
        (2, 0.025, 0.0506356159685797508, 7.37775890822787261),
        (2, 0.001, 0.002001000667167067, 13.8155105579642741),
        (7, 0.025, 1.68986918067735458, 16.0127642746293242),
        (7, 0.001, 0.598493752375375946, 24.3218863478568554),
        (20, 0.025, 9.59077739226486727, 34.1696069028383406),
        (20, 0.001, 5.92104074548751914, 45.3147466181258615),
        (100, 0.025, 74.221927474923726, 129.561197185836593),
        (2000.5, 0.025, 1878.43054158355135, 2126.35779774974591),
        (2000.5, 0.001, 1810.71715490069176, 2201.68062395650491),
    ])
    func quantile(degrees: Double, tail: Double, lower: Double, upper: Double) {
        #expect(
            agree(ChiSquareDistribution.quantile(lowerTail: tail, degreesOfFreedom: degrees), lower, within: 1e-11))
        #expect(
            agree(ChiSquareDistribution.quantile(upperTail: tail, degreesOfFreedom: degrees), upper, within: 1e-11))
    }

    @Test func twoDegreesOfFreedomHaveAClosedForm() {
        for tail in [0.3, 0.5, 0.7, 0.999] {
            #expect(
                agree(
                    ChiSquareDistribution.quantile(upperTail: tail, degreesOfFreedom: 2), -2 * log(tail), within: 1e-11)
            )
            #expect(
                agree(
                    ChiSquareDistribution.quantile(lowerTail: tail, degreesOfFreedom: 2), -2 * log1p(-tail),
                    within: 1e-11))
        }
    }

    @Test func ends() {
        #expect(ChiSquareDistribution.quantile(lowerTail: 0, degreesOfFreedom: 3) == 0)
        #expect(ChiSquareDistribution.quantile(upperTail: 0, degreesOfFreedom: 3) == .infinity)
        #expect(ChiSquareDistribution.quantile(lowerTail: 0.5, degreesOfFreedom: -1).isNaN)
        #expect(ChiSquareDistribution.quantile(lowerTail: .nan, degreesOfFreedom: 1).isNaN)
    }
}
