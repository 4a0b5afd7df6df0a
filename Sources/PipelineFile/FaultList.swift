import StageKit

/// What is wrong with a pipeline file, gathered until everything has been looked at.
struct FaultList {
    let source: SourceText
    private(set) var items: [Diagnostic] = []

    init(source: SourceText) { self.source = source }

    var hasErrors: Bool { items.contains { $0.severity == .error } }

    mutating func add(
        _ message: String, at location: SourceLocation?, hint: String? = nil, code: DiagnosticCode = .configuration,
        severity: Diagnostic.Severity = .error
    ) {
        var snippet: String?
        if let location, location.file == source.file { snippet = source.line(location.line) }
        items.append(Diagnostic(code, message, at: location, snippet: snippet, hint: hint, severity: severity))
    }

    /// Adds what was found elsewhere.
    mutating func add(_ diagnostics: [Diagnostic]) { items += diagnostics }

    /// Faults with a place in byte order of file, then line and column; those of the command line come first.
    var sorted: [Diagnostic] {
        func place(_ diagnostic: Diagnostic) -> (Int, Int) {
            (diagnostic.location?.line ?? -1, diagnostic.location?.column ?? -1)
        }
        func isElsewhere(_ diagnostic: Diagnostic) -> Bool {
            diagnostic.location.map { $0.file != source.file } ?? false
        }
        return items.enumerated().sorted { a, b in
            let elsewhere = (isElsewhere(a.element), isElsewhere(b.element))
            if elsewhere.0 != elsewhere.1 { return elsewhere.1 }
            if elsewhere.0 { return a.offset < b.offset }
            return place(a.element) == place(b.element) ? a.offset < b.offset : place(a.element) < place(b.element)
        }.map(\.element)
    }

    /// `did you mean 'x'? ` where a candidate is near, and then `rest`.
    static func hint(for name: String, among candidates: some Sequence<String>, _ rest: String) -> String {
        (NearestName.of(name, among: candidates).map { "did you mean '\($0)'? " } ?? "") + rest
    }
}
