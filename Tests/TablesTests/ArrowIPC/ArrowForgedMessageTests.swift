import Testing

@testable import Tables

/// Messages made by hand that lie in one place each.
@Suite("Forged Arrow messages") struct ArrowForgedMessageTests {
    /// A message with a body.
    private func message(_ header: ArrowFormat.Header, _ table: FlatValue, _ body: [UInt8] = []) -> [UInt8] {
        var metadata = FlatBufferWriter(root: ArrowMetadata.message(header, table, bodyLength: body.count)).bytes
        while metadata.count % 8 != 0 { metadata.append(0) }
        return [0xFF, 0xFF, 0xFF, 0xFF] + bytes(UInt32(metadata.count)) + metadata + body
    }

    private func bytes<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
        withUnsafeBytes(of: word.littleEndian) { Array($0) }
    }

    private func batch(
        _ rows: Int64, nodes: [Int64], buffers: [Int64], _ body: [UInt8], views: [Int64]? = nil
    ) -> [UInt8] {
        message(.recordBatch, table(rows, nodes: nodes, buffers: buffers, views), body)
    }

    private func table(_ rows: Int64, nodes: [Int64], buffers: [Int64], _ views: [Int64]? = nil) -> FlatValue {
        .table([
            .int64(rows), .words(nodes, each: 2), .words(buffers, each: 2), nil, views.map { .words($0, each: 1) },
        ])
    }

    /// What the last of these messages shows in its first column, or the message of the fault.
    private func outcome(
        _ types: [ArrowType], _ messages: [[UInt8]], limit: Int = 1 << 20, dictionaryLimit: Int = 1 << 20
    ) -> [String] {
        let fields = types.enumerated().map { ArrowField($0 == 0 ? "c" : "c\($0)", $1, optional: true) }
        var decoder = ArrowMessageDecoder(limit: limit, dictionaryLimit: dictionaryLimit)
        var shown: [String] = []
        do {
            _ = try decoder.decode(message(.schema, ArrowMetadata.schema(ArrowSchema(fields))))
            for message in messages {
                if case .batch(let batch) = try decoder.decode(message) { shown = batch.columns[0].shown }
            }
        } catch { return [error.message] }
        return shown
    }

    // MARK: Views

    private func view(_ length: Int32, _ text: String, buffer: Int32 = 0, offset: Int32 = 0) -> [UInt8] {
        var view = bytes(length) + Array(text.utf8.prefix(length > 12 ? 4 : 12))
        if length > 12 { view += bytes(buffer) + bytes(offset) }
        return view + [UInt8](repeating: 0, count: 16 - view.count)
    }

    /// Views and one buffer with this text behind them.
    private func views(_ views: [[UInt8]], _ text: String, counts: [Int64] = [1], validity: UInt8? = nil) -> [UInt8] {
        let rows = Int64(views.count), end = 16 * rows
        let body = views.flatMap { $0 } + Array(text.utf8) + (validity.map { [$0] } ?? [])
        return batch(
            rows, nodes: [rows, validity == nil ? 0 : 1],
            buffers: [end + Int64(text.utf8.count), validity == nil ? 0 : 1, 0, end, end, Int64(text.utf8.count)], body,
            views: counts)
    }

    @Test func viewsOfText() {
        let text = "thirteen byte, and more"
        let outside = ["the texts of column 'c' lie outside of their buffer"]
        func shown(_ list: [[UInt8]], counts: [Int64] = [1], validity: UInt8? = nil) -> [String] {
            outcome([.utf8View], [views(list, text, counts: counts, validity: validity)])
        }
        #expect(shown([view(3, "abc"), view(13, text), view(0, "")]) == ["abc", "thirteen byte", ""])
        #expect(shown([view(14, "byte", offset: 9)]) == ["byte, and more"])
        #expect(shown([view(15, "byte", offset: 9)]) == outside)
        #expect(shown([view(13, text, buffer: 1)]) == outside)
        #expect(shown([view(13, text, buffer: -1)]) == outside)
        #expect(shown([view(13, text, offset: -1)]) == outside)
        #expect(shown([view(13, text, offset: .max)]) == outside)
        #expect(shown([view(.max, text)]) == outside)
        #expect(shown([view(-1, "")]) == outside)
        #expect(shown([view(.min, "")]) == outside)
        // What lies under a null is nobody's.
        #expect(shown([view(.max, text), view(1, "b")], validity: 0b10) == ["-", "b"])
        // A character cut in two, one half in each of two rows.
        let halves = [[UInt8](arrayLiteral: 1, 0, 0, 0, 0xC3), [UInt8](arrayLiteral: 1, 0, 0, 0, 0xA9)]
        #expect(
            shown(halves.map { $0 + [UInt8](repeating: 0, count: 11) })
                == ["column 'c' holds text that is not valid UTF-8"])
    }

    @Test func numbersOfBuffersThatLie() {
        let view = view(1, "a")
        func shown(_ counts: [Int64]) -> [String] { outcome([.utf8View], [views([view], "text", counts: counts)]) }
        let damaged = "the metadata is damaged: "
        #expect(shown([1]) == ["a"])
        #expect(shown([]) == [damaged + "a column without its number of buffers"])
        #expect(shown([0]) == [damaged + "a batch with other columns than the schema"])
        #expect(shown([2]) == [damaged + "a batch with other columns than the schema"])
        #expect(shown([-1]) == [damaged + "a column with an impossible number of buffers"])
        #expect(shown([.max]) == [damaged + "a column with an impossible number of buffers"])
        #expect(shown([1 << 32]) == [damaged + "a column with an impossible number of buffers"])
    }

    @Test("Many views of one long text would take far more memory than the message")
    func sharedText() {
        let text = String(repeating: "x", count: 10_000)
        let message = views([[UInt8]](repeating: view(10_000, text), count: 1000), text)
        #expect(
            outcome([.utf8View], [message], limit: 1 << 16) == [
                "with column 'c' the texts of a batch take more than 262144 bytes"
            ])
        #expect(outcome([.utf8View], [message], limit: 1 << 22).count == 1000)
    }

    // MARK: Offsets of 64 bits, codes of every width

    @Test func largeOffsets() {
        func shown(_ offsets: [Int64]) -> [String] {
            let rows = Int64(offsets.count - 1), size = 8 * Int64(offsets.count)
            return outcome(
                [.largeUTF8],
                [
                    batch(
                        rows, nodes: [rows, 0], buffers: [0, 0, 0, size, size, 4],
                        offsets.flatMap(bytes) + Array("abcd".utf8))
                ])
        }
        let outside = ["the texts of column 'c' lie outside of their buffer"]
        let descending = ["the offsets of column 'c' do not ascend"]
        #expect(shown([0, 1, 4]) == ["a", "bcd"])
        #expect(shown([1, 1, 3]) == ["", "bc"])
        #expect(shown([0, 1, 5]) == outside)
        #expect(shown([-1, 1, 4]) == outside)
        #expect(shown([0, 1, 1 << 32]) == outside)
        #expect(shown([0, 1 << 32, 4]) == descending)
        #expect(shown([0, .min, 4]) == descending)
        // Far down and up again, so that differences alone would wrap around.
        #expect(shown([3, .min, -1, 4]) == descending)
        #expect(shown([0, 3, 1, 4]) == descending)
    }

    @Test func codesOfEveryWidth() {
        let dictionary = message(
            .dictionaryBatch,
            ArrowMetadata.dictionaryBatch(id: 0, table(2, nodes: [2, 0], buffers: [0, 0, 0, 12, 12, 2])),
            bytes(Int32(0)) + bytes(Int32(1)) + bytes(Int32(2)) + Array("xy".utf8))
        let lost = ["a code of column 'c' is not in its dictionary"]
        for type in ArrowInteger.allCases {
            let width = type.bitWidth / 8
            func shown(_ codes: [Int64], validity: UInt8? = nil) -> [String] {
                let size = Int64(width * codes.count), rows = Int64(codes.count)
                let body = codes.flatMap { bytes($0).prefix(width) } + (validity.map { [$0] } ?? [])
                return outcome(
                    [.dictionary(codes: type, texts: .utf8, isOrdered: false)],
                    [
                        dictionary,
                        batch(
                            rows, nodes: [rows, validity == nil ? 0 : 1],
                            buffers: [size, validity == nil ? 0 : 1, 0, size], body),
                    ])
            }
            #expect(shown([1, 0, 1]) == ["y", "x", "y"])
            #expect(shown([1, 2]) == lost)
            #expect(shown([1, -1]) == lost)
            #expect(shown([-1, 1], validity: 0b10) == ["-", "y"])
            #expect(shown([-1, 2], validity: 0b10) == lost)
            if width == 8 { #expect(shown([1 << 32]) == lost) }
        }
    }

    // MARK: Sizes

    @Test("Rows without a byte for each")
    func rowsOfNothing() {
        func shown(_ rows: Int64, _ columns: Int) -> [String] {
            let nodes = [[Int64]](repeating: [rows, rows], count: columns).flatMap { $0 }
            return outcome(
                [ArrowType](repeating: .null, count: columns), [batch(rows, nodes: nodes, buffers: [], [])])
        }
        #expect(shown(3, 1) == ["-", "-", "-"])
        #expect(shown(1 << 27, 1) == ["a batch of 134217728 rows with 1 columns without values"])
        #expect(shown(1 << 20, 100) == ["a batch of 1048576 rows with 100 columns without values"])
        let wide = ArrowType.fixedSizeBinary(0)
        #expect(
            outcome([wide], [batch(1 << 30, nodes: [1 << 30, 0], buffers: [0, 0, 0, 0], [])])
                == ["a batch of 1073741824 rows with 1 columns without values"])
    }

    @Test func widthsThatLie() {
        #expect(
            outcome([.fixedSizeBinary(1 << 25)], []) == ["column 'c' has values of 33554432 bytes"])
        #expect(
            outcome(
                [.fixedSizeBinary(1 << 24)],
                [batch(1 << 32, nodes: [1 << 32, 0], buffers: [0, 0, 0, 8], [UInt8](repeating: 0, count: 8))])
                == ["a buffer of column 'c' is too short for its rows"])
    }

    @Test("Dictionaries that grow without end, and others that would share an id")
    func dictionaryLimits() {
        func dictionary(_ id: Int, isDelta: Bool) -> [UInt8] {
            message(
                .dictionaryBatch,
                ArrowMetadata.dictionaryBatch(
                    id: id, table(1, nodes: [1, 0], buffers: [0, 0, 0, 8, 8, 1000]), isDelta: isDelta),
                bytes(Int32(0)) + bytes(Int32(1000)) + [UInt8](repeating: 0x61, count: 1000))
        }
        let first = dictionary(0, isDelta: false), more = dictionary(0, isDelta: true)
        let empty = batch(0, nodes: [0, 0], buffers: [0, 0, 0, 0], [])
        #expect(outcome([.dictionary], [first, more, more, empty], dictionaryLimit: 4000) == [])
        #expect(
            outcome([.dictionary], [first, more, more, more], dictionaryLimit: 4000)
                == ["the dictionaries take more than 4000 bytes"])
        #expect(outcome([.dictionary], [first] + [[UInt8]](repeating: first, count: 9), dictionaryLimit: 4000) == [])
        // A delta of nothing is the beginning of a dictionary.
        #expect(outcome([.dictionary], [more, empty]) == [])
        #expect(outcome([.dictionary], [dictionary(1, isDelta: false)]) == ["a dictionary belongs to no column"])
    }

    @Test("What was read of a dictionary stays as it was while it grows, in copies of the decoder too")
    func grownDictionariesAreApart() throws {
        let schema = ArrowSchema([ArrowField("c", .dictionary)])
        func batch(_ texts: [String]) -> ArrowBatch {
            let codes = Buffer(texts.indices.map { Int32($0) })
            return ArrowBatch(
                count: texts.count,
                columns: [
                    ArrowColumn(.dictionary, count: texts.count, validity: nil, values: codes, texts: Texts(texts))
                ])
        }
        var encoder = ArrowMessageEncoder(schema), decoder = ArrowMessageDecoder()
        _ = try decoder.decode(try encoder.schemaMessage().bytes)
        func read(
            _ texts: [String], _ encoder: inout ArrowMessageEncoder, _ decoder: inout ArrowMessageDecoder
        ) throws -> [ArrowBatch] { try ArrowMessageTests.batches(encoder.messages(batch(texts)), &decoder) }
        var kept: [ArrowBatch] = []
        var texts: [String] = []
        for number in 0..<40 {
            texts.append("text \(number)")
            kept += try read(texts, &encoder, &decoder)
        }
        var otherEncoder = encoder, otherDecoder = decoder
        for number in 0..<40 {
            let mine = texts + (0...number).map { "mine \($0)" }, yours = texts + (0...number).map { "yours \($0)" }
            #expect(try read(mine, &encoder, &decoder).map { $0.columns[0].shown } == [mine])
            #expect(try read(yours, &otherEncoder, &otherDecoder).map { $0.columns[0].shown } == [yours])
        }
        for (number, batch) in kept.enumerated() { #expect(batch.columns[0].shown == Array(texts[...number])) }
    }
}
