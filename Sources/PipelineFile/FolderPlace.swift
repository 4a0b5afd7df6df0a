import Glibc

/// Where a folder lies on this machine, whether or not it is there yet: every link on its way followed.
struct FolderPlace: Equatable {
    /// The names from the root down.
    private let names: [Substring]

    /// More links than this lead in a circle, as in the system's own calls.
    private static let mostLinks = 40

    /// `path` is absolute.
    init(_ path: String) {
        var names: [Substring] = []
        var rest = Array(path.split(separator: "/").reversed())
        var links = 0
        while let name = rest.popLast() {
            if name == "." { continue }
            if name == ".." {
                _ = names.popLast()
                continue
            }
            let place = "/" + (names + [name]).joined(separator: "/")
            guard links < Self.mostLinks, let target = Self.target(ofLink: place) else {
                names.append(name)
                continue
            }
            links += 1
            if target.hasPrefix("/") { names = [] }
            rest += target.split(separator: "/").reversed()
        }
        self.names = names
    }

    /// Whether it is the other folder, lies in it, or holds it.
    func meets(_ other: FolderPlace) -> Bool {
        names.starts(with: other.names) || other.names.starts(with: names)
    }

    private static func target(ofLink path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
