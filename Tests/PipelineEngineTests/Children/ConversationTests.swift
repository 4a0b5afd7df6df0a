import StageKit
import StageProtocol
import Tables
import Testing

@testable import PipelineEngine

/// The rules of the protocol without a process.
@Suite struct ConversationTests {
    private static let columns = [Field("n", .int64)]

    private static func stage() -> ChildProgram {
        ChildProgram(
            name: "s", version: 1, command: ["/s"], grain: .person, inputs: [TableDeclaration("in", columns)],
            outputs: [TableDeclaration("out", columns)], yields: .aggregate, limits: ChildLimits(output: 1 << 20))
    }

    private static let ready = ControlMessage.ready(
        Ready(stage: "s", version: 1, outputs: ["out": Schema(columns)]))

    /// Arrow messages of one column: the schema, then a batch of so many rows.
    private static func messages(_ rows: Int, optional: Bool = false) throws -> [Buffer] {
        var encoder = ArrowMessageEncoder(ArrowSchema([ArrowField("n", .int64, optional: optional)]))
        let batch = ArrowBatch(count: rows, columns: [ArrowColumn(Column(integers: (0..<rows).map { Int64($0) }))])
        return ([try encoder.schemaMessage()] + (try encoder.messages(batch))).map { Buffer($0.bytes) }
    }

    /// A conversation whose first part has been sent, in one batch of two rows that is acknowledged.
    private func opened() throws -> Conversation {
        var conversation = Conversation(Self.stage())
        _ = try conversation.receive(Self.ready)
        conversation.beginPart(rows: ["in": 2])
        conversation.sendBatch(of: "in")
        conversation.endPart()
        _ = try conversation.receive(.ack(table: "in", batches: 1))
        return conversation
    }

    private func fault(_ conversation: Conversation, _ messages: ControlMessage...) -> String? {
        var conversation = conversation
        do throws(StageFault) {
            for message in messages { _ = try conversation.receive(message) }
            return nil
        } catch {
            return error.message
        }
    }

    @Test func aPartAndItsEnd() throws {
        var conversation = try opened()
        for message in try Self.messages(3) { _ = try conversation.receive(table: "out", message) }
        #expect(conversation.rowsOut == ["out": 3] && conversation.isDue)
        _ = try conversation.receive(.endPart(0))
        #expect(conversation.partState == .ended && !conversation.isDue)
        #expect(try conversation.takePart()["out"]?.count == 3)
        conversation.endInput()
        #expect(conversation.isDue)
        _ = try conversation.receive(.done(StageCounts(rowsIn: ["in": 2], rowsOut: ["out": 3])))
        #expect(!conversation.isDue)
        #expect(fault(conversation, .heartbeat) == "wrote to its standard output after 'done'")
    }

