import CLibXML2
import Tables

/// How a document is read.
public struct ReadingOptions: Sendable {
    public var limits = ReadingLimits()
    /// The columns to store, by table; `nil` stores all, a table that is not named stores none. What is not stored is
    /// checked and counted all the same. A table that stores anything stores its parent's row and `opt_out` as well.
    public var columns: [String: Set<String>]?
    /// Whether the records of a person may be used; whoever is refused, or has no valid number, is withheld.
    public var isAllowed: (@Sendable (PersonToken) -> Bool)?
    /// Called after every 256 KiB of XML with bytes of the file, bytes of XML and records so far.
    public var progress: (@Sendable (_ bytesIn: Int64, _ bytesOut: Int64, _ records: Int) -> Void)?
    /// Asked after every 256 KiB of XML whether to give up.
    public var isCancelled: (@Sendable () -> Bool)?

    public init() {}
}

/// Reads documents through a mapping.
public enum DocumentReader {
    /// Reads one file, gzip or plain, on the calling thread; other threads may read other files at the same time.
    ///
    /// Memory use does not depend on the file, besides the columns that come out. A record that is wrong is set
    /// aside; a `RefusedDocument` means that nothing of the file can be used.
    public static func read(
        _ path: String, _ mapping: Mapping, pseudonymiser: any Pseudonymiser,
        options: ReadingOptions = ReadingOptions()
    ) throws(RefusedDocument) -> MappedDocument {
        let state = UnsafeMutablePointer<DocumentState>.allocate(capacity: 1)
        state.initialize(to: DocumentState(mapping.plan, options, pseudonymiser))
        defer {
            state.deinitialize(count: 1)
            state.deallocate()
        }
        let handlers = DocumentHandlers.table(acceptsDoctype: mapping.plan.acceptsDoctype)
        guard let parser = SAXParser(handlers, state: state) else {
            throw RefusedDocument(.unreadable, "libxml2 has no memory")
        }
        // What libxml2 reports outside of a parser would be printed, with bytes of the file; this is per thread.
        xmlSetStructuredErrorFunc(nil) { _, _ in }
        defer { xmlSetStructuredErrorFunc(nil, nil) }
        state.pointee.attach(parser)
        let position = try InflatedFile.forEachChunk(of: path, limits: options.limits) {
            (chunk, position) throws(RefusedDocument) in
            try check(parser.push(chunk), parser, state)
            state.pointee.checkSizes()
            if let failure = state.pointee.failure { throw failure }
            options.progress?(position.bytesIn, position.bytesOut, state.pointee.rowCount)
            if options.isCancelled?() ?? false {
                throw RefusedDocument(.cancelled, "reading was stopped", byteOffset: position.bytesOut)
            }
        }
        try check(parser.end(), parser, state)
        if parser.context.pointee.wellFormed == 0 || !state.pointee.hasRoot {
            throw ParserFault.refusal(code: 5, domain: 0, at: ParserPosition(parser.context))
        }
        let drift = state.pointee.drift.paths(mapping.plan)
        var document = state.pointee.document(mapping, drift: drift)
        document.bytesIn = position.bytesIn
        document.bytesOut = position.bytesOut
        return document
    }

    private static func check(
        _ status: Int32, _ parser: borrowing SAXParser, _ state: UnsafeMutablePointer<DocumentState>
    ) throws(RefusedDocument) {
        if let failure = state.pointee.failure { throw failure }
        if status == 0 { return }
        // Without a report of its own: what cannot be converted (XML_PARSER_EOF), or a fault of the XML.
        let code: Int32 = status == -1 || status == 3 ? 6003 : status
        throw ParserFault.refusal(code: code, domain: 0, at: ParserPosition(parser.context))
    }
}
