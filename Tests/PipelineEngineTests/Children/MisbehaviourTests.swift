import Foundation
import StageKit
import StageProtocol
import Tables
import Testing

@testable import PipelineEngine

/// Stages that misbehave, each in one way: the words of the fault, its class, nothing partial, no process left.
@Suite("Stages that misbehave", .enabled(if: Probe.guardPath != nil, "no binary beside the tests, or no Python"))
struct MisbehaviourTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var behaviour: String
        var arguments: [String] = []
        var code = DiagnosticCode.stage
        var words: String
        var testDescription: String { ([behaviour] + arguments).joined(separator: " ") }
    }

    /// What needs no limit of time to be seen.
    static let cases = [
        Case(
            behaviour: "noise_before_ready",
            words:
                "did not speak strata-stage: it sent a frame of kind 1684107084 with 8315165955120652656 bytes, more "
                + "than 67108864; the first bytes on its standard output were 'Loading packages ...\u{FFFD}'"),
        Case(
            behaviour: "rows_before_ready",
            words:
                "did not speak strata-stage: it sent rows before 'ready'; the first bytes on its standard output were "),
        Case(behaviour: "killed_half_way", words: "was killed by SIGKILL"),
        Case(
            behaviour: "killed_inside_a_frame",
            words: "was killed by SIGKILL; it ended its output after 84 of the "),
        Case(behaviour: "crashes", words: "was killed by SIGSEGV"),
        Case(
            behaviour: "wrong_name", code: .configuration,
            words: "says that it is 'other' version 3; its manifest says 'echo' version 3"),
        Case(
            behaviour: "wrong_version", code: .configuration,
            words: "says that it is 'echo' version 2; its manifest says 'echo' version 3"),
        Case(
            behaviour: "wrong_protocol", code: .configuration,
            words: "speaks version 2 of strata-stage; this is version 1"),
        Case(
            behaviour: "wrong_table", code: .configuration,
            words: "says that it writes 'other'; its manifest says 'echo'"),
        Case(
            behaviour: "wrong_columns", code: .configuration,
            words:
                "says that table 'echo' has the columns person: utf8, word: dictionary, value: float64?; its manifest "
                + "says person: int64, word: dictionary, value: float64?"),
        Case(behaviour: "lies_about_rows_in", words: "says that it took 2 rows of table 'rows'; it was 3"),
        Case(
            behaviour: "lies_about_rows_out", words: "says that it wrote 5 rows of a table it does not have; it was 0"),
        Case(behaviour: "lies_about_rejects", words: "says that it rejected 4 rows; it told of 0"),
        Case(behaviour: "writes_after_done", words: "wrote to its standard output after 'done'"),
        Case(
            behaviour: "half_a_frame_after_done",
            words: "wrote to its standard output after 'done'"),
        Case(behaviour: "ends_without_done", words: "ended with status 0 without 'done'"),
        Case(
            behaviour: "ends_inside_a_frame",
            words: "ended with status 0 without 'done': it ended its output after 4 of the 15 bytes of a frame"),
        Case(behaviour: "status_1_after_done", words: "said 'done', but ended with status 1"),
        Case(
            behaviour: "huge_frame",
            words: "sent a frame of kind 2 with 4611686018427387904 bytes, more than 67174400"),
        Case(behaviour: "huge_control_frame", words: "sent a frame of kind 1 with 1048577 bytes, more than 1048576"),
        Case(
            behaviour: "bad_json", words: "sent a control message that is not JSON: no name of a member at byte 16"),
        Case(
            behaviour: "bad_utf8",
            words: "sent a control message that is not JSON: a text that is not UTF-8 at byte 41"),
        Case(
            behaviour: "unknown_table", words: "sent rows of a table that its manifest does not have"),
        Case(behaviour: "wrong_arrow", words: "sent Arrow of table 'echo' that cannot be taken: "),
        Case(
            behaviour: "acknowledges_too_much",
            words: "acknowledged 1000 batches of table 'rows', of which 0 were sent"),
        Case(
            behaviour: "rejects_a_row_that_is_not_there",
            words: "sent a 'reject' for no row and column that it was given, or without a word for a code"),
        Case(behaviour: "ends_with_status", arguments: ["65"], code: .data, words: "refused its data (status 65)"),
        Case(
            behaviour: "ends_with_status", arguments: ["69"], code: .temporary,
            words: "lacks something that it needs for now (status 69)"),
        Case(
            behaviour: "ends_with_status", arguments: ["75"], code: .temporary,
            words: "cannot work for now (status 75)"),
        Case(behaviour: "ends_with_status", arguments: ["70"], words: "failed (status 70)"),
        Case(
            behaviour: "ends_with_status", arguments: ["78"], code: .configuration,
            words: "refused its configuration (status 78)"),
        Case(behaviour: "ends_with_status", arguments: ["9"], words: "ended with status 9"),
    ]

    @Test(arguments: cases) func itsFaultIsNamed(_ one: Case) async throws {
        let probe = try Probe(one.behaviour, one.arguments)
        let fault = await probe.fault()
        #expect(fault.message.hasPrefix(one.words), "\(fault.message)")
        #expect(fault.code == one.code)
    }

    @Test func silenceBeforeReady() async throws {
        var probe = try Probe("hangs_before_ready")
        probe.launcher.ready = .milliseconds(400)
        #expect(await probe.fault() == StageFault("did not speak strata-stage within 400 ms"))
    }

    @Test func silenceAfterReady() async throws {
        var probe = try Probe("hangs_after_ready")
        probe.launcher.silence = .milliseconds(1500)
        let fault = await probe.fault()
        #expect(fault.message == "gave no sign of life for 1500 ms")
        #expect(fault.hint == "send a heartbeat every 5 s while it works")
    }

    /// A stage that takes rows and acknowledges none stops the host after four batches, and is seen to be silent.
    @Test func batchesThatAreNeverAcknowledged() async throws {
        var probe = try Probe("never_acknowledges")
        probe.launcher.silence = .milliseconds(1500)
        let fault = await probe.fault([Probe.rows(6 * ChildSession.batchRows)])
        #expect(fault.message == "gave no sign of life for 1500 ms")
    }

    @Test func heartbeatsDoNotHelpPastTheLimitOfTime() async throws {
        var probe = try Probe("beats_and_never_ends")
        probe.stage.limits.time = .milliseconds(2500)
        probe.launcher.silence = .milliseconds(2000)
        #expect(await probe.fault().message == "took longer than its limit of 2500 ms")
    }

    /// It ends while the host has megabytes to write: the host hears of the signal, and not of a broken pipe.
    @Test func killedWhileTheHostWrites() async throws {
        let probe = try Probe("killed_half_way")
        let fault = await probe.fault([Probe.rows(8 * ChildSession.batchRows)])
        #expect(fault.message == "was killed by SIGKILL")
    }

    @Test func standardInputClosedEarly() async throws {
        let probe = try Probe("closes_input_early")
        let fault = await probe.fault([Probe.rows(4 * ChildSession.batchRows)])
        #expect(fault.message == "closed its standard input before it had taken all of it")
    }

    @Test func standardOutputClosedEarly() async throws {
        let probe = try Probe("closes_output_early")
        #expect(await probe.fault().message == "closed its standard output without 'done'")
    }

    @Test func doneButNoEnd() async throws {
        let probe = try Probe("lingers_after_done")
        #expect(await probe.fault().message == "said 'done', but did not end within 500 ms")
    }

    @Test func batchesWithoutWaitingForTheHost() async throws {
        var probe = try Probe("floods")
        probe.stage.limits.output = 64 << 20
        let fault = await probe.fault([Probe.rows(ChildSession.batchRows)])
        let words = [
            "sent more than 4 batches without waiting for their acknowledgement", "wrote more than 64 MiB for one part",
        ]
        #expect(words.contains(fault.message), "\(fault.message)")
    }

    /// SIGTERM comes first, and is answered; who ignores it is killed after the grace period.
    @Test func askedToEndThenKilled() async throws {
        var polite = try Probe("ends_at_sigterm", [])
        polite.launcher.silence = .milliseconds(1500)
        polite.launcher.grace = .seconds(30)
        let mark = polite.scratch.path + "/asked"
        polite.stage.command.insert(mark, at: 4)
        #expect(await polite.fault().message == "gave no sign of life for 1500 ms")
        #expect(FileManager.default.fileExists(atPath: mark))

        var deaf = try Probe("ignores_sigterm")
        deaf.launcher.silence = .milliseconds(1500)
        #expect(await deaf.fault().message == "gave no sign of life for 1500 ms")
    }

    @Test func memoryOverItsLimit() async throws {
        var probe = try Probe("eats_memory")
        probe.stage.limits.memory = 256 << 20
        let fault = await probe.fault()
        #expect(fault.message == "ended with status 1, memory limit 256 MiB")
        #expect(fault.code == .stage)
        #expect(probe.standardError.last == "MemoryError")
    }

    @Test func processorTimeOverItsLimit() async throws {
        var probe = try Probe("uses_the_processor")
        probe.stage.limits.processorTime = 1
        #expect(await probe.fault().message == "was killed by SIGXCPU, limit of processor time 1 s")
    }

    @Test func aHangingStageWithADaemon() async throws {
        var probe = try Probe("hangs_with_a_daemon")
        probe.launcher.silence = .milliseconds(1500)
        #expect(await probe.fault().message == "gave no sign of life for 1500 ms")
    }

    @Test(arguments: ["leaves_a_child", "leaves_a_daemon"]) func whatIsLeftBehindIsKilled(_ behaviour: String)
        async throws
    {
        let probe = try Probe(behaviour)
        #expect(try await probe.run().tables[0].count == 3)
        await probe.expectNothingLeft()
    }

    @Test func aCommandThatIsNotThere() async throws {
        var probe = try Probe("echo")
        probe.stage.command[0] = probe.scratch.path + "/missing"
        let fault = await probe.fault()
        #expect(fault.message == "cannot start '\(probe.scratch.path)/missing': No such file or directory")
        #expect(fault.code == .configuration)
    }

    @Test func aGuardThatIsNotThere() async throws {
        var probe = try Probe("echo")
        probe.launcher.guardPath = probe.scratch.path + "/missing"
        let fault = await probe.fault()
        #expect(fault.message == "cannot be started: the guard '\(probe.scratch.path)/missing' did not run")
        #expect(fault.code == .internalFault)
    }
}
