import Glibc
import PipelineFile
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
            let name = NamePattern(String(pattern.path[pattern.path.index(after: cut)...]))
            for entry in entries(of: folder) where name.matches(entry) {
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
