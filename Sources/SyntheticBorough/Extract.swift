/// One file of one source: what it holds, up to which day, and how it lies on disk.
struct Extract: Sendable {
    /// What a delta changes about somebody, beside the events since the last extract.
    enum Change: Sendable { case none, optsOut, movesHome, leaves, removed, newContact }

    let source: Int
    let code: String
    var sequence: Int
    /// The last day it covers, as a day number.
    let periodEnd: Int
    let periodStart: Int
    /// The day that the extract before covers to, for a delta; nil for a full extract.
    let previousEnd: Int?
    /// 0 for a full extract, then 1, 2 for the deltas on top of it.
    let delta: Int
    /// A full extract that a newer one replaces.
    var isSuperseded = false
    var form = FeedFile.Form.gzip
    var isLatin1 = false

    var isFull: Bool { previousEnd == nil }

    /// `G85001-20261120-full.xml.gz`.
    var fileName: String {
        "\(code)-\(BoroughDay(number: periodEnd).compact)-\(isFull ? "full" : "delta").xml\(form == .plain ? "" : ".gz")"
    }

    /// The extracts of a source, oldest first. Most send one full extract; some an older and a newer one, some one or
    /// two deltas after it.
    static func all(of source: Source, in plan: BoroughPlan) -> [Extract] {
        let last = plan.lastDay.number
        let ends: [(end: Int, delta: Bool)] =
            if source.practice < 0 {
                [(last - 1, false), (last, true)]
            } else if source.practice % 12 == 1 {
                [(last, false), (last + 1, true)]
            } else if source.practice % 12 == 2 {
                [(last - 2, false), (last - 1, true), (last, true)]
            } else if source.practice % 24 == 3 {
                [(last - 7, false), (last, false)]
            } else {
                [(last, false)]
            }
        var extracts: [Extract] = []
        var delta = 0
        for (place, entry) in ends.enumerated() {
            delta = entry.delta ? delta + 1 : 0
            let end = BoroughDay(number: entry.end)
            var extract = Extract(
                source: source.index, code: source.code, sequence: 400 + source.index % 50 + place,
                periodEnd: entry.end,
                periodStart: entry.delta ? ends[place - 1].end + 1 : end.years(earlier: 2).number + 1,
                previousEnd: entry.delta ? ends[place - 1].end : nil, delta: delta)
            extract.isSuperseded = !entry.delta && place + 1 < ends.count && !ends[place + 1].delta
            if plan.dirty {
                if source.practice == 2, !entry.delta { extract.form = .gzipMembers }
                if source.practice == 4 { extract.form = .plain }
                extract.isLatin1 = source.practice == 3 && place == 1
                // The hospital's delta comes one number too late: a gap.
                if source.practice < 0, entry.delta { extract.sequence += 1 }
            }
            extracts.append(extract)
        }
        return extracts
    }

    /// What becomes of the record at `position` of `count`, and in which delta. Every so many records one of each
    /// change: a delta later than the first takes other records.
    func change(at position: Int, of count: Int) -> (change: Change, delta: Int) {
        guard delta > 0 else { return (.none, 0) }
        let place = position % (count < 2_000 ? 40 : 200)
        let changes: [Change] = [.optsOut, .movesHome, .leaves, .removed, .newContact]
        switch place {
        case 2..<7: return (changes[place - 2], 1)
        case 12..<17: return (changes[place - 12], 2)
        default: return (.none, 0)
        }
    }
}
