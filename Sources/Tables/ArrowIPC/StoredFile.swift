import Glibc

/// A regular file opened for reading at any place; closed with its owner.
struct StoredFile: ~Copyable, Sendable, BodySource {
    let path: String
    /// Bytes in the file when it was opened.
    let length: Int64
    private let descriptor: Int32

    init(_ path: String) throws(ArrowFault) {
        // Without waiting, for a pipe that nobody writes to.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.fault("opened", path, at: 0) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ArrowFault(.unreadable, "this is no regular file", path: path)
        }
        self.init(path, descriptor, length: Int64(status.st_size))
    }

    private init(_ path: String, _ descriptor: Int32, length: Int64) {
        self.path = path
        self.descriptor = descriptor
        self.length = length
    }

    deinit { close(descriptor) }

    /// Exactly `count` values at `offset`, which the caller knows to lie inside the file. The memory is taken first, so
    /// `count` is never more than the file holds.
    func read<Element: BitwiseCopyable>(
        _ count: Int, at offset: Int64, as: Element.Type = Element.self
    ) throws(ArrowFault) -> BufferBuilder<Element> {
        let size = count * MemoryLayout<Element>.stride
        guard offset >= 0, size >= 0, offset <= length - Int64(size) else { throw shortFault(at: offset) }
        var builder = BufferBuilder<Element>(capacity: count)
        let base = UnsafeMutableRawPointer(builder.base)
        var done = 0
        while done < size {
            let got = pread(descriptor, base + done, size - done, off_t(offset) + done)
            if got == 0 { throw shortFault(at: offset + Int64(done)) }
            if got < 0 {
                if errno == EINTR { continue }
                throw Self.fault("read", path, at: offset + Int64(done))
            }
            done += got
        }
        builder.used = count
        return builder
    }

    /// Exactly `count` bytes at `offset`.
    func bytes(_ count: Int, at offset: Int64) throws(ArrowFault) -> [UInt8] {
        try read(count, at: offset, as: UInt8.self).withValues { Array($0) }
    }

    func part(_ range: Range<Int>) throws(ArrowFault) -> Buffer {
        try read(range.count, at: Int64(range.lowerBound), as: UInt8.self).finish()
    }

    private func shortFault(at offset: Int64) -> ArrowFault {
        .damaged("the file ends too early", path: path, at: min(offset, length))
    }

    private static func fault(_ what: String, _ path: String, at offset: Int64) -> ArrowFault {
        let number = errno
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return ArrowFault(.unreadable, "the file cannot be \(what): \(reason)", path: path, byteOffset: offset)
    }
}
