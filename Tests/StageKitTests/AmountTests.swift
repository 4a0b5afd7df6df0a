import StageKit
import Testing

@Suite struct AmountTests {
    /// Halves, quarters and wholes are exact; a third lies a third of a unit above ⌊2⁵²/3⌋ = 1501199875790165.
    @Test func fractions() {
        #expect(Amount.fraction(0, 7) == 0)
        #expect(Amount.fraction(7, 7) == 1 << 52)
        #expect(Amount.fraction(3, 4) == 3 << 50)
        // 2⁵² = 3 × 1501199875790165 + 1.
        #expect(Amount.fraction(1, 3) == 1_501_199_875_790_165)
        // Two thirds: 3002399751580330 and two thirds of a unit, so up.
        #expect(Amount.fraction(2, 3) == 3_002_399_751_580_331)
        // Seven sixths: 2⁵² + 1/6 × 2⁵² = … 750599937895082 and two thirds, so up.
        #expect(Amount.fraction(7, 6) == 1 << 52 + 750_599_937_895_083)
    }

    /// 2⁵² × k / 2⁵³ is k halves: exact ties go to the even neighbour.
    @Test func tiesGoToEven() {
        #expect(Amount.fraction(1, 1 << 53) == 0)
        #expect(Amount.fraction(3, 1 << 53) == 2)
        #expect(Amount.fraction(5, 1 << 53) == 2)
        #expect(Amount.fraction(7, 1 << 53) == 4)
    }

    /// Rounding to a multiple of 2⁻⁵² is what a double between 1/2 and 1 does.
    @Test(arguments: [(2, 3), (5, 7), (7, 9), (11, 13), (97, 101), (9_999, 10_000)])
    func agreesWithDoublesUpToTheLastBit(_ numerator: Int, _ denominator: Int) {
        // Doubles in [1/2, 1) are multiples of 2⁻⁵³, so the difference is at most half a unit.
        let double = Double(numerator) / Double(denominator)
        let fixed = Double(Amount.fraction(numerator, denominator)) * 0x1p-52
        #expect(abs(double - fixed) <= 0x1p-53)
    }
}
