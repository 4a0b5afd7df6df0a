import CLibXML2

/// The C handlers: each finds the state through the parser's user pointer and calls one function of it.
enum DocumentHandlers {
    typealias State = UnsafeMutablePointer<DocumentState>

    static func table(acceptsDoctype: Bool) -> xmlSAXHandler {
        var handlers = xmlSAXHandler()
        handlers.initialized = UInt32(XML_SAX2_MAGIC)
        handlers.startElementNs = { state, name, prefix, namespace, _, _, count, defaulted, attributes in
            // The parser hands on the pointer that it was made with.
            state!.assumingMemoryBound(to: DocumentState.self).pointee
                .start(name, prefix, namespace, attributes, Int(count &- defaulted))
        }
        handlers.endElementNs = { state, _, _, _ in
            state!.assumingMemoryBound(to: DocumentState.self).pointee.end()
        }
        handlers.characters = { state, start, count in
            state!.assumingMemoryBound(to: DocumentState.self).pointee.characters(start, Int(count))
        }
        // The same function for both spares libxml2 a look at whether a text is only white space.
        handlers.ignorableWhitespace = handlers.characters
        handlers.serror = { state, error in
            guard let state, let error else { return }
            state.assumingMemoryBound(to: DocumentState.self).pointee.parserFault(error.pointee)
        }
        if acceptsDoctype {
            handlers.entityDecl = { state, _, _, _, _, _ in
                state!.assumingMemoryBound(to: DocumentState.self).pointee
                    .refuse(.doctype, "the document type declaration declares entities")
            }
            handlers.unparsedEntityDecl = { state, _, _, _, _ in
                state!.assumingMemoryBound(to: DocumentState.self).pointee
                    .refuse(.doctype, "the document type declaration declares entities")
            }
            handlers.externalSubset = { state, _, _, _ in
                state!.assumingMemoryBound(to: DocumentState.self).pointee.dropAttributeDefaults()
            }
        } else {
            handlers.internalSubset = { state, _, _, _ in
                state!.assumingMemoryBound(to: DocumentState.self).pointee
                    .refuse(
                        .doctype, "a document type declaration (DOCTYPE)",
                        hint: "if its format carries one, the mapping says `doctype: accept`")
            }
        }
        return handlers
    }
}

extension DocumentState {
    /// What libxml2 found wrong. It goes on after some faults, a prefix that is not bound among them; this does not.
    mutating func parserFault(_ error: xmlError) {
        guard failure == nil, error.level.rawValue >= XML_ERR_ERROR.rawValue, let context else { return }
        // A namespace whose name is no URI, or a relative one: bad taste, and no fault (Namespaces in XML 1.0, 2.3).
        if error.code == XML_WAR_NS_URI.rawValue || error.code == XML_WAR_NS_URI_RELATIVE.rawValue { return }
        // A byte that is no UTF-8 comes as an invalid character at times.
        let byte = context.pointee.input?.pointee.cur?.pointee ?? 0
        let code = error.code == 9 && byte >= 0x80 ? 81 : error.code
        failure = ParserFault.refusal(code: code, domain: error.domain, at: ParserPosition(context))
        xmlStopParser(context)
    }

    /// Forgets the attribute defaults of a document type declaration before the first element takes any.
    mutating func dropAttributeDefaults() {
        guard let context, let defaults = context.pointee.attsDefault else { return }
        xmlHashFree(defaults, xmlHashDefaultDeallocator)
        context.pointee.attsDefault = nil
    }
}
