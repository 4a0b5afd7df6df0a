import CLibXML2

/// The C handlers: each finds the state through the parser's user pointer and calls one function of it.
enum SurveyHandlers {
    static func table() -> xmlSAXHandler {
        var handlers = xmlSAXHandler()
        handlers.initialized = UInt32(XML_SAX2_MAGIC)
        handlers.startElementNs = { state, name, prefix, namespace, declared, declarations, count, defaulted, list in
            // The parser hands on the pointer that it was made with.
            state!.assumingMemoryBound(to: SurveyState.self).pointee
                .start(name, prefix, namespace, declarations, Int(declared), list, Int(count &- defaulted))
        }
        handlers.endElementNs = { state, _, _, _ in state!.assumingMemoryBound(to: SurveyState.self).pointee.end() }
        handlers.characters = { state, start, count in
            state!.assumingMemoryBound(to: SurveyState.self).pointee.characters(start, Int(count))
        }
        // The same function for both spares libxml2 a look at whether a text is only white space.
        handlers.ignorableWhitespace = handlers.characters
        handlers.serror = { state, error in
            guard let state, let error else { return }
            state.assumingMemoryBound(to: SurveyState.self).pointee.parserFault(error.pointee)
        }
        handlers.internalSubset = { state, _, _, _ in
            state!.assumingMemoryBound(to: SurveyState.self).pointee
                .refuse(.doctype, "a document type declaration (DOCTYPE)", hint: "ask its sender to leave it out")
        }
        return handlers
    }
}
