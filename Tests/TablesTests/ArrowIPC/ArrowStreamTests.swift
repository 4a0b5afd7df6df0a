import Glibc
import Testing

@testable import Tables

@Suite("Arrow streams, written and read") struct ArrowStreamTests {
    /// A stream in memory.
    private static func stream(
        _ schema: ArrowSchema, limit: Int = 1 << 20, growth: ArrowMessageEncoder.Growth = .delta,
        _ body: (inout ArrowStreamWriter) throws -> Void
    ) throws -> [UInt8] {
        final class Bytes { var bytes: [UInt8] = [] }
        let bytes = Bytes()
        var writer = try ArrowStreamWriter(schema, destination: "memory", limit: limit, growth: growth) {
            message throws(ArrowFault) in bytes.bytes += message.bytes
        }
        try body(&writer)
        try writer.finish()
        return bytes.bytes
    }

    /// A reader of bytes that come in pieces of these lengths, one after the other and again.
    private static func reader(
        _ bytes: [UInt8], pieces: [Int] = [.max], limit: Int = 1 << 20
    ) throws(ArrowFault) -> ArrowStreamReader {
        var next = 0, turn = 0
        return try ArrowStreamReader(source: "memory", limit: limit) { room throws(ArrowFault) in
            let count = min(room.count, bytes.count - next, pieces[turn % pieces.count])
            room.copyBytes(from: bytes[next..<next + count])
            next += count
            turn += 1
            return count
        }
    }

    private static func contents(_ reader: consuming ArrowStreamReader) throws(ArrowFault) -> [[String]] {
        var contents = [[String]](repeating: [], count: reader.schema.fields.count)
        while let batch = try reader.next() {
            for (index, column) in batch.columns.enumerated() { contents[index] += column.shown }
        }
        return contents
    }

    @Test("Every type, with nulls, in batches of many lengths, whatever pieces the bytes come in")
    func everyType() throws {
        var start = 0
        var lengths: [Range<Int>] = []
        for count in [5, 0, 1, 64, 13, 200] {
            lengths.append(start..<start + count)
            start += count
        }
        var rows = 0
        let bytes = try Self.stream(ArrowSamples.schema) { writer in
            for rows in lengths { try writer.write(ArrowSamples.batch(rows)) }
            rows = writer.rowCount
        }
        #expect(rows == 283)
        for pieces in [[.max], [1], [7, 64, 3], [4096]] {
            let reader = try Self.reader(bytes, pieces: pieces)
            let schema = reader.schema
            #expect(schema == ArrowSamples.schema)
            #expect(try Self.contents(reader) == ArrowSamples.shown(0..<283))
        }
    }

    @Test("Rows of a longer batch, wherever they begin", arguments: [0..<1, 1..<1, 1..<9, 8..<64, 3..<100, 99..<100])
    func slices(rows: Range<Int>) throws {
        let bytes = try Self.stream(ArrowSamples.schema) { try $0.write(ArrowSamples.batch(0..<100), rows: rows) }
        #expect(try Self.contents(Self.reader(bytes)) == ArrowSamples.shown(rows))
    }

    @Test("Rows of a longer batch give the bytes that they give alone: nothing of other rows leaves with them")
    func slicesHoldNothingElse() throws {
        let types = ArrowSamples.types.filter { !$0.isDictionary }
        let schema = ArrowSamples.schema(types), whole = ArrowSamples.batch(0..<100, types)
        for rows in [0..<3, 0..<64, 8..<16, 8..<13, 3..<11, 7..<100, 50..<50] {
            let part = try Self.stream(schema) { try $0.write(whole, rows: rows) }
            let alone = try Self.stream(schema) { try $0.write(ArrowSamples.batch(rows, types)) }
            #expect(part == alone, "\(rows)")
        }
    }

