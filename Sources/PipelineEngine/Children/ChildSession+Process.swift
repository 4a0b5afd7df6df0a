public import StageKit
public import StageProtocol
import Subprocess
import Tables

extension ChildSession {
    typealias Process = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

    /// Starts the stage, says `hello`, hands the session to `body` and ends it.
    ///
    /// `hello` brings what the pipeline knows; what the manifest says (grain, inputs, limits) is filled in here. Its scratch
    /// folder exists, and is the working folder.
    ///
    /// Gives a result only where the stage said `done`, its counts are the host's, and its status is 0. When it returns or throws,
    /// also because the task was cancelled, no process of the stage is left (Documentation/Stage-protocol.md).
    public static func run<Value: Sendable>(
        _ stage: ChildProgram, hello: Hello, launcher: ChildLauncher,
        report: @escaping @Sendable (ChildReport) -> Void = { _ in },
        body: (ChildSession) async throws(StageFault) -> Value
    ) async throws(StageFault) -> ChildResult<Value> {
        if Task.isCancelled { throw .stopped }
        let configuration = try launcher.configuration(stage, scratch: hello.scratch)
        let (messages, outbox) = AsyncStream<Outgoing>.makeStream()
        let session = ChildSession(stage, launcher, outbox: outbox, report: report)
        let standardError = StandardErrorReader()
        let hello = hello.completed(for: stage)
        let ended: ExecutionResult<Result<Value, StageFault>, SequenceOutput, SequenceOutput>
        do {
            ended = try await Subprocess.run(
                configuration, input: .inputWriter, output: .sequence, error: .sequence
            ) { process in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await session.read(process) }
                    group.addTask { await session.write(messages, to: process) }
                    group.addTask {
                        await standardError.read(process, report: report)
                        // The guard has standard error open as long as it lives.
                        await session.isEnded()
                    }
                    group.addTask { await session.keepTime(process) }
                    let result = await lead(session, hello, body)
                    await session.waitForEnd()
                    group.cancelAll()
                    return result
                }
            }
        } catch {
            outbox.finish()
            if Task.isCancelled { throw .stopped }
            throw StageFault("cannot be started: the guard '\(launcher.guardPath)' did not run", code: .internalFault)
        }
        let text = await standardError.text
        report(.standardError(text))
        var end = ChildEnd(status: .exited(0), limits: stage.limits)
        end.status =
            switch ended.terminationStatus {
            case .exited(let status): .exited(status)
            case .signaled(let number): .signaled(number)
            }
        end.peak = await standardError.peak
        // Who has spoken was started: a line like the guard's is its own, and may say anything.
        if case .starting = await session.conversation.phase { end.refusal = await standardError.refusal }
        end.tellsOfMemory = text.tellsOfMemory
        return try await session.verdict(ended.closureResult, end)
    }

    /// The conversation from `hello` to `done`.
    private static func lead<Value: Sendable>(
        _ session: ChildSession, _ hello: Hello, _ body: (ChildSession) async throws(StageFault) -> Value
    ) async -> Result<Value, StageFault> {
        do throws(StageFault) {
            try await session.begin(hello)
            let value = try await body(session)
            try await session.finish()
            return .success(value)
        } catch {
            // A fault of the caller's own; where the session has ended already this changes nothing.
            await session.end(.fault(error))
            return .failure(error)
        }
    }

    private func begin(_ hello: Hello) async throws(StageFault) {
        try say(.hello(hello))
        noteDue()
        try await wait { $0.phase != .starting }
        noteDue()
    }

    private func finish() async throws(StageFault) {
        guard conversation.partState == .none else {
            throw StageFault("was not waited for at the end of a part", code: .internalFault)
        }
        conversation.endInput()
        noteDue()
        try say(.endInput)
        try await wait { if case .done = $0.phase { true } else { false } }
        try await waitForSilence()
    }

    /// What came of it, now that the process has ended.
    private func verdict<Value: Sendable>(
        _ result: Result<Value, StageFault>, _ end: ChildEnd
    ) throws(StageFault) -> ChildResult<Value> {
        if Task.isCancelled { throw .stopped }
        // What the stage did by itself, also where the host had lost patience a moment before it heard of it.
        let isOwn = times.asked == nil || !end.isKilled
        switch ending {
        case .fault(let fault): throw fault
        case .refused:
            if isOwn, end.hasReason { throw end.fault() }
            throw StageFault("closed its standard input before it had taken all of it")
        case .closed(let rest):
            guard isOwn else { throw StageFault("closed its standard output without 'done'") }
            if end.isSuccess { throw end.fault("", " without 'done'\(rest.map { ": it \($0)" } ?? "")") }
            throw end.fault("", rest.map { "; it \($0)" } ?? "")
        case nil: break
        }
        let value = try result.get()
        guard case .done(let counts) = conversation.phase else { throw StageFault("ended without 'done'") }
        guard isOwn else { throw StageFault("said 'done', but did not end within \(launcher.grace.words)") }
        guard end.isSuccess else { throw end.fault("said 'done', but ") }
        return ChildResult(value: value, counts: counts)
    }

    // MARK: The four tasks

    private func read(_ process: Process) async {
        do {
            for try await buffer in process.standardOutput {
                buffer.withUnsafeBytes { received($0) }
            }
        } catch {
            // What could not be read ended there.
        }
        fellSilent()
    }

    private nonisolated func write(_ messages: AsyncStream<Outgoing>, to process: Process) async {
        var isOpen = true
        for await outgoing in messages {
            if outgoing.isAck { await writesAck() }
            if isOpen {
                let count = try? await process.standardInputWriter.write(outgoing.bytes)
                isOpen = count == outgoing.bytes.count
            }
            // An acknowledgement that a stage does not take, since it has all that it needs, does no harm.
            if !isOpen, !outgoing.isAck { await isRefused() }
        }
        try? await process.standardInputWriter.finish()
    }

    /// Ends the session where the stage has run out of time.
    ///
    /// A host that is busy elsewhere for seconds neither reads nor looks at a clock; what it did not hear meanwhile is no
    /// silence of the stage. So no pause counts more than twice its length.
    private func keepTime(_ process: Process) async {
        let shortest = min(launcher.ready, launcher.silence, launcher.grace, stage.limits.time ?? launcher.ready)
        let pause = min(max(shortest / 8, .milliseconds(5)), .milliseconds(250))
        while !isOver {
            checkTime()
            if ending != nil || isLate {
                if let asked = times.asked {
                    if times.now > asked + launcher.grace + .seconds(2) {
                        try? process.send(signal: .kill, toProcessGroup: true)
                    }
                } else if !isLeaving {
                    times.asked = times.now
                    try? process.send(signal: .terminate)
                }
            }
            let before = ContinuousClock.now
            do {
                try await Task.sleep(for: pause)
            } catch {
                // Cancelled: swift-subprocess asks the process to end, and ends it.
                if !isOver { end(.fault(.stopped)) }
                return
            }
            times.now += min(.now - before, pause * 2)
        }
    }

    /// Whether the process is on its way out by itself and has time left for it.
    private var isLeaving: Bool {
        guard case .closed = ending, let finished = times.finished else { return false }
        return times.now <= finished + launcher.grace
    }

    /// Whether the stage has said all but does not end.
    private var isLate: Bool { times.finished.map { times.now > $0 + launcher.grace } ?? false }

    private func checkTime() {
        guard ending == nil, times.finished == nil else { return }
        let now = times.now
        if let limit = stage.limits.time, now > limit {
            return end(
                .fault(
                    StageFault("took longer than its limit of \(limit.words)", hint: "raise 'time' under its limits")))
        }
        if conversation.phase == .starting {
            guard now > launcher.ready else { return }
            return end(.fault(StageFault("did not speak strata-stage within \(launcher.ready.words)")))
        }
        if let refused = times.refused, now > refused + launcher.grace { return end(.refused) }
        if let due = times.due, now > max(due, times.heard) + launcher.silence {
            end(
                .fault(
                    StageFault(
                        "gave no sign of life for \(launcher.silence.words)",
                        hint: "send a heartbeat every 5 s while it works")))
        }
    }
}

extension StageFault {
    static let stopped = StageFault("stopped", code: .interrupted, hint: "run again")
}

extension Hello {
    /// With what the manifest says.
    fileprivate func completed(for stage: ChildProgram) -> Hello {
        var hello = self
        hello.grain = stage.grain.rawValue
        hello.inputs = [:]
        for input in stage.inputs { hello.inputs[input.name] = Schema(input.columns) }
        for indicator in stage.indicators {
            hello.indicators[indicator.id] = PromisedIndicator(
                statistic: indicator.statistic.rawValue, numerator: indicator.numerator.rawValue,
                denominator: indicator.denominator.rawValue, months: indicator.months)
        }
        var outputs: [String: Schema] = [:]
        for output in stage.outputs { outputs[output.name] = Schema(output.columns) }
        hello.ready = Ready(stage: stage.name, version: stage.version, outputs: outputs)
        hello.memory = stage.limits.memory
        hello.seconds = stage.limits.time.map { Int($0.components.seconds) }
        return hello
    }
}
