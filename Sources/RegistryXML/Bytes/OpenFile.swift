import Glibc

/// A file opened for reading from start to end; closed with its owner.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    /// How many bytes have been read.
    private(set) var offset: Int64 = 0

    init(_ path: String) throws(RefusedDocument) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw Self.refusal("opened", at: 0) }
    }

    deinit { close(descriptor) }

    /// Fills `block` as far as the file goes; fewer bytes than asked for mean its end.
    mutating func read(into block: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> Int {
        var filled = 0
        while filled < block.count, let base = block.baseAddress {
            let got = Glibc.read(descriptor, base + filled, block.count - filled)
            if got == 0 { break }
            if got < 0 {
                if errno == EINTR { continue }
                throw Self.refusal("read", at: offset + Int64(filled))
            }
            filled += got
        }
        offset += Int64(filled)
        return filled
    }

    private static func refusal(_ what: String, at offset: Int64) -> RefusedDocument {
        let number = errno
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return RefusedDocument(.unreadable, "the file cannot be \(what): \(reason)", byteOffset: offset)
    }
}
