import PipelineFile
import StageKit

/// The stages of a pipeline by the part they play in a run, known by protocol alone, never by name.
struct RunGraph {
    let reader: (planned: PlannedStage, stage: any FeedReader)
    let references: [(planned: PlannedStage, stage: any TableReader)]
    /// Stages in child processes that read files of their own.
    let childReaders: [(planned: PlannedStage, stage: ChildStage)]
    let resolver: (planned: PlannedStage, stage: any PersonResolver)
    /// Annotators and measures, each after those that it reads from.
    let measures: [PlannedStage]
    /// Whole-grain stages and writers, in an order in which every input comes first.
    let rest: [PlannedStage]
    /// Which columns the reader must keep.
    let needs: ColumnNeeds

    init(_ pipeline: Pipeline) throws(Diagnostics) {
        var readers: [(PlannedStage, any FeedReader)] = []
        var references: [(PlannedStage, any TableReader)] = []
        var resolvers: [(PlannedStage, any PersonResolver)] = []
        var childReaders: [(PlannedStage, ChildStage)] = []
        var measures: [PlannedStage] = []
        var rest: [PlannedStage] = []
        for planned in pipeline.order {
            switch planned.instance {
            case let stage as any FeedReader: readers.append((planned, stage))
            case let stage as any TableReader: references.append((planned, stage))
            case let stage as any PersonResolver: resolvers.append((planned, stage))
            case is any PersonMeasure: measures.append(planned)
            case let stage as ChildStage where planned.role == .tableReader: childReaders.append((planned, stage))
            case is ChildStage where [.measure, .annotator].contains(planned.role): measures.append(planned)
            default: rest.append(planned)
            }
        }
        guard readers.count == 1, resolvers.count == 1 else {
            throw Diagnostics([
                Diagnostic(
                    .configuration, "a run needs one stage that reads feeds and one that resolves people",
                    at: SourceLocation(file: pipeline.file), hint: "'strata init' writes a pipeline that has both")
            ])
        }
        reader = readers[0]
        resolver = resolvers[0]
        self.references = references
        self.childReaders = childReaders
        self.measures = measures
        self.rest = rest
        needs = Self.needs(resolver: resolver.planned.descriptor, events: pipeline.order.flatMap(\.events))
    }

    /// What the resolver always reads, and of each event table that a measure asks for what both of them read.
    private static func needs(resolver: StageDescriptor, events asked: [TableRequirement]) -> ColumnNeeds {
        var needs = ColumnNeeds()
        for table in resolver.reads {
            let events = asked.filter { $0.name == table.name }
            if table.isOnDemand && events.isEmpty { continue }
            needs.add([table] + events)
        }
        return needs
    }

    /// The key of a stage's task.
    func key(of planned: PlannedStage, inputs: [TaskKey], asOf: CalendarDay? = nil) throws(Diagnostics) -> TaskKey {
        var settings: [String] = []
        do throws(Diagnostic) {
            for file in planned.instance.settingsFiles { settings.append(try FileDigest.of(file.path)) }
            if let reader = planned.instance as? any TableReader {
                for file in reader.files { settings.append(try FileDigest.of(file.path)) }
            }
        } catch {
            throw Diagnostics([error])
        }
        return TaskKey(
            stage: planned.descriptor.name, version: planned.descriptor.version, options: planned.options.canonical,
            settings: settings, asOf: asOf, inputs: inputs)
    }

    /// The keys of every stage behind the reader, by the stage's key in the file; `keys` holds the reader's.
    func addKeys(to keys: inout [String: TaskKey], asOf: CalendarDay) throws(Diagnostics) {
        let stages = references.map(\.planned) + childReaders.map(\.planned) + [resolver.planned] + measures + rest
        for planned in stages {
            let dated = planned.descriptor.grain == .person
            let inputs = planned.inputs.compactMap { keys[$0.stage] }
            keys[planned.key] = try key(of: planned, inputs: inputs, asOf: dated ? asOf : nil)
        }
    }
}

extension PlannedStage {
    /// A fault of this stage with its place in the pipeline file.
    func diagnostics(_ fault: StageFault) -> Diagnostics {
        let faults = ([fault] + fault.others).map { fault in
            let place = fault.location ?? fault.option.flatMap { optionLocations[$0] } ?? location
            return Diagnostic(
                fault.code, "stage '\(key)' (\(descriptor.name)): \(fault.message)", at: place,
                snippet: place == location ? snippet : nil, hint: fault.hint)
        }
        return Diagnostics(faults)
    }
}
