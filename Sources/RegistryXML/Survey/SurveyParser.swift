import CLibXML2

/// One document on its way through the parser; it owns the parser and all that is counted.
struct SurveyParser: ~Copyable {
    private let state: UnsafeMutablePointer<SurveyState>
    private let parser: SAXParser

    init(_ limits: ReadingLimits, _ caps: SurveyLimits) throws(RefusedDocument) {
        let state = UnsafeMutablePointer<SurveyState>.allocate(capacity: 1)
        state.initialize(to: SurveyState(limits, caps))
        guard let parser = SAXParser(SurveyHandlers.table(), state: state) else {
            state.deinitialize(count: 1)
            state.deallocate()
            throw RefusedDocument(.unreadable, "libxml2 has no memory")
        }
        self.state = state
        self.parser = parser
        state.pointee.context = self.parser.context
        // What libxml2 reports outside of a parser would be printed, with bytes of the file; this is per thread.
        xmlSetStructuredErrorFunc(nil) { _, _ in }
    }

    deinit {
        xmlSetStructuredErrorFunc(nil, nil)
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Makes ready for a document of this encoding.
    func begin(_ encoding: String) throws(RefusedDocument) { try parser.begin(encoding) }

    /// Takes the next bytes of the document.
    func push(_ chunk: UnsafeBufferPointer<UInt8>) throws(RefusedDocument) {
        if state.pointee.preamble == nil { state.pointee.preamble = SurveyPreamble(chunk) }
        state.pointee.lines.add(chunk)
        state.pointee.totals.bytes += Int64(chunk.count)
        try check(parser.push(chunk))
    }

    /// Ends the document and says what it is made of.
    consuming func finish() throws(RefusedDocument) -> DocumentSurvey {
        try check(parser.end())
        if parser.context.pointee.wellFormed == 0 || state.pointee.totals.elements == 0 {
            throw ParserFault.refusal(code: 5, domain: 0, at: ParserPosition(parser.context))
        }
        return state.pointee.result()
    }

    private func check(_ status: Int32) throws(RefusedDocument) {
        if let failure = state.pointee.failure { throw failure }
        if status == 0 { return }
        // Without a report of its own: what cannot be converted (XML_PARSER_EOF), or a fault of the XML.
        let code: Int32 = status == -1 || status == 3 ? 6003 : status
        throw ParserFault.refusal(code: code, domain: 0, at: ParserPosition(parser.context))
    }
}
