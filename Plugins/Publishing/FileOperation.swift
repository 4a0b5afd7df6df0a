import Glibc
import StageKit

/// The calls of the operating system that writers are made of, each with an error that names the path and the reason.
enum FileOperation {
    /// A folder's mode for the house alone.
    static let houseFolder: mode_t = 0o700
    /// A file's mode for the house alone.
    static let houseFile: mode_t = 0o600

    /// Makes a folder and those above it where they are missing, each forced to disk. `mode` is cut by the umask.
    static func makeFolders(_ path: String, mode: mode_t = 0o777) throws(StageFault) {
        if mkdir(path, mode) == 0 {
            try synchronise(folder: FolderPath.parent(path))
            return
        }
        let reason = errno
        if reason == EEXIST, isFolder(path) { return }
        guard reason == ENOENT, FolderPath.parent(path) != path else { throw fault("make folder", path, reason) }
        try makeFolders(FolderPath.parent(path), mode: mode)
        try makeFolders(path, mode: mode)
    }

    /// Makes a folder for the house alone where it is missing. One that is there already is left as it is, and refused
    /// where its mode lets anybody else in.
    static func makeHouseFolder(_ path: String) throws(StageFault) {
        try makeFolders(path, mode: houseFolder)
        var status = stat()
        guard stat(path, &status) == 0 else { throw fault("look at", path) }
        guard status.st_mode & 0o077 == 0 else {
            throw StageFault(
                "folder '\(path)' is open to others than its owner", code: .configuration, hint: "chmod 700 \(path)")
        }
    }

    /// Writes a new file and forces it to disk; there must be none of that name. `mode` is cut by the umask.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o666) throws(StageFault) {
        let file = try OpenFile(creating: path, mode: mode)
        try file.write(bytes)
        try file.finish()
    }

    /// The bytes of a file, `nil` where there is none.
    static func read(_ path: String) throws(StageFault) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw fault("open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault("read", path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Forces the names in a folder to disk.
    static func synchronise(folder path: String) throws(StageFault) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("open folder", path) }
        defer { close(descriptor) }
        // Some file systems cannot do it for a folder, and need not.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw fault("force to disk folder", path) }
    }

    /// Moves a file, folder or link in one step, over a file or link of the new name.
    static func move(_ path: String, to place: String) throws(StageFault) {
        guard rename(path, place) == 0 else { throw fault("move into place", place) }
    }

    /// Makes a symbolic link.
    static func link(_ path: String, to target: String) throws(StageFault) {
        guard symlink(target, path) == 0 else { throw fault("make link", path) }
    }

    /// What a symbolic link points at, `nil` where there is no such link.
    static func target(ofLink path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The names in a folder in byte order; none where there is no folder.
    static func names(in path: String) throws(StageFault) -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw fault("list folder", path)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else {
                guard errno == 0 else { throw fault("list folder", path) }
                return names.sorted(by: FolderPath.precedes)
            }
            // The name is a fixed array that ends with a zero byte.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// Removes a file or link, or a folder with all in it; links are not followed.
    static func remove(_ path: String) throws(StageFault) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw fault("look at", path)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard unlink(path) == 0 else { throw fault("remove", path) }
            return
        }
        for name in try names(in: path) { try remove(path + "/" + name) }
        guard rmdir(path) == 0 else { throw fault("remove folder", path) }
    }

    /// Removes a folder that nothing is in.
    static func removeIfEmpty(_ path: String) { rmdir(path) }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// What could not be done to which path, why, and where there is something to do about it, that.
    static func fault(_ action: String, _ path: String, _ reason: Int32 = errno) -> StageFault {
        let hint: String? =
            switch reason {
            case ENOSPC, EDQUOT: "free some space on the disk that holds it"
            case EACCES, EPERM: "let the account that runs the pipeline write there"
            case EROFS: "choose a folder on a disk that can be written to"
            default: nil
            }
        return StageFault("cannot \(action) '\(path)': \(String(cString: strerror(reason)))", hint: hint)
    }
}

/// A file being written, closed when it is let go of.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Makes a new file; throws where there is one.
    init(creating path: String, mode: mode_t) throws(StageFault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileOperation.fault("make", path) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(StageFault) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileOperation.fault("write", path) }
            written += count
        }
    }

    /// Forces the file to disk.
    consuming func finish() throws(StageFault) {
        guard fsync(descriptor) == 0 else { throw FileOperation.fault("force to disk", path) }
    }
}
