/// What kind of number an indicator is, and so how its value and limits come about.
public enum IndicatorStatistic: String, Sendable, Equatable, Hashable, CaseIterable {
    /// A plain count, without limits.
    case count = "count"
    /// A mean over people.
    case mean = "mean"
    /// A proportion of people, 0 to 1.
    case proportion = "proportion"
    /// A proportion of events, of which a person may have several.
    case proportionOfEvents = "proportion of events"
    /// A ratio of two sums over people.
    case ratio = "ratio of sums"
    /// A directly standardised rate.
    case directlyStandardisedRate = "directly standardised rate"
    /// Observed over expected events.
    case indirectlyStandardisedRatio = "indirectly standardised ratio"
}
