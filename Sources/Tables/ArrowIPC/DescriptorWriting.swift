import Glibc

/// Writes memory to a file or pipe as it is.
enum DescriptorWriting {
    /// Writes all of the pieces in order, waiting where a pipe is full; false, with `errno`, where that fails.
    static func write(_ pieces: [BufferPiece], to descriptor: Int32) -> Bool {
        var next = 0, skipped = 0
        while next < pieces.count {
            // Fewer than IOV_MAX at once.
            var vectors: [iovec] = []
            for (index, piece) in pieces[next..<min(next + 512, pieces.count)].enumerated() {
                let start = index == 0 ? skipped : 0
                let base = UnsafeMutableRawPointer(mutating: piece.buffer.base + piece.offset + start)
                vectors.append(iovec(iov_base: base, iov_len: piece.count - start))
            }
            var written = writev(descriptor, vectors, Int32(vectors.count))
            if written < 0 {
                if errno == EINTR { continue }
                return false
            }
            while next < pieces.count, written >= pieces[next].count - skipped {
                written -= pieces[next].count - skipped
                next += 1
                skipped = 0
            }
            skipped += written
        }
        return true
    }
}
