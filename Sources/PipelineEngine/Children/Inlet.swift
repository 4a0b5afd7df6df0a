import StageKit
import StageProtocol

/// Makes messages and rows of the bytes that a stage writes, in either form.
struct Inlet: ~Copyable {
    private var frames = FrameDecoder()
    private var lines = LineDecoder()
    private let form: ChildProgram.Form
    /// The first bytes of all, for a stage that speaks something else.
    private(set) var firstBytes: [UInt8] = []

    init(_ form: ChildProgram.Form) { self.form = form }

    /// Hands what ends in these bytes to `conversation`, in order, and what comes of it to `act`.
    mutating func receive(
        _ bytes: UnsafeRawBufferPointer, _ conversation: inout Conversation,
        _ act: (Conversation.Effect) throws(StageFault) -> Void
    ) throws(StageFault) {
        firstBytes += bytes.prefix(max(0, 64 - firstBytes.count))
        if case .done = conversation.phase, !bytes.isEmpty { throw .afterDone }
        let fault: ProtocolFault?
        switch form {
        case .arrow:
            let decoded = frames.decode(bytes)
            for frame in decoded.items {
                for effect in try Self.receive(frame, &conversation) { try act(effect) }
            }
            fault = decoded.fault
        case .lines:
            let decoded = lines.decode(bytes)
            for line in decoded.items {
                for effect in try Self.receive(line, &conversation) { try act(effect) }
            }
            fault = decoded.fault
        }
        if let fault { throw StageFault(fault.message) }
    }

    /// What is wrong where the bytes end here, or `nil`.
    func unfinished() -> String? {
        do throws(ProtocolFault) {
            try frames.finish()
            try lines.finish()
            return nil
        } catch {
            return error.message
        }
    }

    private static func receive(
        _ frame: Frame, _ conversation: inout Conversation
    ) throws(StageFault) -> [Conversation.Effect] {
        switch frame {
        case .control(let bytes):
            return try conversation.receive(
                try StageFault.telling { () throws(ProtocolFault) in try ControlMessage(parsing: bytes) })
        case .data(let table, let message): return try conversation.receive(table: table, message)
        }
    }

    private static func receive(
        _ line: [UInt8], _ conversation: inout Conversation
    ) throws(StageFault) -> [Conversation.Effect] {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONValue(parsing: line)
        } catch {
            throw StageFault("sent a line that is not JSON: \(error.message) at byte \(error.offset)")
        }
        if let object = value.object, object["type"] == nil, let table = object["table"]?.text,
            let row = object["row"]?.object
        {
            try conversation.receive(table: table, row: row, bytes: line.count)
            return []
        }
        return try conversation.receive(
            try StageFault.telling { () throws(ProtocolFault) in try ControlMessage(value) })
    }
}

extension StageFault {
    /// What `body` gives, its fault as one of the stage.
    static func telling<Value>(_ body: () throws(ProtocolFault) -> Value) throws(StageFault) -> Value {
        do throws(ProtocolFault) { return try body() } catch { throw StageFault(error.message) }
    }
}
