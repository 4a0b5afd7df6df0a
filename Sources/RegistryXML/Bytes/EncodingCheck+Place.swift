import CLibXML2

extension EncodingCheck {
    /// Where the first byte lies that cannot be converted; `nil` where there is none, or nobody knows the encoding.
    ///
    /// When a converter fails inside its parser, libxml2 drops the bytes and with them the place.
    static func firstFault(in bytes: UnsafeBufferPointer<UInt8>, encoding: String) -> Int? {
        guard let handler = xmlFindCharEncodingHandler(encoding) else { return nil }
        defer { xmlCharEncCloseFunc(handler) }
        guard let input = xmlBufferCreate(), let output = xmlBufferCreate() else { return nil }
        defer {
            xmlBufferFree(input)
            xmlBufferFree(output)
        }
        guard xmlBufferAdd(input, bytes.baseAddress, Int32(truncatingIfNeeded: bytes.count)) == 0 else { return nil }
        _ = xmlCharEncInFunc(handler, output, input)
        let left = Int(xmlBufferLength(input))
        return left > 0 ? bytes.count - left : nil
    }
}
