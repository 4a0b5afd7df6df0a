/// A `contributions` table in the making, with all the columns that it may have.
struct ContributionLines {
    private let indicators: [Indicator]
    private let practices: [String]
    private var persons: [Int64?] = []
    private var ids: [String?] = []
    private var numerators: [Int64?] = []
    private var denominators: [Int64?] = []
    private var bases: [String?] = []
    private var places: [String?] = []

    init(indicators: [Indicator], practices: [String]) {
        self.indicators = indicators
        self.practices = practices
    }

    /// A row; `practice` is the place of a practice that held something, −1 for one that is not known.
    mutating func append(
        _ person: Int, _ indicator: Int, _ share: Share, isResident: Bool = false, practice: Int32? = nil
    ) throws(StageFault) {
        let id = indicators[indicator].id
        guard let numerator = Int64(exactly: share.y), let denominator = Int64(exactly: share.n) else {
            throw StageFault("indicator '\(id)' of one person is beyond 64 bits")
        }
        persons.append(Int64(person))
        ids.append(id)
        numerators.append(numerator)
        denominators.append(denominator)
        bases.append(isResident ? ContributionTargets.resident : nil)
        places.append(practice.map { $0 < 0 ? "" : practices[Int($0)] })
    }

    var table: Table {
        Table(
            Schema(Contributions.table.columns + Contributions.furtherColumns),
            [
                Column(integers: persons), Column(texts: ids, type: .dictionary), Column(integers: numerators),
                Column(integers: denominators), Column(texts: bases, type: .dictionary),
                Column(texts: places, type: .dictionary),
            ], sensitivity: .aggregate)
    }
}
