public import StageKit

/// A percentage, or a difference of two, to a hundredth of a point: `2`, `0.5`, `2 points`.
public struct PercentagePoints: OptionValue, Hashable {
    /// In hundredths of a point.
    public var hundredths: Int

    public init(hundredths: Int) { self.hundredths = hundredths }

    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> PercentagePoints {
        let wanted = "a number of percentage points from 0 to 100, as '2' or '0.5'"
        guard let text = node.scalar else { throw SettingFault("expected \(wanted)") }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 1 || words.count == 2 && (words[1] == "points" || words[1] == "point"),
            let hundredths = Self.hundredths(words[0]), hundredths <= 10_000
        else { throw SettingFault("expected \(wanted), not '\(text)'") }
        return PercentagePoints(hundredths: hundredths)
    }

    private static func hundredths(_ number: Substring) -> Int? {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        guard isDigits, parts.count <= 2, let whole = Int(parts[0]), whole <= 100 else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard parts[1].count <= 2, let fraction = Int(parts[1]) else { return nil }
        return whole * 100 + (parts[1].count == 1 ? fraction * 10 : fraction)
    }

    public var canonical: String { Self.text(hundredths) }
    public static var jsonSchema: String { #"{"type": ["number", "string"]}"# }
    public static var kind: String { "percentage points" }

    /// `2`, `0.5`, `95.25`: hundredths as people write them.
    static func text(_ hundredths: Int) -> String {
        let size = hundredths.magnitude, fraction = size % 100
        var text = (hundredths < 0 ? "-" : "") + String(size / 100)
        if fraction > 0 {
            text += "." + (fraction < 10 ? "0" : "") + String(fraction % 10 == 0 ? fraction / 10 : fraction)
        }
        return text
    }
}
