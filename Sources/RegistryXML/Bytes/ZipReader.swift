/// A zip archive read from front to back, as it comes through a pipe.
///
/// The local headers say what the members are; the directory that follows must then agree with all that was read.
/// So an archive means the same to a reader that starts from its directory, or it is refused.
final class ZipReader {
    /// What was read of a member, for the directory to agree with.
    struct Entry {
        var offset: Int64
        var method: UInt16
        var tally: MemberTally
        /// Place of the name in `names`.
        var name: Range<Int>
        var isListed = false
    }

    /// A member about to be read.
    struct Member {
        /// The sender's text.
        var name: String
        var isDirectory: Bool
        var source: any MemberSource
    }

    let window: ByteWindow
    let meter: ExpansionMeter
    let limits: ReadingLimits
    /// How deep the members' data lies, from 1.
    let depth: Int
    var entries: [Entry] = []
    var names: [UInt8] = []
    private var current: (header: ZipHeader, entry: Entry, source: any MemberSource)?

    init(_ window: ByteWindow, _ meter: ExpansionMeter, _ limits: ReadingLimits, depth: Int) {
        self.window = window
        self.meter = meter
        self.limits = limits
        self.depth = depth
    }

    /// The next member; `nil` where the archive has ended and its directory agrees. The member before must have been
    /// read to its end and finished.
    func next() throws(RefusedDocument) -> Member? {
        switch try signature() {
        case ZipSignature.local: return try open()
        case ZipSignature.central, ZipSignature.wideEnd, ZipSignature.end:
            try checkDirectory()
            return nil
        case ZipSignature.extraData: throw encrypted()
        case ZipSignature.descriptor, ZipSignature.onePart: throw severalParts()
        default: throw meter.broken("the zip archive has bytes that start no member")
        }
    }

    func signature() throws(RefusedDocument) -> UInt32 {
        try lay(open: 4)
        return window.bytes.zip32(0)
    }

    /// Lays `count` bytes of a record open.
    func lay(open count: Int) throws(RefusedDocument) {
        guard try window.lay(open: count) else { throw meter.broken("the zip archive ends early") }
    }

    private func open() throws(RefusedDocument) -> Member {
        guard entries.count < limits.members else {
            throw limit("the zip archive has more than \(limits.members) members")
        }
        try lay(open: ZipHeader.localSize)
        let offset = window.offset
        var header = ZipHeader(local: window.bytes)
        guard header.nameCount <= limits.memberNameBytes else {
            throw limit("the name of a zip member is longer than \(limits.memberNameBytes) bytes")
        }
        window.take(ZipHeader.localSize)
        try lay(open: header.nameCount + header.extraCount)
        let texts = window.bytes[..<(header.nameCount + header.extraCount)]
        let name = UnsafeRawBufferPointer(rebasing: texts[..<header.nameCount])
        let extra = UnsafeRawBufferPointer(rebasing: texts[header.nameCount...])
        if name.contains(0) { throw meter.broken("the name of a zip member holds a zero byte") }
        if header.isEncrypted { throw encrypted() }
        if header.isPatch { throw unsupported("a member of the zip archive is a patch") }
        guard header.widen(by: extra, isCentral: false) else {
            throw meter.broken("a zip member lacks the zip64 field that its header asks for")
        }
        let source = try source(header)
        let start = names.count
        names += name
        let entry = Entry(offset: offset, method: header.method, tally: MemberTally(), name: start..<names.count)
        let member = Member(
            name: String(decoding: name, as: UTF8.self), isDirectory: name.last == UInt8(ascii: "/"), source: source)
        window.take(header.nameCount + header.extraCount)
        current = (header, entry, source)
        return member
    }

    private func source(_ header: ZipHeader) throws(RefusedDocument) -> any MemberSource {
        switch header.method {
        case 0:
            if header.compressed != header.size {
                throw meter.broken("the two sizes of a stored zip member differ")
            }
            if header.hasDescriptor, header.size == 0 { return DescribedMember(window, meter) }
            return StoredMember(window, meter, length: header.size)
        case 8:
            let length = header.hasDescriptor ? nil : header.compressed
            return try DeflatedMember(window, meter, depth: depth, length: length)
        default:
            throw unsupported("a member of the zip archive is packed by method \(header.method)\(Self.called(header))")
        }
    }

    private static func called(_ header: ZipHeader) -> String {
        switch header.method {
        case 1: " (shrink)"
        case 6: " (implode)"
        case 9: " (deflate64)"
        case 12: " (bzip2)"
        case 14: " (LZMA)"
        case 93: " (Zstandard)"
        case 95: " (xz)"
        case 98: " (PPMd)"
        default: ""
        }
    }

    /// Ends the member whose data was just read to its end: what was read must be what its header says, or what
    /// follows it.
    func finishMember() throws(RefusedDocument) {
        guard case (let header, var entry, let source)? = current else { return }
        current = nil
        entry.tally = source.tally
        let mismatch = "the CRC or a size of a zip member is not what its header says"
        if header.hasDescriptor {
            // A header that leaves them to the descriptor says 0.
            guard header.crc == 0 || header.crc == entry.tally.crc,
                header.compressed == 0 || header.compressed == entry.tally.compressed,
                header.size == 0 || header.size == entry.tally.size
            else { throw meter.broken(mismatch) }
            guard let count = try ZipDescriptor.length(in: window, of: entry.tally) else {
                throw meter.broken(mismatch)
            }
            window.take(count)
        } else {
            guard header.crc == entry.tally.crc, header.compressed == entry.tally.compressed,
                header.size == entry.tally.size
            else { throw meter.broken(mismatch) }
        }
        entries.append(entry)
    }

    func encrypted() -> RefusedDocument {
        meter.unsupported("the zip archive is encrypted", hint: "ask its sender for one without a password")
    }

    func severalParts() -> RefusedDocument {
        meter.unsupported("the zip archive comes in several parts", hint: "ask its sender for one file")
    }

    func unsupported(_ message: String) -> RefusedDocument {
        meter.unsupported(message, hint: "ask its sender to pack it with deflate, as zip does by default")
    }

    private func limit(_ message: String) -> RefusedDocument {
        RefusedDocument(.limit, message, byteOffset: meter.fileOffset)
    }
}
