import Testing

@testable import Statistics

@Suite struct InequalitySlopeTests {
    typealias Decile = InequalitySlope.Decile

    private func decile(_ number: Int, _ value: Double, se: Double?, weight: Double = 1) -> Decile {
        Decile(
            decile: number, weight: weight,
            estimate: Estimate(value: value) { level in
                se.flatMap { Interval(lower: value - level.z * $0, upper: value + level.z * $0) }
            })
    }

    @Test func valuesAgreeWithThePeer() throws {
        let input = try Fixture("sii_input")
        for row in try Fixture("sii_expected").rows where row.text("transform") == "FALSE" {
            let deciles = try input.rows(where: "dataset", is: row.text("dataset")).map { band in
                let lower = try #require(band.number("lower_cl"))
                let upper = try #require(band.number("upper_cl"))
                return Decile(
                    decile: try #require(Int(band.text("quantile"))), weight: try #require(band.number("population")),
                    estimate: Estimate(value: try #require(band.number("value"))) { _ in
                        Interval(lower: lower, upper: upper)
                    })
            }
            let line = try #require(InequalitySlope(deciles.reversed()))
            let multiplier = try #require(row.number("multiplier"))
            let peer = try #require(row.number("sii")) / multiplier
            let dataset = row.text("dataset")
            #expect(agree(line.slopeIndex.value, -peer), "\(dataset)")
            #expect(agree(line.intercept, row.number("intercept")), "\(dataset)")
            let rii = try #require(row.number("rii"))
            #expect(agree(line.relativeIndex?.value, multiplier > 0 ? 1 / rii : rii), "\(dataset)")
            guard row.text("value_type") == "0", multiplier > 0 else { continue }
            // Closed form against closed form; the relative index against a million simulated lines.
            let (sii, relative) = (line.slopeIndex, try #require(line.relativeIndex))
            #expect(agree(sii.limits95?.lower, -(try #require(row.number("sii_exact_u95"))) / multiplier))
            #expect(agree(sii.limits95?.upper, -(try #require(row.number("sii_exact_l95"))) / multiplier))
            #expect(agree(sii.limits998?.lower, -(try #require(row.number("sii_exact_u998"))) / multiplier))
            #expect(agree(sii.limits998?.upper, -(try #require(row.number("sii_exact_l998"))) / multiplier))
            let width = 1 / (try #require(row.number("rii_l95"))) - 1 / (try #require(row.number("rii_u95")))
            #expect(
                agree(relative.limits95?.lower, 1 / (try #require(row.number("rii_u95"))), absolute: 0.01 * width))
            #expect(
                agree(relative.limits95?.upper, 1 / (try #require(row.number("rii_l95"))), absolute: 0.01 * width))
        }
    }

    /// Five deciles of equal weight at 0.1, 0.3 … 0.9, falling by 2 each: slope −10, ends 11 and 1.
    @Test func byHand() throws {
        let line = try #require(InequalitySlope((1...5).map { decile($0, Double(12 - 2 * $0), se: 0.2) }))
        #expect(agree(line.slopeIndex.value, 10, within: 1e-14))
        #expect(agree(line.relativeIndex?.value, 11, within: 1e-13))
        // Pulls −1, −½, 0, ½, 1 on the slope: variance 2.5 × 0.04.
        let half = ConfidenceLevel.percent95.z * 0.1.squareRoot()
        #expect(agree(line.slopeIndex.limits95?.lower, 10 - half, within: 1e-13))
        #expect(agree(line.slopeIndex.limits95?.upper, 10 + half, within: 1e-13))
    }

    /// Fieller: at a limit θ, most − θ × least is z times its own standard error from 0.
    @Test func fiellerLimitsSolveTheirEquation() throws {
        let values = [31.0, 27, 28, 22, 20]
        let errors = [1.0, 0.5, 0.8, 1.2, 0.4]
        let line = try #require(
            InequalitySlope(
                zip(values, errors).enumerated().map { decile($0.offset + 1, $0.element.0, se: $0.element.1) }))
        let most = [0.7, 0.45, 0.2, -0.05, -0.3]
        let least = [-0.3, -0.05, 0.2, 0.45, 0.7]
        for level in ConfidenceLevel.allCases {
            let limits = try #require(line.relativeIndex?.limits(level))
            for (theta, sign) in [(limits.lower, 1.0), (limits.upper, -1.0)] {
                let pulls = zip(most, least).map { $0 - theta * $1 }
                let distance = zip(pulls, values).reduce(0) { $0 + $1.0 * $1.1 }
                let variance = zip(pulls, errors).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }
                #expect(agree(distance, sign * level.z * variance.squareRoot(), within: 1e-9))
            }
        }
    }

    /// A seeded simulation: about 95 in 100 intervals hold the true indices.
    @Test func limitsCoverTheTruth() throws {
        var random = SeededGenerator(state: 2026)
        var (slopes, ratios) = (0, 0)
        let rounds = 4000
        for _ in 0..<rounds {
            let deciles = (1...10).map { number in
                let truth = 30 - 20 * (Double(number) - 0.5) / 10
                let noise = NormalDistribution.quantile(upperTail: max(random.uniform(), 1e-12))
                return decile(number, truth + 3 * noise, se: 3)
            }
            let line = try #require(InequalitySlope(deciles))
            if let limits = line.slopeIndex.limits95, limits.lower <= 20, 20 <= limits.upper { slopes += 1 }
            if let limits = line.relativeIndex?.limits95, limits.lower <= 3, 3 <= limits.upper { ratios += 1 }
        }
        // Three standard errors of a proportion of 4,000 at 0.95 are 0.0103.
        #expect(abs(Double(slopes) / Double(rounds) - 0.95) < 0.0104)
        #expect(abs(Double(ratios) / Double(rounds) - 0.95) < 0.0104)
    }

    @Test func whatIsLeftOut() throws {
        let five = (1...5).map { decile($0, Double(12 - 2 * $0), se: 0.2) }
        let more =
            five + [
                decile(9, 100, se: 1, weight: 0), Decile(decile: 10, weight: 9, estimate: Estimate(without: .tooFew)),
            ]
        #expect(InequalitySlope(more) == InequalitySlope(five))
        #expect(InequalitySlope(Array(five.dropLast())) == nil)
        let bare = try #require(InequalitySlope(five.dropLast() + [decile(5, 2, se: nil)]))
        #expect(bare.slopeIndex.value != nil && bare.slopeIndex.limits95 == nil)
        #expect(bare.relativeIndex?.limits95 == nil)
    }

    @Test func relativeIndexNeedsBothEndsAboveZero() throws {
        let crossing = try #require(InequalitySlope((1...5).map { decile($0, 6 - 2 * Double($0), se: 0.1) }))
        #expect(crossing.relativeIndex == nil)
        #expect(crossing.slopeIndex.value != nil)
        let vague = try #require(InequalitySlope((1...5).map { decile($0, 12 - 2 * Double($0), se: 5) }))
        #expect(vague.relativeIndex?.value != nil)
        #expect(vague.relativeIndex?.limits95 == nil)
        let flat = try #require(InequalitySlope((1...5).map { decile($0, 4, se: 0) }))
        #expect(agree(flat.relativeIndex?.limits95?.lower, 1, within: 1e-12))
        #expect(agree(flat.relativeIndex?.limits998?.upper, 1, within: 1e-12))
    }
}
