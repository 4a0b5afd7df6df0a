import StageKit

/// One cell as the figures that its statistic is made of.
struct CellSummary {
    var figures: Figures
    /// Distinct people behind the count, and behind the denominator.
    var countPeople: Int
    var people: Int

    /// The figures of the cell; `nil` where it is no row: its denominator is 0 (the expected number, for a ratio of
    /// observed to expected), or the numerator of a plain count.
    ///
    /// Throws where people add more than can be summed exactly: a wrong figure is worse than none.
    init?(
        _ cells: Cells, _ place: Int, _ basis: Basis, area: Int, _ slice: Cells.Slice
    ) throws(StageFault) {
        let indicator = cells.indicators[place]
        let cell = cells.cell(place, basis, area: area, slice)
        let bands = cells.bands(place, basis, area: area, slice)
        // Whole events and people; sums of fractions and of money may have more than 64 bits.
        let count = Int(clamping: cell.numerator), denominator = Int(clamping: cell.denominator)
        let isOfWholes = indicator.statistic == .count || indicator.statistic == .proportion
        guard cell.isExact, bands.isExact,
            !isOfWholes || Int128(count) == cell.numerator && Int128(denominator) == cell.denominator
        else { throw Self.tooMuch(indicator, in: cells.areas.areas[area].code) }
        guard (indicator.statistic == .count ? count : denominator) != 0 else { return nil }
        countPeople = Int(cell.numeratorPeople)
        people = Int(cell.people)
        switch indicator.statistic {
        case .count: figures = .count(of: count)
        case .mean: figures = .mean(Self.sums(cell, indicator))
        case .proportion: figures = .proportion(count, of: denominator)
        case .proportionOfEvents: figures = .proportionOfEvents(Self.sums(cell, indicator))
        case .ratio: figures = .ratio(Self.sums(cell, indicator))
        case .directlyStandardisedRate:
            figures = .directlyStandardisedRate(
                Self.rate(bands, weighted: Self.bandsUsed(slice), unit: indicator.denominator), people: people)
        case .indirectlyStandardisedRatio:
            guard cells.everyone(place).isExact else { throw Self.tooMuch(indicator, in: nil) }
            figures = .indirectlyStandardisedRatio(
                observed: Double(cell.numerator), expected: Self.expected(bands, rates: cells.everyone(place)),
                people: people)
            guard figures.denominator != 0 else { return nil }
        }
    }

    private static func tooMuch(_ indicator: Indicator, in area: String?) -> StageFault {
        let place = area.map { " in area '\($0)'" } ?? ""
        return StageFault(
            "what people add to indicator '\(indicator.id)'\(place) is too large to be summed exactly", code: .data,
            hint: "look for amounts in the feeds that cannot be")
    }

    private static func sums(_ cell: Cell, _ indicator: Indicator) -> PeopleSums {
        PeopleSums(
            people: Int(cell.people), numerator: cell.numerator, denominator: cell.denominator,
            numeratorSquares: cell.sumYY, denominatorSquares: cell.sumNN, products: cell.sumYN,
            numeratorUnits: indicator.numerator.unitsToOne, denominatorUnits: indicator.denominator.unitsToOne)
    }

    /// The bands that count: in the age breakdown only those that overlap the category.
    private static func bandsUsed(_ slice: Cells.Slice) -> ClosedRange<Int> {
        if case .category(.age, let category) = slice { return AgeGroup.bands(ofCategory: category) }
        return 0...AgeGroup.bandCount - 1
    }

    /// Bands pooled over sexes, exposure in years, weights of the European Standard Population.
    private static func rate(_ cell: BandCell, weighted used: ClosedRange<Int>, unit: AmountUnit) -> StandardisedRate {
        StandardisedRate(
            bands: used.map { band in
                var events: Int128 = 0, days: Int128 = 0
                for sex in 0..<4 {
                    events += Int128(cell.events[sex * AgeGroup.bandCount + band])
                    days += Int128(cell.days[sex * AgeGroup.bandCount + band])
                }
                return StandardisedRate.Band(
                    events: Double(events), exposure: unit.value(days),
                    weight: EuropeanStandardPopulation.weights[band])
            })
    }

    /// What everybody's rates, by band and sex, would give these days.
    private static func expected(_ cell: BandCell, rates: BandCell) -> Double {
        StandardisedRatio.expected(
            cell.days.indices.lazy.map { place in
                (
                    exposure: Double(cell.days[place]), referenceEvents: Double(rates.events[place]),
                    referenceExposure: Double(rates.days[place])
                )
            })
    }
}
