import StageKit
import Tables
import Testing

@testable import PipelineEngine

@Suite("Another try", .enabled(if: Probe.guardPath != nil, "no binary beside the tests, or no Python"))
struct ChildRetryTests {
    /// A stage that cannot work until its try number `needed`, and the words of its fault.
    private func tries(needed: Int, idempotent: Bool = true) async throws -> (
        rows: Int?, fault: StageFault?, tries: Int
    ) {
        var probe = try Probe("fails_at_first")
        probe.stage.command.insert(contentsOf: [probe.scratch.path + "/tries", "\(needed)"], at: 4)
        probe.stage.isIdempotent = idempotent
        let stage = probe.stage, one = probe
        let tries = Locked(0)
        do throws(StageFault) {
            let table = try await ChildRetry.run(stage, pause: .milliseconds(1)) { number throws(StageFault) -> Table in
                tries.withLock { $0 = number }
                return try await one.run().tables[0]
            }
            return (table.count, nil, tries.withLock { $0 })
        } catch {
            return (nil, error, tries.withLock { $0 })
        }
    }

    @Test func theThirdTryMaySucceed() async throws {
        let outcome = try await tries(needed: 3)
        #expect(outcome.rows == 3 && outcome.tries == 3, "\(outcome.fault?.message ?? "")")
    }

    @Test func thereIsNoFourth() async throws {
        let outcome = try await tries(needed: 4)
        #expect(outcome.rows == nil && outcome.tries == 3 && outcome.fault?.code == .temporary)
    }

    @Test func noneForAStageThatMayNotRunTwice() async throws {
        let outcome = try await tries(needed: 2, idempotent: false)
        #expect(outcome.rows == nil && outcome.tries == 1 && outcome.fault?.code == .temporary)
    }

    @Test func noneForAnotherFault() async throws {
        var probe = try Probe("ends_with_status", ["65"])
        probe.stage.isIdempotent = true
        let one = probe, tries = Locked(0)
        await #expect(throws: StageFault.self) {
            try await ChildRetry.run(one.stage, pause: .milliseconds(1)) { number throws(StageFault) -> Table in
                tries.withLock { $0 = number }
                return try await one.run().tables[0]
            }
        }
        #expect(tries.withLock { $0 } == 1)
    }
}
