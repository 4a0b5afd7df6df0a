import Testing

@testable import Tables

@Suite struct FlatBufferTests {
    /// By hand, after https://flatbuffers.dev/internals/: the root offset (12); a vtable of 8 bytes for an object of 8,
    /// with slot 0 at 4 and slot 1 at 6; the table, 8 bytes behind its vtable, with an int16 and a bool.
    @Test func aSmallTable() {
        let writer = FlatBufferWriter(root: .table([.int16(0x0102), .bool(true)]))
        #expect(writer.bytes == [12, 0, 0, 0, 8, 0, 7, 0, 4, 0, 6, 0, 8, 0, 0, 0, 2, 1, 1])
    }

    private func buffer(_ value: FlatValue) -> FlatBuffer {
        FlatBuffer(bytes: FlatBufferWriter(root: value).bytes, path: "p", fileOffset: 100)
    }

    @Test func whatIsWrittenIsRead() throws {
        let table = try buffer(
            .table([
                .uint8(200), nil, .int64(-5), .text("né"), .vector([.table([.int32(7)]), .table([])]),
                .words([1, 2, 3, 4], each: 2), .bool(true),
            ])
        ).root()
        var budget = 3
        #expect(try table.integer(0, default: UInt8(0)) == 200)
        #expect(try table.integer(1, default: Int32(9)) == 9)
        #expect(try table.integer(2, default: Int64(0)) == -5)
        #expect(try table.text(3, budget: &budget) == "né")
        let tables = try table.vector(4, elementWidth: 4)
        #expect(tables.count == 2)
        #expect(try tables.table(0).integer(0, default: Int32(0)) == 7)
        #expect(try tables.table(1).integer(0, default: Int32(8)) == 8)
        let words = try table.vector(5, elementWidth: 16)
        #expect(words.count == 2)
        #expect(try (0..<4).map { try words.word($0) } == [1, 2, 3, 4])
        #expect(try table.bool(6))
        // Slots that the writer did not know.
        #expect(try table.integer(7, default: Int16(3)) == 3)
        #expect(try table.vector(8, elementWidth: 8).count == 0)
    }

    @Test func scalarsAreAligned() throws {
        for words in 0..<4 {
            let slots = [FlatValue?](repeating: .bool(true), count: words) + [.int64(0x1122_3344_5566_7788)]
            let bytes = FlatBufferWriter(root: .table([.vector([.text("x"), .table(slots)])])).bytes
            let place = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x88, 0x77, 0x66, 0x55]) })
            #expect(place % 8 == 0)
            let writer = FlatBufferWriter(root: .table([.text("abcd"), .words([1], each: 1)]))
            #expect(writer.wordVectors.allSatisfy { $0 % 8 == 0 })
        }
    }

    @Test("Texts together longer than the buffer: one long text that many slots refer to")
    func textBudget() throws {
        let table = try buffer(.table([.text("long text")])).root()
        var budget = 17
        #expect(try table.text(0, budget: &budget) == "long text")
        #expect(throws: ArrowFault.self) { try table.text(0, budget: &budget) }
    }

    @Test("Every offset changed to every extreme: an error or a value, never a read outside")
    func offsetsThatLie() {
        let bytes = FlatBufferWriter(
            root: .table([.int64(1), .text("text"), .vector([.table([.int32(1)])]), .words([1, 2], each: 2)])
        ).bytes
        let extremes: [UInt32] = [0, 1, 3, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, UInt32(bytes.count), 0x0000_FFFF]
        var errors = 0
        for place in 0..<(bytes.count - 3) {
            for extreme in extremes {
                var bytes = bytes
                for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: extreme >> UInt32(8 * byte)) }
                do {
                    let table = try FlatBuffer(bytes: bytes, path: "p", fileOffset: 0).root()
                    var budget = bytes.count
                    _ = try table.integer(0, default: Int64(0))
                    _ = try table.text(1, budget: &budget)
                    let tables = try table.vector(2, elementWidth: 4)
                    for index in 0..<tables.count { _ = try tables.table(index).integer(0, default: Int32(0)) }
                    let words = try table.vector(3, elementWidth: 16)
                    for index in 0..<(2 * words.count) { _ = try words.word(index) }
                } catch {
                    #expect(error.code == .damaged)
                    errors += 1
                }
            }
        }
        #expect(errors > 100)
    }

    @Test func nothingAtAll() {
        for count in 0..<8 {
            #expect(throws: ArrowFault.self) {
                try FlatBuffer(bytes: [UInt8](repeating: 0xFF, count: count), path: "p", fileOffset: 0).root()
            }
        }
    }
}
