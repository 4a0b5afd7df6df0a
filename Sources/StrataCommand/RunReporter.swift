import PipelineEngine
import PipelineFile
import StageKit
import Synchronization

/// Tells what a run does while it does it: one live line on a terminal, one line an event elsewhere, or JSON.
///
/// The only place that looks at a clock; nothing it says becomes part of a release.
final class RunReporter: Sendable {
    private let console: Console
    private let format: LogFormat
    /// Time since any fixed point.
    private let now: @Sendable () -> Duration
    private let state: Mutex<State>

    private struct State: Sendable {
        var progress = RunProgress()
        var started: Duration?
        var lastDrawn: Duration?
        var isDrawn = false
    }

    /// A live line is drawn at most ten times a second, a progress object of a log written once a second.
    private static let redraw = Duration.milliseconds(100)
    private static let logged = Duration.seconds(1)

    init(console: Console, format: LogFormat, now: (@Sendable () -> Duration)? = nil) {
        self.console = console
        self.format = format
        if let now {
            self.now = now
        } else {
            let start = ContinuousClock.now
            self.now = { ContinuousClock.now - start }
        }
        state = Mutex(State())
    }

    /// Takes an event; from any task, in any order.
    @Sendable func report(_ event: RunEvent) {
        state.withLock { state in
            let time = now()
            if state.started == nil { state.started = time }
            state.progress.apply(event)
            switch format {
            case .json: log(event, at: time, &state)
            case .text:
                if let line = RunText.line(of: event, isLive: console.isLive, colour: console.hasColour) {
                    erase(&state)
                    console.error(line)
                }
                if console.isLive { draw(at: time, &state) }
            }
        }
    }

    /// Takes the live line away.
    func finish() {
        state.withLock { erase(&$0) }
    }

    /// The end of a run that went well.
    func summarise(_ summary: RunSummary) {
        switch format {
        case .text: console.error(RunText.summary(summary))
        case .json: console.error(JSONLog.line(of: summary).line + "\n")
        }
    }

    private func log(_ event: RunEvent, at time: Duration, _ state: inout State) {
        if case .feedProgress = event {
            if let last = state.lastDrawn, time - last < Self.logged { return }
            state.lastDrawn = time
        }
        console.error(JSONLog.line(of: event, state.progress).line + "\n")
    }

    private func draw(at time: Duration, _ state: inout State) {
        if state.isDrawn, let last = state.lastDrawn, time - last < Self.redraw { return }
        let passed = time - (state.started ?? time)
        let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) * 1e-18
        let line = state.progress.line(after: seconds).prefix(max(1, console.columns - 1))
        console.error("\r\(line)\u{1B}[K")
        state.isDrawn = true
        state.lastDrawn = time
    }

    private func erase(_ state: inout State) {
        guard state.isDrawn else { return }
        console.error("\r\u{1B}[K")
        state.isDrawn = false
    }
}
