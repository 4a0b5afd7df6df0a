import Glibc
import StageKit
import Testing

@testable import PipelineEngine

@Suite struct ChildEndTests {
    private func words(
        _ status: ChildEnd.Status, memory: Int? = 512 << 20, peak: Int = 0, tells: Bool = false
    ) -> String {
        var limits = ChildLimits(memory: memory)
        limits.processorTime = 60
        return ChildEnd(status: status, limits: limits, peak: peak, tellsOfMemory: tells).fault().message
    }

    @Test func signalsHaveNamesAndLimits() {
        #expect(words(.signaled(SIGKILL)) == "was killed by SIGKILL")
        // 90% of 512 MiB are 471,859.2 KiB.
        #expect(words(.signaled(SIGKILL), peak: 471_859) == "was killed by SIGKILL")
        #expect(words(.signaled(SIGKILL), peak: 471_860) == "was killed by SIGKILL, memory limit 512 MiB")
        #expect(words(.signaled(SIGABRT), tells: true) == "was killed by SIGABRT, memory limit 512 MiB")
        #expect(words(.signaled(SIGABRT), memory: nil, tells: true) == "was killed by SIGABRT, out of memory")
        #expect(words(.signaled(SIGXCPU)) == "was killed by SIGXCPU, limit of processor time 60 s")
        #expect(
            words(.signaled(SIGTERM)) == "was killed by SIGTERM" && words(.signaled(40)) == "was killed by signal 40")
    }

    @Test func statusesHaveClasses() {
        func code(_ status: Int32) -> DiagnosticCode {
            ChildEnd(status: .exited(status), limits: ChildLimits()).fault().code
        }
        #expect(
            [65, 69, 75, 78, 70, 1, 126].map(code) == [
                .data, .temporary, .temporary, .configuration, .stage, .stage, .stage,
            ])
        #expect([65, 69, 75, 78, 70, 1].map { code($0).exitStatus } == [3, 75, 75, 2, 6, 6])
    }

    @Test func aStageThatCouldNotBeStarted() {
        var end = ChildEnd(status: .exited(126), limits: ChildLimits(), refusal: "cannot start '/x': Permission denied")
        #expect(end.fault().message == "cannot start '/x': Permission denied" && end.fault().code == .configuration)
        end.status = .exited(1)
        #expect(end.fault().message == "ended with status 1")
    }

    @Test func sizesAsInAManifest() {
        #expect(
            [1 << 30, 3 << 29, 512 << 20, 1000, 2 << 10].map(ChildEnd.size) == [
                "1 GiB", "1536 MiB", "512 MiB", "1000 bytes", "2 KiB",
            ])
        let durations: [Duration] = [.seconds(600), .seconds(90), .milliseconds(1500), .zero]
        #expect(durations.map(\.words) == ["10 min", "90 s", "1500 ms", "0 s"])
    }

    @Test func standardErrorKeepsBothEnds() {
        var text = StandardErrorText()
        #expect(text.append("a\n\nb\tc\u{1B}[31m\n".utf8) == [])
        #expect(text.lines == ["a", "b c\u{FFFD}[31m"])
        for number in 0..<200 { _ = text.append("\(number)\n".utf8) }
        #expect(text.first.count == 50 && text.last.count == 50 && text.omitted == 102)
        #expect(text.first.last == "47" && text.last.first == "150" && text.last.last == "199")
        #expect(text.append("x".utf8) == [] && text.finish() == nil && text.last.last == "x")
    }

    /// Half a character at the end of a line that was cut, and bytes that are no text.
    @Test func standardErrorIsText() {
        var text = StandardErrorText()
        _ = text.append([0xFF, 0x61, 0x0A])
        _ = text.append(Array(String(repeating: "🏥", count: 1000).utf8) + [0x0A])
        #expect(text.lines[0] == "\u{FFFD}a" && text.lines[1] == String(repeating: "🏥", count: 500))
    }

    @Test func whatTheGuardSaysIsNoneOfIt() {
        var text = StandardErrorText()
        let words = text.append(
            "x\n\nstrata-guard: network: 1\nstrata-guard: peak: 12\nstrata-guard: other\n".utf8)
        #expect(words == [.keptNetwork(1), .peak(kibibytes: 12)])
        #expect(text.lines == ["x", "strata-guard: other"])
    }
}
