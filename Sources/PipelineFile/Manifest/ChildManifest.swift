public import StageKit

/// What `stage.yaml` says of a stage that runs in a process of its own: all that there is to know before it is started.
public struct ChildManifest: Sendable {
    /// How tables travel between strata and the stage.
    public enum Wire: String, Sendable, Hashable, CaseIterable {
        /// Arrow IPC messages in frames.
        case arrow
        /// One JSON object a line, a row each.
        case lines
    }

    /// What the stage may take; it is stopped where it takes more.
    public struct Limits: Sendable, Hashable {
        /// Bytes.
        public var memory = 1 << 30
        public var seconds = 3600
        public var openFiles = 256

        public init() {}
    }

    /// The folder of the manifest, and how the user would name it.
    public var folder: StagePath
    public var name: String
    /// Rises whenever the same input may give another output.
    public var version: Int
    public var summary: String
    public var details: String
    /// As written: the program, then its arguments.
    public var command: [String]
    public var wire: Wire
    public var grain: StageGrain
    public var role: StageRole
    public var accepts: Set<Sensitivity>
    public var yields: Sensitivity
    public var parameters: [AnyStageOption]
    /// The tables it is given, with the columns that it is given of each; `isOptional` of a column says that a value may be
    /// missing.
    public var reads: [TableRequirement]
    /// The tables that it sends back; of a stage of person grain `contributions` or `people`.
    public var writes: [TableDeclaration]
    public var indicators: [Indicator]
    /// The parameter that says how many months an indicator covers, by the indicator's id.
    public var indicatorWindows: [String: String]
    public var limits: Limits
    /// Whether the same input always gives the same output.
    public var isDeterministic: Bool
    /// Whether it may be run again after it failed for the time being (exit status 69 or 75).
    public var isIdempotent: Bool
    /// The files that it is made of, relative to the folder, in byte order; the manifest is one of them.
    public var files: [String]
    /// Names of the environment that it is given besides those that it always has.
    public var environment: [String]
    public var examples: [StageExample]

    /// The manifest's name in a folder.
    public static let file = "stage.yaml"

    /// The stage as the pipeline file and its documentation know it.
    public var descriptor: StageDescriptor {
        StageDescriptor(
            name: name, version: version, summary: summary, details: details, grain: grain, reads: reads,
            accepts: accepts, writes: role == .measure ? [.cells] : writes, yields: yields, indicators: indicators,
            options: parameters, examples: examples)
    }

    /// The columns that a stage of person grain adds to people, by a name each.
    public var annotations: [Field] {
        guard role == .annotator else { return [] }
        return writes.flatMap(\.columns).filter { $0.name != PersonTables.personColumn }
    }

    /// Whether the pipeline has to grant what it is given: records of single people.
    public var needsGrant: Bool { accepts.contains(.pseudonymous) }
}

extension ChildManifest {
    /// Reads the manifest of the stage in a folder; throws every fault at once, each with its place.
    public static func load(_ folder: StagePath) throws(Diagnostics) -> ChildManifest {
        let read = ManifestReader.read(folder)
        guard let manifest = read.manifest else { throw Diagnostics(read.faults) }
        return manifest
    }
}
