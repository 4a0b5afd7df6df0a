import StageKit

/// The registration that places a person at the as-of date.
struct ChosenRegistration {
    /// The earliest of the as-of date, the day before its end, and the day of death.
    var last: Int32
    var start: Int32
    var extracted: Int64
    /// The practice's place in byte order.
    var rank: Int32
    /// The record's place among the person's, which are ordered by source and local identifier.
    var record: Int
    /// The practice's code, −1 where none is named.
    var practice: Int32

    /// Whether this one gives way to `other`.
    @inline(__always) func yields(to other: ChosenRegistration) -> Bool {
        (last, start, extracted, rank, record) < (other.last, other.start, other.extracted, other.rank, other.record)
    }
}

extension PersonAssembly {
    /// The earliest day of death of any record, where it lies not after the as-of date.
    func earliestDeath() -> Int32? {
        var earliest: Int32?
        for record in records {
            if let day = run.feeds[Int(record.feed)].death[Int(record.row)] { earliest = min(day, earliest ?? day) }
        }
        return earliest.flatMap { $0 > asOf ? nil : $0 }
    }

    /// Of the regular registrations that began by the as-of date the one that lasts longest up to it.
    func registration(death: Int32?) -> ChosenRegistration? {
        var best: ChosenRegistration?
        let ceiling = min(asOf, death ?? asOf)
        for (place, record) in records.enumerated() {
            let feed = run.feeds[Int(record.feed)]
            for row in FeedColumns.rows(feed.registrations.starts, Int(record.row)) {
                guard feed.registrations.isRegular[row] ?? true, let start = feed.registrations.start[row],
                    start <= asOf
                else { continue }
                let practice = feed.registrations.practice[row] ?? -1
                let candidate = ChosenRegistration(
                    last: min(ceiling, (feed.registrations.end[row] ?? .max) - 1), start: start,
                    extracted: feed.extracted, rank: practice < 0 ? -1 : run.practiceRanks[Int(practice)],
                    record: place, practice: practice)
                if best?.yields(to: candidate) ?? true { best = candidate }
            }
        }
        return best
    }

    /// The record extracted last; then of the larger source and local identifier.
    func lastExtracted() -> Int {
        var best = 0
        for place in records.indices.dropFirst() where extracted(place) >= extracted(best) { best = place }
        return best
    }

    /// The group that `record` states; else of the records with a stated one that extracted last; else whether any says
    /// that it was not stated.
    func ethnicity(of record: Int) -> EthnicGroup {
        let own = ethnicity(at: record)
        if own.isStated || records.count == 1 { return own }
        var best: Int?
        var group = own
        for place in records.indices {
            let stated = ethnicity(at: place)
            if stated.isStated {
                if let best, extracted(place) < extracted(best) { continue }
                best = place
                group = stated
            } else if stated == .notStated, best == nil {
                group = .notStated
            }
        }
        return group
    }

    private func ethnicity(at place: Int) -> EthnicGroup {
        run.feeds[Int(records[place].feed)].ethnicity[Int(records[place].row)] ?? .notKnown
    }

    private func extracted(_ place: Int) -> Int64 { run.feeds[Int(records[place].feed)].extracted }

    /// The days on which the person was born, alive and registered as a regular patient by any record, up to the as-of
    /// date, as ranges that ascend and do not touch.
    mutating func gatherExposure(birth: Int32, death: Int32?) {
        ranges.removeAll(keepingCapacity: true)
        let ceiling = min(asOf, death ?? asOf)
        for record in records {
            let feed = run.feeds[Int(record.feed)]
            for row in FeedColumns.rows(feed.registrations.starts, Int(record.row)) {
                guard feed.registrations.isRegular[row] ?? true, let start = feed.registrations.start[row] else {
                    continue
                }
                let first = max(start, birth), last = min(ceiling, (feed.registrations.end[row] ?? .max) - 1)
                if first > last { continue }
                ranges.append(DayRange(first: CalendarDay(number: first), last: CalendarDay(number: last)))
            }
        }
        DayRange.unite(&ranges)
    }
}

extension EthnicGroup {
    fileprivate var isStated: Bool { self != .notStated && self != .notKnown }
}

extension DayRange {
    /// Puts ranges in order and makes one of those that overlap or follow each other without a day between.
    static func unite(_ ranges: inout [DayRange]) {
        if ranges.count < 2 { return }
        for index in ranges.indices.dropFirst() where ranges[index].first < ranges[index - 1].first {
            ranges.sort { $0.first < $1.first }
            break
        }
        var kept = 0
        for index in ranges.indices.dropFirst() {
            if ranges[index].first.number <= ranges[kept].last.number + 1 {
                ranges[kept].last = max(ranges[kept].last, ranges[index].last)
            } else {
                kept += 1
                ranges[kept] = ranges[index]
            }
        }
        ranges.removeLast(ranges.count - kept - 1)
    }
}
