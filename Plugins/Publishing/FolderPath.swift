import StageKit

/// Paths of folders as texts.
enum FolderPath {
    /// `name` inside `folder`; throws where it is no plain name, so that nothing is written elsewhere.
    static func joining(_ folder: String, _ name: String) throws(StageFault) -> String {
        guard !name.isEmpty, !name.hasPrefix("."), !name.utf8.contains(UInt8(ascii: "/")), !name.utf8.contains(0) else {
            throw StageFault("the pipeline's name '\(name)' cannot be the name of a folder", code: .configuration)
        }
        return trimmed(folder) + "/" + name
    }

    /// The folder that a path lies in: `/` for `/`, `.` for a name alone.
    static func parent(_ path: String) -> String {
        let path = trimmed(path)
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path.isEmpty ? "/" : "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Names by their bytes.
    static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// Without slashes at the end; empty for `/`.
    private static func trimmed(_ path: String) -> String {
        var path = Substring(path)
        while path.utf8.last == UInt8(ascii: "/") { path = path.dropLast() }
        return String(path)
    }
}
