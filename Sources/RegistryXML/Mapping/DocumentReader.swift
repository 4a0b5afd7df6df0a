import CLibXML2
import Tables

/// A document of a file that may hold several.
public struct NamedDocument: Sendable {
    /// The path inside the archive, as in `ContainedDocument`: the sender's text.
    public var name: String?
    public var document: MappedDocument
}

/// Reads documents through a mapping.
public enum DocumentReader {
    /// Reads the one document of a file: plain, in gzip, or the only XML in a zip archive. It is parsed on the calling
    /// thread; other threads may read other files at the same time.
    ///
    /// Memory use does not depend on the file, besides the columns that come out. A record that is wrong is set
    /// aside; a `RefusedDocument` means that nothing of the file can be used. `-` is standard input.
    public static func read(
        _ path: String, _ mapping: Mapping, pseudonymiser: any Pseudonymiser,
        options: ReadingOptions = ReadingOptions()
    ) throws(RefusedDocument) -> MappedDocument {
        var only: MappedDocument?
        try DocumentContainer.forEachDocument(of: path, limits: options.limits, readAhead: options.readAhead) {
            (contained) throws(RefusedDocument) in
            if only != nil {
                throw RefusedDocument(
                    .container, "the zip archive holds more than one XML document where one is read",
                    hint: "unpack it, and give the files one by one")
            }
            only = try document(contained, mapping, pseudonymiser, options)
        }
        guard let only else { throw RefusedDocument(.container, "the file holds no XML document") }
        return only
    }

    /// Reads every document of a file, in order of their place in it. Any fault refuses all of them; its `document`
    /// says which one has it. Progress counts within each document, but for the bytes of the file.
    public static func readAll(
        _ path: String, _ mapping: Mapping, pseudonymiser: any Pseudonymiser,
        options: ReadingOptions = ReadingOptions()
    ) throws(RefusedDocument) -> (documents: [NamedDocument], summary: ContainerSummary) {
        var documents: [NamedDocument] = []
        let summary = try DocumentContainer.forEachDocument(
            of: path, limits: options.limits, readAhead: options.readAhead
        ) { (contained) throws(RefusedDocument) in
            let document = try document(contained, mapping, pseudonymiser, options)
            documents.append(NamedDocument(name: contained.name, document: document))
        }
        return (documents, summary)
    }

    /// Reads one document of a container, for callers that take them one at a time.
    public static func document(
        _ contained: borrowing ContainedDocument, _ mapping: Mapping, _ pseudonymiser: any Pseudonymiser,
        _ options: ReadingOptions
    ) throws(RefusedDocument) -> MappedDocument {
        let state = UnsafeMutablePointer<DocumentState>.allocate(capacity: 1)
        state.initialize(to: DocumentState(mapping.plan, options, pseudonymiser))
        defer {
            state.deinitialize(count: 1)
            state.deallocate()
        }
        return try parse(contained, mapping, options, state) { state, drift in
            state.pointee.document(mapping, drift: drift)
        }
    }

    /// Reads one document and hands on its rows as they come, so that memory does not grow with it either: what comes back
    /// has no tables, but what the end of the document says of them (`MappedDocument.closed`).
    ///
    /// Rows are handed on between records that lie in no other, after about `rowsPerSegment` rows; those of joined tables, and
    /// what lies in them, once they and their parents have come, in the order in which that is known. What waits is bounded
    /// by `ReadingLimits.heldBytes`. If this throws, nothing that was handed on may be used. With `showsTexts` dictionary
    /// columns come with their texts, and keys of lookups with what they find so far: for rows that are looked at, not kept.
    public static func stream(
        _ contained: borrowing ContainedDocument, _ mapping: Mapping, _ pseudonymiser: any Pseudonymiser,
        _ options: ReadingOptions, rowsPerSegment: Int = 8192, showsTexts: Bool = false,
        rows: (TableSegment) throws(RefusedDocument) -> Void, rejects: ([Reject]) throws(RefusedDocument) -> Void
    ) throws(RefusedDocument) -> MappedDocument {
        let state = UnsafeMutablePointer<DocumentState>.allocate(capacity: 1)
        state.initialize(to: DocumentState(mapping.plan, options, pseudonymiser))
        defer {
            state.deinitialize(count: 1)
            state.deallocate()
        }
        return try withoutActuallyEscaping(rows) { rows throws(RefusedDocument) in
            try withoutActuallyEscaping(rejects) { rejects throws(RefusedDocument) in
                state.pointee.takeSegment = rows
                state.pointee.takeRejects = rejects
                state.pointee.rowsPerSegment = rowsPerSegment
                state.pointee.showsTexts = showsTexts
                defer {
                    state.pointee.takeSegment = nil
                    state.pointee.takeRejects = nil
                }
                return try parse(contained, mapping, options, state) { state, drift in
                    state.pointee.streamedDocument(drift: drift)
                }
            }
        }
    }

