/// What a container holds, one piece after the other.
enum ContainerEvent {
    /// A document begins. The name is its path inside the archive, `nil` outside one.
    case document(name: String?)
    /// The next bytes of the document, at least one.
    case bytes(Int)
    /// The document has ended, and was sound.
    case documentEnd
    /// The file has ended, and was sound.
    case end
}

/// Which files of an archive count as documents.
enum ContainedFiles {
    /// Those that start like XML; others are skipped and counted.
    case xml
    /// All of them.
    case all
}

/// Walks through a file and the containers in it, told by content; each byte is read once, and nothing is kept.
final class ContainerReader {
    private let limits: ReadingLimits
    private let files: ContainedFiles
    private let ground: ByteWindow
    private let meter: ExpansionMeter
    /// The archives around the place where reading stands, outermost first, with what precedes their members' names.
    private var archives: [(reader: ZipReader, prefix: String)] = []
    /// The document that is being read.
    private var document: ByteWindow?
    private var hasStarted = false
    private var scratch: UnsafeMutableRawBufferPointer?
    /// How far reading has come.
    private(set) var position = InflatedFile.Position()
    private(set) var summary = ContainerSummary()

    /// `wake` as in `OpenFile`.
    init(_ path: String, _ limits: ReadingLimits, _ files: ContainedFiles, wake: Int32 = -1) throws(RefusedDocument) {
        self.limits = limits
        self.files = files
        ground = ByteWindow(FileSource(try OpenFile(path, wake: wake)), capacity: ContentSniff.length)
        meter = ExpansionMeter(limits, ground: ground)
    }

    deinit { scratch?.deallocate() }

    /// Goes on to the next event. Bytes of a document are put into `block`, which they fill but for the last ones.
    func next(into block: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> ContainerEvent {
        while true {
            if let document {
                let got = try document.read(into: block)
                count(got)
                if got > 0 { return .bytes(got) }
                self.document = nil
                try archives.last?.reader.finishMember()
                position.bytesIn = meter.fileOffset
                return .documentEnd
            }
            if !hasStarted {
                hasStarted = true
                guard try ground.fill() else {
                    throw RefusedDocument(.notWellFormed, "the file is empty", hint: "ask its sender to send it again")
                }
                if let event = try enter(ground, name: nil, depth: 0) { return event }
            } else if let archive = archives.last {
                if let event = try advance(archive.reader, archive.prefix) { return event }
            } else {
                summary.bytesIn = meter.fileOffset
                return .end
            }
        }
    }

    /// Goes on in the innermost archive.
    private func advance(_ archive: ZipReader, _ prefix: String) throws(RefusedDocument) -> ContainerEvent? {
        guard let member = try archive.next() else {
            archives.removeLast()
            try archives.last?.reader.finishMember()
            if archives.isEmpty, summary.documents == 0 {
                let what = files == .xml ? "XML document" : "file"
                throw meter.unsupported("the zip archive holds no \(what)", hint: "ask its sender what the file is")
            }
            return nil
        }
        if member.isDirectory {
            guard try skip(member.source) == 0 else { throw meter.broken("a directory in the zip archive has content") }
            try archive.finishMember()
            return nil
        }
        let window = ByteWindow(member.source, capacity: ContentSniff.length)
        return try enter(window, name: prefix + member.name, depth: archive.depth)
    }

    /// Looks at what there is: goes into a container, begins a document, or skips a file that is none.
    private func enter(_ window: ByteWindow, name: String?, depth: Int) throws(RefusedDocument) -> ContainerEvent? {
        let kind = ContentSniff.kind(try window.lookAhead())
        if kind == .gzip || kind == .zip {
            guard depth < limits.containerDepth else {
                throw RefusedDocument(
                    .limit, "containers lie more than \(limits.containerDepth) deep in one another",
                    byteOffset: meter.fileOffset)
            }
            let inside = ByteWindow(window, capacity: InflatedFile.chunk)
            if depth == 0 {
                meter.ground = inside
                summary.kind = kind == .gzip ? .gzip : .zip
            }
            if kind == .zip {
                let prefix = name.map { $0 + "!/" } ?? ""
                archives.append((ZipReader(inside, meter, limits, depth: depth + 1), prefix))
                return nil
            }
            let stream = ByteWindow(GzipStream(inside, meter, depth: depth + 1), capacity: ContentSniff.length)
            return try enter(stream, name: name, depth: depth + 1)
        }
        if kind == .other, files == .xml, let archive = archives.last {
            // Somebody meant it to be read: cut to nothing, it must not vanish. Hidden files are nobody's feeds.
            let last = (name ?? "").split(separator: "/").last?.lowercased() ?? ""
            if !last.hasPrefix("."), last.hasSuffix(".xml") || last.hasSuffix(".xml.gz") || last.hasSuffix(".zip") {
                throw RefusedDocument(
                    .container, "a file of the archive is named as XML and does not start as XML",
                    byteOffset: meter.fileOffset, hint: "ask its sender to send the archive again")
            }
            summary.skippedMembers += 1
            _ = try skip(window)
            try archive.reader.finishMember()
            return nil
        }
        document = window
        summary.documents += 1
        position = InflatedFile.Position(bytesIn: meter.fileOffset)
        return .document(name: name)
    }

    private func count(_ got: Int) {
        position.bytesIn = meter.fileOffset
        position.bytesOut += Int64(got)
        summary.bytesOut += Int64(got)
    }

    /// Reads to the end and drops what comes; the number of bytes.
    private func skip(_ source: any ByteSource) throws(RefusedDocument) -> Int {
        let block = scratch ?? .allocate(byteCount: InflatedFile.chunk, alignment: 16)
        scratch = block
        var total = 0
        while true {
            let got = try source.read(into: block)
            total += got
            if got < block.count { return total }
        }
    }
}