    @Test func whatMayNotBeSaidNow() throws {
        let starting = Conversation(Self.stage()), open = try opened()
        #expect(fault(starting, .done(StageCounts())) == "said 'done' before the end of its input")
        #expect(fault(starting, .endPart(0)) == "ended part 0, which it was not given or had not taken to its end")
        #expect(fault(open, Self.ready) == "sent 'ready' a second time")
        #expect(fault(open, .endPart(1)) == "ended part 1, which it was not given or had not taken to its end")
        #expect(
            fault(open, .endPart(0), .endPart(0)) == "ended part 0, which it was not given or had not taken to its end")
        #expect(fault(open, .endInput) == "sent 'end_input', which is the host's to send")
        #expect(
            fault(
                open,
                .hello(Hello(run: "", pipeline: "", stage: "", grain: "", asOf: CalendarDay(number: 0), timezone: "")))
                == "sent 'hello', which is the host's to send")
        #expect(fault(open, .done(StageCounts())) == "said 'done' before the end of its input")
        // What may come at any time, also before `ready`.
        #expect(
            fault(starting, .heartbeat, .log(.info, "x"), .progress(done: 0, of: 0), .unknown("x"), Self.ready) == nil)
    }

    @Test func acknowledgementsOnlyGrow() throws {
        var conversation = try opened()
        conversation.sendBatch(of: "in")
        conversation.sendBatch(of: "in")
        #expect(conversation.unacknowledged == 2)
        let words = "acknowledged 4 batches of table 'in', of which 3 were sent"
        #expect(fault(conversation, .ack(table: "in", batches: 4)) == words)
        #expect(fault(conversation, .ack(table: "in", batches: 3), .ack(table: "in", batches: 2)) != nil)
        #expect(fault(conversation, .ack(table: "other", batches: 1)) != nil)
        #expect(fault(conversation, .ack(table: "other", batches: 0)) == nil)
        #expect(
            fault(conversation, .endPart(0)) == "ended part 0 without acknowledging 2 batches of it")
    }

    @Test func rejectsNameARowThatWasGiven() throws {
        let open = try opened()
        func isTaken(_ table: String, _ row: Int, _ column: String, _ code: String) -> Bool {
            fault(open, .reject(RowReject(table: table, row: row, column: column, code: code))) == nil
        }
        #expect(isTaken("in", 1, "n", "x") && isTaken("in", 0, "", "x"))
        #expect(!isTaken("in", 2, "n", "x") && !isTaken("out", 0, "n", "x") && !isTaken("in", 0, "m", "x"))
        #expect(!isTaken("in", 0, "n", "Peter Miller"))
    }

    /// Two rows of one column can be rejected four times: each as a whole, and each for its value.
    @Test func rejectsAreBounded() throws {
        let reject = ControlMessage.reject(RowReject(table: "in", row: 0, column: "n", code: "x"))
        let open = try opened()
        #expect(fault(open, reject, reject, reject, reject) == nil)
        #expect(fault(open, reject, reject, reject, reject, reject) == "sent more rejects than it was given values")
    }

    @Test func logsAreBounded() throws {
        var conversation = try opened()
        var lines: [String] = []
        for number in 0..<1000 {
            for effect in try conversation.receive(.log(.info, "\(number)" + String(repeating: "y", count: 1000))) {
                if case .report(.log(_, let text)) = effect { lines.append(text) }
            }
        }
        #expect(lines.count == 200 && lines.allSatisfy { $0.count == 500 })
    }

    @Test func outputsAreBounded() throws {
        var conversation = try opened()
        // 100,000 numbers of 8 bytes fit into 1 MiB, twice as many do not.
        let messages = try Self.messages(100_000)
        for message in messages { _ = try conversation.receive(table: "out", message) }
        #expect(throws: StageFault("wrote more than 1 MiB for one part")) {
            try conversation.receive(table: "out", messages[1])
        }
    }

    /// A few hundred bytes that stand for 200,000 rows without a value, of 8 bytes each.
    @Test func rowsWithoutValuesAreBoundedToo() throws {
        var stage = Self.stage()
        stage.outputs[0].columns[0].isOptional = true
        var conversation = Conversation(stage)
        conversation.phase = .open
        conversation.beginPart(rows: [:])
        var encoder = ArrowMessageEncoder(ArrowSchema([ArrowField("n", .null, optional: true)]))
        let column = ArrowColumn(.null, count: 200_000, validity: nil, values: Buffer([] as [UInt8]))
        let messages = try [encoder.schemaMessage()] + encoder.messages(ArrowBatch(count: 200_000, columns: [column]))
        #expect(messages.allSatisfy { $0.byteCount < 1000 })
        _ = try conversation.receive(table: "out", Buffer(messages[0].bytes))
        #expect(throws: StageFault("wrote more than 1 MiB for one part")) {
            try conversation.receive(table: "out", Buffer(messages[1].bytes))
        }
    }

    /// One text of 1,000 bytes in a dictionary, which 2,000 rows of a column of texts have.
    @Test func textsOutOfADictionaryAreBoundedToo() throws {
        var stage = Self.stage()
        stage.outputs[0].columns = [Field("t", .utf8)]
        var conversation = Conversation(stage)
        conversation.phase = .open
        conversation.beginPart(rows: [:])
        var encoder = ArrowMessageEncoder(ArrowSchema([ArrowField("t", .dictionary)]))
        let text = String(repeating: "x", count: 1000)
        let column = Column(texts: Array(repeating: text, count: 2000), type: .dictionary)
        let batch = ArrowBatch(count: 2000, columns: [ArrowColumn(column)])
        var found: StageFault?
        for message in try [encoder.schemaMessage()] + encoder.messages(batch) {
            #expect(message.byteCount < 20_000)
            do throws(StageFault) {
                _ = try conversation.receive(table: "out", Buffer(message.bytes))
            } catch {
                found = error
            }
        }
        #expect(found?.message == "wrote more than 1 MiB for one part")
    }

    @Test func columnsAreHeldAgainstTheManifest() throws {
        func fault(_ schema: ArrowSchema, _ columns: [Column] = []) throws -> String? {
            var conversation = try opened()
            var encoder = ArrowMessageEncoder(schema)
            do {
                _ = try conversation.receive(table: "out", Buffer(try encoder.schemaMessage().bytes))
                let batch = ArrowBatch(count: columns.first?.count ?? 0, columns: columns.map { ArrowColumn($0) })
                for message in try encoder.messages(batch) {
                    _ = try conversation.receive(table: "out", Buffer(message.bytes))
                }
            } catch let fault as StageFault { return fault.message }
            return nil
        }
        let numbers = Column(integers: [1, nil])
        #expect(try fault(ArrowSchema([ArrowField("n", .int32)]), [Column(integers: [1], type: .int32)]) == nil)
        #expect(
            try fault(ArrowSchema([ArrowField("m", .int64)]))
                == "sent table 'out' with the columns none, and 1 of other names; it has 'n', in this order")
        #expect(
            try fault(ArrowSchema([ArrowField("n", .int64), ArrowField("m", .int64)]))
                == "sent table 'out' with the columns 'n', and 1 of other names; it has 'n', in this order")
        #expect(
            try fault(ArrowSchema([ArrowField("n", .int64, optional: true)]), [numbers])
                == "sent Arrow of table 'out' that cannot be taken: column 'n' has a null where it must have none")
        #expect(
            try fault(ArrowSchema([ArrowField("n", .utf8)]), [Column(texts: ["1"])])
                == "sent Arrow of table 'out' that cannot be taken: column 'n' is of the Arrow type utf8, not int64")
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func numbersAreFinite(_ value: Double) throws {
        var stage = Self.stage()
        stage.outputs[0].columns = [Field("x", .float64, optional: true)]
        var conversation = Conversation(stage)
        conversation.phase = .open
        conversation.beginPart(rows: [:])
        var encoder = ArrowMessageEncoder(ArrowSchema([ArrowField("x", .float64, optional: true)]))
        _ = try conversation.receive(table: "out", Buffer(try encoder.schemaMessage().bytes))
        let fine = ArrowBatch(count: 2, columns: [ArrowColumn(Column(doubles: [0.5, nil]))])
        for message in try encoder.messages(fine) {
            _ = try conversation.receive(table: "out", Buffer(message.bytes))
        }
        let batch = ArrowBatch(count: 2, columns: [ArrowColumn(Column(doubles: [0.5, value]))])
        var found: StageFault?
        for message in try encoder.messages(batch) {
            do throws(StageFault) {
                _ = try conversation.receive(table: "out", Buffer(message.bytes))
            } catch {
                found = error
            }
        }
        #expect(found?.message == "sent a value of 'x' of table 'out' that is not a finite number")
    }

    @Test func anEndOfStreamIsNoPart() throws {
        var conversation = try opened()
        _ = try conversation.receive(table: "out", try Self.messages(0)[0])
        #expect(throws: StageFault("sent an end of stream for table 'out'")) {
            try conversation.receive(table: "out", Buffer(ArrowMessage.end.bytes))
        }
    }

    /// A whole conversation with bytes changed ends in a fault or in nothing wrong, whatever they are.
    @Test func hostileStages() throws {
        var random = SeededGenerator(state: 99)
        var said = try Frame.bytes(Self.ready)
        for message in try Self.messages(5) { said += Frame.bytes(table: "out", message) }
        said += try Frame.bytes(.ack(table: "in", batches: 1)) + Frame.bytes(.endPart(0))
        var faults = 0
        for _ in 0..<3000 {
            var bytes = said
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            var conversation = Conversation(Self.stage())
            conversation.beginPart(rows: ["in": 2])
            conversation.sendBatch(of: "in")
            conversation.endPart()
            var inlet = Inlet(.arrow)
            do {
                try bytes.withUnsafeBytes { try inlet.receive($0, &conversation) { _ in } }
                if conversation.partState == .ended { _ = try conversation.takePart() }
            } catch {
                faults += 1
            }
        }
        #expect(faults > 1000 && faults < 3000)
    }

    private struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
