import Glibc

/// Where a command's words go: the answer to standard output, progress and diagnostics to standard error.
public struct Console: Sendable {
    /// Standard output; the text is written as it is.
    public var out: @Sendable (String) -> Void
    /// Standard error.
    public var error: @Sendable (String) -> Void
    /// Whether standard error is a terminal, and so may show a live line.
    public var isLive: Bool
    /// Whether standard error may be coloured.
    public var hasColour: Bool
    /// How wide standard error is, in characters.
    public var columns: Int
    /// The absolute folder that relative paths of the command line start from.
    public var workingFolder: String

    public init(
        out: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void, isLive: Bool = false,
        hasColour: Bool = false, columns: Int = 80, workingFolder: String
    ) {
        self.out = out
        self.error = error
        self.isLive = isLive
        self.hasColour = hasColour
        self.columns = columns
        self.workingFolder = workingFolder
    }

    /// The console of this process, which ends with status 1 where its answer cannot be written.
    ///
    /// Colour and a live line only on a terminal; none of the first with `NO_COLOR`, none of either where the terminal
    /// calls itself dumb.
    public static var standard: Console {
        let isTerminal = isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb"
        var size = winsize()
        let isKnown = isTerminal && ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Console(
            out: { text in
                guard let reason = write(text, to: STDOUT_FILENO) else { return }
                // A command whose answer is lost has not done its work, whatever else went well.
                let message = "cannot write to standard output: \(String(cString: strerror(reason)))"
                _ = write("error: \(message)\n", to: STDERR_FILENO)
                exit(1)
            },
            error: { _ = write($0, to: STDERR_FILENO) },
            isLive: isTerminal,
            hasColour: isTerminal && (variable("NO_COLOR") ?? "").isEmpty,
            columns: isKnown ? Int(size.ws_col) : 80,
            workingFolder: currentFolder)
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static var currentFolder: String {
        guard let buffer = getcwd(nil, 0) else { return "/" }
        defer { free(buffer) }
        return String(cString: buffer)
    }

    /// Writes all of a text; gives the error that stopped it, or `nil`.
    private static func write(_ text: String, to file: Int32) -> Int32? {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return count < 0 ? errno : EIO }
            written += count
        }
        return nil
    }

    /// An absolute path for one given on the command line.
    func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path == "." || path.isEmpty { return workingFolder }
        return workingFolder + "/" + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }
}
