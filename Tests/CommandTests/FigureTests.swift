import Testing

@testable import StrataCommand

@Suite struct FigureTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (3_270_114, "3,270,114"), (-12_345, "-12,345")])
    func thousandsAreGrouped(number: Int, text: String) { #expect(Figure.grouped(number) == text) }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (9_949, "9.9 kB"), (9_951, "10 kB"), (999_499, "999 kB"),
        (999_501, "1.0 MB"), (740_000_000, "740 MB"), (4_200_000_000, "4.2 GB"), (5_000_000_000_000_000, "5000 TB"),
    ])
    func bytesHaveThreeDigits(count: Int, text: String) { #expect(Figure.bytes(count) == text) }

    @Test(arguments: [(0.0, "0 s"), (6.2, "7 s"), (59.5, "1 min 0 s"), (200, "3 min 20 s"), (3900, "1 h 05 min")])
    func durationsRoundUp(seconds: Double, text: String) { #expect(Figure.duration(seconds) == text) }
}
