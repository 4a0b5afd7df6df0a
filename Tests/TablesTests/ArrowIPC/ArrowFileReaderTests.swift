import Testing

@testable import Tables

/// Files that nobody should have to trust.
@Suite struct ArrowFileReaderTests {
    @Test("A file cut off at any byte is an error")
    func truncation() throws {
        let scratch = try ArrowScratch()
        try ArrowFileWriter.write(ArrowRoundTripTests.everyTypeTable, to: scratch.path(), metadata: ["key": "value"])
        let whole = try scratch.bytes()
        for count in 0..<whole.count {
            let path = try scratch.write(Array(whole[..<count]))
            do {
                _ = try arrowContents(path)
                Issue.record("\(count) of \(whole.count) bytes were enough")
            } catch { #expect(error.code == .notArrow || error.code == .damaged, "\(count): \(error)") }
        }
    }

    /// What a damaged file gives: an error, or as many values as before. A bit of a value that has turned over cannot be
    /// seen: the format has no checksums.
    private func readDamaged(_ bytes: [UInt8], _ scratch: ArrowScratch) throws -> Bool {
        let path = try scratch.write(bytes)
        do {
            _ = try arrowContents(path)
            return true
        } catch {
            #expect([.notArrow, .damaged, .unsupported, .limit].contains(error.code), "\(error)")
            return false
        }
    }

    @Test(arguments: 1...4) func flippedBits(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed))
        let scratch = try ArrowScratch()
        try ArrowFileWriter.write(ArrowRoundTripTests.everyTypeTable, to: scratch.path(), metadata: ["key": "value"])
        let whole = try scratch.bytes()
        var errors = 0
        for _ in 0..<1000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            if try !readDamaged(bytes, scratch) { errors += 1 }
        }
        #expect(errors > 100 && errors < 900)
    }

    @Test("Words overwritten with zero, one, and the ends of 16, 32 and 64 bits", arguments: 1...4)
    func extremeWords(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed))
        let scratch = try ArrowScratch()
        try ArrowFileWriter.write(ArrowRoundTripTests.everyTypeTable, to: scratch.path(), metadata: ["key": "value"])
        let whole = try scratch.bytes()
        let extremes: [UInt64] = [
            0, 1, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000,
            .max, 1 << 40,
        ]
        for _ in 0..<1000 {
            var bytes = whole
            let width = [2, 4, 8][Int.random(in: 0..<3, using: &random)]
            let place = Int.random(in: 0..<(bytes.count / width), using: &random) * width
            let word = extremes[Int.random(in: 0..<extremes.count, using: &random)]
            for byte in 0..<width where place + byte < bytes.count {
                bytes[place + byte] = UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))
            }
            _ = try readDamaged(bytes, scratch)
        }
    }

    // MARK: Files made by hand

    /// The fault of a forged file.
    private func fault(_ forgery: ArrowForgery) throws -> ArrowFault {
        let scratch = try ArrowScratch()
        let path = try scratch.write(forgery.bytes)
        do {
            let contents = try arrowContents(path)
            return ArrowFault(.mismatch, "read: \(contents)", path: path)
        } catch { return error }
    }

    @Test func aForgeryThatIsTrueIsRead() throws {
        let scratch = try ArrowScratch()
        #expect(try arrowContents(scratch.write(ArrowForgery.int32s().bytes)) == [["1", "-", "3"]])
        #expect(try arrowContents(scratch.write(ArrowForgery.texts([0, 1, 1, 3], "abc").bytes)) == [["a", "", "bc"]])
        #expect(try arrowContents(scratch.write(ArrowForgery.texts([1, 2, 2, 4], "xabc").bytes)) == [["a", "", "bc"]])
        #expect(try arrowContents(scratch.write(ArrowForgery.codes([0, 1, 0]).bytes)) == [["x", "-", "x"]])
    }

    @Test func offsetsOfTexts() throws {
        let outside = "the texts of column 'c' lie outside of their buffer"
        let descending = "the offsets of column 'c' do not ascend"
        let text = "column 'c' holds text that is not valid UTF-8"
        for (offsets, bytes, message) in [
            ([0, 2, 1, 3], "abc", descending), ([0, 9, 1, 3], "abc", descending), ([-1, 0, 1, 3], "abc", outside),
            ([0, 1, 2, 100], "abc", outside), ([3, 2, 1, 0], "abc", outside), ([0, 1, 2, .max], "abc", outside),
            ([.min, 0, 0, 0], "abc", outside), ([0, -1, 0, 3], "abc", descending),
            // The second text begins inside of a character; the last one ends inside of one.
            ([0, 1, 2, 3], "éa", text), ([0, 1, 2, 2], "aaé", ""), ([0, 1, 2, 3], "aaé", text),
        ] as [([Int32], String, String)] {
            let fault = try fault(.texts(offsets, bytes))
            if message.isEmpty { #expect(fault.code == .mismatch, "\(fault)"); continue }
            #expect(fault.message == message, "\(offsets)")
            #expect(fault.code == .damaged)
        }
        #expect(try fault(.texts([0, 1, 2, 3], bytes: [0x61, 0xFF, 0x61])).message == text)
        #expect(try fault(.texts([0, 1, 2, 3], bytes: [0x61, 0x80, 0x61])).message == text)
    }

    @Test func codesOutOfTheirDictionary() throws {
        for codes in [[0, 1, 2], [0, 1, -1], [.max, 0, 0], [.min, 0, 0]] as [[Int32]] {
            #expect(try fault(.codes(codes)).message == "a code of column 'c' is not in its dictionary")
        }
        // A dictionary without nulls is checked in another way.
        for codes in [[0, 1, 2], [0, 1, -1], [.max, 0, 0], [.min, 0, 0]] as [[Int32]] {
            var forgery = ArrowForgery.codes(codes)
            forgery.dictionaries[0].nodes[1] = 0
            #expect(try fault(forgery).message == "a code of column 'c' is not in its dictionary")
        }
        var forgery = ArrowForgery.codes([0, 0, 0])
        forgery.dictionaries = []
        #expect(try fault(forgery).message == "a code of column 'c' is not in its dictionary")
        forgery = .codes([0, 0, 0])
        forgery.dictionaries += forgery.dictionaries
        #expect(try fault(forgery).code == .unsupported)
        forgery = .codes([0, 1, 0])
        forgery.schema = ArrowMetadata.schema(ArrowSchema(Schema([Field("c", .dictionary)])))
        #expect(try fault(forgery).message == "column 'c' has a null but may not")
    }

    @Test func sizesThatLie() throws {
        typealias Change = (inout ArrowForgery) -> Void
        let changes: [(String, Change)] = [
            ("the metadata is damaged: a batch with an impossible number of rows", { $0.batches[0].rows = -1 }),
            ("the metadata is damaged: a batch with an impossible number of rows", { $0.batches[0].rows = .max }),
            ("the metadata is damaged: a column with an impossible number of rows", { $0.batches[0].rows = 1 << 32 }),
            ("the metadata is damaged: a column with an impossible number of rows", { $0.batches[0].nodes[1] = 4 }),
            ("the metadata is damaged: a column with an impossible number of rows", { $0.batches[0].nodes[1] = -1 }),
            ("column 'c' has another number of nulls than it says", { $0.batches[0].nodes[1] = 2 }),
            ("the metadata is damaged: a batch with other columns than the schema", { $0.batches[0].nodes = [] }),
            (
                "the metadata is damaged: a batch with other columns than the schema",
                { $0.batches[0].buffers += [0, 0] }
            ),
            ("the metadata is damaged: a buffer lies outside of its batch", { $0.batches[0].buffers[0] = -8 }),
            ("the metadata is damaged: a buffer lies outside of its batch", { $0.batches[0].buffers[2] = .max }),
            ("the metadata is damaged: a buffer lies outside of its batch", { $0.batches[0].buffers[3] = .max }),
            ("the metadata is damaged: a buffer lies outside of its batch", { $0.batches[0].buffers[3] = -1 }),
            // Both buffers the whole body: more memory than the file has bytes.
            (
                "the metadata is damaged: a buffer lies outside of its batch",
                { $0.batches[0].buffers = [0, 128, 0, 128] }
            ),
            ("a buffer of column 'c' is too short for its rows", { $0.batches[0].buffers[3] = 11 }),
            ("a buffer of column 'c' is too short for its rows", { $0.batches[0].buffers[1] = 0 }),
            (
                "a buffer of column 'c' is too short for its rows",
                {
                    $0.batches[0].rows = 1 << 32; $0.batches[0].nodes = [1 << 32, 0]
                }
            ),
            (
                "the metadata is damaged: a batch lies outside of the file",
                { $0.blocks = [FileBlock(offset: .max, metadataLength: 64, bodyLength: 128)] }
            ),
            (
                "the metadata is damaged: a batch lies outside of the file",
                { $0.blocks = [FileBlock(offset: 8, metadataLength: 64, bodyLength: .max)] }
            ),
            (
                "the metadata is damaged: a batch lies outside of the file",
                { $0.blocks = [FileBlock(offset: 8, metadataLength: -8, bodyLength: 0)] }
            ),
            (
                "the metadata is damaged: a batch lies outside of the file",
                { $0.blocks = [FileBlock(offset: -8, metadataLength: 64, bodyLength: 0)] }
            ),
            (
                "there is no message where the footer says so",
                { $0.blocks = [FileBlock(offset: 16, metadataLength: 64, bodyLength: 128)] }
            ),
            ("the message is not what the footer says", { $0.batches[0].header = .schema }),
            ("the message is not what the footer says", { $0.batches[0].declaredBody = 64 }),
            (
                "column 'c' has a null but may not",
                { $0.schema = ArrowMetadata.schema(ArrowSchema(Schema([Field("c", .int32)]))) }
            ),
        ]
        for (message, change) in changes {
            var forgery = ArrowForgery.int32s()
            change(&forgery)
            let fault = try fault(forgery)
            #expect(fault.message == message)
            #expect(fault.code == .damaged)
        }
    }

    @Test func whatIsNotRead() throws {
        var forgery = ArrowForgery.int32s()
        forgery.schema = .table([.int16(1), .vector([])])
        #expect(try fault(forgery).message == "the values are big-endian")
        forgery.schema = ArrowMetadata.schema(ArrowSchema(Schema([Field("c", .int32), Field("c", .int32)])))
        #expect(try fault(forgery).message == "two columns are named 'c'")
        forgery = .int32s()
        forgery.version = .max
        #expect(try fault(forgery).message == "metadata version 32768 of the Arrow format")
        forgery.version = 2
        #expect(try fault(forgery).message == "metadata version 3 of the Arrow format")
        #expect(try fault(forgery).code == .unsupported)
    }

    @Test func otherFiles() throws {
        let scratch = try ArrowScratch()
        for bytes in [[], Array("ARROW1".utf8), Array("ARROW1ARROW1".utf8), [UInt8](repeating: 0x20, count: 1000)] {
            #expect(
                try #require(throws: ArrowFault.self) {
                    try ArrowFileReader(scratch.write(bytes)).batchCount
                }.code == .notArrow)
        }
        let missing = try #require(throws: ArrowFault.self) { try ArrowFileReader(scratch.path("no")).batchCount }
        #expect(missing.code == .unreadable)
        #expect(missing.message == "the file cannot be opened: No such file or directory")
        let folder = try #require(throws: ArrowFault.self) { try ArrowFileReader(scratch.path("")).batchCount }
        #expect(folder.message == "this is no regular file")
        // A footer as long as the whole file, and one of 2 GiB.
        for length in [[18, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]] {
            let bytes = Array("ARROW1\0\0".utf8) + length + Array("ARROW1".utf8)
            let fault = try #require(throws: ArrowFault.self) {
                try ArrowFileReader(scratch.write(bytes)).batchCount
            }
            #expect(fault.message == "the length of the footer is impossible")
        }
    }
}
