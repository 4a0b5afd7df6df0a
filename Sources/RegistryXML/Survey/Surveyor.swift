import CLibXML2

/// Looks through documents of any format and says what they are made of.
public enum Surveyor {
    /// Where standard input is; `-` on the command line.
    public static let standardInput = "/dev/stdin"

    /// Surveys one file, gzip or plain, on the calling thread.
    ///
    /// The file is read once, from start to end, and memory use does not depend on it. Whatever `DocumentReader` refuses
    /// of any format is refused here with the same words: broken XML, a document type declaration, a limit passed.
    /// `progress` is called after every 256 KiB of XML with bytes of the file and bytes of XML.
    public static func survey(
        _ path: String, limits: ReadingLimits = ReadingLimits(), caps: SurveyLimits = SurveyLimits(),
        progress: ((_ bytesIn: Int64, _ bytesOut: Int64) -> Void)? = nil
    ) throws(RefusedDocument) -> FileSurvey {
        let state = UnsafeMutablePointer<SurveyState>.allocate(capacity: 1)
        state.initialize(to: SurveyState(limits, caps))
        defer {
            state.deinitialize(count: 1)
            state.deallocate()
        }
        guard let parser = SAXParser(SurveyHandlers.table(), state: state) else {
            throw RefusedDocument(.unreadable, "libxml2 has no memory")
        }
        // What libxml2 reports outside of a parser would be printed, with bytes of the file; this is per thread.
        xmlSetStructuredErrorFunc(nil) { _, _ in }
        defer { xmlSetStructuredErrorFunc(nil, nil) }
        state.pointee.context = parser.context
        var preamble: SurveyPreamble?
        var lines = LineCounter()
        // Bytes that come out as they lie on disk were never compressed.
        var isPlain = true
        let position = try InflatedFile.forEachChunk(of: path, limits: limits) {
            (chunk, position) throws(RefusedDocument) in
            if preamble == nil { preamble = SurveyPreamble(chunk) }
            if position.bytesIn != position.bytesOut { isPlain = false }
            lines.add(chunk)
            try check(parser.push(chunk), parser, state)
            progress?(position.bytesIn, position.bytesOut)
        }
        try check(parser.end(), parser, state)
        if parser.context.pointee.wellFormed == 0 || state.pointee.totals.elements == 0 {
            throw ParserFault.refusal(code: 5, domain: 0, at: ParserPosition(parser.context))
        }
        var document = state.pointee.result()
        document.bytes = position.bytesOut
        document.byteOrderMark = preamble?.byteOrderMark
        document.declaredEncoding = preamble?.declaredEncoding
        document.lines = lines.lines
        document.longestLine = lines.longestLine
        return FileSurvey(
            container: isPlain ? .plain : .gzip, bytesOnDisk: position.bytesIn, documents: [document])
    }

    private static func check(
        _ status: Int32, _ parser: borrowing SAXParser, _ state: UnsafeMutablePointer<SurveyState>
    ) throws(RefusedDocument) {
        if let failure = state.pointee.failure { throw failure }
        if status == 0 { return }
        // Without a report of its own: what cannot be converted (XML_PARSER_EOF), or a fault of the XML.
        let code: Int32 = status == -1 || status == 3 ? 6003 : status
        throw ParserFault.refusal(code: code, domain: 0, at: ParserPosition(parser.context))
    }
}
