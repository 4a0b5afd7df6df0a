import Foundation
import Testing

@testable import PipelineEngine

@Suite("The guard", .enabled(if: Probe.guardPath != nil, "no binary beside the tests, or no Python"))
struct StageGuardTests {
    /// Waits until `isSo`, a minute at most.
    private func wait(until isSo: () -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while !isSo() {
            guard .now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Runs the guard below a process that is then killed, and waits until nothing of the stage is left.
    @Test(arguments: ["hangs_before_ready", "hangs_with_a_daemon", "ignores_sigterm"])
    func theStageDiesWithItsHost(_ behaviour: String) async throws {
        let probe = try Probe(behaviour)
        let parent = Process()
        parent.executableURL = URL(fileURLWithPath: Probe.python)
        parent.arguments =
            ["-B", Probe.stages + "/parent.py", probe.launcher.guardPath, "600000", probe.scratch.path]
            + probe.stage.command
        parent.standardInput = FileHandle.nullDevice
        try parent.run()
        // The host, the guard and the stage.
        #expect(try await wait { probe.remaining.count >= 3 })
        kill(parent.processIdentifier, SIGKILL)
        parent.waitUntilExit()
        #expect(try await wait { probe.remaining.isEmpty })
        for left in probe.remaining { kill(left.id, SIGKILL) }
    }

    /// A guard whose host has gone before it began starts nothing.
    @Test func noHostNoStage() throws {
        let probe = try Probe("echo")
        let mark = probe.scratch.path + "/mark"
        let order = GuardOrder(
            // The process of the tests has another parent, and so is no child of itself.
            parent: 1, grace: 0, scratch: probe.scratch.path, command: ["/usr/bin/touch", mark])
        let guardian = Process()
        guardian.executableURL = URL(fileURLWithPath: probe.launcher.guardPath)
        guardian.arguments = [GuardOrder.subcommand] + order.arguments
        try guardian.run()
        guardian.waitUntilExit()
        #expect(guardian.terminationStatus == StageGuard.cannotStart)
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    /// A system that gives nobody a network of their own, made of one that lets a user make a system of their own.
    @Test(.enabled(if: StageGuardTests.mayForbid, "no user namespaces here"))
    func aNetworkThatCannotBeLeftIsANote() async throws {
        var probe = try Probe("tells_where_it_is")
        let wrapper = probe.scratch.path + "/guard"
        let script = """
            #!/bin/sh
            exec unshare -U -r sh -c 'echo 0 >/proc/sys/user/max_net_namespaces; exec \(probe.launcher.guardPath) "$@"' sh "$@"
            """
        try script.write(toFile: wrapper, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: wrapper)
        probe.launcher.guardPath = wrapper
        _ = try await probe.run()
        let notes = probe.reports.withLock { $0 }.compactMap { if case .note(let text) = $0 { text } else { nil } }
        #expect(notes == ["the network is within reach: No space left on device"])
    }

    private static let mayForbid: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "unshare -U -r sh -c 'echo 0 >/proc/sys/user/max_net_namespaces' 2>/dev/null"]
        try? process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test func ordersAreReadAsTheyAreWritten() {
        let order = GuardOrder(
            parent: 12, grace: 3, memory: 1 << 29, processorTime: 60, openFiles: 7, keepsNetwork: true,
            scratch: "/tmp/a b",
            command: ["/bin/x", "-y", ""])
        #expect(GuardOrder(arguments: order.arguments) == order)
        #expect(order.arguments == ["12", "3", "536870912", "60", "7", "1", "/tmp/a b", "/bin/x", "-y", ""])
        #expect(GuardOrder(arguments: []) == nil)
        #expect(GuardOrder(arguments: ["--help"]) == nil)
        #expect(GuardOrder(arguments: ["12", "3", "0", "0", "0", "0", "/tmp", "x"]) == nil)
        #expect(GuardOrder(arguments: ["12", "-3", "0", "0", "0", "0", "/tmp", "/x"]) == nil)
        #expect(GuardOrder(arguments: ["0", "3", "0", "0", "0", "0", "/tmp", "/x"]) == nil)
    }
}
