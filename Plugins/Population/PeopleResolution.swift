import StageKit

/// What is the same for all people of a run, and the making of people from it.
final class PeopleResolution: PersonResolution {
    let areas: AreaHierarchy
    let asOf: CalendarDay
    let feeds: [FeedColumns]
    /// Whether a staff code is a login that many share: any extract of any source says so.
    let isGeneric: [Bool]
    /// For every practice code its place in byte order.
    let practiceRanks: [Int32]
    /// For every practice code its area, −1 where it has none.
    let practiceAreas: [Int32]
    /// For every LSOA code its area, −1 where it has none.
    let residentAreas: [Int32]
    /// For every LSOA code its decile 1–10, 0 for unknown.
    let deciles: [UInt8]
    let methods: [AdmissionMethod]
    /// ODS codes of practices by the run's numbers of them.
    let practices: [String]
    /// ICD-10 codes and SNOMED CT concepts by the run's numbers of them.
    let diagnoses: [String]
    let concepts: [String]
    let bases: Set<Basis>
    let findings: [Finding]

    init(
        _ context: ResolutionContext, areas: AreaHierarchy, deprivation: Table?, bases: Set<Basis>,
        findings: [Finding] = []
    ) throws(StageFault) {
        self.areas = areas
        self.findings = findings
        self.bases = bases
        asOf = context.asOf
        var codes = RunCodes()
        var generic: [Int32] = []
        var columns: [FeedColumns] = []
        let sources = context.feeds.map(\.header.source)
        let ranks = Self.ranks(of: sources)
        for (index, feed) in context.feeds.enumerated() {
            columns.append(try FeedColumns(feed, source: ranks[index], needs: context.needs, codes: &codes))
            generic += try Self.genericStaff(of: feed, codes: &codes)
        }
        feeds = columns
        var isGeneric = [Bool](repeating: false, count: codes.staff.count)
        for code in generic { isGeneric[Int(code)] = true }
        self.isGeneric = isGeneric

        let practices = codes.practices.finish(), lsoas = codes.lsoas.finish()
        practiceRanks = practices.ranks
        self.practices = practices.strings
        practiceAreas =
            bases.contains(.registered)
            ? self.practices.map { Int32(areas.practice[$0] ?? -1) }
            : [Int32](repeating: -1, count: practices.count)
        residentAreas =
            bases.contains(.resident)
            ? lsoas.strings.map { Int32(areas.residence[$0] ?? -1) } : [Int32](repeating: -1, count: lsoas.count)
        deciles = try DeprivationReference.deciles(deprivation, of: lsoas)
        diagnoses = codes.diagnoses.finish().strings
        concepts = codes.concepts.finish().strings
        methods = codes.methods.finish().strings.map { AdmissionMethod(word: $0) }
    }

    func resolve(_ partition: PersonPartition) throws(StageFault) -> PersonFrame {
        var assembly = PersonAssembly(self)
        assembly.reserve(for: partition)
        for index in 0..<partition.count { assembly.add(index, of: partition) }
        return assembly.finish()
    }

    /// Order of records: by source, then local identifier.
    func precedes(_ a: RecordReference, _ b: RecordReference) -> Bool {
        (feeds[Int(a.feed)].source, a.order) < (feeds[Int(b.feed)].source, b.order)
    }

    /// For every source its place among the distinct ones in byte order.
    private static func ranks(of sources: [String]) -> [Int32] {
        let order = sources.indices.sorted { sources[$0].utf8.lexicographicallyPrecedes(sources[$1].utf8) }
        var ranks = [Int32](repeating: 0, count: sources.count)
        var rank: Int32 = 0
        for (place, index) in order.enumerated() {
            if place > 0, !sources[order[place - 1]].utf8.elementsEqual(sources[index].utf8) { rank += 1 }
            ranks[index] = rank
        }
        return ranks
    }

    /// The codes of the staff that a feed calls generic.
    private static func genericStaff(of feed: Feed, codes: inout RunCodes) throws(StageFault) -> [Int32] {
        let table = FeedTable("staff", of: feed)
        guard let id = try table.column("id", .dictionary), let generic = try table.column("generic", .bool) else {
            return []
        }
        let all = codes.staff.codes(of: id)
        let ids = id.int32s
        return (0..<id.count).compactMap { id.isValid($0) && generic.bool($0) == true ? all[Int(ids[$0])] : nil }
    }
}
