import PipelineEngine
import StageKit
import Synchronization
import Testing

@testable import StrataCommand

/// A clock that stands still until it is told to go on.
private final class HandClock: Sendable {
    private let time = Mutex(Duration.zero)
    func now() -> Duration { time.withLock { $0 } }
    func advance(_ duration: Duration) { time.withLock { $0 += duration } }
}

@Suite struct RunReporterTests {
    private let words = Words()
    private let clock = HandClock()

    private func reporter(_ format: LogFormat = .text, live: Bool = false, columns: Int = 120) -> RunReporter {
        let console = Console(out: { _ in }, error: words.add, isLive: live, columns: columns, workingFolder: "/")
        return RunReporter(console: console, format: format, now: clock.now)
    }

    private static let refused = Diagnostic(
        .data, "feed refused: not well-formed, byte 71", at: SourceLocation(file: "b.xml", line: 3, column: 9),
        hint: "ask the sender")

    @Test func elsewhereEveryEventHasALine() {
        let reporter = reporter()
        reporter.report(.runStarted(stages: 12, feeds: 2, bytes: 310_000_000))
        reporter.report(.feedStarted(name: "a.xml", bytes: 300_000_000))
        reporter.report(.feedProgress(name: "a.xml", FeedProgress(fileBytes: 9, xmlBytes: 9, records: 1)))
        reporter.report(.feedFinished(name: "a.xml", records: 1_234_567, rejects: 2, bytes: 300_000_000))
        reporter.report(.feedRefused(Self.refused))
        reporter.report(.finding(Finding("sequence-gap", "source A: sequence 3 is missing")))
        reporter.report(.partitionFinished(done: 1, of: 2))
        reporter.report(.partitionFinished(done: 2, of: 2))
        reporter.report(.stageFinished(key: "people"))
        reporter.report(.published(folder: "/r/1", isUnchanged: false))
        reporter.report(.published(folder: "/r/1", isUnchanged: true))
        reporter.finish()
        #expect(
            words.all == """
                12 stages, 2 feeds, 310 MB
                read a.xml: 1,234,567 records, 2 set aside, 300 MB
                b.xml:3:9: warning: feed refused: not well-formed, byte 71
                hint: ask the sender
                note: source A: sequence 3 is missing (sequence-gap)
                people measured in 2 parts
                stage people: done
                published: /r/1
                unchanged: /r/1

                """)
    }

    @Test func aTerminalHasOneLiveLine() {
        let reporter = reporter(live: true)
        reporter.report(.runStarted(stages: 3, feeds: 2, bytes: 40_000_000))
        clock.advance(.milliseconds(50))
        reporter.report(.feedStarted(name: "a.xml", bytes: 30_000_000))  // too soon to draw again
        clock.advance(.milliseconds(1950))
        reporter.report(.feedProgress(name: "a.xml", FeedProgress(fileBytes: 10_000_000, xmlBytes: 0, records: 5000)))
        reporter.report(.feedProgress(name: "a.xml", FeedProgress(fileBytes: 11_000_000, xmlBytes: 0, records: 6000)))
        reporter.report(.finding(Finding("out-of-band", "community C1 has 15,002 people")))
        reporter.finish()
        let live = "0 of 2 feeds, 6,000 records, 11 MB of 40 MB, 5.5 MB/s, 6 s left"
        #expect(
            words.all == "\r0 of 2 feeds, 0 records, 0 B of 40 MB\u{1B}[K"
                + "\r0 of 2 feeds, 5,000 records, 10 MB of 40 MB, 5.0 MB/s, 6 s left\u{1B}[K"
                + "\r\u{1B}[Knote: community C1 has 15,002 people (out-of-band)\n"
                + "\r\(live)\u{1B}[K" + "\r\u{1B}[K")
    }

    @Test func aLiveLineFitsTheTerminal() {
        let reporter = reporter(live: true, columns: 20)
        reporter.report(.runStarted(stages: 3, feeds: 2, bytes: 40_000_000))
        #expect(words.all == "\r0 of 2 feeds, 0 rec\u{1B}[K")
    }

    @Test func aLogIsOneObjectALine() {
        let reporter = reporter(.json)
        reporter.report(.runStarted(stages: 3, feeds: 1, bytes: 10))
        reporter.report(.feedStarted(name: "a \"b\".xml", bytes: 10))
        reporter.report(.feedProgress(name: "a \"b\".xml", FeedProgress(fileBytes: 4, xmlBytes: 40, records: 2)))
        reporter.report(.feedProgress(name: "a \"b\".xml", FeedProgress(fileBytes: 5, xmlBytes: 50, records: 3)))
        reporter.report(.feedFinished(name: "a \"b\".xml", records: 7, rejects: 0, bytes: 10))
        reporter.report(.feedRefused(Self.refused))
        #expect(
            words.all == #"""
                {"event": "run-started", "stages": 3, "feeds": 1, "bytes": 10}
                {"event": "feed-started", "feed": "a \"b\".xml", "bytes": 10}
                {"event": "progress", "feeds_done": 0, "feeds": 1, "records": 2, "bytes_read": 4, "bytes": 10}
                {"event": "feed-finished", "feed": "a \"b\".xml", "records": 7, "rejects": 0, "bytes": 10}
                {"event": "feed-refused", "severity": "error", "code": "data", "message": "feed refused: not well-formed, byte 71", "file": "b.xml", "line": 3, "column": 9, "hint": "ask the sender"}

                """#)
    }

    @Test func progressAddsUpOverFeeds() {
        var progress = RunProgress()
        progress.apply(.runStarted(stages: 1, feeds: 3, bytes: 600))
        progress.apply(.feedStarted(name: "a.xml", bytes: 100))
        progress.apply(.feedStarted(name: "b.xml", bytes: 200))
        progress.apply(.feedProgress(name: "a.xml", FeedProgress(fileBytes: 60, xmlBytes: 0, records: 4)))
        progress.apply(.feedProgress(name: "b.xml", FeedProgress(fileBytes: 50, xmlBytes: 0, records: 5)))
        #expect(progress.records == 9 && progress.bytesRead == 110)
        progress.apply(.feedFinished(name: "a.xml", records: 8, rejects: 1, bytes: 100))
        #expect(progress.records == 13 && progress.bytesRead == 150)
        progress.apply(.feedRefused(Self.refused))
        #expect(progress.records == 8 && progress.bytesRead == 300 && progress.feedsDone == 2)
        #expect(progress.line(after: 3) == "2 of 3 feeds, 8 records, 300 B of 600 B, 100 B/s, 3 s left")
        progress.apply(.partitionFinished(done: 1, of: 8))
        #expect(progress.line(after: 9) == "measuring people: 1 of 8 parts")
    }
}
