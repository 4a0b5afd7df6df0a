import StageKit
import Testing

@testable import Disclosure

/// Random tables through the gate: whatever comes in, no figure about few people comes out.
@Suite struct RandomTablesTests {
    /// Columns that hold figures, and so must hold no small one.
    private static let figureColumns = [
        "count", "denominator", "expected", "figure_count", "figure_denominator", "count_people", "people",
        "figure_people",
    ]
    /// Columns that hold what is computed from figures.
    private static let derivedColumns = [
        "value", "lower_95", "upper_95", "lower_998", "upper_998", "spread", "rate", "rate_variance",
        "empty_weight_share",
    ]

    @Test(arguments: [(1, 8, 5), (2, 5, 5), (3, 10, 5), (4, 8, 1), (5, 12, 10)])
    func noSmallFigureComesOut(seed: Int, threshold: Int, roundTo: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        var rows: [IndicatorRow] = []
        var components: [GapComponent] = []
        var gaps: [IndicatorRow] = []
        for index in 0..<400 {
            let id = "i\(index)"
            // Small numbers are common, zeros too.
            func number(_ top: Int) -> Int {
                Int.random(in: 0...(Bool.random(using: &random) ? 12 : top), using: &random)
            }
            let people = max(1, number(500))
            let cases = min(people, number(500))
            rows.append(proportion(cases, of: people, indicator: id))
            for quintile in 0..<5 where Bool.random(using: &random) {
                rows.append(
                    proportion(
                        min(people, 8 + number(30)), of: people + 30, indicator: id, breakdown: .deprivation,
                        category: quintile))
            }
            for part in [GapComponent.Part.core20, .rest] + (1...10).map(GapComponent.Part.decile) {
                let people = max(1, number(300) + (index % 2) * 100)
                components.append(
                    component(part, min(people, number(100) + (index % 3) * 20), of: people, indicator: id))
            }
            gaps += GapKind.allCases.map { gap($0, indicator: id) }
        }
        let found = try protected(rows, gaps: gaps, components: components, threshold: threshold, roundTo: roundTo)
        #expect(found.rows.count == rows.count && found.gaps.count == gaps.count)

        for (name, table) in found.tables {
            for column in Self.figureColumns {
                let column = try #require(table[column])
                for row in 0..<table.count {
                    let figure = column.double(row) ?? column.integer(row).map(Double.init) ?? 0
                    #expect(figure == 0 || figure >= Double(threshold - roundTo / 2), "\(name), row \(row)")
                    #expect(figure.truncatingRemainder(dividingBy: Double(roundTo)) == 0)
                }
            }
            for row in 0..<table.count where table["note"]?.text(row) == "withheld" {
                for column in Self.derivedColumns { #expect((table[column]?.double(row) ?? 0) == 0) }
            }
        }
        func isSmall(_ people: Int) -> Bool { people > 0 && people < threshold }
        for (before, after) in zip(rows, found.rows) {
            #expect(after.isWithheld == (isSmall(before.countPeople) || isSmall(before.people)))
            guard !after.isWithheld, let count = after.count, let denominator = after.denominator else { continue }
            #expect(after.value == count / denominator)
            #expect(abs(count - Double(before.countPeople)) <= Double(roundTo) / 2)
        }
        let small = Set(
            components.filter { isSmall($0.countPeople) || isSmall($0.people) }.map { "\($0.indicator) \($0.part)" })
        let hidden = Set(found.rows.filter { $0.breakdown == .deprivation && $0.isWithheld }.map(\.indicator))
        var shown = 0
        for gap in found.gaps where !gap.isWithheld {
            shown += 1
            let isOfSides = gap.gap == .absolute || gap.gap == .relative
            let parts: [GapComponent.Part] = isOfSides ? [.core20, .rest] : (1...10).map(GapComponent.Part.decile)
            #expect(!isOfSides || !hidden.contains(gap.origin))
            #expect(parts.allSatisfy { !small.contains("\(gap.origin) \($0)") })
            #expect(gap.value != 0.123456789)
        }
        // The tables are such that some gaps do come through.
        #expect(shown > 0)
    }
}
