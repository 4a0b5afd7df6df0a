import Testing

@testable import Tables

@Suite("Arrow messages, made and read") struct ArrowMessageTests {
    /// What messages bring, batch by batch.
    static func batches(
        _ messages: [ArrowMessage], _ decoder: inout ArrowMessageDecoder
    ) throws(ArrowFault) -> [ArrowBatch] {
        var batches: [ArrowBatch] = []
        for message in messages {
            if case .batch(let batch) = try decoder.decode(message.bytes) { batches.append(batch) }
        }
        return batches
    }

    @Test func aTableOfEveryType() throws {
        let table = ArrowRoundTripTests.everyTypeTable
        let schema = ArrowSchema(table.schema, metadata: ["strata.sensitivity": "pseudonymous"])
        var encoder = ArrowMessageEncoder(schema)
        var decoder = ArrowMessageDecoder()
        #expect(try Self.batches([encoder.schemaMessage()], &decoder).isEmpty)
        #expect(decoder.schema == schema)
        let messages = try encoder.messages(table)
        #expect(messages.map(\.kind) == [.dictionary, .batch(rows: 3)])
        #expect(messages.allSatisfy { $0.byteCount == $0.bytes.count && $0.byteCount % 64 == 0 })
        let batch = try #require(try Self.batches(messages, &decoder).first)
        #expect(batch.columns.map(\.shown) == ArrowRoundTripTests.everyType.map(\.shown))
        let read = try batch.table(schema, sensitivity: .pseudonymous)
        #expect(read.schema == table.schema)
        #expect(read.columns.map(\.shown) == ArrowRoundTripTests.everyType.map(\.shown))
        guard case .end = try decoder.decode(ArrowMessage.end.bytes) else {
            Issue.record("the end is the end")
            return
        }
        #expect(throws: ArrowFault.self) { try decoder.decode(ArrowMessage.end.bytes) }
    }

    @Test(
        "Rows in the middle, at whole bytes of bits and between them", arguments: [1..<2, 0..<8, 3..<17, 8..<24, 5..<5])
    func slices(rows: Range<Int>) throws {
        let numbers = (0..<24).map { $0 % 5 == 3 ? nil : Int64($0) }
        let texts = (0..<24).map { $0 % 4 == 1 ? nil : String(repeating: "é", count: $0) }
        let table = Table(
            [
                ("number", Column(integers: numbers)), ("flag", Column(bools: numbers.map { $0.map { $0 % 3 == 0 } })),
                ("text", Column(texts: texts)), ("role", Column(texts: texts, type: .dictionary)),
            ], sensitivity: .aggregate)
        var encoder = ArrowMessageEncoder(ArrowSchema(table.schema))
        var decoder = ArrowMessageDecoder()
        _ = try Self.batches([encoder.schemaMessage()], &decoder)
        let read = try #require(try Self.batches(encoder.messages(table, rows: rows), &decoder).first)
        #expect(read.count == rows.count)
        #expect(read.columns.map(\.shown) == table.columns.map { Array($0.shown[rows]) })
        #expect(read.columns.map(\.nullCount) == read.columns.map { column in column.shown.count { $0 == "-" } })
    }

