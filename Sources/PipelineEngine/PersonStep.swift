import PipelineFile
import StageKit
import Tables

/// A stage of person grain in a run.
enum PersonStep: Sendable {
    /// A measure of this process.
    case measure(PlannedStage, any PersonMeasure)
    /// A stage in a process of its own.
    case child(PersonChild)

    var planned: PlannedStage {
        switch self {
        case .measure(let planned, _): planned
        case .child(let child): child.planned
        }
    }

    /// What it counts; `nil` for an annotator, which counts nothing.
    var indicators: [Indicator]? {
        switch self {
        case .measure(_, let measure): measure.indicators
        case .child(let child): child.isAnnotator ? nil : child.work.stage.indicators
        }
    }

    var child: PersonChild? { if case .child(let child) = self { child } else { nil } }
}

/// A stage of person grain in a process of its own, and what it is given of every part.
struct PersonChild: Sendable {
    let planned: PlannedStage
    let work: ChildWork
    let tables: PersonTables
    /// The keys of the annotators whose columns it is given.
    let annotators: [String]

    var isAnnotator: Bool { work.stage.manifest.role == .annotator }
    var key: String { planned.key }

    /// Works on one part: an annotator adds to `annotations`, a measure to `contributions`.
    func work(
        on frame: PersonFrame, _ session: ChildSession, annotations: inout [String: PersonAnnotation],
        contributions: inout Contributions?
    ) async throws(StageFault) {
        let given = annotators.compactMap { annotations[$0] }
        let outputs = try await session.exchange(tables.tables(of: frame, with: given))
        if isAnnotator {
            guard let table = outputs[TableRequirement.people.name] else { throw StageFault("wrote no 'people'") }
            annotations[key] = try PersonAnnotation(table, adding: work.stage.manifest.annotations, people: frame.count)
        } else {
            guard let table = outputs[Contributions.table.name] else {
                throw StageFault("wrote no '\(Contributions.table.name)'")
            }
            try contributions?.add(table, over: frame)
        }
    }
}

/// A fault of a stage, with the stage.
struct TaskFault: Error {
    let planned: PlannedStage
    let fault: StageFault
    /// What it had told, where it has a process of its own.
    var account: ChildAccount?

    var diagnostics: Diagnostics { planned.diagnostics(fault) }
}
