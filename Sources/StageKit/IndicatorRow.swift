/// One row of the indicator table: what `summarise` makes, comparisons add to, the gate protects and writers print.
public struct IndicatorRow: Sendable, Equatable {
    /// Id and name in the indicator file.
    public var indicator: String
    public var name: String
    public var statistic: IndicatorStatistic
    public var unit: String
    public var polarity: Polarity
    public var areaCode: String
    public var areaName: String
    /// The scale's name, `practice` …, and its place among the scales, smallest first.
    public var scale: String
    public var scaleOrder: Int
    /// Empty for the largest scale.
    public var parentCode: String
    public var parentName: String
    /// The area of the largest scale that the area lies in (itself for that scale): what it is compared to.
    public var topCode: String
    public var basis: Basis
    /// `nil` for the whole area, and for gaps.
    public var breakdown: Breakdown?
    /// The place of the category in `Breakdown.categories`; 0 for the whole.
    public var category: Int
    public var periodStart: CalendarDay
    public var periodEnd: CalendarDay
    /// Months of the window, 0 for a day.
    public var months: Int
    public var value: Double?
    public var limits95: Interval?
    public var limits998: Interval?
    /// `nil` for gaps.
    public var count: Double?
    /// `nil` for gaps and for counts.
    public var denominator: Double?
    /// The expected number, of an indirectly standardised ratio alone.
    public var expected: Double?
    /// `withheld`, `not calculable`, `one person` or empty.
    public var note: String
    /// Distinct people behind the count.
    public var countPeople: Int
    /// Distinct people behind the denominator.
    public var people: Int
    /// What value and limits are computed from; all zero for gaps.
    public var figures: Figures
    /// For a gap the indicator it is made of, else empty.
    public var origin: String
    /// For a gap which one, else `nil`.
    public var gap: GapKind?

    public init(
        indicator: String, name: String, statistic: IndicatorStatistic, unit: String, polarity: Polarity,
        areaCode: String, areaName: String, scale: String, scaleOrder: Int, parentCode: String, parentName: String,
        topCode: String, basis: Basis, breakdown: Breakdown? = nil, category: Int = 0, periodStart: CalendarDay,
        periodEnd: CalendarDay, months: Int, figures: Figures, countPeople: Int, people: Int
    ) {
        self.indicator = indicator
        self.name = name
        self.statistic = statistic
        self.unit = unit
        self.polarity = polarity
        self.areaCode = areaCode
        self.areaName = areaName
        self.scale = scale
        self.scaleOrder = scaleOrder
        self.parentCode = parentCode
        self.parentName = parentName
        self.topCode = topCode
        self.basis = basis
        self.breakdown = breakdown
        self.category = category
        self.periodStart = periodStart
        self.periodEnd = periodEnd
        self.months = months
        self.figures = figures
        self.countPeople = countPeople
        self.people = people
        note = ""
        origin = ""
    }

    /// The category as published, empty for the whole.
    public var categoryName: String { breakdown.map { $0.categories[category] } ?? "" }

    /// Takes value, limits and note from an estimate.
    public mutating func take(_ estimate: Estimate) {
        value = estimate.value
        limits95 = estimate.limits95
        limits998 = estimate.limits998
        note = estimate.value == nil ? "not calculable" : estimate.status == .onePerson ? "one person" : ""
    }

    /// Empties every figure.
    public mutating func withhold() {
        value = nil
        limits95 = nil
        limits998 = nil
        count = nil
        denominator = nil
        expected = nil
        note = "withheld"
        countPeople = 0
        people = 0
        figures = Figures(count: 0, denominator: 0, people: 0)
    }

    /// Whether the row was withheld by a gate.
    public var isWithheld: Bool { note == "withheld" }
}

/// The measures of inequality made of an indicator.
public enum GapKind: String, Sendable, Hashable, CaseIterable {
    case absolute = "gap-absolute"
    case relative = "gap-relative"
    case slopeIndex = "sii"
    case relativeIndex = "rii"

    /// What follows the indicator's name.
    public var title: String {
        switch self {
        case .absolute: "absolute gap"
        case .relative: "relative gap"
        case .slopeIndex: "slope index of inequality"
        case .relativeIndex: "relative index of inequality"
        }
    }
}

/// A figure that gaps are made of: one side, or one decile, of one indicator in one area.
public struct GapComponent: Sendable, Equatable {
    public enum Part: Sendable, Hashable {
        /// The most deprived fifth of places.
        case core20
        /// Quintiles 2–5 added up.
        case rest
        /// National decile, 1–10.
        case decile(Int)
    }

    public var indicator: String
    public var areaCode: String
    public var basis: Basis
    /// The period of the rows it belongs to: an indicator may be there over several.
    public var periodStart: CalendarDay
    public var periodEnd: CalendarDay
    public var part: Part
    public var statistic: IndicatorStatistic
    public var countPeople: Int
    public var people: Int
    public var figures: Figures

    public init(
        indicator: String, areaCode: String, basis: Basis, periodStart: CalendarDay, periodEnd: CalendarDay,
        part: Part, statistic: IndicatorStatistic, countPeople: Int, people: Int, figures: Figures
    ) {
        self.indicator = indicator
        self.areaCode = areaCode
        self.basis = basis
        self.periodStart = periodStart
        self.periodEnd = periodEnd
        self.part = part
        self.statistic = statistic
        self.countPeople = countPeople
        self.people = people
        self.figures = figures
    }
}
