import Testing

@testable import Publishing

@Suite struct NumberTextTests {
    private static let texts: [(Double, String)] = [
        (0, "0"), (-0.0, "0"), (5, "5"), (-12, "-12"), (250_000, "250000"),
        (9_007_199_254_740_992, "9007199254740992"), (0.1, "0.1"), (-0.25, "-0.25"),
        (1.0 / 3, "0.3333333333333333"), (0.1 + 0.2, "0.30000000000000004"), (0.00001, "1e-05"), (2311.5, "2311.5"),
    ]

    @Test(arguments: texts) func shortest(value: Double, text: String) {
        #expect(NumberText.of(value) == text)
    }

    @Test func readsBack() {
        var value = 1e-12
        while value < 1e20 {
            #expect(Double(NumberText.of(value)) == value)
            value *= 7.3
        }
    }
}
