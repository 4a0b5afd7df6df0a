/// What a stage says when it cannot do its work: only what is wrong. The engine adds the stage and the place.
public struct StageFault: Error, Sendable, Hashable {
    /// The class of the fault, for the exit status.
    public var code: DiagnosticCode
    public var message: String
    /// Something to do.
    public var hint: String?
    /// The option at fault, where one is; `nil` for the stage as a whole.
    public var option: String?
    /// A place in a file of the user's other than the pipeline file.
    public var location: SourceLocation?
    /// Further faults found with this one.
    public var others: [StageFault]

    public init(
        _ message: String,
        code: DiagnosticCode = .stage,
        hint: String? = nil,
        option: String? = nil,
        location: SourceLocation? = nil,
        others: [StageFault] = []
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.option = option
        self.location = location
        self.others = others
    }

    /// Several faults as one, `nil` where there are none.
    public static func combining(_ faults: [StageFault]) -> StageFault? {
        guard var first = faults.first else { return nil }
        first.others += faults.dropFirst()
        return first
    }
}
