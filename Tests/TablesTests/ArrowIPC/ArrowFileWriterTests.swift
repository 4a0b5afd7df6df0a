import Testing

@testable import Tables

@Suite struct ArrowFileWriterTests {
    static let schema = Schema([Field("link", .int32, optional: true), Field("people", .int64)])

    @Test func theFileAppearsWhenItIsFinished() throws {
        let scratch = try ArrowScratch()
        var writer = try ArrowFileWriter(scratch.path(), Self.schema)
        try writer.write([Column(integers: [1], type: .int32), Column(integers: [2])], count: 1)
        #expect(try scratch.names() == ["table.arrow.new"])
        try writer.finish()
        #expect(try scratch.names() == ["table.arrow"])
    }

    @Test func aDroppedWriterLeavesNothing() throws {
        let scratch = try ArrowScratch()
        _ = try scratch.write([1, 2, 3])
        do {
            var writer = try ArrowFileWriter(scratch.path(), Self.schema)
            try writer.write([Column(integers: [1], type: .int32), Column(integers: [2])], count: 1)
        }
        #expect(try scratch.names() == ["table.arrow"])
        #expect(try scratch.bytes() == [1, 2, 3])
    }

    @Test func aFinishThatFailsLeavesNothing() throws {
        let scratch = try ArrowScratch()
        let writer = try ArrowFileWriter(scratch.path(), Schema([Field("role", .dictionary)]))
        do {
            try writer.finish()
            Issue.record("the dictionary was missing")
        } catch {
            #expect(error.code == .mismatch)
            #expect(error.message == "the dictionary of 'role' is missing or no utf8 column")
        }
        #expect(try scratch.names() == [])
    }

    @Test func aFolderThatIsNotThere() throws {
        let scratch = try ArrowScratch()
        do {
            _ = try ArrowFileWriter(scratch.path("no/table"), Self.schema)
            Issue.record("there is no folder")
        } catch {
            #expect(error.code == .unwritable)
            #expect(error.path == scratch.path("no/table"))
            #expect(error.message == "the file cannot be made: No such file or directory")
        }
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let scratch = try ArrowScratch()
        let metadata = Dictionary(uniqueKeysWithValues: (0..<20).map { ("key \($0)", "value \($0)") })
        for name in ["a", "b"] {
            try ArrowFileWriter.write(ArrowRoundTripTests.everyTypeTable, to: scratch.path(name), metadata: metadata)
        }
        #expect(try scratch.bytes("a") == scratch.bytes("b"))
    }

    /// The layout by hand: `ARROW1` and two zeros; schema message from 8 on; batches at multiples of 64, with the two
    /// columns' values at the start of the body and 64 bytes further on; then the end mark, footer, length, `ARROW1`.
    @Test func buffersLieAtMultiplesOf64() throws {
        let scratch = try ArrowScratch()
        var writer = try ArrowFileWriter(scratch.path(), Schema([Field("a", .int32), Field("b", .int64)]))
        try writer.write([Column(integers: [0x0102_0304], type: .int32), Column(integers: [0x1122])], count: 1)
        #expect(writer.byteCount % 64 == 0)
        let end = Int(writer.byteCount)
        try writer.finish()
        let bytes = try scratch.bytes()
        #expect(bytes[..<8] == [0x41, 0x52, 0x52, 0x4F, 0x57, 0x31, 0, 0])
        #expect(bytes[8..<12] == [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(bytes[(end - 128)..<(end - 120)] == [4, 3, 2, 1, 0, 0, 0, 0])
        #expect(bytes[(end - 64)..<(end - 56)] == [0x22, 0x11, 0, 0, 0, 0, 0, 0])
        #expect(bytes[end..<(end + 8)] == [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])
        #expect(Array(bytes.suffix(6)) == Array("ARROW1".utf8))
    }

    @Test func columnsThatDoNotFit() throws {
        let scratch = try ArrowScratch()
        let link = Column(integers: [1], type: .int32), people = Column(integers: [2])
        let wrong: [([Column], Int, String)] = [
            ([link], 1, "1 columns for 2 fields"),
            ([people, people], 1, "column 'link' is int64, not int32"),
            ([link, people], 2, "column 'link' has not 2 rows"),
            ([link, Column(integers: [nil])], 1, "column 'people' has a null where it must have none"),
            (
                [link, Column(type: .int64, count: 1, validity: nil, values: Buffer([Int32(0)]))], 1,
                "column 'people' has not 1 rows"
            ),
        ]
        for (columns, count, message) in wrong {
            var writer = try ArrowFileWriter(scratch.path(), Self.schema)
            do {
                try writer.write(columns, count: count)
                Issue.record("\(message)")
            } catch {
                #expect(error.code == .mismatch)
                #expect(error.message == message)
            }
        }
    }
}
