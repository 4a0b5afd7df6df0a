import StageKit
import Testing

@testable import Publishing

@Suite struct BoroughComparisonTests {
    private func word(_ row: IndicatorRow, borough: IndicatorRow? = nil) -> String {
        BoroughComparison([row] + (borough.map { [$0] } ?? [])).word(for: row)
    }

    @Test(arguments: [
        (0.3, "Similar"), (0.2, "Similar"), (0.25, "Similar"), (0.19, "above"), (0.31, "below"),
    ]) func byThe95PercentLimits(borough: Double, place: String) {
        let words: [Polarity: [String: String]] = [
            .higherIsBetter: ["above": "Better", "below": "Worse"],
            .lowerIsBetter: ["above": "Worse", "below": "Better"],
            .neutral: ["above": "Higher", "below": "Lower"],
        ]
        for polarity in Polarity.allCases {
            let mine = row(polarity: polarity, value: 0.24, limits: (0.2, 0.3))
            #expect(word(mine, borough: row(area: "B1", value: borough)) == words[polarity]?[place] ?? place)
        }
    }

    /// 0.1 + 0.2 is 0.30000000000000004, and 0.3 is not: an area that is its borough but for the order of a sum.
    @Test func theLastBitIsNoDifference() {
        for polarity in Polarity.allCases {
            for (mine, borough) in [(0.1 + 0.2, 0.3), (0.3, 0.1 + 0.2), (-0.3, -0.1 - 0.2), (1e9 * (0.1 + 0.2), 3e8)] {
                let mine = row(polarity: polarity, value: mine, limits: (mine, mine))
                #expect(word(mine, borough: row(area: "B1", value: borough)) == "Similar")
            }
        }
        let mine = row(value: 0.3, limits: (0.3, 0.3))
        #expect(word(mine, borough: row(area: "B1", value: 0.300_000_000_1)) == "Better")
        #expect(word(mine, borough: row(area: "B1", value: 0.299_999_999_9)) == "Worse")
        // Where all is nought, nothing is wider than nought.
        #expect(word(row(value: 0, limits: (0, 0)), borough: row(area: "B1", value: 0)) == "Similar")
        #expect(word(row(value: 0, limits: (0, 0)), borough: row(area: "B1", value: 1e-6)) == "Better")
    }

    @Test func onlyWithTheSameBasisAndCategory() {
        let mine = row(breakdown: .sex, category: 1, value: 0.24, limits: (0.2, 0.3))
        #expect(word(mine, borough: row(area: "B1", breakdown: .sex, category: 1, value: 0.1)) == "Worse")
        #expect(word(mine, borough: row(area: "B1", breakdown: .sex, category: 0, value: 0.1)) == "Not compared")
        #expect(word(mine, borough: row(area: "B1", breakdown: .age, category: 1, value: 0.1)) == "Not compared")
        #expect(
            word(mine, borough: row(area: "B1", basis: .registered, breakdown: .sex, category: 1, value: 0.1))
                == "Not compared")
        #expect(
            word(mine, borough: row("other", area: "B1", breakdown: .sex, category: 1, value: 0.1)) == "Not compared")
    }

    @Test func notCompared() {
        let borough = row(area: "B1", value: 0.1, limits: (0.05, 0.2))
        #expect(word(borough) == "Not compared")
        #expect(word(row(value: 0.24), borough: borough) == "Not compared")
        #expect(word(row(statistic: .count, value: 24, limits: (20, 30)), borough: borough) == "Not compared")
        var gap = row(value: 0.24, limits: (0.2, 0.3))
        gap.gap = .absolute
        #expect(word(gap, borough: borough) == "Not compared")
        #expect(word(row(value: 0.24, limits: (0.2, 0.3)), borough: row(area: "B1")) == "Not compared")
    }

    @Test func emptyWhereEitherIsWithheld() {
        var withheld = row()
        withheld.withhold()
        #expect(word(withheld, borough: row(area: "B1", value: 0.1)) == "")
        var borough = row(area: "B1")
        borough.withhold()
        #expect(word(borough) == "")
        #expect(word(row(value: 0.24, limits: (0.2, 0.3)), borough: borough) == "")
    }
}
