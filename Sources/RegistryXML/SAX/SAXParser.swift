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
        _ = xmlCtxtUseOptions(context, Int32(XML_PARSE_NOENT.rawValue) | Int32(XML_PARSE_NONET.rawValue))
        self.context = context
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
