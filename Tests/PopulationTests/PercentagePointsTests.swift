import StageKit
import Testing

@testable import Population

struct PercentagePointsTests {
    private func parse(_ text: String) throws(SettingFault) -> PercentagePoints {
        try PercentagePoints.parse(
            SettingNode(.scalar(text), at: SourceLocation(file: "p.yaml", line: 1)), in: SettingContext(folder: "/"))
    }

    @Test(arguments: [
        ("2", 200, "2"), ("0.5", 50, "0.5"), ("0.05", 5, "0.05"), ("2 points", 200, "2"), ("1 point", 100, "1"),
        ("100", 10_000, "100"), ("95.25", 9525, "95.25"), ("0", 0, "0"),
    ])
    func numbersToAHundredth(text: String, hundredths: Int, canonical: String) throws {
        let points = try parse(text)
        #expect(points.hundredths == hundredths)
        #expect(points.canonical == canonical)
    }

    @Test(arguments: [
        "", "-1", "2%", "0.005", "100.01", "1e2", ".5", "5.", "2  points", "two", "999999999999999999999",
    ])
    func whatIsNoneIsTold(text: String) {
        let fault = #expect(throws: SettingFault.self) { try parse(text) }
        #expect(fault?.message.hasPrefix("expected a number of percentage points") == true)
    }
}
