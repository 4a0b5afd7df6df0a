import Glibc

/// A file that is written aside, to `PATH.new`, and takes its place only when it is whole; removed otherwise.
struct AsideFile: ~Copyable {
    let path: String
    private let descriptor: Int32
    /// Bytes written one after the other so far.
    private(set) var length: Int64 = 0
    /// After a failed write nobody knows what the file holds.
    private var isBroken = false
    private var isInPlace = false

    private var asidePath: String { path + ".new" }

    /// Makes the file, for its owner alone; one left over from a killed process is overwritten.
    init(_ path: String) throws(ArrowFault) {
        let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.fault("made", path) }
        self.init(path, descriptor)
    }

    private init(_ path: String, _ descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        if !isInPlace { unlink(asidePath) }
    }

    /// Appends the pieces in order.
    mutating func append(_ pieces: [BufferPiece]) throws(ArrowFault) {
        guard !isBroken else { throw brokenFault }
        // Cleared when everything is written; a throw leaves it set.
        isBroken = true
        guard DescriptorWriting.write(pieces, to: descriptor) else { throw Self.fault("written", path) }
        length += pieces.reduce(0) { $0 + Int64($1.count) }
        isBroken = false
    }

    /// Brings the file to the disk, where it is to be durable, and then into its place, in one step for whoever looks.
    consuming func putInPlace(isDurable: Bool) throws(ArrowFault) {
        guard !isBroken else { throw brokenFault }
        guard !isDurable || fsync(descriptor) == 0, rename(asidePath, path) == 0 else {
            throw Self.fault("put in place", path)
        }
        isInPlace = true
        if !isDurable { return }
        // The name is durable only with the folder.
        let slash = path.utf8.lastIndex(of: 0x2F)
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folderDescriptor >= 0 else { throw Self.fault("put in place", path) }
        defer { close(folderDescriptor) }
        // Some file systems cannot do this for folders and say EINVAL.
        guard fsync(folderDescriptor) == 0 || errno == EINVAL else { throw Self.fault("put in place", path) }
    }

    private var brokenFault: ArrowFault {
        ArrowFault(.unwritable, "a write to the file failed before", path: path)
    }

    private static func fault(_ what: String, _ path: String) -> ArrowFault {
        let number = errno
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return ArrowFault(
            .unwritable, "the file cannot be \(what): \(reason)", path: path,
            hint: "check the folder, its permissions and the space that is left")
    }
}
