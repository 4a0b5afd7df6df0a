public import Tables

/// What one side tells the other besides rows: one JSON object with a `type`.
public enum ControlMessage: Sendable, Hashable {
    /// Host: what the stage is to do.
    case hello(Hello)
    /// Stage: who it is and what it will write.
    case ready(Ready)
    /// Both: all rows of part `part` have been sent.
    case endPart(Int)
    /// Host: no part follows.
    case endInput
    /// Both: so many record batches of a table have been taken since the beginning.
    case ack(table: String, batches: Int)
    /// Stage: how far it is.
    case progress(done: Int, of: Int)
    case log(LogLevel, String)
    case reject(RowReject)
    /// Stage: it is alive.
    case heartbeat
    /// Stage: all is written, and how much it was.
    case done(StageCounts)
    /// A type that this version does not know, which is ignored.
    case unknown(String)
}

/// How much a log line of a stage matters.
public enum LogLevel: String, Sendable, Hashable, CaseIterable {
    case info, warning, error
}

/// What the host tells a stage first.
public struct Hello: Sendable, Hashable {
    /// Versions of the protocol that the host speaks.
    public var protocols: [Int]
    /// The run: 16 hexadecimal digits.
    public var run: String
    public var pipeline: String
    /// The key of the stage in the pipeline.
    public var stage: String
    /// `feed`, `person` or `whole`.
    public var grain: String
    public var asOf: CalendarDay
    public var timezone: String
    /// The same for the same run: where a stage draws at random, it draws from this. Less than 2⁵³.
    public var seed: UInt64
    public var parameters: JSONObject
    /// The tables that will come, with their columns.
    public var inputs: [String: Schema]
    /// What a measure counts, by the manifest: a stage that knows its indicators can hold them against it.
    public var indicators: [String: PromisedIndicator] = [:]
    /// The answer that the host takes, by the stage's manifest: a helper library says it without asking its author.
    public var ready: Ready?
    /// Absolute paths, for a stage that reads files.
    public var files: [String]
    /// The working folder, removed after the run.
    public var scratch: String
    /// Bytes of memory and seconds that the stage may take; `nil` where there is no limit.
    public var memory: Int?
    public var seconds: Int?

    public init(
        run: String, pipeline: String, stage: String, grain: String, asOf: CalendarDay, timezone: String,
        seed: UInt64 = 0, parameters: JSONObject = [:], inputs: [String: Schema] = [:], files: [String] = [],
        scratch: String = "", memory: Int? = nil, seconds: Int? = nil
    ) {
        protocols = [WireLimit.version]
        self.run = run
        self.pipeline = pipeline
        self.stage = stage
        self.grain = grain
        self.asOf = asOf
        self.timezone = timezone
        self.seed = seed
        self.parameters = parameters
        self.inputs = inputs
        self.files = files
        self.scratch = scratch
        self.memory = memory
        self.seconds = seconds
    }
}

/// What a manifest says of an indicator, in its words.
public struct PromisedIndicator: Sendable, Hashable {
    public var statistic: String
    /// The units that numerators and denominators are whole numbers of.
    public var numerator: String
    public var denominator: String
    /// How far back it reaches, 0 for a figure on one day.
    public var months: Int

    public init(statistic: String, numerator: String, denominator: String, months: Int) {
        self.months = months
        self.statistic = statistic
        self.numerator = numerator
        self.denominator = denominator
    }
}

/// What a stage answers.
public struct Ready: Sendable, Hashable {
    public var protocolVersion: Int
    /// The name of the manifest.
    public var stage: String
    public var version: Int
    /// The tables that it will write, with their columns.
    public var outputs: [String: Schema]

    public init(protocolVersion: Int = WireLimit.version, stage: String, version: Int, outputs: [String: Schema]) {
        self.protocolVersion = protocolVersion
        self.stage = stage
        self.version = version
        self.outputs = outputs
    }
}

/// A row that a stage could not use. It names the place; it never holds a value.
public struct RowReject: Sendable, Hashable {
    public var table: String
    /// The row within the part's table, from 0.
    public var row: Int
    public var column: String
    /// A stable word: lower-case letters, digits, `-` and `_`, at most 64.
    public var code: String

    public init(table: String, row: Int, column: String, code: String) {
        self.table = table
        self.row = row
        self.column = column
        self.code = code
    }

    /// Whether the code is such a word.
    public var hasWord: Bool {
        !code.isEmpty && code.utf8.count <= 64
            && code.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
            }
    }
}

/// How much went in and came out, over the session.
public struct StageCounts: Sendable, Hashable {
    /// Rows by table; a table that is not there had none.
    public var rowsIn: [String: Int]
    public var rowsOut: [String: Int]
    public var rejects: Int
    /// Rows that the stage left out, by the rule that said so.
    public var dropped: [String: Int]

    public init(
        rowsIn: [String: Int] = [:], rowsOut: [String: Int] = [:], rejects: Int = 0, dropped: [String: Int] = [:]
    ) {
        self.rowsIn = rowsIn
        self.rowsOut = rowsOut
        self.rejects = rejects
        self.dropped = dropped
    }
}
