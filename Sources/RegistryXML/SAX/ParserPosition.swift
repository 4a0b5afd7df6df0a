import CLibXML2

/// Where a parser stands in the XML.
struct ParserPosition {
    var line = 0
    var column = 0
    var byteOffset: Int64 = 0

    init() {}

    /// Where `context` stands; the offset counts bytes of the document as it was sent.
    init(_ context: xmlParserCtxtPtr) {
        guard let input = context.pointee.input else { return }
        line = Int(input.pointee.line)
        column = Int(input.pointee.col)
        let isConverted = input.pointee.buf.map { $0.pointee.encoder != nil } ?? false
        if isConverted {
            byteOffset = max(0, Int64(xmlByteConsumed(context)))
        } else if let base = input.pointee.base, let place = input.pointee.cur {
            byteOffset = Int64(input.pointee.consumed) + Int64(place - base)
        }
    }
}
