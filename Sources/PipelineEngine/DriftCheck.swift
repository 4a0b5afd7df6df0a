import StageKit

/// Holds the feeds of a run against what their sources sent before, and makes ready what the next run is held against.
struct DriftCheck {
    /// The stage that read them, and the pipeline.
    let reader: String
    let pipeline: String
    let run: String
    /// What decides what a fingerprint counts.
    let shape: String
    let tolerance: Int
    let policy: DriftPolicy

    /// So many differences of one extract are told one by one.
    static let most = 40

    struct Result {
        /// What somebody should know, and of which feed.
        var drifts: [(feed: String, finding: Finding)] = []
        /// Files of fingerprints that could not be used.
        var findings: [Finding] = []
        /// The histories after the run, by their files in byte order of the sources.
        var files: [(name: String, bytes: [UInt8])] = []
    }

    /// `places` are the feeds that apply; copies of another feed are not among `feeds`.
    func review(
        _ feeds: [(place: Int, feed: ReadFeed)], places: Set<Int>, state: borrowing StateFolder
    ) throws(Diagnostic) -> Result {
        var result = Result()
        let seen = feeds.filter { !$0.feed.feed.fingerprint.isEmpty }
        let bySource = Dictionary(grouping: seen, by: { $0.feed.feed.header.source })
        for source in bySource.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let file = FeedHistory.file(of: source, reader: reader, pipeline: pipeline)
            var history = FeedHistory()
            let stored = try state.read(file)
            if let stored {
                if let read = FeedHistory(stored) {
                    history = read
                } else {
                    result.findings.append(
                        Finding(
                            "state-damaged",
                            "source \(source): its fingerprints (\(file)) are damaged, so its history begins again"))
                }
            }
            let extracts = (bySource[source] ?? []).map { place, read in
                FeedHistory.Extract(
                    name: read.feed.name, observation: observation(of: read), applies: places.contains(place))
            }
            let (differences, after) = history.review(extracts, tolerance: tolerance, policy: policy)
            for difference in differences {
                result.drifts += Self.findings(difference, source).map { (difference.name, $0) }
            }
            let bytes = after.bytes
            if bytes != stored { result.files.append((file, bytes)) }
        }
        return result
    }

    private func observation(of read: ReadFeed) -> FeedObservation {
        let header = read.feed.header
        return FeedObservation(
            extracted: header.extracted, sequence: header.sequence, content: header.content,
            digest: read.document.hex, shape: shape, run: run, fingerprint: read.feed.fingerprint)
    }

    private static func findings(_ difference: FeedHistory.Difference, _ source: String) -> [Finding] {
        var findings = difference.drifts.prefix(most).map {
            Finding("drift", "source \(source), \(difference.name): \($0.message)")
        }
        let more = difference.drifts.count - findings.count
        if more > 0 {
            findings.append(Finding("drift", "source \(source), \(difference.name): \(more) more differences"))
        }
        return findings
    }
}
