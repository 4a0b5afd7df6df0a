public import StageKit

/// A pipeline file in which every name, value, table and label has been checked.
public struct Pipeline: Sendable {
    /// A plain word; releases stand in a folder of this name.
    public var name: String
    public var title: String
    /// Who publishes, for the indicator file; may be empty.
    public var publisher: String
    /// The IANA name of the zone whose clock the feeds are written by.
    public var timezone: String
    /// In the order of the file, with the values that hold for this run.
    public var parameters: [PipelineParameter]
    /// In the order of the file.
    public var stages: [PlannedStage]
    /// Every stage after all that it reads from, otherwise in the order of the file.
    public var order: [PlannedStage]
    /// The file as the user named it.
    public var file: String
    /// The file's absolute path.
    public var path: String
    /// The absolute folder that relative paths in the file start from.
    public var folder: String
    /// What somebody should know though it stops nothing.
    public var warnings: [Diagnostic]

    /// The stages that run in a process of their own, each once, in the order of the file.
    public var children: [ChildManifest] {
        var found: [ChildManifest] = []
        for case let child as ChildStage in stages.map(\.instance)
        where !found.contains(where: { $0.name == child.manifest.name }) {
            found.append(child.manifest)
        }
        return found
    }

    /// The stage of that key, or `nil`.
    public func stage(_ key: String) -> PlannedStage? { stages.first { $0.key == key } }
}

/// One stage of a pipeline, made and ready.
public struct PlannedStage: Sendable {
    /// Its name in the pipeline file.
    public var key: String
    public var role: StageRole
    public var descriptor: StageDescriptor
    /// The tables of feeds that a stage of people needs besides what every person has; none for other stages.
    public var events: [TableRequirement]
    public var instance: any Stage
    public var options: StageOptions
    /// What it reads from, in the order of `from`.
    public var inputs: [PlannedInput]
    /// Where its key stands.
    public var location: SourceLocation
    /// The line of the file at `location`.
    public var snippet: String?
    /// Where the value of each option given stands.
    public var optionLocations: [String: SourceLocation]
}

/// Another stage, or one table of it.
public struct PlannedInput: Sendable, Hashable {
    public var stage: String
    /// One table alone, or `nil` for all that the reader takes.
    public var table: String?
    public var location: SourceLocation
}

/// A value that may be set from outside the file.
public struct PipelineParameter: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case path, text, integer, choice, date, boolean
    }

    public var name: String
    public var kind: Kind
    public var help: String
    /// The values of a choice.
    public var values: [String]
    public var minimum: Int?
    public var maximum: Int?
    /// The default as written, or `nil` where a value must be set.
    public var defaultText: String?
    /// What holds; a path is absolute.
    public var value: String
}
