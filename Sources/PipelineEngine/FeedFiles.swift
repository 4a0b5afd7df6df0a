import Glibc
import StageKit

/// A file that a pattern of a feed reader matches.
struct FeedFile: Sendable, Hashable {
    /// Name without its folder.
    var name: String
    var path: String
    /// Bytes.
    var size: Int
}

/// Finds the files of a feed reader: by name in byte order, hidden files and subfolders left out, each once. Nothing else
/// that a pattern matches is passed over because it cannot be opened.
enum FeedFiles {
    static func matching(_ patterns: [StagePath]) -> [FeedFile] {
        var files: [FeedFile] = []
        for pattern in patterns {
            let cut = pattern.path.lastIndex(of: "/") ?? pattern.path.startIndex
            let folder = cut == pattern.path.startIndex ? "/" : String(pattern.path[..<cut])
            let name = Array(pattern.path[pattern.path.index(after: cut)...].utf8)
            for entry in entries(of: folder) where matches(Array(entry.utf8)[...], name[...]) {
                let path = folder + "/" + entry
                guard !entry.hasPrefix("."), let size = sizeOfFile(path), !files.contains(where: { $0.path == path })
                else { continue }
                files.append(FeedFile(name: entry, path: path, size: size))
            }
        }
        return files.sorted {
            ($0.name == $1.name)
                ? $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
                : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
    }

    /// Whether `name` fits `pattern`, where `*` stands for any bytes, none included.
    static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var n = name.startIndex, p = pattern.startIndex
        var star: (pattern: Int, name: Int)?
        while n < name.endIndex {
            if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
                star = (p, n)
                p += 1
            } else if p < pattern.endIndex, pattern[p] == name[n] {
                n += 1
                p += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                n = last.name + 1
                p = last.pattern + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func entries(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names
    }

    /// The size of a regular file, `nil` for what is none. What nobody can look at, a link that leads nowhere among it,
    /// counts as an empty file: reading it tells what is wrong.
    private static func sizeOfFile(_ path: String) -> Int? {
        var status = stat()
        if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil }
        // Taken away since the folder was listed.
        if errno == ENOENT, lstat(path, &status) != 0, errno == ENOENT { return nil }
        return 0
    }
}
