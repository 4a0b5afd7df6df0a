import CLibXML2

/// A libxml2 push parser, safe for hostile input; freed with its owner.
///
/// Entities are replaced (without that, libxml2 hands `&#38;` to attributes for `&amp;`), nothing is fetched, nothing
/// is recovered from, and the limits of `XML_PARSE_HUGE` stay in force. The handlers must refuse entity declarations.
struct SAXParser: ~Copyable {
    let context: xmlParserCtxtPtr

    /// `nil` where libxml2 has no memory.
    init?(_ handlers: consuming xmlSAXHandler, state: UnsafeMutableRawPointer) {
        xmlInitParser()
        guard let context = xmlCreatePushParserCtxt(&handlers, state, nil, 0, nil) else { return nil }
        _ = xmlCtxtUseOptions(context, Self.options)
        self.context = context
    }

    private static let options = Int32(XML_PARSE_NOENT.rawValue) | Int32(XML_PARSE_NONET.rawValue)

    /// Makes ready for a document of this encoding, before the first byte of it is pushed.
    ///
    /// libxml2 knows most encodings by itself. UTF-32 it takes for big-endian UCS-4 or, by its mark, for UTF-16: there it
    /// is told which converter to take, and does not look for another one in a declaration that was held against the bytes.
    func begin(_ encoding: String) throws(RefusedDocument) {
        guard encoding == "UTF-32LE" || encoding == "UTF-32BE" else { return }
        guard let handler = xmlFindCharEncodingHandler(encoding) else {
            throw RefusedDocument(
                .encoding, "the document is written in UTF-32, which the C library here cannot convert")
        }
        _ = xmlCtxtUseOptions(context, Self.options | Int32(XML_PARSE_IGNORE_ENC.rawValue))
        // The handler is the context's from here on.
        guard xmlSwitchToEncoding(context, handler) == 0 else {
            throw RefusedDocument(.unreadable, "libxml2 has no memory")
        }
        // Without this, libxml2 2.9 does not look for a byte order mark, and takes it for text.
        context.pointee.charset = Int32(XML_CHAR_ENCODING_NONE.rawValue)
    }

    deinit { xmlFreeParserCtxt(context) }

    /// The pointer that this parser uses for a name.
    func intern(_ name: String) -> UnsafePointer<UInt8>? {
        name.withCString { text in
            text.withMemoryRebound(to: UInt8.self, capacity: 1) { xmlDictLookup(context.pointee.dict, $0, -1) }
        }
    }

    /// Parses the next bytes of the document.
    func push(_ chunk: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard let base = chunk.baseAddress else { return 0 }
        return base.withMemoryRebound(to: CChar.self, capacity: chunk.count) {
            xmlParseChunk(context, $0, Int32(truncatingIfNeeded: chunk.count), 0)
        }
    }

    /// Says that the document ends here.
    func end() -> Int32 { xmlParseChunk(context, nil, 0, 1) }
}
