/// A lower and an upper limit, both finite, the lower never above the upper.
public struct Interval: Sendable, Equatable {
    public let lower: Double
    public let upper: Double

    /// Takes two limits; nil where one of them is not finite or they are the wrong way round.
    public init?(lower: Double, upper: Double) {
        guard lower.isFinite, upper.isFinite, lower <= upper else { return nil }
        self.lower = lower
        self.upper = upper
    }

    /// Both limits multiplied by a positive number; nil where that number is not positive or the result not finite.
    public func multiplied(by factor: Double) -> Interval? {
        guard factor > 0 else { return nil }
        return Interval(lower: lower * factor, upper: upper * factor)
    }
}

/// How a calculation went. One bad row never stops the others: it carries its status instead of an error.
public enum EstimateStatus: String, Sendable, Equatable, CaseIterable {
    /// There is a value.
    case ok
    /// There is a value, but one person gives no spread and so no limits.
    case onePerson
    /// The denominator is 0.
    case noData
    /// Fewer events than the method asks for.
    case tooFew
    /// Bands without exposure hold more of the standard's weight than the method allows.
    case emptyBands
    /// The formula has no value here, such as a division by an expected number of 0.
    case notDefined
    /// The figures contradict the statistic: negative, not finite, or more cases than people.
    case invalid

    /// Whether an estimate of this status has a value.
    public var hasValue: Bool { self == .ok || self == .onePerson }
}

/// A value with its limits at both levels, or the reason why there is none.
public struct Estimate: Sendable, Equatable {
    public let status: EstimateStatus
    /// The value, in the unit of the statistic; nil unless the status says that there is one.
    public let value: Double?
    /// The limits at 95 %; nil where the method gives none.
    public let limits95: Interval?
    /// The limits at 99.8 %; nil where the method gives none.
    public let limits998: Interval?

    private init(status: EstimateStatus, value: Double?, limits95: Interval?, limits998: Interval?) {
        self.status = status
        self.value = value
        self.limits95 = limits95
        self.limits998 = limits998
    }

    /// An estimate without a value. A status that promises one is turned into `notDefined`.
    public init(without status: EstimateStatus) {
        self.init(status: status.hasValue ? .notDefined : status, value: nil, limits95: nil, limits998: nil)
    }

    /// A value and its limits; a value that is not finite becomes `notDefined`.
    public init(
        value: Double, status: EstimateStatus = .ok, limits: (ConfidenceLevel) -> Interval? = { _ in nil }
    ) {
        guard value.isFinite, status.hasValue else {
            self.init(without: .notDefined)
            return
        }
        self.init(
            status: status, value: value, limits95: limits(.percent95), limits998: limits(.percent99point8))
    }

    /// The limits at a level; nil where the method gives none.
    public func limits(_ level: ConfidenceLevel) -> Interval? {
        switch level {
        case .percent95: limits95
        case .percent99point8: limits998
        }
    }

    /// The standard error that the 95 % limits imply: their width / (2 × 1.959964).
    public var impliedStandardError: Double? {
        limits95.map { ($0.upper - $0.lower) / (2 * ConfidenceLevel.percent95.z) }
    }
}
