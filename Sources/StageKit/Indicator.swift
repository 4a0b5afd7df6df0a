/// Which way is good.
public enum Polarity: String, Sendable, Hashable, CaseIterable {
    case higherIsBetter = "higher is better"
    case lowerIsBetter = "lower is better"
    case neutral = "no judgement"
}

/// The unit in which a numerator or denominator is added up, as whole numbers.
public enum AmountUnit: String, Sendable, Hashable {
    /// People or events.
    case count
    /// Multiples of 2⁻⁵², for fractions of one.
    case fraction
    /// Multiples of GBP 10⁻⁴.
    case money
    /// Days; shown as years of 365.25.
    case days

    /// How many units make one of the finished figure; each is an exact double, so a division rounds once.
    public var unitsToOne: Double {
        switch self {
        case .count: 1
        case .fraction: 0x1p52
        case .money: 10_000
        case .days: 365.25
        }
    }

    /// A sum of units as the finished figure.
    public func value(_ units: Int128) -> Double { Double(units) / unitsToOne }
}

/// One indicator that a measure counts.
public struct Indicator: Sendable, Hashable {
    /// Its id in the indicator file.
    public var id: String
    public var name: String
    public var statistic: IndicatorStatistic
    public var polarity: Polarity
    /// The unit of the value, for the file: `people`, `proportion`, `per 100,000 person-years`, `GBP` …
    public var unit: String
    public var numerator: AmountUnit
    public var denominator: AmountUnit
    /// Where the measure is defined: paper or standard.
    public var source: String
    /// Whether gaps, slope and relative index of inequality are made of it.
    public var isCompared: Bool
    /// Whether it is the population that scale bands are held against.
    public var isPopulation: Bool
    /// Months of its window; 0 for a figure on one day.
    public var months: Int

    public init(
        _ id: String,
        _ name: String,
        statistic: IndicatorStatistic,
        polarity: Polarity,
        unit: String,
        numerator: AmountUnit = .count,
        denominator: AmountUnit = .count,
        source: String = "",
        isCompared: Bool = true,
        isPopulation: Bool = false,
        months: Int = 12
    ) {
        self.id = id
        self.name = name
        self.statistic = statistic
        self.polarity = polarity
        self.unit = unit
        self.numerator = numerator
        self.denominator = denominator
        self.source = source
        self.isCompared = isCompared
        self.isPopulation = isPopulation
        self.months = months
    }
    /// The same over a window of so many months: what a measure with a window to set says it counts.
    public func over(_ window: Months) -> Indicator {
        var indicator = self
        indicator.months = window.count
        return indicator
    }
}
