import CLibXML2

/// What libxml2's error codes mean, in words that hold nothing out of the file.
enum ParserFault {
    static func refusal(code: Int32, domain: Int32, at position: ParserPosition) -> RefusedDocument {
        let (kind, message, hint) = words(code, domain)
        return RefusedDocument(
            kind, message, byteOffset: position.byteOffset, line: position.line, column: position.column, hint: hint)
    }

    private static func words(_ code: Int32, _ domain: Int32) -> (RefusedDocument.Kind, String, String?) {
        let cut = "the file was cut on its way or is still being written; ask its sender to send it again"
        if domain == Int32(XML_FROM_NAMESPACE.rawValue), code == 203 {
            return (.notWellFormed, "an attribute stands twice in one tag", nil)
        }
        if domain == Int32(XML_FROM_NAMESPACE.rawValue) {
            return code == 201
                ? (.namespace, "a namespace prefix is not bound", "its sender must declare the prefix with xmlns")
                : (.namespace, "a namespace declaration is wrong (libxml2 error \(code))", nil)
        }
        if code == 31 || code == 32 {
            return (
                .encoding, "the XML declaration names an encoding that is not known here",
                "its sender must use UTF-8, or another encoding that is widely known"
            )
        }
        let encodings: Set<Int32> = [6, 31, 32, 79, 81, 6000, 6001, 6002, 6003]
        if encodings.contains(code) || domain == Int32(XML_FROM_I18N.rawValue) {
            return (
                .encoding,
                "the bytes are not of the encoding that the XML declaration names (UTF-8 where it names none)",
                "its sender must name the encoding that the file is written in"
            )
        }
        return switch code {
        case 1: (.limit, "a piece of markup is longer than libxml2 takes (10,000,000 bytes)", nil)
        case 4: (.notWellFormed, "there is no XML in the file", "ask its sender to send it again")
        case 5: (.notWellFormed, "the XML ends early, or something follows its end", cut)
        case 77: (.notWellFormed, "an element has no end tag", cut)
        case 73: (.notWellFormed, "a tag has no end", cut)
        case 76: (.notWellFormed, "an end tag does not match the start tag", nil)
        case 42: (.notWellFormed, "an attribute stands twice in one tag", nil)
        case 26, 27: (.notWellFormed, "an entity is used that is not declared", nil)
        case 9: (.notWellFormed, "a character that XML does not allow", nil)
        case 38: (.notWellFormed, "a `<` in an attribute", nil)
        case 39, 40, 41: (.notWellFormed, "an attribute without a value in quotes", nil)
        case 64: (.notWellFormed, "the XML declaration does not stand at the start of the file", nil)
        case 68:
            (
                .notWellFormed, "a name is missing or is no XML name",
                "a `<` or `&` in text must be written &lt; or &amp;"
            )
        case 116: (.limit, "the name of an element or attribute is too long", nil)
        default: (.notWellFormed, "the XML is not well-formed (libxml2 error \(code))", nil)
        }
    }
}
