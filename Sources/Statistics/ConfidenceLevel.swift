/// The two levels at which every indicator gives its limits: 95 % and 99.8 %.
public enum ConfidenceLevel: Sendable, Equatable, CaseIterable {
    /// 95 %: two and a half in a hundred in each tail.
    case percent95
    /// 99.8 %: one in a thousand in each tail.
    case percent99point8

    /// The level in percent, 95 or 99.8.
    public var percent: Double {
        switch self {
        case .percent95: 95
        case .percent99point8: 99.8
        }
    }

    /// The probability left in each tail, 0.025 or 0.001.
    public var tail: Double {
        switch self {
        case .percent95: 0.025
        case .percent99point8: 0.001
        }
    }

    /// The standard normal quantile that leaves `tail` above it: 1.959964 or 3.090232.
    public var z: Double {
        switch self {
        case .percent95: Self.z95
        case .percent99point8: Self.z998
        }
    }

    private static let z95 = NormalDistribution.quantile(upperTail: 0.025)
    private static let z998 = NormalDistribution.quantile(upperTail: 0.001)
}
