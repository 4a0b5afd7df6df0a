import StageKit

/// One feed as the engine keeps it: what was read, and the key of the task that read it.
struct ReadFeed: Sendable {
    var file: FeedFile
    var feed: Feed
    var key: TaskKey
}

/// Reads the files of one feed reader side by side, one task a file.
struct FeedPhase: Sendable {
    let reader: any FeedReader
    /// The reader's key without a file: name, version, options, settings.
    let readerKey: TaskKey
    let needs: ColumnNeeds
    let jobs: Int
    /// How many bytes the columns read may take together.
    let memory: Int
    let report: @Sendable (RunEvent) -> Void

    /// What came of one file.
    private enum Outcome: Sendable {
        case read(ReadFeed)
        case refused(Diagnostic)
        case failed(Diagnostic)
    }

    /// The feeds read, in the order of `files`, and the files refused under `on_feed_error: skip`. Throws where the reader
    /// stops at the first refused file (all of them are named), where no file matches, and where all were refused.
    func run(_ files: [FeedFile]) async throws(Diagnostics) -> (feeds: [ReadFeed], refused: [Diagnostic]) {
        guard !files.isEmpty else {
            let patterns = reader.patterns.map(\.shown).joined(separator: ", ")
            throw Diagnostics([
                Diagnostic(.data, "no feed matches \(patterns)", hint: "put the feeds there, or --set the folder")
            ])
        }
        let outcomes = await outcomes(of: files)
        if Task.isCancelled { throw Diagnostics([.interrupted]) }
        var feeds: [ReadFeed] = []
        var refused: [Diagnostic] = []
        var failed: [Diagnostic] = []
        for outcome in outcomes {
            switch outcome {
            case .read(let feed): feeds.append(feed)
            case .refused(let diagnostic): refused.append(diagnostic)
            case .failed(let diagnostic): failed.append(diagnostic)
            case nil: continue
            }
        }
        // Reading that was broken off because of one fault says no more than that it was.
        failed.removeAll { $0.code == .interrupted }
        if !failed.isEmpty { throw Diagnostics(failed) }
        if reader.onFeedError == .stop, !refused.isEmpty { throw Diagnostics(refused) }
        if feeds.isEmpty {
            let all = Diagnostic(
                .data, "every feed was refused", hint: "look at the first of them, or ask the sender")
            throw Diagnostics(refused + [all])
        }
        return (feeds, refused)
    }

    /// Starts with the largest files, so that no worker is left with one at the end; gives outcomes in the files' order.
    private func outcomes(of files: [FeedFile]) async -> [Outcome?] {
        let order = files.indices.sorted { (-files[$0].size, $0) < (-files[$1].size, $1) }
        return await withTaskGroup(of: (Int, Outcome).self) { group in
            var outcomes = [Outcome?](repeating: nil, count: files.count)
            var next = 0
            func start() {
                guard next < order.count, !Task.isCancelled else { return }
                let place = order[next]
                next += 1
                group.addTask { (place, read(files[place])) }
            }
            for _ in 0..<max(jobs, 1) { start() }
            var held = 0
            while let (place, outcome) = await group.next() {
                if case .read(let feed) = outcome { held += feed.feed.tables.values.reduce(0) { $0 + $1.byteCount } }
                if held > memory {
                    group.cancelAll()
                    outcomes[place] = .failed(tooMuch)
                    continue
                }
                outcomes[place] = outcome
                start()
            }
            return outcomes
        }
    }

    /// What is said when the columns do not fit: better than being killed half-way by the system.
    private var tooMuch: Diagnostic {
        Diagnostic(
            .configuration, "the columns of the feeds take more than the \(memory >> 10) KiB that --memory allows",
            hint: "give more with --memory, or leave out measures that read events nobody needs")
    }

    private func read(_ file: FeedFile) -> Outcome {
        report(.feedStarted(name: file.name, bytes: file.size))
        let digest: String
        do throws(Diagnostic) { digest = try FileDigest.of(file.path) } catch { return .failed(error) }
        do throws(RefusedFeed) {
            let feed = try reader.read(file.path, needs: needs) { progress in
                report(.feedProgress(name: file.name, progress))
                return !Task.isCancelled
            }
            report(
                .feedFinished(
                    name: file.name, records: feed.quality["records-read"], rejects: feed.rejects.count,
                    bytes: file.size))
            return .read(ReadFeed(file: file, feed: feed, key: TaskKey(of: [readerKey, TaskKey(hex: digest)])))
        } catch {
            if Task.isCancelled { return .failed(.interrupted) }
            let offset = error.byteOffset.map { ", byte \($0)" } ?? ""
            let diagnostic = Diagnostic(
                .data, "feed refused: \(error.message)\(offset)",
                at: SourceLocation(file: file.name, line: error.line, column: error.column),
                hint: error.hint ?? "nothing of this file was used; it stays where it is")
            report(.feedRefused(diagnostic))
            return .refused(diagnostic)
        }
    }
}

extension Diagnostic {
    /// The run was told to stop.
    static let interrupted = Diagnostic(.interrupted, "interrupted", hint: "nothing was published; run again")
}