    @Test("A dictionary that grows is sent once and then by what is new; another takes its place")
    func growingDictionaries() throws {
        let schema = ArrowSchema([ArrowField("role", .dictionary)])
        func batch(_ codes: [Int32], _ texts: [String]) -> ArrowBatch {
            let column = ArrowColumn(
                .dictionary, count: codes.count, validity: nil, values: Buffer(codes), texts: Texts(texts))
            return ArrowBatch(count: codes.count, columns: [column])
        }
        let batches = [
            batch([0, 1], ["gp", "nurse"]), batch([1, 0], ["gp", "nurse"]), batch([2, 0], ["gp", "nurse", "é"]),
            batch([0], ["gp"]), batch([0, 1], ["clerk", "gp"]),
        ]
        for (growth, dictionaries) in [
            (ArrowMessageEncoder.Growth.delta, [["gp", "nurse"], [], ["é"], [], ["clerk", "gp"]]),
            (.whole, [["gp", "nurse"], [], ["gp", "nurse", "é"], [], ["clerk", "gp"]]),
        ] {
            var encoder = ArrowMessageEncoder(schema, growth: growth)
            var decoder = ArrowMessageDecoder()
            _ = try Self.batches([encoder.schemaMessage()], &decoder)
            var shown: [[String]] = []
            for (batch, texts) in zip(batches, dictionaries) {
                let messages = try encoder.messages(batch)
                #expect(messages.map(\.kind) == (texts.isEmpty ? [] : [.dictionary]) + [.batch(rows: batch.count)])
                shown += try Self.batches(messages, &decoder).map { $0.columns[0].shown }
                // The texts lie behind their offsets, both padded to 64 bytes.
                let last = texts.joined().utf8
                if !texts.isEmpty { #expect(messages[0].bytes.suffix(64).starts(with: last)) }
            }
            #expect(shown == [["gp", "nurse"], ["nurse", "gp"], ["é", "gp"], ["gp"], ["clerk", "gp"]])
        }
    }

    @Test("Messages stay below their limit, and hold all rows in order")
    func messagesAreCut() throws {
        let texts = (0..<3000).map { "text \($0)" }
        let table = Table(
            [
                ("number", Column(integers: (0..<3000).map { $0 % 7 == 0 ? nil : Int64($0) })),
                ("text", Column(texts: texts)), ("entry", Column(texts: texts, type: .dictionary)),
            ], sensitivity: .aggregate)
        var encoder = ArrowMessageEncoder(ArrowSchema(table.schema), limit: 10_000)
        var decoder = ArrowMessageDecoder(limit: 10_000)
        _ = try Self.batches([encoder.schemaMessage()], &decoder)
        let messages = try encoder.messages(table)
        #expect(messages.allSatisfy { $0.byteCount <= 10_000 })
        // 3,000 texts of 9 bytes with offsets of 4 need at least four messages.
        #expect(messages.count { $0.kind == .dictionary } >= 4)
        let batches = try Self.batches(messages, &decoder)
        #expect(batches.reduce(0) { $0 + $1.count } == 3000)
        for column in 0..<3 {
            #expect(batches.flatMap { $0.columns[column].shown } == table.columns[column].shown)
        }
        var small = ArrowMessageEncoder(ArrowSchema(table.schema), limit: 900)
        let fault = #expect(throws: ArrowFault.self) { try small.messages(table) }
        #expect(fault?.code == .limit)
    }

    @Test("A column without values that says none may be missing")
    func nothingRequired() throws {
        let schema = ArrowSchema([ArrowField("c", .null)])
        var encoder = ArrowMessageEncoder(schema), decoder = ArrowMessageDecoder()
        _ = try Self.batches([encoder.schemaMessage()], &decoder)
        let batch = ArrowBatch(count: 2, columns: [ArrowColumn(.null, shown: ["-", "-"])])
        let read = try #require(try Self.batches(encoder.messages(batch), &decoder).first)
        #expect(read.columns[0].shown == ["-", "-"])
        let table = try read.table(schema, sensitivity: .aggregate)
        #expect(table.schema == Schema([Field("c", .utf8, optional: true)]))
        #expect(table.columns[0].shown == ["-", "-"])
    }

    @Test func messagesOutOfPlace() throws {
        let table = ArrowRoundTripTests.everyTypeTable
        var encoder = ArrowMessageEncoder(ArrowSchema(table.schema))
        let schema = try encoder.schemaMessage().bytes, others = try encoder.messages(table).map(\.bytes)
        func message(_ messages: [[UInt8]], limit: Int = 1 << 20) -> String {
            var decoder = ArrowMessageDecoder(source: "stage", limit: limit)
            do { for message in messages { _ = try decoder.decode(message) } } catch {
                #expect(error.path == "stage")
                return error.message
            }
            return ""
        }
        #expect(message([schema] + others) == "")
        #expect(message([others[0]]) == "a message before any schema")
        #expect(message([others[1]]) == "a message before any schema")
        #expect(message([ArrowMessage.end.bytes]) == "a message before any schema")
        #expect(message([schema, schema]) == "a second schema")
        #expect(message([schema, others[1]]) == "a code of column 'role' is not in its dictionary")
        #expect(message([schema, others[0] + [0]]) == "a message is shorter than its bytes")
        #expect(message([schema, Array(others[0].dropLast())]) == "a message is cut off")
        #expect(message([schema, []]) == "a message is cut off")
        #expect(message([Array(schema.dropFirst(4))]) == "there is no Arrow message")
        #expect(message([schema], limit: 100) == "a message of \(schema.count) bytes, more than 100")
    }

    @Test func everyCutIsRefused() throws {
        let table = ArrowRoundTripTests.everyTypeTable
        var encoder = ArrowMessageEncoder(ArrowSchema(table.schema))
        let messages = [try encoder.schemaMessage()] + (try encoder.messages(table))
        for (index, message) in messages.enumerated() {
            for count in 0..<message.byteCount {
                var decoder = ArrowMessageDecoder()
                for before in messages[..<index] { _ = try decoder.decode(before.bytes) }
                #expect(throws: ArrowFault.self) { try decoder.decode(Array(message.bytes[..<count])) }
            }
        }
    }
}
