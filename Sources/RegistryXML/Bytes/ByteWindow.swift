/// Bytes that come from front to back, each once.
protocol ByteSource: AnyObject {
    /// Fills `block` as far as the source goes; fewer bytes than asked for mean its end, and that it was sound.
    func read(into block: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> Int
}

/// The bytes of a file as they lie on disk.
final class FileSource: ByteSource {
    private var file: OpenFile

    init(_ file: consuming OpenFile) { self.file = file }

    func read(into block: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> Int { try file.read(into: block) }
}

/// A source with the next bytes laid open, so that they can be looked at before they are taken.
final class ByteWindow: ByteSource {
    private let source: any ByteSource
    private let block: UnsafeMutableRawBufferPointer
    private var start = 0, end = 0
    private var isAtEnd = false
    /// How many bytes were taken.
    private(set) var offset: Int64 = 0

    /// At most `capacity` bytes are laid open at a time.
    init(_ source: any ByteSource, capacity: Int) {
        self.source = source
        block = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { block.deallocate() }

    /// What is laid open; it moves with the next call to any other member.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: block[start..<end]) }

    /// How many bytes are laid open.
    var available: Int { end - start }

    /// Lays more bytes open if none is; `false` at the end.
    func fill() throws(RefusedDocument) -> Bool { try lay(open: 1) }

    /// Lays at least `count` bytes open, no more than the capacity; `false` where the source has fewer left.
    func lay(open count: Int) throws(RefusedDocument) -> Bool {
        if available >= count { return true }
        if isAtEnd || count > block.count { return false }
        if start > 0, let base = block.baseAddress {
            base.copyMemory(from: base + start, byteCount: available)
            end -= start
            start = 0
        }
        let room = UnsafeMutableRawBufferPointer(rebasing: block[end...])
        let got = try source.read(into: room)
        isAtEnd = got < room.count
        end += got
        return available >= count
    }

    /// Takes bytes that are laid open.
    func take(_ count: Int) {
        start += count
        offset += Int64(count)
    }

    func read(into target: UnsafeMutableRawBufferPointer) throws(RefusedDocument) -> Int {
        let first = min(available, target.count)
        if first > 0 {
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<first]))
            take(first)
        }
        if first == target.count || isAtEnd { return first }
        let room = UnsafeMutableRawBufferPointer(rebasing: target[first...])
        let got = try source.read(into: room)
        isAtEnd = got < room.count
        offset += Int64(got)
        return first + got
    }
}
