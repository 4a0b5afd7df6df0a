/// All that an estimate needs of a cell, flat: a handful of numbers that can lie in the columns of a table and come
/// back bit for bit.
public struct Figures: Sendable, Equatable {
    /// The numerator: cases, events, pounds, the sum of a mean, observed events.
    public let count: Double
    /// The denominator: people, events, person-years, expected events. 0 for a plain count.
    public let denominator: Double
    /// The distinct people behind the denominator (behind the count, for a plain count).
    public let people: Int
    /// A mean's standard deviation over people, or the standard error of a ratio of sums; 0 for other statistics and
    /// for one person.
    public let spread: Double
    /// The design effect of a proportion of events, at least 1; 1 for other statistics.
    public let designEffect: Double
    /// The directly standardised rate per one unit of the denominator; 0 for other statistics.
    public let rate: Double
    /// The variance of `rate`; 0 for other statistics.
    public let rateVariance: Double
    /// The share of the standard's weight in bands without exposure, 0 to 1; 0 for other statistics.
    public let emptyWeightShare: Double

    /// Takes stored numbers back as they are. The factory methods make them.
    public init(
        count: Double, denominator: Double, people: Int, spread: Double = 0, designEffect: Double = 1,
        rate: Double = 0, rateVariance: Double = 0, emptyWeightShare: Double = 0
    ) {
        self.count = count
        self.denominator = denominator
        self.people = people
        self.spread = spread
        self.designEffect = designEffect
        self.rate = rate
        self.rateVariance = rateVariance
        self.emptyWeightShare = emptyWeightShare
    }

    /// A plain count of people.
    public static func count(of people: Int) -> Figures {
        Figures(count: Double(people), denominator: 0, people: people)
    }

    /// `cases` of `people`.
    public static func proportion(_ cases: Int, of people: Int) -> Figures {
        Figures(count: Double(cases), denominator: Double(people), people: people)
    }

    /// A mean over people; `sums` must have a denominator of 1 for each person.
    public static func mean(_ sums: PeopleSums) -> Figures {
        Figures(
            count: sums.numeratorTotal, denominator: sums.denominatorTotal, people: sums.people,
            spread: sums.standardDeviation)
    }

    /// A proportion of events, with the design effect that the sums over people give.
    public static func proportionOfEvents(_ sums: PeopleSums) -> Figures {
        Figures(
            count: sums.numeratorTotal, denominator: sums.denominatorTotal, people: sums.people,
            designEffect: sums.designEffect)
    }

    /// A ratio of sums, with the standard error that the sums over people give.
    public static func ratio(_ sums: PeopleSums) -> Figures {
        Figures(
            count: sums.numeratorTotal, denominator: sums.denominatorTotal, people: sums.people,
            spread: sums.ratioStandardError)
    }

    /// A directly standardised rate: its events, its exposure, and the summary that its limits need.
    public static func directlyStandardisedRate(_ rate: StandardisedRate, people: Int) -> Figures {
        Figures(
            count: rate.events, denominator: rate.exposure, people: people, rate: rate.rate,
            rateVariance: rate.variance, emptyWeightShare: rate.emptyWeightShare)
    }

    /// Observed against expected events.
    public static func indirectlyStandardisedRatio(observed: Double, expected: Double, people: Int) -> Figures {
        Figures(count: observed, denominator: expected, people: people)
    }
}
