public import StageKit

/// Makes the finished cells of measures into indicators, and into the figures that measures of inequality are made of.
public struct Summarise: WholeStage {
    static let breakdownsOption = StageOption(
        "breakdowns", "Which breakdowns get rows besides the whole of each area.", default: Breakdown.allCases)
    static let bandsOption = StageOption(
        "bands", "How many people areas of a scale should have; an area outside is a finding, and stops nothing.",
        default: [
            ScaleBand("community", .resident, to: 14_000),
            ScaleBand("locality", .registered, from: 30_000, to: 100_000),
            ScaleBand("locality", .registered, from: 30_000, to: 50_000, name: "primary care network"),
            ScaleBand("borough", .registered, from: 150_000, to: 350_000),
        ])

    public static let descriptor = StageDescriptor(
        name: "summarise",
        version: 1,
        summary: "Indicators with their limits, for every area, basis and breakdown, from the cells of measures.",
        details: """
            A cell whose denominator is 0 has no row. Limits are at 95% and 99.8%. `components` holds, for the two \
            largest scales, the most deprived fifth, the rest, and the ten national deciles of every indicator that is \
            compared, for `compare_inequality`.

            A band is written as `locality registered 30000-100000`, perhaps with a name behind it.
            """,
        grain: .whole,
        reads: [.cells],
        accepts: [.aggregate],
        writes: [
            TableDeclaration("indicators", IndicatorTable.columns),
            TableDeclaration("components", IndicatorTable.componentColumns),
        ],
        yields: .aggregate,
        options: [breakdownsOption, bandsOption]
    )

    let breakdowns: [Breakdown]
    let bands: [ScaleBand]

    public init(_ options: StageOptions) throws(StageFault) {
        let wanted = try options[Self.breakdownsOption]
        // Rows follow the order of the file, whatever the order of the option.
        breakdowns = Breakdown.allCases.filter(wanted.contains)
        bands = try options[Self.bandsOption]
    }

    public func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs {
        let sources = inputs.cells.flatMap { cells in cells.indicators.indices.map { Source(cells: cells, place: $0) } }
            .sorted { $0.indicator.id.utf8.lexicographicallyPrecedes($1.indicator.id.utf8) }
        for (one, next) in zip(sources, sources.dropFirst()) where one.indicator.id == next.indicator.id {
            throw StageFault(
                "two of the measures count the indicator '\(one.indicator.id)'", code: .configuration,
                hint: "name each measure once in 'from'")
        }
        var rows: [IndicatorRow] = [], components: [GapComponent] = [], findings: [Finding] = []
        for source in sources {
            rows += try source.rows(of: breakdowns, asOf: run.asOf)
            if source.indicator.isCompared { components += try source.components(asOf: run.asOf) }
            if source.indicator.isPopulation { findings += source.findings(bands) }
        }
        return StageOutputs(
            tables: [
                "indicators": IndicatorTable.table(rows, sensitivity: .aggregate),
                "components": IndicatorTable.table(components, sensitivity: .aggregate),
            ], findings: findings)
    }
}

/// One indicator and the cells that it is in.
private struct Source {
    var cells: Cells
    var place: Int

    var indicator: Indicator { cells.indicators[place] }

    /// The places of all areas, by scale, then by the bytes of their codes.
    private var areas: [Int] {
        let areas = cells.areas.areas
        return areas.indices.sorted { one, other in
            areas[one].scale != areas[other].scale
                ? areas[one].scale < areas[other].scale
                : areas[one].code.utf8.lexicographicallyPrecedes(areas[other].code.utf8)
        }
    }

    func rows(of breakdowns: [Breakdown], asOf: CalendarDay) throws(StageFault) -> [IndicatorRow] {
        var rows: [IndicatorRow] = []
        for area in areas {
            for basis in Basis.allCases {
                if let row = try row(area, basis, .whole, asOf) { rows.append(row) }
                for breakdown in breakdowns {
                    for category in breakdown.categories.indices {
                        if let row = try row(area, basis, .category(breakdown, category), asOf) { rows.append(row) }
                    }
                }
            }
        }
        return rows
    }

    private func row(
        _ index: Int, _ basis: Basis, _ slice: Cells.Slice, _ asOf: CalendarDay
    ) throws(StageFault) -> IndicatorRow? {
        guard let summary = try CellSummary(cells, place, basis, area: index, slice) else { return nil }
        let hierarchy = cells.areas, area = hierarchy.areas[index], figures = summary.figures
        let parent = area.parent.map { hierarchy.areas[$0] }
        let top = hierarchy.lineages[index].last.map { hierarchy.areas[$0] } ?? area
        let window = period(asOf)
        var row = IndicatorRow(
            indicator: indicator.id, name: indicator.name, statistic: indicator.statistic, unit: indicator.unit,
            polarity: indicator.polarity, areaCode: area.code, areaName: area.name,
            scale: hierarchy.scales[area.scale], scaleOrder: area.scale, parentCode: parent?.code ?? "",
            parentName: parent?.name ?? "", topCode: top.code, basis: basis, periodStart: window.first,
            periodEnd: window.last, months: indicator.months, figures: figures, countPeople: summary.countPeople,
            people: summary.people)
        if case .category(let breakdown, let category) = slice {
            row.breakdown = breakdown
            row.category = category
        }
        row.count = figures.count
        row.denominator = indicator.statistic == .count ? nil : figures.denominator
        row.expected = indicator.statistic == .indirectlyStandardisedRatio ? figures.denominator : nil
        row.take(figures.estimate(indicator.statistic))
        return row
    }

    /// The days that it is about: its window, or the as-of date alone.
    private func period(_ asOf: CalendarDay) -> DayRange {
        indicator.months == 0
            ? DayRange(first: asOf, last: asOf) : DayRange.window(of: Months(indicator.months), endingOn: asOf)
    }

    /// Both sides of a gap and the deciles, at the two largest scales.
    func components(asOf: CalendarDay) throws(StageFault) -> [GapComponent] {
        let window = period(asOf)
        let largest = cells.areas.scales.count - 2
        let parts: [(GapComponent.Part, Cells.Slice)] =
            [(.core20, .category(.deprivation, 0)), (.rest, .notCore20)]
            + (1...10).map { (.decile($0), .decile($0)) }
        var components: [GapComponent] = []
        for area in areas where cells.areas.areas[area].scale >= largest {
            for basis in Basis.allCases {
                for (part, slice) in parts {
                    guard let summary = try CellSummary(cells, place, basis, area: area, slice) else { continue }
                    components.append(
                        GapComponent(
                            indicator: indicator.id, areaCode: cells.areas.areas[area].code, basis: basis,
                            periodStart: window.first, periodEnd: window.last, part: part,
                            statistic: indicator.statistic, countPeople: summary.countPeople, people: summary.people,
                            figures: summary.figures))
                }
            }
        }
        return components
    }

    /// The areas outside the bands of their scales.
    func findings(_ bands: [ScaleBand]) -> [Finding] {
        var findings: [Finding] = []
        for index in areas {
            let area = cells.areas.areas[index]
            for band in bands where band.scale == cells.areas.scales[area.scale] {
                let people = Int(clamping: cells.cell(place, band.basis, area: index, .whole).numerator)
                if let finding = band.finding(on: area, people: people) { findings.append(finding) }
            }
        }
        return findings
    }
}
