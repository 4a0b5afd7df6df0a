import Foundation
import StageKit
import StageProtocol
import Tables
import Testing

@testable import PipelineEngine

/// Sessions with stages that keep to the protocol.
@Suite("Child sessions", .enabled(if: Probe.guardPath != nil, "no binary beside the tests, or no Python"))
struct ChildSessionTests {
    @Test func partsGoThereAndComeBack() async throws {
        let probe = try Probe("echo")
        let parts = [Probe.rows(3), Probe.rows(0), Probe.rows(1000, from: 3)]
        let (tables, counts) = try await probe.run(parts)
        #expect(tables.map(\.count) == [3, 0, 1000])
        for (table, part) in zip(tables, parts) { #expect(rendered(table) == rendered(part)) }
        #expect(tables.allSatisfy { $0.sensitivity == .pseudonymous && $0.schema == Schema(Probe.columns) })
        #expect(counts == StageCounts(rowsIn: ["rows": 1003], rowsOut: ["echo": 1003]))
        await probe.expectNothingLeft()
    }

    @Test func noPartAtAll() async throws {
        let probe = try Probe("echo")
        let (tables, counts) = try await probe.run([])
        #expect(tables.isEmpty && counts == StageCounts(rowsIn: ["rows": 0], rowsOut: ["echo": 0]))
    }

    /// More than pipes hold, both ways at once: ten batches of 65,536 rows, about 1 MB each, and a part of one row.
    @Test func muchDataBothWaysAtOnce() async throws {
        let probe = try Probe("echo")
        let parts = [Probe.rows(10 * ChildSession.batchRows), Probe.rows(1)]
        let (tables, counts) = try await probe.run(parts)
        #expect(tables.map(\.count) == [655_360, 1] && counts.rowsOut == ["echo": 655_361])
        let people = try #require(tables[0]["person"]), values = try #require(tables[0]["value"])
        let words = try #require(tables[0]["word"])
        #expect((0..<655_360).allSatisfy { people.integer($0) == Int64($0) })
        #expect((0..<655_360).allSatisfy { values.double($0) == ($0 % 5 == 4 ? nil : Double($0) / 8) })
        #expect(words.text(655_359) == "", "655,359 is a multiple of 3 and 1 more: \(655_359 % 3)")
        #expect(words.texts?.count == 3)
    }

    /// Five megabytes on their way to the host before the stage takes any of the thirteen on their way to it.
    @Test func bothWriteBeforeEitherReads() async throws {
        let probe = try Probe("eager")
        let (tables, counts) = try await probe.run([Probe.rows(10 * ChildSession.batchRows)])
        #expect(tables[0].count == 4 * ChildSession.batchRows)
        #expect(counts.rowsIn == ["rows": 10 * ChildSession.batchRows])
        #expect(tables[0]["person"]?.integer(3 * ChildSession.batchRows + 7) == 7)
    }

    @Test func whatAStageSaysMeanwhile() async throws {
        let probe = try Probe("talkative_echo")
        let (_, counts) = try await probe.run()
        #expect(counts.rejects == 1 && counts.dropped == ["outside": 2])
        let reports = probe.reports.withLock { $0 }.filter {
            switch $0 {
            case .standardError, .note: false
            default: true
            }
        }
        #expect(
            reports == [
                .log(.warning, "a word\u{FFFD}[31m"), .progress(done: 1, of: 2),
                .reject(part: 0, RowReject(table: "rows", row: 1, column: "value", code: "out_of_range")),
            ])
    }

    /// Seven megabytes of it: neither does the stage wait for a reader, nor does the host keep them.
    @Test func standardErrorIsBounded() async throws {
        let probe = try Probe("fills_standard_error")
        #expect(try await probe.run().tables[0].count == 3)
        let lines = probe.standardError
        #expect(lines.count == 101)
        #expect(lines[0].hasPrefix("line 0 xxx") && lines[49].hasPrefix("line 49 "))
        // 40,000 lines, a long one and one without an end; of them 50 and 50 are kept.
        #expect(lines[50] == "… 39902 lines …")
        #expect(lines[99] == String(repeating: "y", count: 500) && lines[100] == "the last line without an end")
    }

