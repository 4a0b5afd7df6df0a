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
    /// How stages in child processes are started.
    public var launcher = ChildLauncher()

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
        var references = try run.readReferences(graph)
        let feeds = try await run.readFeeds(graph, into: &summary, state: state)
        var accounts = try await run.readChildren(graph, &references, into: summary)
        let (people, told) = try await run.measure(feeds.settlement, references, graph, into: &summary)
        accounts += told
        var memory = try run.readMemory(of: state, into: &summary)
        let finish = FinishPhase(
            pipeline: pipeline, graph: graph,
            child: { [summary] (planned, stage, inputs) throws(StageFault) in
                try run.work(planned, stage, inputs: inputs, in: summary)
            }, report: report)
        let built = try await finish.run(
            references: references, cells: people, previous: memory.previous(for: summary.id), into: &summary)
        accounts += built.accounts
        run.take(accounts, into: &summary)
        if Task.isCancelled {
            finish.discard(built.ready)
            throw Diagnostics([.interrupted])
        }
        var staged: [StateFolder.StagedFile] = []
        do throws(Diagnostic) {
            try state.writeStageQuarantine(accounts.flatMap { $0.account.quarantine(of: $0.key) }, run: summary.id)
            try state.writeQuality(summary.quality, findings: summary.findings, run: summary.id)
            for file in feeds.fingerprints { staged.append(try state.stage(file.bytes, as: file.name)) }
            if !built.kept.isEmpty || !memory.generations.isEmpty {
                memory.add(StageMemory.Generation(run: summary.id, asOf: summary.asOf, tables: built.kept))
                staged.append(try state.stage(memory.bytes, as: StageMemory.file(of: pipeline.name)))
            }
        } catch {
            finish.discard(built.ready)
            for file in staged { file.discard() }
            throw Diagnostics([error])
        }
        do throws(Diagnostics) {
            try finish.publish(built.ready, into: &summary)
        } catch {
            for file in staged { file.discard() }
            throw error
        }
        run.commit(staged, into: &summary)
        return summary
    }

    /// Moves what the next run needs to know into place. The release stands already, so what fails here is told only.
    private func commit(_ staged: [StateFolder.StagedFile], into summary: inout RunSummary) {
        for file in staged {
            do throws(Diagnostic) {
                try file.commit()
            } catch {
                tell(Finding("state-not-kept", error.message), in: &summary)
            }
        }
    }

    /// What the stages kept at the runs before; a damaged file is told, and the stages begin again.
    private func readMemory(
        of state: borrowing StateFolder, into summary: inout RunSummary
    ) throws(Diagnostics) -> StageMemory {
        let file = StageMemory.file(of: pipeline.name)
        let stored: [UInt8]?
        do throws(Diagnostic) { stored = try state.read(file) } catch { throw Diagnostics([error]) }
        guard let stored else { return StageMemory() }
        if let memory = StageMemory(stored) { return memory }
        let message = "what stages kept at the last run (\(file)) is damaged, so they have nothing to compare with"
        tell(Finding("state-damaged", message), in: &summary)
        return StageMemory()
    }

    func tell(_ finding: Finding, in summary: inout RunSummary) {
        summary.findings.append(finding)
        report(.finding(finding))
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

    /// Resolves and measures the people; gives the cells of each measure by the stage's key.
    private func measure(
        _ settlement: Settlement, _ references: [String: [String: Table]], _ graph: RunGraph,
        into summary: inout RunSummary
    ) async throws(Diagnostics) -> (cells: [String: Cells], accounts: [(key: String, account: ChildAccount)]) {
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
        let resolution: any PersonResolution
        do throws(StageFault) { resolution = try resolver.prepare(context) } catch { throw planned.diagnostics(error) }
        summary.findings += resolution.findings
        for finding in resolution.findings { report(.finding(finding)) }
        let steps = try steps(graph, in: summary)
        let phase = PersonPhase(
            resolver: planned, resolution: resolution, steps: steps, jobs: options.jobs, report: report)
        let isSlow = steps.contains { $0.child?.work.program.form == .lines }
        let result: PersonPhase.Result
        do throws(TaskFault) {
            result = try await phase.run(
                People.partitions(of: settlement, size: isSlow ? People.slowPartSize : People.partSize))
        } catch {
            if error.fault.code == .interrupted { throw Diagnostics([.interrupted]) }
            throw error.diagnostics
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
        let accounts = steps.compactMap { step in
            result.accounts[step.planned.key].map { (step.planned.key, $0) }
        }
        return (result.cells, accounts)
    }
}
