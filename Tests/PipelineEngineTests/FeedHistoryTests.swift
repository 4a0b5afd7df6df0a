import StageKit
import Testing

@testable import PipelineEngine

@Suite("The extracts of a source, remembered")
struct FeedHistoryTests {
    /// An extract with so many patients; `day` orders it.
    private func extract(
        _ day: Int64, _ patients: Int, run: String, digest: String? = nil, content: FeedHeader.Content = .full,
        shape: String = "m", applies: Bool = true
    ) -> FeedHistory.Extract {
        FeedHistory.Extract(
            name: "\(day).xml",
            observation: FeedObservation(
                extracted: day, sequence: day, content: content, digest: digest ?? "d\(day)-\(patients)", shape: shape,
                run: run, fingerprint: FeedFingerprint(records: ["patients": patients])),
            applies: applies)
    }

    private func review(
        _ history: inout FeedHistory, _ extracts: FeedHistory.Extract..., policy: DriftPolicy = .report
    ) -> [String] {
        let (differences, after) = history.review(extracts, tolerance: 20, policy: policy)
        if policy == .report || differences.isEmpty { history = after }
        return differences.map(\.name)
    }

    @Test("Nothing is told at the first extract; a new one is held against it")
    func second() {
        var history = FeedHistory()
        #expect(review(&history, extract(1, 100, run: "r1")).isEmpty)
        #expect(review(&history, extract(2, 50, run: "r2")) == ["2.xml"])
        #expect(history.observations.map(\.extracted) == [1, 2])
    }

    @Test("The same bytes in the next run are no new extract, and are not told again")
    func same() {
        var history = FeedHistory()
        _ = review(&history, extract(1, 100, run: "r1"))
        _ = review(&history, extract(2, 50, run: "r2"))
        let after = history
        #expect(review(&history, extract(2, 50, run: "r3")).isEmpty)
        // It was taken by the run before, and that stays known.
        #expect(history == after)
    }

    @Test("A run made again says what it said, and leaves what it left")
    func again() {
        var history = FeedHistory()
        _ = review(&history, extract(1, 100, run: "r1"))
        let first = review(&history, extract(1, 100, run: "r2"), extract(2, 50, run: "r2"), extract(3, 90, run: "r2"))
        let after = history
        // 2 against 100; 3 against the median of 100 and 50, which is 75, and 15 from it is just 20%.
        #expect(first == ["2.xml"])
        for _ in 0..<3 {
            let again = review(
                &history, extract(1, 100, run: "r2"), extract(2, 50, run: "r2"), extract(3, 90, run: "r2"))
            #expect(again == first)
            #expect(history == after)
        }
    }

    @Test("Where the policy is to stop, what differs is not taken, and stops again until a run reports it")
    func stop() {
        var history = FeedHistory()
        _ = review(&history, extract(1, 100, run: "r1"))
        for run in ["r2", "r2", "r3"] {
            #expect(review(&history, extract(2, 50, run: run), policy: .stop) == ["2.xml"])
        }
        // A third like the second differs as well: the second never became what others are held against.
        let both = [extract(2, 50, run: "r4", applies: false), extract(3, 50, run: "r4")]
        #expect(review(&history, both[0], both[1], policy: .stop) == ["3.xml"])
        #expect(history.observations.map(\.extracted) == [1])
        // Taken once, it is taken.
        #expect(review(&history, extract(3, 50, run: "r5"), policy: .report) == ["3.xml"])
        #expect(review(&history, extract(3, 50, run: "r6"), policy: .stop).isEmpty)
        #expect(review(&history, extract(3, 50, run: "r6"), extract(4, 75, run: "r6"), policy: .stop).isEmpty)
    }

    @Test("Extracts that do not apply are remembered, and nothing is said of them")
    func superseded() {
        var history = FeedHistory()
        let told = review(
            &history, extract(1, 100, run: "r1", applies: false), extract(2, 10, run: "r1", applies: false),
            extract(3, 40, run: "r1"))
        // 40 against a median of 55: 15 of 55 are more than 20%.
        #expect(told == ["3.xml"])
        #expect(history.observations.count == 3)
    }

