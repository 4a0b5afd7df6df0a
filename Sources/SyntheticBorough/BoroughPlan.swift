/// What a synthetic borough is made from: the same plan always gives the same bytes.
public struct BoroughPlan: Sendable, Hashable {
    /// How many people a borough may have.
    public static let peopleRange = 100...1_000_000

    /// 20 November 2026, a Friday.
    public static let defaultLastDay = BoroughDay(year: 2026, month: 11, day: 20)

    /// Different people, whatever the number of sources that know them.
    public var people: Int
    /// Chooses one borough among all of this size.
    public var seed: UInt64
    /// Whether the feeds also carry everything that must not stop a run: records to set aside, unknown elements,
    /// opt-outs on broken records, gaps, repeats.
    public var dirty: Bool
    /// The last day on which something happens; events fill the two years that end with it.
    public var lastDay: BoroughDay

    /// A plan; the last day is 20 November 2026 unless another is given.
    public init(
        people: Int = 250_000,
        seed: UInt64 = 1,
        dirty: Bool = false,
        lastDay: BoroughDay = BoroughPlan.defaultLastDay
    ) {
        self.people = people
        self.seed = seed
        self.dirty = dirty
        self.lastDay = lastDay
    }

    /// The first day of the two years of events.
    var firstDay: BoroughDay { lastDay.years(earlier: 2).advanced(by: 1) }

    // The proportions of a London borough of 250,000: 38 practices of 6,600, 6 localities, 24 communities, 165 LSOAs.
    var practiceCount: Int { max(5, (people + 3_289) / 6_579) }
    var localityCount: Int { max(2, (people + 20_833) / 41_667) }
    var communityCount: Int { max(4, (people + 5_208) / 10_417) }
    var lsoaCount: Int { max(20, (people + 757) / 1_515) }

    func check() throws(BoroughError) {
        guard Self.peopleRange.contains(people) else {
            throw .unusablePlan(
                "people: \(people) is outside \(Self.peopleRange.lowerBound) to "
                    + "\(Self.peopleRange.upperBound)")
        }
        guard (1990...2100).contains(lastDay.civil.year) else {
            throw .unusablePlan("last day: \(lastDay) is outside the years 1990 to 2100")
        }
    }
}

/// Why a synthetic borough could not be written.
public enum BoroughError: Error, Hashable, CustomStringConvertible {
    /// The plan asks for something that cannot be; the text says what.
    case unusablePlan(String)
    /// The folder already holds feeds or reference files; nothing was written.
    case notEmpty(path: String)
    /// A file operation failed: what was tried, on which path, with which `errno`.
    case file(operation: String, path: String, code: Int32)
    /// zlib refused, with its own code.
    case compression(path: String, code: Int32)
    /// The task was cancelled; files already finished stay.
    case cancelled

    /// The error in a sentence.
    public var description: String {
        switch self {
        case .unusablePlan(let text): "unusable plan: \(text)"
        case .notEmpty(let path): "\(path) is not empty: choose a new folder"
        case .file(let operation, let path, let code): "cannot \(operation) \(path) (errno \(code))"
        case .compression(let path, let code): "cannot compress \(path) (zlib code \(code))"
        case .cancelled: "cancelled"
        }
    }
}
