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
        /// The tables of feeds that a measure needs besides what every person has; none for other stages.
        public let events: [TableRequirement]
        private let maker: @Sendable (StageOptions) throws(StageFault) -> any Stage

        /// Makes the stage from its options.
        public func make(_ options: StageOptions) throws(StageFault) -> any Stage { try maker(options) }

        /// A stage that is compiled in.
        init(_ type: any CompiledStage.Type, family: String) {
            self.family = family
            descriptor = type.descriptor
            role = StageRole(of: type)
            events = (type as? any PersonMeasure.Type).map(Self.events) ?? []
            maker = { (options) throws(StageFault) in try type.init(options) }
        }

        private static func events(of measure: any PersonMeasure.Type) -> [TableRequirement] {
            measure.events
                + measure.descriptor.reads.filter { read in
                    read.name != TableRequirement.people.name && !measure.events.contains { $0.name == read.name }
                }
        }
    }

    /// Where two stages bear one name, the first is meant.
    public init(_ families: [StageFamily]) {
        self.families = families
        entries = families.flatMap { family in family.stages.map { Entry($0, family: family.name) } }
        places = Dictionary(
            entries.enumerated().map { ($1.descriptor.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The stage of that name, or `nil`.
    public subscript(_ name: String) -> Entry? { places[name].map { entries[$0] } }

    public var names: [String] { entries.map(\.descriptor.name) }
}

/// What a stage does in a pipeline: the protocol that it conforms to.
public enum StageRole: String, Sendable, Hashable {
    case feedReader, tableReader, resolver, measure, whole, writer

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
}
