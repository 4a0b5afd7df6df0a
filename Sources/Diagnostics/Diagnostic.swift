/// One thing that a person should know: what is wrong, where, and what to do about it.
///
/// A diagnostic never holds a patient's identifier or a cell value of a record: it names the record and the field.
public struct Diagnostic: Error, Sendable, Hashable {
    /// How much it matters to the run.
    public enum Severity: String, Sendable, Hashable {
        case error, warning, note
    }

    public var severity: Severity
    /// What kind of fault, for exit statuses and for machines that read the log.
    public var code: DiagnosticCode
    /// What is wrong, one sentence, no full stop.
    public var message: String
    /// Where; `nil` when there is no file to point at.
    public var location: SourceLocation?
    /// The line of the file that `location` points into, for the caret.
    public var snippet: String?
    /// Something to do, one sentence.
    public var hint: String?

    public init(
        _ code: DiagnosticCode,
        _ message: String,
        at location: SourceLocation? = nil,
        snippet: String? = nil,
        hint: String? = nil,
        severity: Severity = .error
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.snippet = snippet
        self.hint = hint
    }
}

/// The class of a fault; it decides the exit status (Documentation/Errors.md).
public enum DiagnosticCode: String, Sendable, Hashable, CaseIterable {
    /// A fault of the program itself.
    case internalFault = "internal"
    /// Wrong usage, a wrong pipeline file, a missing file or key.
    case configuration
    /// A label of the pipeline would let unprotected figures out.
    case label
    /// The data cannot be trusted: a refused feed, a broken reference table, nobody left.
    case data
    /// The disclosure gate refused at run time.
    case disclosure
    /// A stage failed.
    case stage
    /// Another run holds the state folder, or something else that passes.
    case temporary
    /// Stopped by a signal.
    case interrupted

    /// The exit status of a run that ends with this fault.
    public var exitStatus: Int32 {
        switch self {
        case .internalFault: 1
        case .configuration, .label: 2
        case .data: 3
        case .disclosure: 4
        case .stage: 6
        case .temporary: 75
        case .interrupted: 130
        }
    }
}

/// Several faults at once: what a check found, all of it.
public struct Diagnostics: Error, Sendable {
    public var items: [Diagnostic]

    public init(_ items: [Diagnostic]) { self.items = items }

    /// The status of the first error, in the order found.
    public var exitStatus: Int32 {
        items.first { $0.severity == .error }?.code.exitStatus ?? 0
    }
}
