/// A list of stages that belong together; a binary is a list of families.
public struct StageFamily: Sendable {
    public var name: String
    /// One sentence.
    public var summary: String
    public var stages: [any CompiledStage.Type]

    public init(_ name: String, _ summary: String, stages: [any CompiledStage.Type]) {
        self.name = name
        self.summary = summary
        self.stages = stages
    }
}
