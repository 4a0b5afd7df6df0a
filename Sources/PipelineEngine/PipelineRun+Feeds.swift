import PipelineFile
import StageKit

/// From files to feeds in force.
extension PipelineRun {
    /// The feeds of a run as settled, and the histories of their sources for the next run.
    struct Feeds {
        var settlement: Settlement
        var fingerprints: [(name: String, bytes: [UInt8])]
    }

    /// Reads the feeds, settles what is in force and the as-of date, gives the run its id, and holds the feeds against
    /// those before them.
    func readFeeds(
        _ graph: RunGraph, into summary: inout RunSummary, state: borrowing StateFolder
    ) async throws(Diagnostics) -> Feeds {
        let (planned, reader) = graph.reader
        try prepare(planned, reader, asOf: options.asOf)
        let files = FeedFiles.matching(reader.patterns)
        report(.runStarted(stages: pipeline.stages.count, feeds: files.count, bytes: files.reduce(0) { $0 + $1.size }))
        let phase = FeedPhase(
            reader: reader, readerKey: try graph.key(of: planned, inputs: []), needs: graph.needs, jobs: options.jobs,
            memory: options.memory, report: report)
        let (read, refused) = try await phase.run(files)
        summary.refused = refused
        summary.feedsRead = read.count
        let settlement = try Settlement(read.map(\.feed), onGap: reader.onGap) { (index) throws(Diagnostic) in
            do throws(RefusedFeed) {
                return try reader.contentDigest(of: read[index].file.path, document: read[index].place)
            } catch {
                throw Diagnostic(.data, "\(read[index].feed.name) changed while it was read: \(error.message)")
            }
        }
        summary.feedsApplied = settlement.feeds.count
        guard let asOf = options.asOf ?? settlement.latestDay else {
            throw Diagnostics([
                Diagnostic(.data, "no source has a full extract with data", hint: "ask for a full extract")
            ])
        }
        summary.asOf = asOf
        if let reach = settlement.sources.map(\.reachesTo).max(), asOf > reach {
            summary.findings.append(
                Finding(
                    "as-of-after-data", "the as-of date \(asOf.text) lies after the last day with data, \(reach.text)"))
        }
        if options.asOf == nil { try prepare(planned, reader, asOf: asOf) }
        var keys = [planned.key: TaskKey(of: settlement.places.map { read[$0].key })]
        try graph.addKeys(to: &keys, asOf: asOf)
        let ordered = pipeline.stages.compactMap { keys[$0.key] }
        summary.id = String(TaskKey(of: ordered).hex.prefix(16))
        for (place, feed) in read.enumerated() where !settlement.copies.contains(place) {
            summary.rejects += feed.feed.rejects.count
            summary.quality.add(feed.feed.quality)
            summary.findings += feed.feed.findings
        }
        summary.findings += settlement.findings
        for finding in summary.findings { report(.finding(finding)) }
        do throws(Diagnostic) {
            try state.writeQuarantine(read.map { ($0.feed.name, $0.feed.rejects) }, run: summary.id)
        } catch {
            throw Diagnostics([error])
        }
        let fingerprints = try checkDrift(graph, settlement, read, into: &summary, state: state)
        return Feeds(settlement: settlement, fingerprints: fingerprints)
    }

    /// Holds the feeds against those before them; throws where they differ and the reader says to stop. Gives the
    /// histories for the next run.
    private func checkDrift(
        _ graph: RunGraph, _ settlement: Settlement, _ read: [ReadFeed], into summary: inout RunSummary,
        state: borrowing StateFolder
    ) throws(Diagnostics) -> [(name: String, bytes: [UInt8])] {
        let (planned, reader) = graph.reader
        let review: DriftCheck.Result
        do throws(Diagnostic) {
            var digests: [String] = []
            for file in reader.shapeFiles { digests.append(try FileDigest.of(file.path)) }
            let shape = TaskKey(
                stage: planned.descriptor.name, version: planned.descriptor.version, options: "", settings: digests,
                inputs: [])
            let check = DriftCheck(
                reader: planned.key, pipeline: pipeline.name, run: summary.id, shape: String(shape.hex.prefix(16)),
                tolerance: reader.driftTolerance, policy: reader.onDrift)
            let feeds = read.enumerated().filter { !settlement.copies.contains($0.offset) }
            review = try check.review(
                feeds.map { ($0.offset, $0.element) }, places: Set(settlement.places), state: state)
        } catch {
            throw Diagnostics([error])
        }
        if reader.onDrift == .stop, !review.drifts.isEmpty {
            let told = review.drifts.map { Diagnostic(.data, $0.finding.message) }
            let ways = told.count == 1 ? "one way" : "\(told.count) ways"
            let last = Diagnostic(
                .data, "feeds differ from those before them in \(ways), and on_drift is stop",
                hint: "ask the senders; one run with on_drift: report takes the extracts as they are from then on")
            throw Diagnostics(told + [last])
        }
        for finding in review.findings + review.drifts.map(\.finding) { tell(finding, in: &summary) }
        return review.files
    }

    private func prepare(
        _ planned: PlannedStage, _ reader: any FeedReader, asOf: CalendarDay?
    ) throws(Diagnostics) {
        do throws(StageFault) { try reader.prepare(asOf: asOf) } catch { throw planned.diagnostics(error) }
    }
}
