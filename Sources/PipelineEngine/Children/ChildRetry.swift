public import StageKit

/// Another try for a stage that could not work for now.
public enum ChildRetry {
    /// How often a stage is tried in all.
    public static let tries = 3

    /// Tries `attempt`, which begins with the same inputs each time and whose outputs nobody has seen when it throws.
    /// A temporary fault (status 69 or 75) of an idempotent stage is tried again after a pause, which doubles; the last
    /// fault is thrown.
    public static func run<Value: Sendable>(
        _ stage: ChildProgram, pause: Duration = .seconds(1), _ attempt: (Int) async throws(StageFault) -> Value
    ) async throws(StageFault) -> Value {
        var pause = pause
        for number in 1..<tries {
            do throws(StageFault) {
                return try await attempt(number)
            } catch {
                guard error.code == .temporary, stage.isIdempotent else { throw error }
            }
            do {
                try await Task.sleep(for: pause)
            } catch {
                throw StageFault("stopped", code: .interrupted)
            }
            pause = pause * 2
        }
        return try await attempt(tries)
    }
}
