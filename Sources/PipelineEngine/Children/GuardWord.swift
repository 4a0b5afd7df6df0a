import Glibc

/// What the guard tells the host, among the lines of the stage's standard error.
enum GuardWord: Sendable, Hashable {
    /// The stage was not started.
    case error(String)
    /// The system refused a network of the stage's own, for the reason of that number (errno). No text: the stage could write
    /// the line itself.
    case keptNetwork(Int32)
    /// The most memory that one process of the stage had at a time.
    case peak(kibibytes: Int)

    static let mark = "strata-guard: "

    private var line: String {
        switch self {
        case .error(let message): "error: " + message
        case .keptNetwork(let reason): "network: \(reason)"
        case .peak(let kibibytes): "peak: \(kibibytes)"
        }
    }

    /// `nil` for a line that is the stage's own.
    init?(line: String) {
        guard line.hasPrefix(Self.mark) else { return nil }
        let line = line.dropFirst(Self.mark.count)
        if line.hasPrefix("error: ") {
            self = .error(String(line.dropFirst(7)))
        } else if line.hasPrefix("network: "), let reason = Int32(line.dropFirst(9)) {
            self = .keptNetwork(reason)
        } else if line.hasPrefix("peak: "), let kibibytes = Int(line.dropFirst(6)), kibibytes >= 0 {
            self = .peak(kibibytes: kibibytes)
        } else {
            return nil
        }
    }

    /// Writes the line to standard error, after whatever the stage has written without an end of line.
    func say() {
        let text = "\n\(Self.mark)\(line)\n"
        _ = write(STDERR_FILENO, text, text.utf8.count)
    }
}
