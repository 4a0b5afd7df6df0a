import Foundation
import StageKit
import StageProtocol
import Synchronization
import Tables

/// The stage's side of a conversation: a thread reads, another says that the stage is alive, the caller works and writes.
final class Channel: Sendable {
    /// What came from the host and is to be worked on.
    private enum Arrival: Sendable {
        case hello(Hello)
        case part(Int, [String: Table])
        case endInput
        case fault(String)
    }

    private struct State: Sendable {
        var arrivals: [Arrival] = []
        var acknowledged: [String: Int] = [:]
        var isGone = false
    }

    private let state = Mutex(State())
    /// Whoever waits for an arrival or an acknowledgement waits here.
    private let change = DispatchSemaphore(value: 0)
    /// Whether the last word has been said, behind which nothing comes.
    private let isDone = Mutex(false)
    /// Standard output, moved aside: what else is printed goes to standard error.
    private let output: Int32
    private let rowsIn = Mutex<[String: Int]>([:])

    init() {
        output = dup(STDOUT_FILENO)
        dup2(STDERR_FILENO, STDOUT_FILENO)
        signal(SIGPIPE, SIG_IGN)
        Thread.detachNewThread { [self] in read() }
        Thread.detachNewThread { [self] in
            while !state.withLock({ $0.isGone }) {
                Thread.sleep(forTimeInterval: 2)
                try? say(.heartbeat)
            }
        }
    }

    func close() { Foundation.close(output) }

    // MARK: What the caller does

    func hello() throws(StageFault) -> Hello {
        guard case .hello(let hello) = try next() else { throw StageFault("the host said no hello") }
        guard hello.protocols.contains(WireLimit.version), hello.ready != nil else {
            throw StageFault("the host speaks another version of strata-stage", code: .configuration)
        }
        return hello
    }

    /// Answers every part with what `work` makes of it, then says `done`.
    func talk(
        _ hello: Hello, _ work: ([String: Table]) throws(StageFault) -> [String: Table]
    ) throws(StageFault) {
        guard let ready = hello.ready else { return }
        try say(.ready(ready))
        var encoders = ready.outputs.mapValues { ArrowMessageEncoder(ArrowSchema($0)) }
        var begun: Set<String> = []
        var sent = 0, rowsOut: [String: Int] = [:]
        while true {
            switch try next() {
            case .part(let number, let tables):
                let given = try work(tables)
                for (name, schema) in ready.outputs.sorted(by: { $0.key < $1.key }) {
                    guard let table = given[name] else { throw StageFault("the stage gave no table '\(name)'") }
                    rowsOut[name, default: 0] += table.count
                    let ordered = try Self.ordered(table, schema, name)
                    do throws(ArrowFault) {
                        if begun.insert(name).inserted, let message = try encoders[name]?.schemaMessage() {
                            write(Frame.bytes(table: name, message))
                        }
                        for message in try encoders[name]?.messages(ordered) ?? [] {
                            let isBatch = if case .batch = message.kind { true } else { false }
                            if isBatch {
                                sent += 1
                                waitForRoom(sent)
                            }
                            write(Frame.bytes(table: name, message))
                        }
                    } catch {
                        throw StageFault("table '\(name)' cannot be written: \(error.message)")
                    }
                }
                try say(.endPart(number))
            case .endInput:
                try say(.done(StageCounts(rowsIn: rowsIn.withLock { $0 }, rowsOut: rowsOut)))
                return
            case .fault(let message): throw StageFault(message)
            case .hello: throw StageFault("the host said hello twice")
            }
        }
    }

    /// What the host keeps in the stage's log.
    func log(_ level: LogLevel, _ text: String) { try? say(.log(level, text)) }

    private static func ordered(_ table: Table, _ schema: Schema, _ name: String) throws(StageFault) -> Table {
        var columns: [Column] = []
        for field in schema.fields {
            guard let column = table[field.name], column.type == field.type else {
                throw StageFault("table '\(name)' has no column '\(field.name)' of type \(field.type.rawValue)")
            }
            columns.append(column)
        }
        return Table(schema, columns, sensitivity: table.sensitivity)
    }

