import Glibc

extension Borough {
    /// Makes a folder and those above it; refuses one that holds anything but hidden files.
    static func makeEmptyFolder(_ path: String) throws(BoroughError) {
        var parent = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            parent += "/\(part)"
            guard mkdir(parent, 0o755) == 0 || errno == EEXIST else {
                throw .file(operation: "make folder", path: parent, code: errno)
            }
        }
        guard let folder = opendir(path) else { throw .file(operation: "open folder", path: path, code: errno) }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            // A name is never empty.
            guard entry.pointee.d_name.0 == 0x2E else { throw .notEmpty(path: path) }
        }
    }

    /// Copies a feed byte for byte under another name: the same extract, sent twice.
    static func copy(_ file: BoroughSummary.File, in inbox: String) throws(BoroughError) -> BoroughSummary.File {
        var copied = file
        copied.name = file.name.replacingSuffix(".xml.gz", with: "-copy.xml.gz")
        let from = "\(inbox)/\(file.name)"
        let to = "\(inbox)/\(copied.name)"
        let aside = "\(inbox)/.\(copied.name).part"
        let input = open(from, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .file(operation: "open", path: from, code: errno) }
        defer { close(input) }
        let output = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard output >= 0 else { throw .file(operation: "create", path: aside, code: errno) }
        var block = [UInt8](repeating: 0, count: 256 << 10)
        var failure: Int32 = 0
        copying: while failure == 0 {
            let size = read(input, &block, block.count)
            if size < 0 { failure = errno }
            guard size > 0 else { break }
            var done = 0
            while done < size {
                let written = block[done..<size].withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
                if written < 0 {
                    failure = errno
                    break copying
                }
                done += written
            }
        }
        if close(output) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(aside, to) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(aside)
            throw .file(operation: "copy", path: from, code: failure)
        }
        return copied
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
    }
}