    @Test("Full extracts are held against full ones, deltas against deltas")
    func kinds() {
        var history = FeedHistory()
        _ = review(&history, extract(1, 1000, run: "r1"))
        for day in 2...6 {
            #expect(review(&history, extract(Int64(day), 20, run: "r\(day)", content: .delta)).isEmpty)
        }
        #expect(review(&history, extract(7, 980, run: "r7")).isEmpty)
        #expect(review(&history, extract(8, 400, run: "r8", content: .delta)) == ["8.xml"])
        #expect(review(&history, extract(9, 400, run: "r9")) == ["9.xml"])
    }

    @Test("Another document in the place of one that was taken is new and replaces it")
    func replaced() {
        var history = FeedHistory()
        _ = review(&history, extract(1, 100, run: "r1"))
        _ = review(&history, extract(2, 50, run: "r2"))
        #expect(review(&history, extract(2, 101, run: "r3")).isEmpty)
        #expect(history.observations.map { $0.fingerprint.records["patients"] } == [100, 101])
    }

    @Test("Another mapping begins a new history")
    func shape() {
        var history = FeedHistory()
        _ = review(&history, extract(1, 100, run: "r1"))
        #expect(review(&history, extract(1, 40, run: "r2", digest: "d1-100", shape: "n")).isEmpty)
        #expect(review(&history, extract(2, 40, run: "r3", shape: "n")).isEmpty)
        #expect(history.observations.map(\.shape) == ["n", "n"])
    }

    @Test("Twelve of each kind are kept, and whatever still lies in the inbox")
    func length() {
        var history = FeedHistory()
        for day in 1...20 { _ = review(&history, extract(Int64(day), 100, run: "r\(day)")) }
        // The twentieth was read in the last run; twelve others.
        #expect(history.observations.map(\.extracted) == (8...20).map { Int64($0) })
        var chain = FeedHistory()
        let deltas = (1...30).map { extract(Int64($0), 10, run: "r1", content: .delta) }
        chain = chain.review(deltas, tolerance: 20, policy: .report).after
        #expect(chain.observations.count == 30)
        let next = deltas.map { extract($0.observation.extracted, 10, run: "r2", content: .delta) }
        #expect(chain.review(next, tolerance: 20, policy: .report).after == chain)
    }

    @Test("A sequence that begins again is ordered by when it was extracted")
    func restarted() {
        var history = FeedHistory()
        _ = review(&history, extract(500, 100, run: "r1"))
        var fresh = extract(600, 50, run: "r2")
        fresh.observation.sequence = 1
        #expect(review(&history, fresh) == ["600.xml"])
        #expect(history.observations.map(\.sequence) == [500, 1])
    }

    // MARK: As a file

    @Test("What is written is read back, with names of any kind; a damaged file is told")
    func file() throws {
        let fingerprint = FeedFingerprint(
            records: ["patients": 3, "a,b": 0], filled: ["patients.\"x\"": 2],
            words: ["contacts.mode": ["": 1, "face, to\r\nface": 2, "(unmapped)": 4]], unknown: ["feed/ä/@#": 7])
        let one = FeedObservation(
            extracted: -5, sequence: 9, content: .delta, digest: "d", shape: "s", run: "r", fingerprint: fingerprint)
        var other = one
        other.extracted = 7
        other.content = .full
        let history = FeedHistory([other, one])
        let bytes = history.bytes
        #expect(try #require(FeedHistory(bytes)) == history)
        #expect(FeedHistory([one, other]).bytes == bytes)
        for cut in stride(from: 0, to: bytes.count, by: 7) { #expect(FeedHistory(Array(bytes[..<cut])) == nil) }
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1
            #expect(FeedHistory(damaged) == nil)
        }
        #expect(try #require(FeedHistory(FeedHistory().bytes)).observations.isEmpty)
    }

    @Test("A source that is no plain word never becomes a path")
    func names() {
        func file(_ source: String) -> String { FeedHistory.file(of: source, reader: "feeds", pipeline: "nightly") }
        #expect(file("G85001") == "fingerprints/nightly/feeds/G85001.csv")
        for source in ["", "..", "../../key", "a/b", "ä", "a\0b", String(repeating: "a", count: 65)] {
            let name = file(source).dropFirst("fingerprints/nightly/feeds/".count)
            #expect(name.wholeMatch(of: #/\+[0-9a-f]{16}\.csv/#) != nil)
        }
        #expect(file("a/b") != file("a_b"))
    }
}
