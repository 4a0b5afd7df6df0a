import StageKit

/// One extract as it was seen: which it is, and its fingerprint.
struct FeedObservation: Sendable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z.
    var extracted: Int64
    var sequence: Int64
    var content: FeedHeader.Content
    /// The digest of the document's bytes as they lie in the file: the same bytes are the same extract.
    var digest: String
    /// What decides what a fingerprint counts: the reader and its mapping.
    var shape: String
    /// The run that first took it.
    var run: String
    var fingerprint: FeedFingerprint

    /// Whether both are the same extract, seen through the same mapping.
    func isSame(as other: FeedObservation) -> Bool {
        isInPlace(of: other) && content == other.content && digest == other.digest && shape == other.shape
    }

    /// Whether both stand at the same place of their source's extracts.
    func isInPlace(of other: FeedObservation) -> Bool { extracted == other.extracted && sequence == other.sequence }

    func precedes(_ other: FeedObservation) -> Bool {
        (extracted, sequence) < (other.extracted, other.sequence)
    }
}

/// The extracts of one source that runs have taken, in the order in which they were extracted.
///
/// An extract is held against those before it when it is new to this run. Extracts that this same run took when it was
/// made before count as new, so that a run made again says the same again.
struct FeedHistory: Sendable, Hashable {
    private(set) var observations: [FeedObservation] = []

    /// Against so many extracts of a kind an extract is held.
    static let length = 12

    init(_ observations: [FeedObservation] = []) {
        self.observations = observations.sorted { $0.precedes($1) }
    }

    /// An extract that a run has read.
    struct Extract: Sendable {
        /// The feed's name.
        var name: String
        var observation: FeedObservation
        /// Whether it is in force; others are remembered, and nothing is said of them.
        var applies: Bool
    }

    /// How one extract differs.
    struct Difference: Sendable, Hashable {
        var name: String
        var drifts: [FeedDrift]
    }

    /// The differences of the extracts of a run of this source, in their order, and the history after the run. Where
    /// the policy is to stop, an extract that differs is not taken: it must not become what others are held against.
    func review(
        _ extracts: [Extract], tolerance: Int, policy: DriftPolicy
    ) -> (differences: [Difference], after: FeedHistory) {
        var extracts = extracts
        extracts.sort { $0.observation.precedes($1.observation) }
        guard let run = extracts.first?.observation.run else { return ([], self) }
        let shape = extracts[0].observation.shape
        var taken = observations.filter { known in
            guard known.shape == shape, known.run != run else { return false }
            // Another document in the place of one that was taken replaces it.
            return !extracts.contains {
                $0.observation.isInPlace(of: known) && !$0.observation.isSame(as: known)
            }
        }
        var differences: [Difference] = []
        for extract in extracts where !taken.contains(where: { $0.isSame(as: extract.observation) }) {
            let drifts = Self.drifts(of: extract.observation, among: taken, tolerance: tolerance)
            if extract.applies, !drifts.isEmpty { differences.append(Difference(name: extract.name, drifts: drifts)) }
            if drifts.isEmpty || policy == .report { taken.append(extract.observation) }
        }
        return (differences, FeedHistory(Self.kept(taken, extracts)))
    }

    private static func drifts(
        of observation: FeedObservation, among taken: [FeedObservation], tolerance: Int
    ) -> [FeedDrift] {
        let before = taken.filter { $0.precedes(observation) }.sorted { $0.precedes($1) }
        func last(_ isSameKind: Bool) -> [FeedFingerprint] {
            before.filter { ($0.content == observation.content) == isSameKind }.suffix(length).map(\.fingerprint)
        }
        let comparison = DriftComparison(
            now: observation.fingerprint, content: observation.content, history: last(true), others: last(false),
            tolerance: tolerance)
        return comparison.drifts
    }

    /// All that were read in this run, so that none of them is ever taken for new again while its file lies there, and
    /// of the others the last of each kind.
    private static func kept(_ taken: [FeedObservation], _ extracts: [Extract]) -> [FeedObservation] {
        var kept = taken.filter { one in extracts.contains { $0.observation.isSame(as: one) } }
        let others = taken.filter { one in !extracts.contains { $0.observation.isSame(as: one) } }
            .sorted { $0.precedes($1) }
        for content in [FeedHeader.Content.full, .delta] {
            kept += others.filter { $0.content == content }.suffix(length)
        }
        return kept
    }
}

/// A history as a file.
extension FeedHistory {
    private static let kind = "strata-fingerprints"

    /// The file of a source, within the state folder. A source that is no plain word stands under its digest.
    static func file(of source: String, reader: String, pipeline: String) -> String {
        let isPlain =
            source.utf8.count <= 64
            && source.utf8.allSatisfy {
                $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x41 && $0 <= 0x5A || $0 >= 0x61 && $0 <= 0x7A || $0 == 0x2D
                    || $0 == 0x5F
            }
        let name =
            isPlain && !source.isEmpty
            ? source : "+" + TaskKey(stage: source, version: 0, options: "", inputs: []).hex.prefix(16)
        return "fingerprints/\(pipeline)/\(reader)/\(name).csv"
    }

    /// Reads a file; `nil` where it is damaged.
    init?(_ bytes: [UInt8]) {
        guard let lines = StateText.lines(of: bytes, Self.kind, version: 1) else { return nil }
        var observations: [FeedObservation] = []
        for line in lines {
            if line.first == "extract" {
                guard line.count == 7, let extracted = line[1].flatMap({ Int64($0) }),
                    let sequence = line[2].flatMap({ Int64($0) }),
                    let content = line[3].flatMap(FeedHeader.Content.init(rawValue:)), let digest = line[4],
                    let shape = line[5], let run = line[6]
                else { return nil }
                observations.append(
                    FeedObservation(
                        extracted: extracted, sequence: sequence, content: content, digest: digest, shape: shape,
                        run: run, fingerprint: FeedFingerprint()))
                continue
            }
            guard line.count == 4, !observations.isEmpty, let part = line[0], let name = line[1],
                let count = line[3].flatMap({ Int($0) }), count >= 0
            else { return nil }
            let last = observations.count - 1
            switch part {
            case "records": observations[last].fingerprint.records[name] = count
            case "filled": observations[last].fingerprint.filled[name] = count
            case "unknown": observations[last].fingerprint.unknown[name] = count
            case "word": observations[last].fingerprint.words[name, default: [:]][line[2] ?? ""] = count
            default: return nil
            }
        }
        self.init(observations)
    }

    /// The bytes of the file, the same for the same history.
    var bytes: [UInt8] {
        var lines: [[String?]] = []
        for one in observations {
            lines.append([
                "extract", String(one.extracted), String(one.sequence), one.content.rawValue, one.digest, one.shape,
                one.run,
            ])
            func add(_ part: String, _ counts: [String: Int]) {
                lines += Self.sorted(counts).map { [part, $0.0, nil, String($0.1)] }
            }
            add("records", one.fingerprint.records)
            add("filled", one.fingerprint.filled)
            for (field, words) in Self.sorted(one.fingerprint.words) {
                lines += Self.sorted(words).map { ["word", field, $0.0, String($0.1)] }
            }
            add("unknown", one.fingerprint.unknown)
        }
        return StateText.bytes(Self.kind, version: 1, lines)
    }

    private static func sorted<Value>(_ values: [String: Value]) -> [(String, Value)] {
        values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    }
}
