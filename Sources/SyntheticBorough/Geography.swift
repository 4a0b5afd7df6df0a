/// The places of a borough: how practices, communities and LSOAs nest, how deprived each LSOA is, and where the
/// patients of a practice live.
struct Geography: Sendable {
    /// LSOA numbers from here on lie outside the borough.
    static let outsideFirst = 9_000
    /// How many such LSOAs patients live in; the last has no decile.
    static let outsideCount = 6

    let lsoaCommunity: [Int]
    let lsoaDecile: [Int]
    let communityLocality: [Int]
    let practiceLocality: [Int]
    /// LSOAs of each locality and community, and communities of each locality: they lie side by side.
    let localityLSOAs: [Range<Int>]
    let communityLSOAs: [Range<Int>]
    let localityPractices: [Range<Int>]
    /// The community around each practice.
    let catchment: [Int]
    /// Relative popularity, adding up to `practiceShareTotal`.
    let practiceShares: [Int]
    let practiceShareTotal: Int
    /// Clinicians of each practice, by role in the order of `Codes.roles`; the last `locums` of the first are generic.
    let staffCounts: [[Int]]
    let locums: [Int]
    let outsideDeciles: [Int]

    init(_ plan: BoroughPlan) {
        var random = RandomStream(seed: plan.seed, .geography, 0)
        let lsoas = plan.lsoaCount
        let communities = plan.communityCount
        let localities = plan.localityCount
        let practices = plan.practiceCount
        lsoaCommunity = (0..<lsoas).map { $0 * communities / lsoas }
        communityLocality = (0..<communities).map { $0 * localities / communities }
        practiceLocality = (0..<practices).map { $0 * localities / practices }
        communityLSOAs = Self.ranges(of: lsoaCommunity, count: communities)
        let localityOfLSOA = lsoaCommunity.map { [communityLocality] in communityLocality[$0] }
        localityLSOAs = Self.ranges(of: localityOfLSOA, count: localities)
        localityPractices = Self.ranges(of: practiceLocality, count: localities)

        // Neighbouring LSOAs are alike: rank them by their community's level and a little noise of their own.
        let levels = (0..<communities).map { _ in random.below(1000) }
        var ranked: [(level: Int, lsoa: Int)] = []
        for lsoa in 0..<lsoas { ranked.append((levels[lsoaCommunity[lsoa]] + random.below(700), lsoa)) }
        ranked.sort { ($0.level, $0.lsoa) < ($1.level, $1.lsoa) }
        var deciles = [Int](repeating: 10, count: lsoas)
        let shares = [140, 270, 390, 500, 600, 690, 780, 860, 930, 1000]
        for (rank, entry) in ranked.enumerated() {
            let quantile = (rank * 2 + 1) * 500 / lsoas
            deciles[entry.lsoa] = (shares.firstIndex { quantile < $0 } ?? 9) + 1
        }
        lsoaDecile = deciles
        outsideDeciles = (0..<Self.outsideCount).map { _ in 1 + random.below(10) }

        // Localities are about equal; within one, the largest practice has nearly twice the smallest.
        let localityShares = (0..<localities).map { _ in 95_000 + random.below(10_000) }
        let sizes = (0..<practices).map { _ in 700 + random.below(600) }
        let near = Self.ranges(of: communityLocality, count: localities)
        var shareList: [Int] = []
        var around: [Int] = []
        for practice in 0..<practices {
            let locality = practiceLocality[practice]
            let others = localityPractices[locality]
            let sum = sizes[others].reduce(0, +)
            shareList.append(localityShares[locality] * sizes[practice] / sum)
            let nearest = near[locality]
            around.append(nearest.lowerBound + (practice - others.lowerBound) % nearest.count)
        }
        practiceShares = shareList
        practiceShareTotal = shareList.reduce(0, +)
        catchment = around

        var counts: [[Int]] = []
        var floating: [Int] = []
        for practice in 0..<practices {
            let patients = plan.people * shareList[practice] / max(1, practiceShareTotal)
            let gps = min(14, max(3, patients / 1_600))
            let locum = 1 + random.below(2)
            counts.append([gps + locum, max(1, gps / 2), 1, 1, 1, 1, 1, max(1, gps / 3), 2, 1])
            floating.append(locum)
        }
        staffCounts = counts
        locums = floating
    }

    private static func ranges(of groups: [Int], count: Int) -> [Range<Int>] {
        (0..<count).map { group in
            let first = groups.firstIndex { $0 >= group } ?? groups.count
            let end = groups.firstIndex { $0 > group } ?? groups.count
            return first..<end
        }
    }

    /// Doctors of a practice who have a login of their own.
    func partners(of practice: Int) -> Int {
        staffCounts[practice][0] - locums[practice]
    }

    /// The number within its practice of the first staff member with a role, counted from 1.
    func firstStaff(of practice: Int, role: Int) -> Int {
        1 + staffCounts[practice][..<role].reduce(0, +)
    }

    /// Where somebody of this practice lives: an LSOA of the borough, or one outside it, or -1 for not known.
    func residence(for practice: Int, _ random: inout RandomStream) -> Int {
        let draw = random.below(1000)
        if draw < 3 { return -1 }
        if draw < 13 { return Self.outsideFirst + random.below(Self.outsideCount) }
        let range: Range<Int> =
            draw < 130
            ? 0..<lsoaDecile.count
            : draw < 430 ? communityLSOAs[catchment[practice]] : localityLSOAs[practiceLocality[practice]]
        // Some LSOAs hold fewer people than others.
        var lsoa = range.lowerBound + random.below(range.count)
        if ((lsoa &* 2_654_435_761) >> 7) % 4 == 0, random.chance(400) {
            lsoa = range.lowerBound + random.below(range.count)
        }
        return lsoa
    }

    /// The decile of an LSOA number; 0 where there is none.
    func decile(of lsoa: Int) -> Int {
        if lsoa < 0 { return 0 }
        if lsoa < lsoaDecile.count { return lsoaDecile[lsoa] }
        let outside = lsoa - Self.outsideFirst
        return outside == Self.outsideCount - 1 ? 0 : outsideDeciles[outside]
    }
}