    @Test func whatAStageFindsAroundIt() async throws {
        var probe = try Probe("tells_where_it_is")
        setenv("STRATA_TEST_GIVEN", "a b=c", 1)
        setenv("STRATA_TEST_KEPT", "x", 1)
        probe.stage.environment = ["STRATA_TEST_GIVEN", "STRATA_TEST_UNSET"]
        probe.stage.limits = ChildLimits(memory: 1 << 30, openFiles: 64)
        _ = try await probe.run()
        let lines = probe.standardError
        let variables = Set(lines[0].dropFirst("environment ".count).split(separator: ";").map(String.init))
        #expect(
            variables == ["PYTHONDONTWRITEBYTECODE=1", "STRATA_TEST_GIVEN=a b=c", "TMPDIR=\(probe.scratch.path)"])
        #expect(lines[1] == "folder \(probe.scratch.path)")
        let notes = probe.reports.withLock { $0 }.filter { if case .note = $0 { true } else { false } }
        // A network of its own has no interface but the loopback; where the system refuses it, a note says so.
        #expect(lines[2] == "network lo" || !notes.isEmpty)
        #expect(lines[3] == "session True True")
        #expect(lines[4] == "limits \(1 << 30) 64 0")
        // 0, 1 and 2; 3 is the pipe that the library has moved aside, 4 the folder that is listed.
        #expect(lines[5] == "open 0 1 2 3 4")
        #expect(lines[6] == "sigterm True")
        #expect(lines[7] == "sigpipe 0000000000000000")
    }

    /// What is cancelled ends: no process is left, and the fault says that it was stopped.
    @Test func cancelled() async throws {
        let probe = try Probe("hangs_with_a_daemon")
        let task = Task { await probe.fault() }
        // Once it has said that it is ready, its daemon is there.
        // Counted in looks, not in seconds: where every thread is busy, time passes in which nobody looks.
        for _ in 0..<3000 where probe.remaining.count < 4 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(probe.remaining.count == 4, "the guard, the stage, its child in another session, and a child of that")
        task.cancel()
        #expect(await task.value == .stopped)
        await probe.expectNothingLeft()
    }

    @Test func cancelledBeforeItBegan() async throws {
        let probe = try Probe("echo")
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await probe.fault()
        }
        task.cancel()
        #expect(await task.value == .stopped)
    }

    /// A fault of the caller's own ends the stage and comes out as it is.
    @Test func aFaultOfTheCaller() async throws {
        let probe = try Probe("echo")
        var found: StageFault?
        do throws(StageFault) {
            _ = try await ChildSession.run(probe.stage, hello: probe.hello, launcher: probe.launcher) {
                session throws(StageFault) -> Int in
                _ = try await session.exchange(["rows": Probe.rows(2)])
                throw StageFault("had enough", code: .data)
            }
        } catch {
            found = error
        }
        #expect(found == StageFault("had enough", code: .data))
        await probe.expectNothingLeft()
    }

    @Test func aTableThatTheStageDidNotAskFor() async throws {
        let probe = try Probe("echo")
        var found: StageFault?
        do throws(StageFault) {
            _ = try await ChildSession.run(probe.stage, hello: probe.hello, launcher: probe.launcher) {
                session throws(StageFault) -> Int in
                try await session.exchange([
                    "rows": Table([("person", Column(integers: [1]))], sensitivity: .pseudonymous)
                ])
                .count
            }
        } catch {
            found = error
        }
        #expect(found?.message == "was given no 'word' of table 'rows'")
        #expect(found?.code == .internalFault)
    }

    private func rendered(_ table: Table) -> [String] {
        (0..<table.count).map { row in table.columns.map { "\(RowText.value($0, row) ?? "–")" }.joined(separator: "|") }
    }
}
