import StageKit

/// Which extracts apply and which version of each patient is in force, settled per source from headers and identifiers
/// alone (`feed.md`, "Full, delta, and what wins").
struct Settlement: Sendable {
    /// The extracts that apply, in byte order of their source, then by sequence.
    var feeds: [Feed] = []
    /// The places in what was given of the extracts that apply, in the same order.
    var places: [Int] = []
    /// The places in what was given of byte copies of another extract, which count for nothing.
    var copies: Set<Int> = []
    /// The versions in force, in the order of their sources and identifiers.
    var records: [RecordReference] = []
    var optOuts: [OptOutNotice] = []
    var findings: [Finding] = []
    /// For every source that applies: how many versions are in force, and the day its data reach to.
    var sources: [(name: String, records: Int, reachesTo: CalendarDay)] = []

    /// `digest` gives the SHA-256 of the XML of one of the feeds; asked for only where two of a source share a sequence.
    init(
        _ all: [Feed], onGap: GapPolicy, digest: (Int) throws(Diagnostic) -> String
    ) throws(Diagnostics) {
        var faults: [Diagnostic] = []
        let bySource = Dictionary(grouping: all.indices, by: { all[$0].header.source })
        for source in bySource.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let extracts = (bySource[source] ?? []).sorted {
                (all[$0].header.sequence, $0) < (all[$1].header.sequence, $1)
            }
            let distinct = Self.distinct(extracts, all, source, digest, &findings, &faults)
            copies.formUnion(Set(extracts).subtracting(distinct))
            guard let full = distinct.lastIndex(where: { all[$0].header.content == .full }) else {
                findings.append(
                    Finding("no-full-extract", "source \(source) has no full extract, so its deltas apply to nothing"))
                continue
            }
            apply(Array(distinct[full...]), of: all, source: source, onGap: onGap, faults: &faults)
        }
        if !faults.isEmpty { throw Diagnostics(faults) }
    }

    /// The extracts of a source without byte copies of the same sequence.
    private static func distinct(
        _ extracts: [Int], _ all: [Feed], _ source: String, _ digest: (Int) throws(Diagnostic) -> String,
        _ findings: inout [Finding], _ faults: inout [Diagnostic]
    ) -> [Int] {
        var distinct: [Int] = []
        for extract in extracts {
            guard let last = distinct.last, all[last].header.sequence == all[extract].header.sequence else {
                distinct.append(extract)
                continue
            }
            do throws(Diagnostic) {
                if try digest(last) == digest(extract) {
                    findings.append(
                        Finding("same-extract-twice", "\(all[extract].name) repeats \(all[last].name) and counts once"))
                } else {
                    let sequence = all[extract].header.sequence
                    faults.append(
                        Diagnostic(
                            .data,
                            "\(all[last].name) and \(all[extract].name) are both sequence \(sequence) of source "
                                + "\(source), with different content",
                            hint: "ask the sender which one holds and take the other out of the inbox"))
                }
            } catch {
                faults.append(error)
            }
        }
        return distinct
    }

    /// Applies the extracts of one source from the newest full one on.
    private mutating func apply(
        _ extracts: [Int], of all: [Feed], source: String, onGap: GapPolicy, faults: inout [Diagnostic]
    ) {
        var versions = VersionIndex()
        var reachesTo: CalendarDay?
        var last: Int64?
        for extract in extracts {
            let header = all[extract].header
            if let last, header.isNumbered, header.sequence - last > 1 {
                let missing = header.sequence == last + 2 ? "\(last + 1)" : "\(last + 1) to \(header.sequence - 1)"
                let message = "source \(source): sequence \(missing) is missing before \(all[extract].name)"
                if onGap == .stop {
                    faults.append(Diagnostic(.data, message, hint: "ask the sender for it, or set on_gap: report"))
                } else {
                    findings.append(Finding("gap", message))
                }
            }
            last = header.sequence
            reachesTo = max(reachesTo ?? header.periodEnd, header.periodEnd)
            versions.apply(all[extract], at: Int32(feeds.count))
            feeds.append(all[extract])
            places.append(extract)
        }
        let inForce = versions.inForce()
        records += inForce
        optOuts += versions.optOuts
        if let reachesTo { sources.append((source, inForce.count, reachesTo)) }
    }

    /// The latest day for which sources that carry at least 95% of all patient records have data.
    var latestDay: CalendarDay? {
        let total = sources.reduce(0) { $0 + $1.records }
        for day in Set(sources.map(\.reachesTo)).sorted(by: >) {
            let covered = sources.filter { $0.reachesTo >= day }.reduce(0) { $0 + $1.records }
            if covered * 100 >= total * 95 { return day }
        }
        return nil
    }
}
