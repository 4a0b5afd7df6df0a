import StageKit

/// One feed as the engine keeps it: what was read, and the key of the task that read it.
struct ReadFeed: Sendable {
    var file: FeedFile
    /// Its place among the documents of the file.
    var place = 0
    var feed: Feed
    /// The digest of the file's bytes, with the place of the document where it is not the only one.
    var document: TaskKey
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
        case read([ReadFeed])
        case refused(Diagnostic)
        case failed(Diagnostic)
    }

    /// The feeds read, in the order of `files` and of the documents in each, and the files refused that the run goes on
    /// without. Throws where the reader stops at refused files, or at so many of them (all of them are named), where no
    /// file matches, and where all were refused.
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
            case .read(let documents): feeds += documents
            case .refused(let diagnostic): refused.append(diagnostic)
            case .failed(let diagnostic): failed.append(diagnostic)
            case nil: continue
            }
        }
        // Reading that was broken off because of one fault says no more than that it was.
        failed.removeAll { $0.code == .interrupted }
        if !failed.isEmpty { throw Diagnostics(failed) }
        try judge(refused)
        if feeds.isEmpty {
            let all = Diagnostic(
                .data, "every feed was refused", hint: "look at the first of them, or ask the sender")
            throw Diagnostics(refused + [all])
        }
        return (feeds, refused)
    }

    /// Throws where the reader's policy does not allow so many refused files.
    private func judge(_ refused: [Diagnostic]) throws(Diagnostics) {
        switch reader.onFeedError {
        case .stop:
            if !refused.isEmpty { throw Diagnostics(refused) }
        case .skip(let most?):
            guard refused.count > most else { return }
            let tooMany = Diagnostic(
                .data, "\(refused.count) files were refused; on_feed_error lets the run go on without \(most)",
                hint: "look at the first of them, or ask the senders")
            throw Diagnostics(refused + [tooMany])
        case .skip(nil): return
        }
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
                group.addTask { (place, read(files[place], hasHelp: files.count < jobs)) }
            }
            for _ in 0..<max(jobs, 1) { start() }
            var held = 0
            while let (place, outcome) = await group.next() {
                if case .read(let documents) = outcome {
                    for document in documents { held += document.feed.tables.values.reduce(0) { $0 + $1.byteCount } }
                }
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

    private func read(_ file: FeedFile, hasHelp: Bool) -> Outcome {
        report(.feedStarted(name: file.name, bytes: file.size))
        let digest: String
        do throws(Diagnostic) { digest = try FileDigest.of(file.path) } catch { return .failed(error) }
        do throws(RefusedFeed) {
            let goesOn = { @Sendable (progress: FeedProgress) in
                report(.feedProgress(name: file.name, progress))
                return !Task.isCancelled
            }
            let feeds =
                hasHelp
                ? try reader.readWithHelp(file.path, needs: needs, progress: goesOn)
                : try reader.read(file.path, needs: needs, progress: goesOn)
            guard !feeds.isEmpty else { throw RefusedFeed("the file holds no document") }
            report(
                .feedFinished(
                    name: file.name, records: feeds.reduce(0) { $0 + $1.quality["records-read"] },
                    rejects: feeds.reduce(0) { $0 + $1.rejects.count }, bytes: file.size))
            return .read(documents(feeds, of: file, digest: TaskKey(hex: digest)))
        } catch {
            if Task.isCancelled { return .failed(.interrupted) }
            let offset = error.byteOffset.map { ", byte \($0)" } ?? ""
            let document = error.document.map { "document \($0): " } ?? ""
            let diagnostic = Diagnostic(
                .data, "feed refused: \(document)\(error.message)\(offset)",
                at: SourceLocation(file: file.name, line: error.line, column: error.column),
                hint: error.hint ?? "nothing of this file was used; it stays where it is")
            report(.feedRefused(diagnostic))
            return .refused(diagnostic)
        }
    }

    /// The documents of a file with their keys: the file's digest, and the place where there are several.
    private func documents(_ feeds: [Feed], of file: FeedFile, digest: TaskKey) -> [ReadFeed] {
        feeds.enumerated().map { place, feed in
            let document =
                feeds.count == 1
                ? digest : TaskKey(stage: "document", version: place, options: "", inputs: [digest])
            return ReadFeed(
                file: file, place: place, feed: feed, document: document, key: TaskKey(of: [readerKey, document]))
        }
    }
}

extension Diagnostic {
    /// The run was told to stop.
    static let interrupted = Diagnostic(.interrupted, "interrupted", hint: "nothing was published; run again")
}
