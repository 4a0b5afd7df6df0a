import StageKit
import Testing

@testable import PipelineEngine

@Suite("Text files of the state")
struct StateTextTests {
    @Test("Fields as RFC 4180 writes them, under a heading with their digest")
    func written() {
        let bytes = StateText.bytes("kind", version: 2, [["a", nil, ""], ["b,c", "\"", "x\r\ny"]])
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        #expect(lines[1] == "a,,\"\"\r\n\"b,c\",\"\"\"\",\"x\r\ny\"\r\n")
        // sha256sum of that body.
        #expect(lines[0] == "kind,2,cd9e2a39de68b678588921c16179f0a967b6a6d0e627121ab0a0dfb884a426fa")
    }

    @Test(
        "What is written is read back",
        arguments: [
            [], [[nil]], [["", nil]], [[nil, nil, nil]], [[nil, ""]], [["a"], [nil], ["b", nil]],
            [["\"\"", ",", "\r", "\n", "\r\n", " "]], [["ä€𝄞"]],
        ] as [[[String?]]])
    func readBack(lines: [[String?]]) {
        let bytes = StateText.bytes("kind", version: 1, lines)
        #expect(StateText.lines(of: bytes, "kind", version: 1) == lines)
        #expect(StateText.lines(of: bytes, "kind", version: 2) == nil)
        #expect(StateText.lines(of: bytes, "other", version: 1) == nil)
        #expect(StateText.lines(of: bytes + [0x61], "kind", version: 1) == nil)
    }

    @Test("Tables of every type keep their values, what is missing, and their label")
    func tables() throws {
        let table = Table(
            [
                ("t", Column(texts: ["", nil, "a,b"])), ("d", Column(texts: ["x", "x", nil], type: .dictionary)),
                ("i", Column(integers: [1, nil, -5], type: .int32)), ("l", Column(integers: [Int64.max, 0, nil])),
                ("day", Column(integers: [20_000, nil, -1], type: .date)),
                ("at", Column(integers: [nil, 5, 6], type: .timestamp)), ("f", Column(doubles: [0.1, nil, -1e300])),
                ("b", Column(bools: [true, false, nil])),
            ], sensitivity: .aggregate)
        let empty = Table(Schema([]), [], sensitivity: .disclosable)
        var memory = StageMemory()
        memory.add(.init(run: "r1", asOf: CalendarDay(number: 3), tables: ["a": ["x": table, "y": empty]]))
        let read = try #require(StageMemory(memory.bytes))
        let back = try #require(read.previous(for: "r2")["a"]?["x"])
        #expect(back.schema == table.schema)
        #expect(back.sensitivity == .aggregate)
        #expect((0..<3).map { back["t"]?.text($0) } == ["", nil, "a,b"])
        #expect((0..<3).map { back["d"]?.text($0) } == ["x", "x", nil])
        #expect((0..<3).map { back["i"]?.integer($0) } == [1, nil, -5])
        #expect((0..<3).map { back["l"]?.integer($0) } == [Int64.max, 0, nil])
        #expect((0..<3).map { back["day"]?.integer($0) } == [20_000, nil, -1])
        #expect((0..<3).map { back["at"]?.integer($0) } == [nil, 5, 6])
        #expect((0..<3).map { back["f"]?.double($0) } == [0.1, nil, -1e300])
        #expect((0..<3).map { back["b"]?.bool($0) } == [true, false, nil])
        #expect(read.previous(for: "r2")["a"]?["y"]?.count == 0)
        #expect(read.bytes == memory.bytes)
    }
}
