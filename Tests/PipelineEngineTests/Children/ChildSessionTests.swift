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
        #expect(probe.remaining.isEmpty)
    }

    private func rendered(_ table: Table) -> [String] {
        (0..<table.count).map { row in table.columns.map { "\(RowText.value($0, row) ?? "–")" }.joined(separator: "|") }
    }
}
