import Dispatch
import Glibc
import StageKit
import Synchronization

/// Ends work in good order when the process is asked to stop (SIGINT, SIGTERM); at once when asked a second time.
enum Interruption {
    enum Outcome<Value: Sendable>: Sendable {
        case finished(Value)
        /// With the signal that asked for the end, where one did.
        case failed(Diagnostics, signal: Int32?)
    }

    /// Does the work in a task that a signal cancels.
    static func watch<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(Diagnostics) -> Value
    ) async -> Outcome<Value> {
        let task = Task { () async -> Result<Value, Diagnostics> in
            do throws(Diagnostics) { return .success(try await work()) } catch { return .failure(error) }
        }
        let received = Received()
        let sources = [SIGINT, SIGTERM].map { number in
            // The default action would end the process before the source hears of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if received.isSecond(number) { _exit(128 + number) }
                task.cancel()
            }
            source.resume()
            return source
        }
        let result = await task.value
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        switch result {
        case .success(let value): return .finished(value)
        case .failure(let faults):
            let isInterrupted = faults.items.contains { $0.code == .interrupted }
            return .failed(faults, signal: isInterrupted ? received.first : nil)
        }
    }

    /// The first signal that came.
    private final class Received: Sendable {
        private let number = Mutex<Int32?>(nil)

        var first: Int32? { number.withLock { $0 } }

        /// Notes a signal; `true` where one came before.
        func isSecond(_ signal: Int32) -> Bool {
            number.withLock { number in
                defer { number = number ?? signal }
                return number != nil
            }
        }
    }
}
