import PipelineFile
import StageKit
import Synchronization

/// Resolves the people part by part and measures them, on as many workers as asked for.
///
/// Each worker adds up cells of its own; since cells only ever add, exactly, it does not matter who measured whom. A worker
/// has a process of its own for every stage in a child process, which it gives one part after the other.
struct PersonPhase: Sendable {
    let resolver: PlannedStage
    let resolution: any PersonResolution
    /// Annotators and measures, each after those that it reads from.
    let steps: [PersonStep]
    let jobs: Int
    let report: @Sendable (RunEvent) -> Void

    struct Result: Sendable {
        /// The finished cells of each measure, by its key.
        var cells: [String: Cells] = [:]
        var quality = QualityCounts()
        /// People in the population at the as-of date.
        var population = 0
        /// What stages in child processes told, by key.
        var accounts: [String: ChildAccount] = [:]
    }

    private struct Share: Sendable {
        /// For each step what was counted; `nil` for an annotator.
        var contributions: [Contributions?]
        var quality = QualityCounts()
        var population = 0
        /// What each step's process told; empty for a step without one.
        var accounts: [ChildAccount] = []
        /// The parts that were worked on, in order.
        var parts: [Int] = []
    }

    func run(_ parts: [PersonPartition]) async throws(TaskFault) -> Result {
        let next = Counter()
        let done = Counter()
        let outcomes = await withTaskGroup(of: Swift.Result<Share, TaskFault>.self) { group in
            for worker in 0..<max(1, min(jobs, parts.count)) {
                group.addTask {
                    do throws(TaskFault) {
                        return .success(try await share(of: parts, worker, next, done))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var outcomes: [Swift.Result<Share, TaskFault>] = []
            for await outcome in group {
                if case .failure = outcome { group.cancelAll() }
                outcomes.append(outcome)
            }
            return outcomes
        }
        // Where one worker failed, the others were stopped; the fault is the one's.
        var faults: [TaskFault] = []
        for case .failure(let fault) in outcomes { faults.append(fault) }
        if let fault = faults.first(where: { $0.fault.code != .interrupted }) ?? faults.first {
            throw keepingLog(of: fault)
        }
        return try total(outcomes.compactMap { try? $0.get() })
    }

    /// Only now that all workers have ended: they would write over each other's.
    private func keepingLog(of fault: TaskFault) -> TaskFault {
        let child = steps.first { $0.planned.key == fault.planned.key }?.child
        guard let child, let account = fault.account else { return fault }
        return TaskFault(planned: fault.planned, fault: child.work.keepingLog(of: account, fault.fault))
    }

    private func total(_ shares: [Share]) throws(TaskFault) -> Result {
        var total = empty
        var result = Result()
        for share in shares {
            for (place, contributions) in share.contributions.enumerated() {
                if let contributions { total.contributions[place]?.add(contributions) }
            }
            result.quality.add(share.quality)
            result.population += share.population
            for (step, account) in zip(steps, share.accounts) where step.child != nil {
                var account = account
                // A process counts the parts that it was given; the run counts all.
                for place in account.rejects.indices {
                    let number = account.rejects[place].part
                    if share.parts.indices.contains(number) { account.rejects[place].part = share.parts[number] }
                }
                result.accounts[step.planned.key, default: ChildAccount()].add(account)
            }
        }
        for step in steps {
            if let account = result.accounts[step.planned.key] { step.child?.work.keepLog(of: account) }
        }
        for (place, step) in steps.enumerated() {
            if let contributions = total.contributions[place] {
                result.cells[step.planned.key] = Cells(contributions)
            }
        }
        return result
    }

    private var empty: Share {
        Share(
            contributions: steps.map { step in
                step.indicators.map { Contributions(indicators: $0, areas: resolution.areas) }
            })
    }

    /// What one worker makes of the parts that it gets. Where a stage cannot work for now, its parts are done again.
    private func share(
        of parts: [PersonPartition], _ worker: Int, _ next: Counter, _ done: Counter
    ) async throws(TaskFault) -> Share {
        let taken = Taken(next, count: parts.count)
        for attempt in 1... {
            let ledgers = steps.map { _ in ChildLedger() }
            let blame = Blame()
            do throws(StageFault) {
                var share = try await withSessions(steps[...], worker, ledgers, blame, []) {
                    (sessions) throws(StageFault) in
                    try await work(through: parts, taken, sessions, blame, done)
                }
                share.accounts = ledgers.map(\.account)
                return share
            } catch {
                let planned = blame.planned ?? resolver
                let step = steps.firstIndex { $0.planned.key == planned.key }
                guard let step, let child = steps[step].child else { throw TaskFault(planned: planned, fault: error) }
                if error.code == .temporary, child.work.program.isIdempotent, attempt < ChildRetry.tries {
                    taken.again()
                    do { try await Task.sleep(for: .seconds(1 << (attempt - 1))) } catch {
                        throw TaskFault(planned: planned, fault: .stopped)
                    }
                    continue
                }
                throw TaskFault(planned: planned, fault: error, account: ledgers[step].account)
            }
        }
        throw TaskFault(planned: resolver, fault: .stopped)
    }

    /// Starts a process for each step that has one and hands all sessions to `body`, by place of the step.
    private func withSessions(
        _ rest: ArraySlice<PersonStep>, _ worker: Int, _ ledgers: [ChildLedger], _ blame: Blame,
        _ sessions: [ChildSession?], _ body: ([ChildSession?]) async throws(StageFault) -> Share
    ) async throws(StageFault) -> Share {
        guard let step = rest.first else { return try await body(sessions) }
        guard let child = step.child else {
            return try await withSessions(rest.dropFirst(), worker, ledgers, blame, sessions + [nil], body)
        }
        do throws(StageFault) {
            return try await child.work.session(worker, ledgers[rest.startIndex]) { (session) throws(StageFault) in
                try await withSessions(rest.dropFirst(), worker, ledgers, blame, sessions + [session], body)
            }
        } catch {
            blame.lay(on: step.planned)
            throw error
        }
    }

    private func work(
        through parts: [PersonPartition], _ taken: Taken, _ sessions: [ChildSession?], _ blame: Blame, _ done: Counter
    ) async throws(StageFault) -> Share {
        var share = empty
        while let number = taken.next() {
            if Task.isCancelled { throw .stopped }
            do throws(StageFault) {
                let frame = try resolution.resolve(parts[number])
                share.quality.add(frame.quality)
                share.population += frame.population
                share.parts.append(number)
                var annotations: [String: PersonAnnotation] = [:]
                for (place, step) in steps.enumerated() {
                    switch step {
                    case .measure(_, let measure): share.contributions[place]?.add(measure, over: frame)
                    case .child(let child):
                        guard let session = sessions[place] else { continue }
                        do throws(StageFault) {
                            try await child.work(
                                on: frame, session, annotations: &annotations,
                                contributions: &share.contributions[place])
                        } catch {
                            blame.lay(on: step.planned)
                            throw error
                        }
                    }
                }
            } catch {
                blame.lay(on: resolver)
                throw error
            }
            report(.partitionFinished(done: taken.isAgain(number) ? done.value : done.increment(), of: parts.count))
        }
        return share
    }
}

/// The parts that a worker takes, so that it can take them again.
private final class Taken: Sendable {
    private let common: Counter
    private let count: Int
    private let own = Mutex<(numbers: [Int], place: Int, first: Int)>(([], 0, 0))

    init(_ common: Counter, count: Int) {
        self.common = common
        self.count = count
    }

    /// The next part: one to be done again, or a new one; `nil` where there is none.
    func next() -> Int? {
        own.withLock { own in
            if own.place == own.numbers.count {
                let number = common.increment() - 1
                guard number < count else { return nil }
                own.numbers.append(number)
            }
            own.place += 1
            return own.numbers[own.place - 1]
        }
    }

    /// Begins again with the first part.
    func again() {
        own.withLock { own in
            own.place = 0
            // The last was not finished.
            own.first = max(own.first, own.numbers.count - 1)
        }
    }

    /// Whether the part was finished before.
    func isAgain(_ number: Int) -> Bool { own.withLock { own in own.numbers.prefix(own.first).contains(number) } }
}

/// The stage at fault: the innermost that failed, which is told first.
private final class Blame: Sendable {
    private let state = Mutex<PlannedStage?>(nil)

    var planned: PlannedStage? { state.withLock { $0 } }

    func lay(on planned: PlannedStage) { state.withLock { if $0 == nil { $0 = planned } } }
}

/// A number that several tasks count up together.
private final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .relaxed) }

    /// Adds one and gives the new value.
    func increment() -> Int { number.add(1, ordering: .relaxed).newValue }
}
