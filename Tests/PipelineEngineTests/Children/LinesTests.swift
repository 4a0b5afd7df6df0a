import StageKit
import StageProtocol
import Tables
import Testing

@testable import PipelineEngine

@Suite("The JSON-lines form", .enabled(if: Probe.guardPath != nil, "no binary beside the tests, or no Python"))
struct LinesTests {
    private func probe(_ behaviour: String) throws -> Probe {
        var probe = try Probe(behaviour)
        probe.stage.command[2] = Probe.stages + "/lines.py"
        probe.stage.form = .lines
        return probe
    }

    @Test func partsGoThereAndComeBack() async throws {
        let probe = try probe("echo")
        let (tables, counts) = try await probe.run([Probe.rows(2000), Probe.rows(0), Probe.rows(1, from: 9)])
        #expect(tables.map(\.count) == [2000, 0, 1] && counts.rowsOut == ["echo": 2001])
        #expect(tables[0]["person"]?.integer(1999) == 1999 && tables[0]["word"]?.text(1997) == "Straße 🏥")
        #expect(tables[0]["value"]?.double(4) == nil && tables[0]["value"]?.double(3) == 0.375)
        #expect(tables[2]["person"]?.integer(0) == 9)
    }

    @Test(arguments: [
        (
            "noise",
            "did not speak strata-stage: it sent a line that is not JSON: no value at byte 0; the first bytes on its standard "
                + "output were 'Loading packages ...\u{FFFD}"
        ), ("not_json", "sent a line that is not JSON: no name of a member at byte 1"),
        ("neither_message_nor_row", "sent a control message without a type"),
        ("a_column_too_many", "sent row 0 of table 'echo' with an unknown column 'age'"),
        ("another_kind", "sent row 0 of table 'echo' with a 'person' that is not int64"),
        ("missing", "sent row 0 of table 'echo' without 'word'"),
        ("too_many_rows", "has more than 100000 rows in one part, which is the most of the JSON-lines form"),
        ("ends_inside_a_line", "ended with status 0 without 'done': it ended its output inside of a line"),
        ("a_line_without_end", "sent a line of more than 1048576 bytes"),
    ]) func itsFaultIsNamed(_ behaviour: String, _ words: String) async throws {
        let fault = await (try probe(behaviour)).fault()
        #expect(fault.message.hasPrefix(words), "\(fault.message)")
        #expect(fault.code == .stage)
    }

    @Test func aPartThatIsTooLarge() async throws {
        let fault = await (try probe("echo")).fault([Probe.rows(100_001)])
        #expect(fault == .tooManyLines)
    }
}
