import Glibc
import StageKit
import Subprocess

/// Gathers what a stage and its guard write to standard error.
actor StandardErrorReader {
    private(set) var text = StandardErrorText()
    /// The most memory of one of the stage's processes, in KiB.
    private(set) var peak = 0
    /// Why the guard could not start the stage.
    private(set) var refusal: String?

    func read(_ process: ChildSession.Process, report: @Sendable (ChildReport) -> Void) async {
        do {
            for try await buffer in process.standardError {
                let words = buffer.withUnsafeBytes { text.append($0) }
                for word in words { take(word, report) }
            }
        } catch {
            // What could not be read ended there.
        }
        if let word = text.finish() { take(word, report) }
    }

    private func take(_ word: GuardWord, _ report: @Sendable (ChildReport) -> Void) {
        switch word {
        case .error(let message): refusal = message
        case .keptNetwork(let reason):
            report(.note("the network is within reach: \(String(cString: strerror(reason)))"))
        case .peak(let kibibytes): peak = kibibytes
        }
    }
}
