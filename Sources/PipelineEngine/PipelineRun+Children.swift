import PipelineFile
import StageKit

/// Stages in processes of their own.
extension PipelineRun {
    /// The work of a stage in a child process, which will be given these tables.
    func work(
        _ planned: PlannedStage, _ stage: ChildStage, inputs: [TableDeclaration], in summary: RunSummary
    ) throws(StageFault) -> ChildWork {
        try ChildWork(
            stage, key: planned.key, inputs: inputs,
            place: ChildWork.Place(
                pipeline: pipeline.name, timezone: pipeline.timezone, run: summary.id, asOf: summary.asOf),
            launcher: options.launcher, state: options.state)
    }

    /// The stages of person grain, in an order in which annotators come before those that read from them.
    func steps(_ graph: RunGraph, in summary: RunSummary) throws(Diagnostics) -> [PersonStep] {
        let children = graph.measures.filter { $0.role == .annotator }
        var steps: [PersonStep] = []
        for planned in graph.measures {
            if let measure = planned.instance as? any PersonMeasure { steps.append(.measure(planned, measure)) }
            guard let stage = planned.instance as? ChildStage else { continue }
            let annotators = planned.inputs.compactMap { input in children.first { $0.key == input.stage } }
            let annotated = annotators.flatMap { ($0.instance as? ChildStage)?.manifest.annotations ?? [] }
            let tables = PersonTables(reading: stage.manifest.reads, annotated: annotated)
            do throws(StageFault) {
                let inputs = tables.schemas.map { TableDeclaration($0.table, $0.schema.fields) }
                let work = try work(planned, stage, inputs: inputs, in: summary)
                steps.append(
                    .child(PersonChild(planned: planned, work: work, tables: tables, annotators: annotators.map(\.key)))
                )
            } catch {
                throw planned.diagnostics(error)
            }
        }
        return steps
    }

    /// Runs the stages that read files of their own, and adds their tables.
    func readChildren(
        _ graph: RunGraph, _ tables: inout [String: [String: Table]], into summary: RunSummary
    ) async throws(Diagnostics) -> [(key: String, account: ChildAccount)] {
        var accounts: [(key: String, account: ChildAccount)] = []
        for (planned, stage) in graph.childReaders {
            report(.stageStarted(key: planned.key))
            do throws(StageFault) {
                let (given, account) = try await work(planned, stage, inputs: [], in: summary).run([:])
                tables[planned.key] = given
                accounts.append((planned.key, account))
            } catch {
                throw planned.diagnostics(error)
            }
            report(.stageFinished(key: planned.key))
        }
        return accounts
    }

    /// Takes what stages told into the summary: counts, and what the system refused.
    func take(_ accounts: [(key: String, account: ChildAccount)], into summary: inout RunSummary) {
        for (key, account) in accounts {
            summary.quality.add(account.quality(of: key))
            summary.rejects += account.rejects.count
            let isMeasure = pipeline.stages.contains { $0.key == key && $0.role == .measure }
            if isMeasure, account.rowsOut == 0 {
                tell(Finding("counted-nobody", "stage '\(key)' gave no row for anybody"), in: &summary)
            }
            for note in account.notes.sorted() {
                tell(Finding("stage-isolation", "stage '\(key)': \(note)"), in: &summary)
            }
        }
        for planned in pipeline.stages {
            guard let stage = planned.instance as? ChildStage, stage.manifest.wire == .lines else { continue }
            tell(
                Finding(
                    "slow-stage",
                    "stage '\(planned.key)' takes rows as lines of JSON: it is slow, and a part may have 100,000 rows"),
                in: &summary)
        }
    }
}
