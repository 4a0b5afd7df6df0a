import CZlib
import Glibc

/// A feed on its way to disk: written aside under a hidden name, and renamed when it is whole.
struct FeedFile: ~Copyable {
    /// How the bytes lie on disk.
    enum Form: Sendable {
        /// One gzip member.
        case gzip
        /// A gzip member for every block, and zero bytes after the last.
        case gzipMembers
        /// As they are.
        case plain
    }

    private let path: String
    private let aside: String
    private let form: Form
    private var descriptor: Int32
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutablePointer<UInt8>
    private static let outputSize = 256 << 10
    private(set) var bytesIn = 0
    private(set) var bytesOut = 0

    init(folder: String, name: String, form: Form) throws(BoroughError) {
        path = "\(folder)/\(name)"
        aside = "\(folder)/.\(name).part"
        self.form = form
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        output = .allocate(capacity: Self.outputSize)
        descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let opened = descriptor >= 0 ? 0 : errno
        // 31: a gzip wrapper, with no name and no time in its header.
        let ready = deflateInit2_(
            stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == 0 else { throw .file(operation: "create", path: aside, code: opened) }
        guard ready == Z_OK else { throw .compression(path: path, code: ready) }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(aside)
        }
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Writes a block and empties the buffer.
    mutating func write(_ buffer: inout ByteBuffer) throws(BoroughError) {
        guard buffer.count > 0 else { return }
        bytesIn += buffer.count
        try buffer.withBytes { (bytes) throws(BoroughError) in
            guard let start = bytes.baseAddress else { return }
            guard form != .plain else { return try put(start, bytes.count) }
            stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
            stream.pointee.avail_in = UInt32(bytes.count)
            try deflate(form == .gzipMembers ? Z_FINISH : Z_NO_FLUSH)
        }
        if form == .gzipMembers { deflateReset(stream) }
        buffer.truncate(to: 0)
    }

    /// Ends the stream and gives the file its name.
    mutating func finish() throws(BoroughError) {
        switch form {
        case .gzip: try deflate(Z_FINISH)
        case .gzipMembers: try put([UInt8](repeating: 0, count: 700), 700)
        case .plain: break
        }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(aside, path) == 0 else {
            let code = errno
            unlink(aside)
            throw .file(operation: "finish", path: path, code: code)
        }
    }

    private mutating func deflate(_ flush: Int32) throws(BoroughError) {
        while true {
            stream.pointee.next_out = output
            stream.pointee.avail_out = UInt32(Self.outputSize)
            let status = CZlib.deflate(stream, flush)
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw .compression(path: path, code: status)
            }
            try put(output, Self.outputSize - Int(stream.pointee.avail_out))
            if flush == Z_FINISH ? status == Z_STREAM_END : stream.pointee.avail_out > 0 { return }
        }
    }

    private mutating func put(_ bytes: UnsafePointer<UInt8>, _ count: Int) throws(BoroughError) {
        var done = 0
        while done < count {
            let written = Glibc.write(descriptor, bytes + done, count - done)
            if written < 0 {
                if errno == EINTR { continue }
                throw .file(operation: "write", path: aside, code: errno)
            }
            done += written
        }
        bytesOut += count
    }
}
