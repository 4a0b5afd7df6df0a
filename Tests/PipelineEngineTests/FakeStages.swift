import Foundation
import StageKit

// Stages of a small pipeline for the engine's tests, with feeds that are written by hand.

/// Reads feeds of lines: `extract SOURCE SEQUENCE full|delta SECONDS` begins one, `patients ID …` names its patients,
/// `records TABLE N`, `filled FIELD N`, `word FIELD WORD N` and `unknown PATH N` are its fingerprint; `refuse` refuses.
struct FakeReader: FeedReader {
    static let files = StageOption<[StagePath]>.required("files", "Which files to read.")
    static let onError = StageOption("on_feed_error", "What a refused file does.", default: FeedErrorPolicy.stop)
    static let drift = StageOption("on_drift", "What a differing extract does.", default: DriftPolicy.report)
    static let shape = StageOption<StagePath>.optional("mapping", "A file that decides what is counted.")
    static let descriptor = StageDescriptor(
        name: "read_fake", version: 1, summary: "Reads lines.", grain: .feed,
        writes: [TableDeclaration("patients", [Field("person", .utf8)])], yields: .pseudonymous,
        options: [files, onError, drift, shape])

    let patterns: [StagePath]
    let onFeedError: FeedErrorPolicy
    let onDrift: DriftPolicy
    var onGap: GapPolicy { .report }
    let shapeFiles: [StagePath]
    var settingsFiles: [StagePath] { shapeFiles }

    init(_ options: StageOptions) throws(StageFault) {
        patterns = try options[Self.files]
        onFeedError = try options[Self.onError]
        onDrift = try options[Self.drift]
        shapeFiles = options[optional: Self.shape].map { [$0] } ?? []
    }

    func prepare(asOf: CalendarDay?) throws(StageFault) {}

    private func documents(of file: String) -> [[[Substring]]] {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        var documents: [[[Substring]]] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "extract" || documents.isEmpty { documents.append([]) }
            documents[documents.count - 1].append(words)
        }
        return documents
    }

    func read(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed] {
        let documents = documents(of: file)
        let name = file.split(separator: "/").last.map { String($0) } ?? file
        var feeds: [Feed] = []
        for (place, lines) in documents.enumerated() {
            var ids: [Substring] = []
            var fingerprint = FeedFingerprint()
            for (number, line) in lines.enumerated() {
                let last = Int(line.last ?? "") ?? 0
                switch line.first {
                case "patients": ids = Array(line.dropFirst())
                case "records": fingerprint.records[String(line[1])] = last
                case "filled": fingerprint.filled[String(line[1])] = last
                case "word": fingerprint.words[String(line[1]), default: [:]][String(line[2])] = last
                case "unknown": fingerprint.unknown[String(line[1])] = last
                case "refuse":
                    throw RefusedFeed(
                        "not well-formed", document: documents.count > 1 ? place + 1 : nil, line: number + 1,
                        column: 1, byteOffset: 71)
                default: break
                }
            }
            let head = lines[0]
            var feed = SyntheticFeeds.feed(
                String(head[1]), Int64(head[2]) ?? 0, head[3] == "full" ? .full : .delta,
                ids.map { (String($0), nil) })
            feed.header.extracted = Int64(head[4]) ?? 0
            feed.name = documents.count > 1 ? "\(name)!/\(place + 1)" : name
            feed.fingerprint = fingerprint
            feed.quality["records-read"] = ids.count
            feeds.append(feed)
        }
        return feeds
    }

    func contentDigest(of file: String, document: Int) throws(RefusedFeed) -> String {
        documents(of: file)[document].map { $0.joined(separator: " ") }.joined(separator: "\n")
    }
}

/// Makes every record a person without any event.
struct FakeResolver: PersonResolver, PersonResolution {
    static let descriptor = StageDescriptor(
        name: "resolve_fake", version: 1, summary: "Makes people.", grain: .person,
        reads: [TableRequirement("patients", [Field("person", .utf8)])], accepts: [.pseudonymous],
        writes: [.people], yields: .pseudonymous)

    init(_ options: StageOptions) throws(StageFault) {}
    func prepare(_ context: ResolutionContext) throws(StageFault) -> any PersonResolution { self }

    var areas: AreaHierarchy {
        AreaHierarchy(
            scales: ["borough"], areas: [Area(code: "B1", name: "Borough", scale: 0, parent: nil)], residence: [:],
            practice: [:])
    }

    func resolve(_ partition: PersonPartition) throws(StageFault) -> PersonFrame {
        let day = CalendarDay(number: 0)
        var columns = PersonColumns()
        for _ in 0..<partition.count {
            var entry = PersonColumns.Entry(birth: day, lastDay: day)
            entry.isInPopulation = true
            columns.append(entry)
        }
        return PersonFrame(asOf: day, columns: columns, practiceAreas: [], quality: QualityCounts())
    }
}

/// Counts nothing.
struct FakeMeasure: PersonMeasure {
    static let descriptor = StageDescriptor(
        name: "measure_fake", version: 1, summary: "Counts nothing.", grain: .person, reads: [.people],
        accepts: [.pseudonymous], writes: [.cells], yields: .aggregate,
        indicators: [Indicator("fake", "Fake", statistic: .count, polarity: .neutral, unit: "people")])
    static let events: [TableRequirement] = []

    init(_ options: StageOptions) throws(StageFault) {}
    func measure(_ person: Person, into contributions: inout Contributions) {}
}

/// Keeps the texts that it was told to, and tells what it kept before.
struct FakeKeeper: WholeStage {
    static let word = StageOption("word", "What to keep.", default: "one")
    static let descriptor = StageDescriptor(
        name: "check_fake", version: 1, summary: "Keeps a word.", grain: .whole, reads: [.cells],
        accepts: [.aggregate], writes: [TableDeclaration("words")], yields: .aggregate, options: [word])

    let word: String

    init(_ options: StageOptions) throws(StageFault) { word = try options[Self.word] }

    func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs {
        if word == "fail" { throw StageFault("told to fail") }
        let before = inputs.previous["words"]?["word"]?.text(0) ?? "nothing"
        var outputs = StageOutputs(tables: [:], findings: [Finding("before", before)])
        let label: Sensitivity = word == "person" ? .pseudonymous : .aggregate
        outputs.kept = ["words": Table([("word", Column(texts: [word]))], sensitivity: label)]
        outputs.quality["words-kept"] = 1
        return outputs
    }
}
