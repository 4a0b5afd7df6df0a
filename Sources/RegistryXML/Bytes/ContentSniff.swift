/// What the first bytes of a file say of it; its name says nothing.
enum ContentSniff {
    enum Kind { case gzip, zip, xml, other }

    /// How many bytes are looked at.
    static let length = 512

    static func kind(_ bytes: UnsafeRawBufferPointer) -> Kind {
        if bytes.starts(with: [0x1F, 0x8B]) { return .gzip }
        if bytes.count >= 4 {
            switch bytes.zip32(0) {
            case ZipSignature.local, ZipSignature.end, ZipSignature.wideEnd, ZipSignature.descriptor,
                ZipSignature.onePart, ZipSignature.extraData:
                return .zip
            default: break
            }
        }
        return startsLikeXML(bytes) ? .xml : .other
    }

    /// Whether there is a `<` after an optional byte order mark and white space, in UTF-8, UTF-16, UTF-32 or EBCDIC,
    /// or nothing but white space as far as is looked.
    private static func startsLikeXML(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if bytes.starts(with: [0x4C, 0x6F, 0xA7, 0x94]) { return true }
        let marks: Set<UInt8> = [0xEF, 0xBB, 0xBF, 0xFE, 0xFF]
        // The mark of big-endian UTF-32 alone starts with zeros.
        var place = bytes.starts(with: [0, 0, 0xFE, 0xFF]) ? 2 : 0
        while place < min(4, bytes.count), marks.contains(bytes[place]) { place += 1 }
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "<"): return true
            // The zeros of the wider forms.
            case 0, 0x09, 0x0A, 0x0D, 0x20: place += 1
            default: return false
            }
        }
        return bytes.count == length
    }
}

extension ByteWindow {
    /// As much as the window holds, or there is.
    func lookAhead() throws(RefusedDocument) -> UnsafeRawBufferPointer {
        _ = try lay(open: ContentSniff.length)
        return bytes
    }
}
