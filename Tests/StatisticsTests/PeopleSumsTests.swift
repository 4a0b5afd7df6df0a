import Testing

@testable import Statistics

@Suite struct PeopleSumsTests {
    static func sums(_ people: [(y: Int128, n: Int128)], perY: Double = 1, perN: Double = 1) -> PeopleSums {
        PeopleSums(
            people: people.count, numerator: people.reduce(0) { $0 + $1.y },
            denominator: people.reduce(0) { $0 + $1.n },
            numeratorSquares: people.reduce(0) { $0 + $1.y * $1.y },
            denominatorSquares: people.reduce(0) { $0 + $1.n * $1.n },
            products: people.reduce(0) { $0 + $1.y * $1.n }, numeratorUnits: perY, denominatorUnits: perN)
    }

    /// The slow plain way: Σ (y ΣN − n ΣY)² / (ΣN)², person by person in whole numbers.
    @Test func residualSquaresAgreeWithThePlainSum() {
        var random = SeededGenerator(state: 3)
        for _ in 0..<500 {
            let people = (0..<Int.random(in: 2...40, using: &random)).map { _ in
                (
                    y: Int128(Int.random(in: -1_000_000...1_000_000, using: &random)),
                    n: Int128(Int.random(in: 1...731, using: &random))
                )
            }
            let sums = Self.sums(people)
            let plain = people.reduce(Int128(0)) { sum, person in
                let residual = person.y * sums.denominator - person.n * sums.numerator
                return sum + residual * residual
            }
            let total = Double(sums.denominator)
            #expect(agree(sums.residualSquares, Double(plain) / (total * total), within: 1e-14))
        }
    }

    /// 10¹⁵, 10¹⁵ + 1, 10¹⁵ + 2: in doubles the squares would hold nothing of the variance, which is 1.
    @Test func nothingIsLostBesideALargeMean() {
        let base: Int128 = 1_000_000_000_000_000
        let sums = Self.sums((0..<3).map { (y: base + $0, n: 1) })
        #expect(sums.standardDeviation == 1)
        #expect(Self.sums((0..<3).map { (y: base + $0, n: 1) }, perY: 4).standardDeviation == 0.25)
    }

    /// A million people at 1 and one at 1 − 2⁻⁵²: s² = 2⁻¹⁰⁴ (P − 1) / P / (P − 1) = 2⁻¹⁰⁴ / P.
    @Test func fractionsOfFullLengthForAMillionPeople() {
        let one: Int128 = 1 << 52
        let people: Int128 = 1 << 20
        let sums = PeopleSums(
            people: 1 << 20, numerator: people * one - 1, numeratorSquares: people * one * one - 2 * one + 1,
            numeratorUnits: 0x1p52)
        #expect(sums.standardDeviation == 0x1p-62)
        #expect(sums.denominatorTotal == 0x1p20)
    }

    /// Two people, y 1 and 3 over n 2 and 2: R = 1, s² = 2, var = 2 × 2 / 16 = 1/4.
    @Test func ratioByHand() {
        let sums = Self.sums([(y: 1, n: 2), (y: 3, n: 2)])
        #expect(agree(sums.ratioStandardError, 0.5, within: 1e-15))
        let estimate = RatioOfSums.estimate(sums)
        #expect(estimate.value == 1)
        #expect(agree(estimate.limits95?.upper, 1 + 12.7062047361747046 / 2, within: 1e-11))
        // The same in pence and days: pounds per year.
        let scaled = Self.sums([(y: 1, n: 2), (y: 3, n: 2)], perY: 100, perN: 365.25)
        #expect(agree(scaled.ratioStandardError, 0.5 / 100 * 365.25, within: 1e-15))
        #expect(agree(RatioOfSums.estimate(scaled).value, 3.6525, within: 1e-15))
    }

    /// Ten people with ten events each, all alike within a person, five of the ten cases: R = 1/2, residuals ± 5,
    /// s² = 250/9, var = 10 × 250/9 / 100² = 1/36, binomial 1/400, so 100/9.
    @Test func designEffectByHand() {
        let people = (0..<10).map { (y: Int128($0 < 5 ? 10 : 0), n: Int128(10)) }
        #expect(agree(Self.sums(people).designEffect, 100.0 / 9, within: 1e-14))
    }

    @Test func designEffectIsOneWhereItHasNoMeaning() {
        #expect(Self.sums([(y: 2, n: 4)]).designEffect == 1)
        #expect(Self.sums([(y: 0, n: 4), (y: 0, n: 1)]).designEffect == 1)
        #expect(Self.sums([(y: 4, n: 4), (y: 1, n: 1)]).designEffect == 1)
        // Everyone at the same share: less than binomial spread counts as binomial.
        #expect(Self.sums([(y: 1, n: 2), (y: 2, n: 4)]).designEffect == 1)
    }

    @Test func edges() {
        let none = Self.sums([])
        #expect(none.residualSquares == 0 && none.ratioStandardError == 0 && none.designEffect == 1)
        #expect(RatioOfSums.estimate(none).status == .noData)
        #expect(RatioOfSums.estimate(Self.sums([(y: 5, n: 2)])).status == .onePerson)
        #expect(RatioOfSums.estimate(Self.sums([(y: 5, n: 2)])).limits95 == nil)
        #expect(Self.sums([(y: 3, n: 6), (y: 5, n: 10)]).ratioStandardError == 0)
    }
}
