public import StageKit
public import StageProtocol
public import Tables

/// What a stage in a child process gave: only where it said `done`, its counts were the host's, and its status was 0.
public struct ChildResult<Value: Sendable>: Sendable {
    public var value: Value
    public var counts: StageCounts
}

/// A running process that speaks strata-stage/1: parts of rows go there and come back.
///
/// `ChildSession.run` starts it and ends it. The actor holds the conversation; four tasks beside it read, write, gather standard error
/// and keep the time (`ChildSession+Process.swift`).
public actor ChildSession {
    /// What goes to the stage's standard input.
    struct Outgoing: Sendable {
        var bytes: [UInt8]
        var isAck = false
    }

    /// Why a session ended before it was done.
    enum Ending: Sendable {
        /// The host found something wrong, or ran out of patience.
        case fault(StageFault)
        /// Standard output ended, perhaps inside of something: the status says why.
        case closed(String?)
        /// It does not take what it is sent: the status may say why.
        case refused
    }

    /// Rows of a record batch.
    static let batchRows = 65_536

    let stage: ChildProgram
    let launcher: ChildLauncher
    let report: @Sendable (ChildReport) -> Void
    private let outbox: AsyncStream<Outgoing>.Continuation

    var conversation: Conversation
    private var inlet: Inlet
    private var encoders: [String: ArrowMessageEncoder] = [:]
    private(set) var ending: Ending?
    /// Whether standard output has ended.
    private(set) var isSilent = false
    /// Whether the process has ended.
    private(set) var isOver = false
    var times = Times()
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// When things happened, on a clock that runs while the host attends to the session (`keepTime`).
    struct Times: Sendable {
        var now = Duration.zero
        /// When the last bytes came.
        var heard = Duration.zero
        /// Since when something is due from the stage.
        var due: Duration?
        /// When the stage stopped taking what it is sent.
        var refused: Duration?
        /// When it said `done`, or closed its standard output.
        var finished: Duration?
        /// When it was asked to end.
        var asked: Duration?
    }

    init(
        _ stage: ChildProgram, _ launcher: ChildLauncher, outbox: AsyncStream<Outgoing>.Continuation,
        report: @escaping @Sendable (ChildReport) -> Void
    ) {
        self.stage = stage
        self.launcher = launcher
        self.report = report
        self.outbox = outbox
        conversation = Conversation(stage)
        inlet = Inlet(stage.form)
        for input in stage.inputs { encoders[input.name] = ArrowMessageEncoder(ArrowSchema(Schema(input.columns))) }
    }

    // MARK: What the caller does

    /// Sends a part, a table for each of the stage's inputs, and gives what came back for it: a table for each output, of
    /// the declared columns. Columns that the stage does not ask for are not sent.
    public func exchange(_ tables: [String: Table]) async throws(StageFault) -> [String: Table] {
        guard conversation.phase == .open, conversation.partState == .none else {
            throw StageFault("was given a part while it had another", code: .internalFault)
        }
        var parts: [(name: String, table: Table)] = []
        for input in stage.inputs { parts.append((input.name, try Self.asked(input, of: tables[input.name]))) }
        let rows = Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.table.count) })
        guard stage.form == .arrow || rows.values.reduce(0, +) <= WireLimit.rows else { throw .tooManyLines }
        conversation.beginPart(rows: rows)
        noteDue()
        for (name, table) in parts { try await send(table, as: name) }
        conversation.endPart()
        try say(.endPart(conversation.part))
        try await wait { $0.partState == .ended }
        noteDue()
        return try conversation.takePart()
    }

    /// Closes the stage's input in the middle, as a host does that is gone, and waits until the stage has ended.
    func abandon() async throws(StageFault) {
        closeOutbox()
        try await wait { _ in false }
    }

    /// The columns that the stage asks for; one that may be missing and is not there has no value in any row.
    private static func asked(_ input: TableDeclaration, of table: Table?) throws(StageFault) -> Table {
        guard let table else { throw StageFault("was given no table '\(input.name)'", code: .internalFault) }
        var columns: [Column] = []
        for field in input.columns {
            if let column = table[field.name] {
                guard column.type == field.type, field.isOptional || !column.hasNulls else {
                    throw StageFault(
                        "asks for '\(field.name)' of table '\(input.name)' as \(field.type.rawValue), which it is not",
                        code: .internalFault)
                }
                columns.append(column)
            } else {
                guard field.isOptional else {
                    throw StageFault("was given no '\(field.name)' of table '\(input.name)'", code: .internalFault)
                }
                var builder = ColumnBuilder(field.type)
                for row in 0..<table.count { builder.putNull(row: row) }
                columns.append(builder.finish(count: table.count))
            }
        }
        return Table(Schema(input.columns), columns, sensitivity: table.sensitivity)
    }

    private func send(_ table: Table, as name: String) async throws(StageFault) {
        guard stage.form == .arrow else { return try sendLines(table, as: name) }
        let batch = ArrowBatch(count: table.count, columns: table.columns.map { ArrowColumn($0) })
        var start = 0
        repeat {
            var rows = start..<min(start + Self.batchRows, table.count)
            start = rows.upperBound
            repeat {
                try await wait { $0.unacknowledged < WireLimit.window }
                let isFirst = conversation.sent[name] == nil
                conversation.sendBatch(of: name)
                for message in try messages(batch, &rows, of: name, withSchema: isFirst) {
                    outbox.yield(Outgoing(bytes: Frame.bytes(table: name, message)))
                }
            } while !rows.isEmpty
        } while start < table.count
    }

    private func messages(
        _ batch: ArrowBatch, _ rows: inout Range<Int>, of name: String, withSchema: Bool
    ) throws(StageFault) -> [ArrowMessage] {
        do throws(ArrowFault) {
            var messages = try encoders[name]?.next(batch, &rows) ?? []
            if withSchema, let schema = try encoders[name]?.schemaMessage() { messages.insert(schema, at: 0) }
            return messages
        } catch {
            throw StageFault("cannot be sent table '\(name)': \(error.message)", code: .internalFault)
        }
    }

    private func sendLines(_ table: Table, as name: String) throws(StageFault) {
        var bytes: [UInt8] = []
        for row in 0..<table.count {
            do throws(ProtocolFault) {
                try RowText.write(table, named: name, row: row, to: &bytes)
            } catch {
                throw StageFault(
                    "cannot be sent table '\(name)': \(error.message)", hint: "write 'protocol: arrow' in its manifest")
            }
            if bytes.count >= 64 << 10 || row == table.count - 1 {
                outbox.yield(Outgoing(bytes: bytes))
                bytes = []
            }
        }
    }

    // MARK: What goes to the stage

    func say(_ message: ControlMessage, isAck: Bool = false) throws(StageFault) {
        switch stage.form {
        case .arrow:
            do throws(ProtocolFault) {
                outbox.yield(Outgoing(bytes: try Frame.bytes(message), isAck: isAck))
            } catch {
                throw StageFault(
                    "cannot be told: \(error.message)", code: .configuration, hint: "give it less parameters")
            }
        case .lines: outbox.yield(Outgoing(bytes: message.json.utf8 + [0x0A], isAck: isAck))
        }
    }

    /// Nothing more will be said; standard input is closed when all has been written.
    func closeOutbox() { outbox.finish() }

    /// Notes that an acknowledgement is written now: the stage may act on it before the write returns.
    func writesAck() { conversation.unwrittenAcks -= 1 }

    /// Notes that the stage does not take what it is sent.
    func isRefused() { if times.refused == nil { times.refused = times.now } }

    // MARK: What comes from the stage

    func received(_ bytes: UnsafeRawBufferPointer) {
        times.heard = times.now
        guard ending == nil else { return }
        do throws(StageFault) {
            try inlet.receive(bytes, &conversation) { effect throws(StageFault) in
                switch effect {
                case .acknowledge(let table, let batches): try say(.ack(table: table, batches: batches), isAck: true)
                case .report(let item): report(item)
                }
            }
        } catch {
            end(.fault(conversation.phase == .starting ? notSpoken(error) : error))
        }
        if case .done = conversation.phase, times.finished == nil {
            times.finished = times.now
            closeOutbox()
        }
        noteDue()
        wake()
    }

    /// A stage that has written something else before `ready`.
    private func notSpoken(_ fault: StageFault) -> StageFault {
        guard fault.code == .stage else { return fault }
        let text = StandardErrorText.shown(String(decoding: inlet.firstBytes, as: UTF8.self))
        return StageFault(
            "did not speak strata-stage: it \(fault.message); the first bytes on its standard output were '\(text)'",
            hint: "nothing else may be written to standard output: print to standard error")
    }

    /// Standard output has ended.
    func fellSilent() {
        isSilent = true
        if case .done = conversation.phase {
            if inlet.unfinished() != nil { end(.fault(.afterDone)) }
        } else {
            end(.closed(inlet.unfinished()))
        }
        if times.finished == nil { times.finished = times.now }
        wake()
    }

    // MARK: Waiting

    /// Ends the session; the first end counts.
    func end(_ ending: Ending) {
        if self.ending == nil { self.ending = ending }
        closeOutbox()
        wake()
    }

    /// The process has ended. What it wrote before may still be on its way here.
    func isEnded() {
        isOver = true
        wake()
    }

    private func wake() {
        let all = waiting
        waiting = []
        for one in all { one.resume() }
    }

    func noteDue() {
        if !conversation.isDue { times.due = nil } else if times.due == nil { times.due = times.now }
    }

    /// Waits until the conversation has come so far; throws where it never will.
    func wait(until isSo: (Conversation) -> Bool) async throws(StageFault) {
        while !isSo(conversation) {
            switch ending {
            case .fault(let fault): throw fault
            case .closed, .refused: throw StageFault("ended too early")
            case nil: await withCheckedContinuation { waiting.append($0) }
            }
        }
        // A fault that came after is one too: what was said before it is not to be relied on.
        if case .fault(let fault) = ending { throw fault }
    }

    /// Waits until the process has ended.
    func waitForEnd() async {
        while !isOver { await withCheckedContinuation { waiting.append($0) } }
    }

    /// Waits until nothing more can come.
    func waitForSilence() async throws(StageFault) {
        while !isSilent { await withCheckedContinuation { waiting.append($0) } }
        if case .fault(let fault) = ending { throw fault }
    }
}
