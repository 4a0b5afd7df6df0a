import Glibc
import StageKit

/// The files that a stage in a child process is made of.
enum StageFiles {
    /// More files than any stage has that does not carry its whole environment along.
    static let limit = 1000

    /// Every file in a folder, relative to it, but those that are hidden, `tests/`, `fixtures/` and what interpreters keep.
    static func all(in folder: String) throws(StageFault) -> Set<String> {
        var files: Set<String> = []
        try gather("", in: folder, leavingOut: ["tests", "fixtures"], into: &files)
        return files
    }

    /// The file of that name, or all files in the folder of that name.
    static func named(_ name: String, in folder: String) throws(StageFault) -> Set<String> {
        var name = Substring(name)
        while name.hasSuffix("/") { name = name.dropLast() }
        switch kind(of: folder + "/" + name, followsLinks: true) {
        case S_IFREG: return [String(name)]
        case S_IFDIR:
            var files: Set<String> = []
            try gather(String(name) + "/", in: folder, leavingOut: [], into: &files)
            return files
        default:
            throw StageFault(
                "there is no file '\(name)' in the stage's folder",
                hint: "a program that is made of sources must be built first")
        }
    }

    static func sorted(_ names: Set<String>) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func gather(
        _ prefix: String, in folder: String, leavingOut: Set<String>, into files: inout Set<String>
    ) throws(StageFault) {
        for name in FolderListing.names(in: folder + "/" + prefix) {
            if name.hasPrefix(".") || name == "__pycache__" || leavingOut.contains(name) { continue }
            let place = folder + "/" + prefix + name
            switch kind(of: place, followsLinks: false) {
            case S_IFREG: files.insert(prefix + name)
            case S_IFDIR: try gather(prefix + name + "/", in: folder, leavingOut: [], into: &files)
            case S_IFLNK where kind(of: place, followsLinks: true) == S_IFREG: files.insert(prefix + name)
            default:
                throw StageFault(
                    "'\(prefix)\(name)' is neither a file nor a folder",
                    hint: "name the stage's files under 'files:'")
            }
            guard files.count <= limit else {
                throw StageFault(
                    "the stage's folder holds more than \(limit) files", hint: "name the stage's files under 'files:'")
            }
        }
    }

    /// A folder within this one in which Python looks for compiled modules before it looks at their sources; `nil` where
    /// there is none with anything in it.
    static func compiledPython(in folder: String, _ prefix: String = "") -> String? {
        for name in FolderListing.names(in: folder + "/" + prefix) where !name.hasPrefix(".") {
            let place = prefix + name
            guard kind(of: folder + "/" + place, followsLinks: true) == S_IFDIR else { continue }
            if name == "__pycache__" {
                if !FolderListing.names(in: folder + "/" + place).isEmpty { return place }
            } else if kind(of: folder + "/" + place, followsLinks: false) == S_IFDIR,
                let found = compiledPython(in: folder, place + "/")
            {
                return found
            }
        }
        return nil
    }

    private static func kind(of path: String, followsLinks: Bool) -> mode_t? {
        var status = stat()
        let result = followsLinks ? stat(path, &status) : lstat(path, &status)
        return result == 0 ? status.st_mode & S_IFMT : nil
    }
}

/// What lies in a folder.
enum FolderListing {
    /// The names in a folder in byte order; none where it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func holds(_ name: String, in folder: String) -> Bool { access(folder + "/" + name, F_OK) == 0 }
}
