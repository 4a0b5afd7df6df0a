public import PipelineFile
public import StageKit

/// How a run is to be made.
public struct RunOptions: Sendable {
    /// The last day that counts; `nil` for the latest day for which the feeds have data.
    public var asOf: CalendarDay?
    /// How many tasks at once.
    public var jobs: Int
    /// How many bytes the columns of the feeds may take together.
    public var memory: Int
    /// Folder of the pipeline's state.
    public var state: String

    public init(asOf: CalendarDay? = nil, jobs: Int, memory: Int, state: String) {
        self.asOf = asOf
        self.jobs = max(1, jobs)
        self.memory = memory
        self.state = state
    }
}

/// What came of a run.
public struct RunSummary: Sendable {
    /// The first 16 hex digits of the digest of the run's task keys.
    public var id = ""
    public var asOf = CalendarDay(number: 0)
    /// Feeds that were read, and those of them that apply.
    public var feedsRead = 0
    public var feedsApplied = 0
    /// One for every feed refused and skipped.
    public var refused: [Diagnostic] = []
    /// Records set aside.
    public var rejects = 0
    public var findings: [Finding] = []
    /// The data-quality table.
    public var quality = QualityCounts()
    /// People in the population at the as-of date.
    public var population = 0
    /// What was published, in the order of the pipeline file.
    public var published: [Published] = []

    public struct Published: Sendable, Hashable {
        public var folder: String
        /// Whether the same files stood there before.
        public var isUnchanged: Bool
        /// Whether it is what the run was for.
        public var isAnswer: Bool
    }
}

/// Runs a checked pipeline from feeds to files on this machine.
public struct PipelineRun: Sendable {
    let pipeline: Pipeline
    let options: RunOptions
    let report: @Sendable (RunEvent) -> Void

    /// Runs the pipeline. The release of the run before stays what it is until every stage has done its work.
    public static func run(
        _ pipeline: Pipeline, _ options: RunOptions, report: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) async throws(Diagnostics) -> RunSummary {
        let state: StateFolder
        do throws(Diagnostic) { state = try StateFolder(options.state) } catch { throw Diagnostics([error]) }
        let run = PipelineRun(pipeline: pipeline, options: options, report: report)
        let graph = try RunGraph(pipeline)
        var summary = RunSummary()
        // Reference files are small and most often at fault: they come before hours of feeds.
        let references = try run.readReferences(graph)
        let settlement = try await run.readFeeds(graph, into: &summary, state: state)
        let people = try await run.measure(settlement, references, graph, into: &summary)
        let finish = FinishPhase(pipeline: pipeline, graph: graph, report: report)
        let built = try finish.run(references: references, cells: people, into: &summary)
        if Task.isCancelled {
            finish.discard(built)
            throw Diagnostics([.interrupted])
        }
        do throws(Diagnostic) {
            try state.writeQuality(summary.quality, findings: summary.findings, run: summary.id)
        } catch {
            finish.discard(built)
            throw Diagnostics([error])
        }
        try finish.publish(built, into: &summary)
        return summary
    }

    /// Whether a checked pipeline holds all that a run needs.
    public static func check(_ pipeline: Pipeline) throws(Diagnostics) { _ = try RunGraph(pipeline) }

    private func readReferences(_ graph: RunGraph) throws(Diagnostics) -> [String: [String: Table]] {
        var tables: [String: [String: Table]] = [:]
        var faults: [Diagnostic] = []
        for (planned, stage) in graph.references {
            report(.stageStarted(key: planned.key))
            do throws(StageFault) {
                tables[planned.key] = try stage.read()
                report(.stageFinished(key: planned.key))
            } catch {
                faults += planned.diagnostics(error).items
            }
        }
        if !faults.isEmpty { throw Diagnostics(faults) }
        return tables
    }

    /// Reads the feeds, settles what is in force and the as-of date, and gives the run its id.
    private func readFeeds(
        _ graph: RunGraph, into summary: inout RunSummary, state: borrowing StateFolder
    ) async throws(Diagnostics) -> Settlement {
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
                return try reader.contentDigest(of: read[index].file.path)
            } catch {
                throw Diagnostic(.data, "\(read[index].file.name) changed while it was read: \(error.message)")
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
            try state.writeQuarantine(read.map { ($0.file.name, $0.feed.rejects) }, run: summary.id)
        } catch {
            throw Diagnostics([error])
        }
        return settlement
    }

    private func prepare(
        _ planned: PlannedStage, _ reader: any FeedReader, asOf: CalendarDay?
    ) throws(Diagnostics) {
        do throws(StageFault) { try reader.prepare(asOf: asOf) } catch { throw planned.diagnostics(error) }
    }

    /// Resolves and measures the people; gives the cells of each measure by the stage's key.
    private func measure(
        _ settlement: Settlement, _ references: [String: [String: Table]], _ graph: RunGraph,
        into summary: inout RunSummary
    ) async throws(Diagnostics) -> [String: Cells] {
        let (planned, resolver) = graph.resolver
        var tables: [String: Table] = [:]
        for input in planned.inputs {
            for (name, table) in references[input.stage] ?? [:] where input.table == nil || input.table == name {
                tables[name] = table
            }
        }
        let context = ResolutionContext(
            feeds: settlement.feeds, tables: tables, asOf: summary.asOf, needs: graph.needs)
        report(.stageStarted(key: planned.key))
        let result: PersonPhase.Result
        do throws(StageFault) {
            let phase = PersonPhase(
                resolution: try resolver.prepare(context),
                measures: graph.measures.map { ($0.planned.key, $0.stage) }, jobs: options.jobs, report: report)
            result = try await phase.run(People.partitions(of: settlement))
        } catch {
            throw planned.diagnostics(error)
        }
        if Task.isCancelled { throw Diagnostics([.interrupted]) }
        report(.stageFinished(key: planned.key))
        summary.quality.add(result.quality)
        summary.population = result.population
        guard result.population > 0 else {
            throw Diagnostics([
                Diagnostic(
                    .data, "nobody is left in the population on \(summary.asOf.text)",
                    hint: "check --as-of against the feeds' periods, and the opt-outs")
            ])
        }
        var cells: [String: Cells] = [:]
        for (measure, finished) in zip(graph.measures, result.cells) { cells[measure.planned.key] = finished }
        return cells
    }
}
