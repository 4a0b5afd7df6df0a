import Glibc

/// A file opened for reading from start to end, or a pipe, or standard input; closed with its owner.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    /// A descriptor that becomes readable when reading is to end, looked at before a pipe is waited for; -1 for none.
    private let wake: Int32
    /// How many bytes have been read.
    private(set) var offset: Int64 = 0

    /// Opens `path`; `-` is standard input (a file of that name is `./-`).
    init(_ path: String, wake: Int32 = -1) throws(RefusedDocument) {
        descriptor = path == "-" ? fcntl(0, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            self.wake = -1
            throw Self.refusal("opened", at: 0)
        }
        var facts = stat()
        // A file on disk never makes a reader wait.
        let isOnDisk = fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
        self.wake = isOnDisk ? -1 : wake
    }

    deinit { close(descriptor) }

    /// The first `count` bytes of a file, or all that it has.
    static func start(of path: String, count: Int) throws(RefusedDocument) -> [UInt8] {
        var file = try OpenFile(path)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { block.deallocate() }
        let got = try file.read(into: block)
        return Array(block[..<got])
    }

    /// Fills `block` as far as the file goes; fewer bytes than asked for mean its end.
    mutating func read(into block: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> Int {
        var filled = 0
        while filled < block.count, let base = block.baseAddress {
            if wake >= 0 { try waitForBytes() }
            let got = Glibc.read(descriptor, base + filled, block.count - filled)
            if got == 0 { break }
            if got < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN {
                    // Standard input may have been opened so that it does not wait.
                    try waitForBytes()
                    continue
                }
                throw Self.refusal("read", at: offset + Int64(filled))
            }
            filled += got
        }
        offset += Int64(filled)
        return filled
    }

    /// Returns when there are bytes, or the end, to read; throws where reading is to end.
    private func waitForBytes() throws(RefusedDocument) {
        while true {
            var both = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&both, 2, -1)
            if both[1].revents != 0 { throw RefusedDocument(.cancelled, "reading was stopped", byteOffset: offset) }
            if count > 0 { return }
            if count < 0, errno != EINTR { throw Self.refusal("read", at: offset) }
        }
    }

    private static func refusal(_ what: String, at offset: Int64) -> RefusedDocument {
        let number = errno
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return RefusedDocument(.unreadable, "the file cannot be \(what): \(reason)", byteOffset: offset)
    }
}
