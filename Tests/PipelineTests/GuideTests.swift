import Foundation
import Testing

/// The guide as a reader follows it: every file saved, every command run, in order.
@Suite("The guide to writing a stage")
struct GuideTests {
    enum Step: Equatable {
        case save(path: String, text: String)
        case run(String)
    }

    @Test("From scaffold to published indicator", .enabled(if: StageToolTests.hasPython))
    func everyStepWorks() throws {
        let guide = StrataProcess.checkout.appendingPathComponent("Documentation/Write-a-stage.md")
        let steps = try Self.steps(String(contentsOf: guide, encoding: .utf8))
        let commands = steps.compactMap { if case .run(let command) = $0 { command } else { nil } }
        #expect(steps.count - commands.count == 4 && commands.count == 10)
        let folder = try TemporaryFolder()
        let path = [
            "PATH": StrataProcess.products.path + ":" + StageToolTests.bin + ":"
                + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        ]
        var outputs: [String: String] = [:]
        for step in steps {
            switch step {
            case .save(let path, let text): try folder.write(text, to: path)
            case .run(let command):
                let result = try StrataProcess.tool(
                    "bash", ["-c", command], in: folder.url, environment: path)
                try #require(result.status == 0, "\(command): \(result.output)\(result.errors)")
                outputs[command] = result.output
            }
        }
        let tested = try #require(outputs["strata stage test house/stages/measure_home_visits"])
        #expect(tested.hasPrefix("ok    case first\n") && !tested.contains("FAIL"))
        let run = try #require(outputs["strata run house/visits.yaml --locked"])
        #expect(run.hasSuffix("/house/releases/visits/2026-11-20/r1\n"))
        let count = try #require(outputs["grep -c '^home-visits' house/releases/visits/latest/indicators.csv"])
        #expect((Int(count.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 100)
        // What the guide's stage counts is what the tables say, counted by hand of a plain sum: the parts of a borough.
        let rows = IndicatorCSV(try folder.text("house/releases/visits/latest/indicators.csv")).rows
        let borough = rows.first {
            $0["Indicator ID"] == "home-visits" && $0["Area Type"] == "Borough"
                && $0["Population basis"] == "registered"
        }
        #expect(Double(borough?["Denominator"] ?? "") ?? 0 > 15_000 && Double(borough?["Count"] ?? "") ?? 0 > 100)
        #expect(borough?["Indicator Name"] == "People seen at home" && borough?["Time period range"] == "2y")
    }

    /// What a reader is asked to save and to run.
    static func steps(_ text: String) -> [Step] {
        var steps: [Step] = []
        var path: String?
        var block: (language: String, lines: [String])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let open = block {
                if line != "```" {
                    block?.lines.append(line)
                    continue
                }
                if open.language == "sh" {
                    steps += open.lines.map(Step.run)
                } else if let target = path {
                    steps.append(.save(path: target, text: open.lines.joined(separator: "\n") + "\n"))
                    path = nil
                }
                block = nil
            } else if line.hasPrefix("```") {
                block = (String(line.dropFirst(3)), [])
            } else if line.hasSuffix("`:"), line.contains("`house/") {
                path = line.split(separator: "`").last { $0.hasPrefix("house/") }.map(String.init)
            }
        }
        return steps
    }

    @Test("Steps are read as they stand")
    func readingOfSteps() {
        let text =
            "Save this as `house/a.yaml`:\n\n```yaml\nx: 1\n\ny: 2\n```\n\n```sh\none\ntwo\n```\n\n```text\nno\n```\n"
        #expect(Self.steps(text) == [.save(path: "house/a.yaml", text: "x: 1\n\ny: 2\n"), .run("one"), .run("two")])
    }
}