    @Test func readingStopsAtTheMark() throws {
        let schema = ArrowSchema([ArrowField("c", .int32)])
        let batch = ArrowBatch(count: 1, columns: [ArrowColumn(.int32, shown: ["1"])])
        let bytes = try Self.stream(schema) { try $0.write(batch) }
        var marked = try Self.reader(bytes + [1, 2, 3])
        #expect(try marked.next()?.count == 1)
        var hasMark = [marked.hasEndMark]
        #expect(try marked.next() == nil)
        hasMark.append(marked.hasEndMark)
        #expect(hasMark == [false, true])
        var unmarked = try Self.reader(bytes.dropLast(8))
        #expect(try unmarked.next()?.count == 1)
        #expect(try unmarked.next() == nil)
        hasMark.append(unmarked.hasEndMark)
        #expect(hasMark == [false, true, false])
    }

    @Test("Cut off at any byte: fewer batches and no mark, or an error")
    func truncation() throws {
        let types: [ArrowType] = [.null, .bool, .uint16, .largeUTF8, .utf8View, .dictionary]
        let bytes = try Self.stream(ArrowSamples.schema(types)) { writer in
            try writer.write(ArrowSamples.batch(0..<5, types))
            try writer.write(ArrowSamples.batch(5..<12, types))
        }
        var whole = 0
        for count in 0..<bytes.count {
            do throws(ArrowFault) {
                var reader = try Self.reader(Array(bytes[..<count]))
                while try reader.next() != nil {}
                whole += reader.hasEndMark ? 1000 : 1
            } catch { #expect([.damaged, .notArrow].contains(error.code), "\(count): \(error)") }
        }
        // Behind the schema, the dictionary, and each batch: the second one needs no text that the first did not.
        #expect(whole == 4)
    }

    @Test("A length that lies takes no memory")
    func declaredSizes() throws {
        let schema = ArrowSchema([ArrowField("c", .int32)])
        let bytes = try Self.stream(schema) { _ in }
        for (head, code) in [
            ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], ArrowFault.Code.limit),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .damaged),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0], .damaged),
            ([0x41, 0x52, 0x52, 0x4F, 0x57, 0x31, 0, 0], .notArrow),
        ] as [([UInt8], ArrowFault.Code)] {
            var reader = try Self.reader(bytes.dropLast(8) + head)
            let fault = #expect(throws: ArrowFault.self) { try reader.next() }
            #expect(fault?.code == code)
        }
        // A body of 2 GiB that never comes, within the limit of its reader.
        let batch = FlatBufferWriter(
            root: ArrowMetadata.message(
                .recordBatch, .table([.int64(0), .words([0, 0], each: 2), .words([], each: 2)]), bodyLength: 1 << 31)
        ).bytes
        let message: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, UInt8(batch.count), 0, 0, 0] + batch
        var small = try Self.reader(bytes.dropLast(8) + message)
        let tooLong = #expect(throws: ArrowFault.self) { try small.next() }
        #expect(tooLong?.code == .limit)
        var large = try Self.reader(bytes.dropLast(8) + message, limit: 1 << 32)
        let cutOff = #expect(throws: ArrowFault.self) { try large.next() }
        #expect(cutOff?.message == "a message is cut off")
    }

    @Test func throughAPipe() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends where end >= 0 { close(end) } }
        // Less than a pipe holds, so that nobody waits.
        var writer = try ArrowStreamWriter(
            ArrowSchema([ArrowField("c", .utf8, optional: true)]), descriptor: ends[1], destination: "pipe")
        try writer.write(Table([("c", Column(texts: ["a", nil, "é"]))], sensitivity: .aggregate))
        try writer.finish()
        close(ends[1])
        ends[1] = -1
        let reader = try ArrowStreamReader(descriptor: ends[0], source: "pipe")
        #expect(try Self.contents(reader) == [["a", "-", "é"]])
        let fault = #expect(throws: ArrowFault.self) {
            _ = try ArrowStreamReader(descriptor: ends[0], source: "pipe").schema
        }
        #expect(fault?.code == .notArrow)
        let closed = #expect(throws: ArrowFault.self) {
            _ = try ArrowStreamReader(descriptor: -1, source: "pipe").schema
        }
        #expect(closed?.message == "the stream cannot be read: Bad file descriptor")
    }
}
