import Foundation
import Testing

/// A table of reference values, read from `Fixtures`; `NA` reads as nil.
struct Fixture {
    struct Row {
        let cells: [String: String]

        func text(_ column: String) -> String { cells[column] ?? "" }
        func number(_ column: String) -> Double? { Double(text(column)) }
    }

    let rows: [Row]

    init(_ name: String, file: String = #filePath) throws {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures")
        let text = try String(contentsOf: folder.appendingPathComponent(name + ".csv"), encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let header = try #require(lines.first)
        rows = lines.dropFirst().map { Row(cells: Dictionary(uniqueKeysWithValues: zip(header, $0))) }
        try #require(!rows.isEmpty)
    }

    func rows(where column: String, is value: String) -> [Row] { rows.filter { $0.text(column) == value } }
}

/// Whether two numbers agree to a relative tolerance; nil agrees with nil only.
func agree(_ a: Double?, _ b: Double?, within tolerance: Double = 1e-9, absolute: Double = 0) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a == b || abs(a - b) <= max(tolerance * max(abs(a), abs(b)), absolute)
}

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
