public import StageKit

/// The stages that a binary knows, by name.
public struct StageCatalogue: Sendable {
    public let families: [StageFamily]
    /// Every stage in the order of the families.
    public let entries: [Entry]
    private let places: [String: Int]

    /// A stage and the family it is of.
    public struct Entry: Sendable {
        public let family: String
        public let descriptor: StageDescriptor
        public let role: StageRole
        /// The tables of feeds that a stage of people needs besides what every person has; none for other stages.
        public let events: [TableRequirement]
        /// What is known of a stage that runs in a process of its own; `nil` for one that is compiled in.
        public let manifest: ChildManifest?
        private let maker: @Sendable (StageOptions) throws(StageFault) -> any Stage

        /// Makes the stage from its options.
        public func make(_ options: StageOptions) throws(StageFault) -> any Stage { try maker(options) }

        /// A stage that is compiled in.
        init(_ type: any CompiledStage.Type, family: String) {
            self.family = family
            descriptor = type.descriptor
            role = StageRole(of: type)
            events = (type as? any PersonMeasure.Type).map(Self.events) ?? []
            manifest = nil
            maker = { (options) throws(StageFault) in try type.init(options) }
        }

        /// A stage in a process of its own.
        public init(_ manifest: ChildManifest) {
            family = StageFamily.project.name
            descriptor = manifest.descriptor
            role = manifest.role
            events = manifest.grain == .person ? PersonTables.events(behind: manifest.reads) : []
            self.manifest = manifest
            maker = { (options) throws(StageFault) in try ChildStage(manifest, options) }
        }

        private static func events(of measure: any PersonMeasure.Type) -> [TableRequirement] {
            measure.events
                + measure.descriptor.reads.filter { read in
                    read.name != TableRequirement.people.name && !measure.events.contains { $0.name == read.name }
                }
        }
    }

    /// The stages of the binary, then those of a project. Where two stages bear one name, the first is meant.
    public init(_ families: [StageFamily], project: [ChildManifest] = []) {
        self.families = project.isEmpty ? families : families + [.project]
        entries =
            families.flatMap { family in family.stages.map { Entry($0, family: family.name) } }
            + project.map(Entry.init)
        places = Dictionary(
            entries.enumerated().map { ($1.descriptor.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The stage of that name, or `nil`.
    public subscript(_ name: String) -> Entry? { places[name].map { entries[$0] } }

    public var names: [String] { entries.map(\.descriptor.name) }
}

extension StageFamily {
    /// The family of stages that are no part of the binary.
    static let project = StageFamily(
        "Project", "Stages of the project itself, each a folder with a stage.yaml; they run in a process of their own.",
        stages: [])
}

/// What a stage does in a pipeline: the protocol that it conforms to, or what its manifest says.
public enum StageRole: String, Sendable, Hashable {
    case feedReader, tableReader, resolver, measure, whole, writer
    /// Adds columns to people, for stages downstream.
    case annotator

    public init(of type: any CompiledStage.Type) {
        self =
            if type is any FeedReader.Type {
                .feedReader
            } else if type is any TableReader.Type {
                .tableReader
            } else if type is any PersonResolver.Type {
                .resolver
            } else if type is any PersonMeasure.Type {
                .measure
            } else if type is any ReleaseWriter.Type {
                .writer
            } else {
                .whole
            }
    }

    /// Whether it begins with files instead of other stages.
    var readsFiles: Bool { self == .feedReader || self == .tableReader }

    /// Whether it is given people, part by part.
    var takesPeople: Bool { self == .measure || self == .annotator }
}
