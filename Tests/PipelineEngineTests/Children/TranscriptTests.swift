import StageKit
import StageProtocol
import Tables
import Testing

@testable import PipelineEngine

/// Recorded conversations, which pin the protocol to the byte in both directions. Who changes one has made another protocol.
@Suite("Transcripts", .enabled(if: Probe.guardPath != nil, "no binary beside the tests, or no Python"))
struct TranscriptTests {
    private static let folder = Probe.stages.dropLast("Stages".count) + "Transcripts/"

    private func probe(_ transcript: String) throws -> Probe {
        var probe = try Probe("")
        probe.stage.command = [Probe.python, "-B", Probe.stages + "/replay.py", Self.folder + transcript]
        probe.stage.limits = ChildLimits(memory: 512 << 20, time: .seconds(600))
        return probe
    }

    private func hello(_ probe: Probe) -> Hello {
        var hello = probe.hello
        // The same on every machine, since it stands in the transcript.
        hello.scratch = "/tmp"
        return hello
    }

    @Test func framesWithArrow() async throws {
        let probe = try probe("arrow.txt"), reports = probe.reports
        var counts = StageCounts(), tables: [Table] = []
        do {
            let result = try await ChildSession.run(
                probe.stage, hello: hello(probe), launcher: probe.launcher,
                report: { report in reports.withLock { $0.append(report) } }
            ) { session throws(StageFault) -> [Table] in
                var tables: [Table] = []
                for count in [3, 0] {
                    if let table = try await session.exchange(["rows": Probe.rows(count)])["echo"] {
                        tables.append(table)
                    }
                }
                return tables
            }
            (tables, counts) = (result.value, result.counts)
        } catch { Issue.record("\(error.message)") }
        #expect(probe.standardError == [], "what the host sent otherwise")
        #expect(tables.map(\.count) == [3, 0])
        #expect(counts == StageCounts(rowsIn: ["rows": 3], rowsOut: ["echo": 3], rejects: 1, dropped: ["late": 2]))
        #expect(tables.first?["person"]?.integer(2) == 2 && tables.first?["word"]?.text(2) == "Straße 🏥")
        #expect(tables.first?["value"]?.double(1) == 0.125)
    }

    @Test func jsonLines() async throws {
        var probe = try probe("lines.txt")
        let reports = probe.reports
        probe.stage.form = .lines
        probe.stage.grain = .whole
        let columns: [Column] = [
            Column(bools: [true, nil]), Column(integers: [-1, nil], type: .int32),
            // One more than doubles count exactly.
            Column(integers: [9_007_199_254_740_993, nil]), Column(doubles: [0.1, nil]),
            Column(texts: ["Straße \"🏥\"", nil]), Column(texts: ["gp", nil], type: .dictionary),
            Column(integers: [20_777, nil], type: .date),
            Column(integers: [20_777 * 86_400 + 29_109, nil], type: .timestamp),
        ]
        let fields = ColumnType.allCases.map { Field($0.rawValue, $0, optional: true) }
        probe.stage.inputs = [TableDeclaration("rows", fields)]
        probe.stage.outputs = [
            TableDeclaration(
                "echo",
                [
                    Field("day", .date), Field("at", .timestamp, optional: true),
                    Field("word", .dictionary, optional: true), Field("n", .int64),
                ])
        ]
        let part = Table(Schema(fields), columns, sensitivity: .pseudonymous)
        let none = Table(
            Schema(fields), fields.map { ColumnBuilder($0.type).finish(count: 0) }, sensitivity: .pseudonymous)
        var tables: [Table] = []
        do {
            tables = try await ChildSession.run(
                probe.stage, hello: hello(probe), launcher: probe.launcher,
                report: { report in reports.withLock { $0.append(report) } }
            ) { session throws(StageFault) -> [Table] in
                var tables: [Table] = []
                for part in [part, none] {
                    if let table = try await session.exchange(["rows": part])["echo"] { tables.append(table) }
                }
                return tables
            }.value
        } catch { Issue.record("\(error.message)") }
        #expect(probe.standardError == [], "what the host sent otherwise")
        let table = try #require(tables.first)
        #expect(tables.map(\.count) == [2, 0])
        #expect(table["n"]?.integer(0) == 9_007_199_254_740_993 && table["n"]?.integer(1) == -2)
        // From 2026-02-28 to 2026-11-20: 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31 days of March to October, and 20.
        #expect(table["day"]?.integer(0) == 20_777 - 265 && table["day"]?.integer(1) == -1)
        #expect(table["at"]?.integer(0) == (20_777 - 265) * 86_400 && table["at"]?.integer(1) == nil)
        #expect(table["word"]?.text(0) == "gp" && table["word"]?.text(1) == nil)
    }
}