    private func next() throws(StageFault) -> Arrival {
        while true {
            let (arrival, isGone) = state.withLock { state in
                (state.arrivals.isEmpty ? nil : state.arrivals.removeFirst(), state.isGone)
            }
            if let arrival { return arrival }
            if isGone { throw StageFault("the host is gone") }
            change.wait()
        }
    }

    /// Waits until fewer than four record batches are on their way, this one counted.
    private func waitForRoom(_ sent: Int) {
        while true {
            let isFree = state.withLock { state in
                state.isGone || sent - state.acknowledged.values.reduce(0, +) <= WireLimit.window
            }
            if isFree { return }
            change.wait()
        }
    }

    // MARK: The wire

    private func say(_ message: ControlMessage) throws(StageFault) {
        do throws(ProtocolFault) {
            write(try Frame.bytes(message), isLast: message.isDone)
        } catch {
            throw StageFault(error.message)
        }
    }

    private func write(_ bytes: [UInt8], isLast: Bool = false) {
        isDone.withLock { isDone in
            if isDone { return }
            isDone = isLast
            var start = 0
            while start < bytes.count {
                let count = bytes[start...].withUnsafeBytes { Foundation.write(output, $0.baseAddress, $0.count) }
                if count < 0, errno != EINTR { return }
                start += max(count, 0)
            }
        }
    }

    private func read() {
        var frames = FrameDecoder()
        var inbox = Inbox()
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = block.withUnsafeMutableBytes { Foundation.read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let decoded = block.withUnsafeBytes { frames.decode(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            do throws(StageFault) {
                for frame in decoded.items { try take(frame, &inbox) }
                if let fault = decoded.fault { throw StageFault("the host \(fault.message)") }
            } catch {
                arrive(.fault(error.message))
                break
            }
        }
        state.withLock { $0.isGone = true }
        // Whoever waits, on either side.
        for _ in 0..<4 { change.signal() }
    }

    /// What of the current part has come.
    private struct Inbox {
        var decoders: [String: ArrowMessageDecoder] = [:]
        var schemas: [String: Schema] = [:]
        var batches: [String: [Table]] = [:]
        var counts: [String: Int] = [:]
    }

    private func take(_ frame: Frame, _ inbox: inout Inbox) throws(StageFault) {
        switch frame {
        case .control(let bytes):
            let message: ControlMessage
            do throws(ProtocolFault) { message = try ControlMessage(parsing: bytes) } catch {
                throw StageFault("the host \(error.message)")
            }
            switch message {
            case .hello(let hello):
                inbox.schemas = hello.inputs
                arrive(.hello(hello))
            case .endPart(let number):
                var tables: [String: Table] = [:]
                for (name, schema) in inbox.schemas {
                    tables[name] = Table(joining: inbox.batches[name] ?? [], as: schema)
                }
                inbox.batches = [:]
                arrive(.part(number, tables))
            case .endInput: arrive(.endInput)
            case .ack(let table, let batches):
                state.withLock { $0.acknowledged[table] = batches }
                change.signal()
            default: break
            }
        case .data(let name, let message):
            guard let schema = inbox.schemas[name] else { throw StageFault("the host sent an unknown table '\(name)'") }
            do throws(ArrowFault) {
                var decoder = inbox.decoders[name] ?? ArrowMessageDecoder(source: name)
                let content = try decoder.decode(message)
                if case .batch(let batch) = content {
                    let table = try batch.table(
                        decoder.schema ?? ArrowSchema([]), as: schema, sensitivity: .pseudonymous)
                    inbox.batches[name, default: []].append(table)
                    inbox.counts[name, default: 0] += 1
                    rowsIn.withLock { $0[name, default: 0] += table.count }
                    try? say(.ack(table: name, batches: inbox.counts[name] ?? 0))
                }
                inbox.decoders[name] = decoder
            } catch {
                throw StageFault("the host sent table '\(name)' wrongly: \(error.message)")
            }
        }
    }

    private func arrive(_ arrival: Arrival) {
        state.withLock { $0.arrivals.append(arrival) }
        change.signal()
    }
}

extension ControlMessage {
    fileprivate var isDone: Bool { if case .done = self { true } else { false } }
}
