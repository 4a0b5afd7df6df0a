import PipelineFile
import StageKit

/// Runs the stages that work on small tables in one piece, then the writers; publishes when all have done their work.
struct FinishPhase {
    let pipeline: Pipeline
    let graph: RunGraph
    /// Makes the work of a stage in a child process, which is given these tables.
    let child: @Sendable (PlannedStage, ChildStage, [TableDeclaration]) throws(StageFault) -> ChildWork
    let report: @Sendable (RunEvent) -> Void

    /// A release that stands ready, and the stage that built it.
    struct Ready {
        var planned: PlannedStage
        var release: BuiltRelease
    }

    /// What the stages come to.
    struct Built {
        /// What is ready to be published, in the order of the pipeline.
        var ready: [Ready] = []
        /// What stages keep for the next run, by stage.
        var kept: [String: [String: Table]] = [:]
        /// What stages in child processes told, in the order of the pipeline.
        var accounts: [(key: String, account: ChildAccount)] = []
    }

    /// Runs the stages; where one fails, whatever was built is removed. `previous` is what they kept at the last run.
    func run(
        references: [String: [String: Table]], cells: [String: Cells], previous: [String: [String: Table]],
        into summary: inout RunSummary
    ) async throws(Diagnostics) -> Built {
        let description = description(of: summary)
        var tables = references
        var built = Built()
        for planned in graph.rest {
            report(.stageStarted(key: planned.key))
            do throws(StageFault) {
                var inputs = try self.inputs(of: planned, tables: tables, cells: cells)
                inputs.previous = previous[planned.key] ?? [:]
                switch planned.instance {
                case let stage as any WholeStage:
                    let outputs = try stage.run(inputs, in: description)
                    tables[planned.key] = outputs.tables
                    if !outputs.kept.isEmpty { built.kept[planned.key] = try keepable(outputs.kept) }
                    summary.quality.add(outputs.quality)
                    summary.findings += outputs.findings
                    for finding in outputs.findings { report(.finding(finding)) }
                case let stage as ChildStage:
                    let (given, account) = try await runChild(planned, stage, inputs)
                    tables[planned.key] = given
                    built.accounts.append((planned.key, account))
                case let writer as any ReleaseWriter:
                    built.ready.append(Ready(planned: planned, release: try writer.build(inputs, in: description)))
                default:
                    throw StageFault("this kind of stage cannot run here", code: .internalFault)
                }
            } catch {
                discard(built.ready)
                throw planned.diagnostics(error)
            }
            report(.stageFinished(key: planned.key))
        }
        return built
    }

    /// A stage in a child process: a table for each that its manifest reads, and what it gives back.
    private func runChild(
        _ planned: PlannedStage, _ stage: ChildStage, _ inputs: StageInputs
    ) async throws(StageFault) -> (tables: [String: Table], account: ChildAccount) {
        var given: [String: Table] = [:]
        var declared: [TableDeclaration] = []
        for requirement in stage.manifest.reads {
            // A check has proved that no more than one input brings it.
            guard let table = inputs.tables[requirement.name]?.first else { continue }
            given[requirement.name] = table
            declared.append(
                TableDeclaration(
                    requirement.name, requirement.columns.isEmpty ? table.schema.fields : requirement.columns))
        }
        let (made, account) = try await child(planned, stage, declared).run(given)
        try IndicatorOrigins(inputs).check(made)
        return (made, account)
    }

    /// Tables that may lie in the state folder: none with rows about one person each.
    private func keepable(_ tables: [String: Table]) throws(StageFault) -> [String: Table] {
        for (name, table) in tables.sorted(by: { $0.key < $1.key }) where table.sensitivity < .aggregate {
            throw StageFault(
                "table '\(name)' is \(table.sensitivity.rawValue) and must not be kept for the next run",
                code: .disclosure, hint: "keep counts")
        }
        return tables
    }

    /// Moves what is ready into place: first what stays in the house, last what the run is for.
    func publish(_ ready: [Ready], into summary: inout RunSummary) throws(Diagnostics) {
        let ordered = ready.filter { !$0.release.isAnswer } + ready.filter(\.release.isAnswer)
        for (place, item) in ordered.enumerated() {
            do throws(StageFault) {
                try item.release.publish()
            } catch {
                discard(Array(ordered[place...]))
                throw item.planned.diagnostics(error)
            }
            let release = item.release
            summary.published.append(
                RunSummary.Published(
                    folder: release.folder, isUnchanged: release.isUnchanged, isAnswer: release.isAnswer))
            report(.published(folder: release.folder, isUnchanged: release.isUnchanged))
        }
    }

    func discard(_ ready: [Ready]) {
        for item in ready { item.release.discard() }
    }

    private func description(of summary: RunSummary) -> RunDescription {
        RunDescription(
            pipeline: pipeline.name, title: pipeline.title, publisher: pipeline.publisher, asOf: summary.asOf,
            id: summary.id,
            stages: pipeline.stages.map {
                RunDescription.StageIdentity(key: $0.key, name: $0.descriptor.name, version: $0.descriptor.version)
            },
            skippedFeeds: summary.refused.compactMap { $0.location?.file })
    }

    /// The tables and cells that a stage is fed with; labels are held against what it accepts once more, since a
    /// pipeline that was checked and data that flow are two things.
    private func inputs(
        of planned: PlannedStage, tables: [String: [String: Table]], cells: [String: Cells]
    ) throws(StageFault) -> StageInputs {
        var inputs = StageInputs()
        for input in planned.inputs {
            if let cells = cells[input.stage] { inputs.cells.append(cells) }
            for (name, table) in (tables[input.stage] ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard input.table == nil || input.table == name else { continue }
                guard planned.descriptor.reads.contains(where: { $0.name == name }) else { continue }
                guard planned.descriptor.accepts.contains(table.sensitivity) else {
                    throw StageFault(
                        "table '\(name)' of stage '\(input.stage)' is \(table.sensitivity.rawValue), which this stage "
                            + "must not be given",
                        code: .disclosure, hint: "send it through a protect_ stage first")
                }
                inputs.tables[name, default: []].append(table)
            }
        }
        return inputs
    }
}
