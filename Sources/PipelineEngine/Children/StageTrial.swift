import Glibc
public import PipelineFile
public import StageKit
public import Tables

/// A stage outside of strata by itself, without a pipeline: what `strata stage test` runs.
public struct StageTrial: Sendable {
    /// What came of it.
    public struct Outcome: Sendable {
        /// The tables of each part.
        public var parts: [[String: Table]]
        /// Rows that the stage said it could not use.
        public var rejects: Int
        /// What it wrote to standard error and to its log.
        public var words: [String]
    }

    /// A fault with what the stage had said.
    public struct Failure: Error, Sendable {
        public var fault: StageFault
        public var words: [String]
    }

    private let stage: ChildStage
    private let asOf: CalendarDay
    private let launcher: ChildLauncher
    private let scratch: String

    /// `scratch` is a folder that is there and stays.
    public init(_ stage: ChildStage, asOf: CalendarDay, launcher: ChildLauncher = ChildLauncher(), scratch: String) {
        self.stage = stage
        self.asOf = asOf
        self.launcher = launcher
        self.scratch = scratch
    }

    /// The tables that the stage is given, with their columns.
    public var inputs: [TableDeclaration] {
        if stage.manifest.grain == .person {
            // Columns that no table of people has are those of annotators.
            return stage.manifest.reads.map { TableDeclaration($0.name, $0.columns) }
        }
        return stage.manifest.reads.filter { !$0.columns.isEmpty }.map { TableDeclaration($0.name, $0.columns) }
    }

    /// Gives the stage a part, and then closes its input without an end. Whether the stage ended by itself within
    /// `patience`; throws where it did not come that far.
    public func endsWithItsInput(_ part: [String: Table], within patience: Duration) async throws(Failure) -> Bool {
        let ledger = ChildLedger()
        let work = try work()
        let cut = Task { await Self.cutOff(work, part, ledger) }
        let clock = Task {
            // Cancelled itself where the stage was quicker.
            guard (try? await Task.sleep(for: patience)) != nil else { return }
            cut.cancel()
        }
        let outcome = await cut.value
        clock.cancel()
        guard outcome.hasAnswered else { throw Failure(fault: outcome.fault, words: ledger.account.words) }
        return outcome.fault.code != .interrupted
    }

    private static func cutOff(
        _ work: ChildWork, _ part: [String: Table], _ ledger: ChildLedger
    ) async -> (hasAnswered: Bool, fault: StageFault) {
        var hasAnswered = false
        do throws(StageFault) {
            try await work.session(0, ledger) { (session) throws(StageFault) in
                _ = try await session.exchange(part)
                hasAnswered = true
                try await session.abandon()
            }
            return (hasAnswered, StageFault("ended", code: .internalFault))
        } catch {
            return (hasAnswered, error)
        }
    }

    /// Gives the stage these parts, one after the other, in a process of its own.
    public func run(_ parts: [[String: Table]]) async throws(Failure) -> Outcome {
        let ledger = ChildLedger()
        let work = try work()
        do throws(StageFault) {
            let given = try await work.session(0, ledger) { (session) throws(StageFault) in
                var given: [[String: Table]] = []
                for part in parts { given.append(try await session.exchange(part)) }
                return given
            }
            let account = ledger.account
            return Outcome(parts: given, rejects: account.rejects.count, words: account.words)
        } catch {
            throw Failure(fault: error, words: ledger.account.words)
        }
    }

    private func work() throws(Failure) -> ChildWork {
        do throws(StageFault) {
            return try ChildWork(
                stage, key: stage.manifest.name, inputs: inputs,
                place: ChildWork.Place(
                    pipeline: "test", timezone: "Europe/London", run: "0123456789abcdef", asOf: asOf),
                launcher: launcher, state: scratch)
        } catch {
            throw Failure(fault: error, words: [])
        }
    }
}