    /// Parses a document, and lets `finish` say what it comes to.
    private static func parse(
        _ contained: borrowing ContainedDocument, _ mapping: Mapping, _ options: ReadingOptions,
        _ state: UnsafeMutablePointer<DocumentState>,
        finish: (UnsafeMutablePointer<DocumentState>, [PathCount]) -> MappedDocument
    ) throws(RefusedDocument) -> MappedDocument {
        let handlers = DocumentHandlers.table(acceptsDoctype: mapping.plan.acceptsDoctype)
        guard let parser = SAXParser(handlers, state: state) else {
            throw RefusedDocument(.unreadable, "libxml2 has no memory")
        }
        // What libxml2 reports outside of a parser would be printed, with bytes of the file; this is per thread.
        xmlSetStructuredErrorFunc(nil) { _, _ in }
        strata_silence_libxml2()
        defer { xmlSetStructuredErrorFunc(nil, nil) }
        state.pointee.attach(parser)
        var encoding = "UTF-8"
        let position = try contained.forEachChunk { (chunk, position) throws(RefusedDocument) in
            let start = position.bytesOut - Int64(chunk.count)
            if start == 0 {
                encoding = try EncodingCheck.check(chunk)
                try parser.begin(encoding)
            }
            do throws(RefusedDocument) {
                try check(parser.push(chunk), parser, state)
                try convert(parser, state, upTo: position.bytesOut, isEnd: false)
            } catch  where error.kind == .encoding && error.byteOffset == 0 {
                var placed = error
                placed.byteOffset = start + Int64(EncodingCheck.firstFault(in: chunk, encoding: encoding) ?? 0)
                throw placed
            }
            state.pointee.checkSizes()
            if let failure = state.pointee.failure { throw failure }
            options.progress?(position.bytesIn, position.bytesOut, state.pointee.rowCount)
            if options.isCancelled?() ?? false {
                throw RefusedDocument(.cancelled, "reading was stopped", byteOffset: position.bytesOut)
            }
        }
        try convert(parser, state, upTo: position.bytesOut, isEnd: true)
        try check(parser.end(), parser, state)
        if parser.context.pointee.wellFormed == 0 || !state.pointee.hasRoot {
            throw ParserFault.refusal(code: 5, domain: 0, at: ParserPosition(parser.context))
        }
        var document = finish(state, state.pointee.drift.paths(mapping.plan))
        if let failure = state.pointee.failure { throw failure }
        document.bytesIn = position.bytesIn - contained.start
        document.bytesOut = position.bytesOut
        return document
    }

    /// Converts what libxml2 put off, and refuses the document at a byte that is not of its encoding: there some of
    /// libxml2's converters stop, say nothing, and keep whatever comes.
    private static func convert(
        _ parser: borrowing SAXParser, _ state: UnsafeMutablePointer<DocumentState>, upTo end: Int64, isEnd: Bool
    ) throws(RefusedDocument) {
        // Less than a character may have to wait for the next piece.
        while let waiting = waiting(parser), waiting > (isEnd ? 0 : 16) {
            do throws(RefusedDocument) {
                try check(xmlParseChunk(parser.context, nil, 0, 0), parser, state)
            } catch  where isEnd && error.kind == .encoding && error.byteOffset == 0 {
                var placed = error
                placed.byteOffset = end - Int64(waiting)
                throw placed
            }
            if let left = Self.waiting(parser), left >= waiting {
                var place = ParserPosition(parser.context)
                place.byteOffset = end - Int64(left)
                throw ParserFault.refusal(code: 6003, domain: 0, at: place)
            }
        }
    }

    /// Bytes of the document that libxml2 has not converted to UTF-8; `nil` where it converts nothing.
    private static func waiting(_ parser: borrowing SAXParser) -> Int? {
        guard let input = parser.context.pointee.input, let buffer = input.pointee.buf, buffer.pointee.encoder != nil,
            let raw = buffer.pointee.raw
        else { return nil }
        return Int(xmlBufUse(raw))
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
