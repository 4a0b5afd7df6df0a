public import StageKit
public import StageProtocol
public import Tables

/// A stage that runs in a process of its own: what its manifest says of it.
public struct ChildProgram: Sendable, Hashable {
    /// How rows travel.
    public enum Form: String, Sendable, Hashable {
        /// Frames with Arrow messages.
        case arrow
        /// A JSON object a row, a row a line: slow, and for small tables.
        case lines
    }

    public var name: String
    public var version: Int
    /// What is started: an absolute path and its arguments.
    public var command: [String]
    public var grain: StageGrain
    public var form: Form
    /// The tables that it is given for each part, in the order in which they are sent, with the columns that it asks for.
    public var inputs: [TableDeclaration]
    /// The tables that it may write for each part, with their columns in order.
    public var outputs: [TableDeclaration]
    /// What it counts, where it is a measure.
    public var indicators: [Indicator]
    /// The label of what it writes.
    public var yields: Sensitivity
    public var limits: ChildLimits
    /// Variables of the host's environment that it is given; it has no others.
    public var environment: [String]
    /// Whether it may run again on the same input after a temporary fault.
    public var isIdempotent: Bool

    public init(
        name: String, version: Int, command: [String], grain: StageGrain, form: Form = .arrow,
        inputs: [TableDeclaration], outputs: [TableDeclaration], indicators: [Indicator] = [], yields: Sensitivity,
        limits: ChildLimits = ChildLimits(),
        environment: [String] = [], isIdempotent: Bool = false
    ) {
        self.name = name
        self.version = version
        self.command = command
        self.grain = grain
        self.form = form
        self.inputs = inputs
        self.outputs = outputs
        self.indicators = indicators
        self.yields = yields
        self.limits = limits
        self.environment = environment
        self.isIdempotent = isIdempotent
    }
}

/// What a stage may take.
public struct ChildLimits: Sendable, Hashable {
    /// Bytes of private memory, a process.
    public var memory: Int?
    /// From start to end.
    public var time: Duration?
    /// Seconds of processor time, a process; unless given, `time` on every core.
    public var processorTime: Int?
    public var openFiles: Int?
    /// Bytes that it may write for one part, at most 1 GiB; the host holds them in memory.
    public var output: Int

    public init(
        memory: Int? = nil, time: Duration? = nil, processorTime: Int? = nil, openFiles: Int? = nil,
        output: Int = 1 << 30
    ) {
        self.memory = memory
        self.time = time
        self.processorTime = processorTime
        self.openFiles = openFiles
        self.output = min(output, 1 << 30)
    }
}

/// Something that a stage says while it runs.
public enum ChildReport: Sendable, Hashable {
    case progress(done: Int, of: Int)
    /// The author's text, at most 500 characters; 200 lines a session.
    case log(LogLevel, String)
    case reject(part: Int, RowReject)
    /// Something that the system refused and that the stage ran without: a network of its own.
    case note(String)
    /// All that it wrote to standard error, once, when it has ended. The author's text: it may say anything.
    case standardError(StandardErrorText)
}
