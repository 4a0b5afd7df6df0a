import StageKit
import StageProtocol
import Tables

/// What has been said between host and stage, and what may be said next: the rules of strata-stage/1 without any waiting.
///
/// Messages of faults begin with a verb whose subject is the stage.
struct Conversation: Sendable {
    enum Phase: Sendable, Hashable {
        /// `ready` has not come.
        case starting
        case open
        /// `end_input` has been sent.
        case inputEnded
        case done(StageCounts)
    }

    enum PartState: Sendable, Hashable {
        /// No part is with the stage.
        case none
        case sending
        /// `end_part` has been sent.
        case sent
        /// The stage's `end_part` has come.
        case ended
    }

    /// What is to be done about something that came.
    enum Effect: Sendable {
        case acknowledge(table: String, batches: Int)
        case report(ChildReport)
    }

    static let logLimit = 200

    let stage: ChildProgram
    var phase = Phase.starting
    var partState = PartState.none
    /// The number of the part that is with the stage, or was last.
    var part = -1
    /// Record batches sent, by table.
    var sent: [String: Int] = [:]
    /// Of them, those that the stage has acknowledged.
    var acknowledged: [String: Int] = [:]
    /// Rows sent since the beginning, by table.
    var rowsIn: [String: Int] = [:]
    /// Rows of the current part, by table.
    var partRows: [String: Int] = [:]
    var inbound: [String: InboundTable] = [:]
    /// Bytes that came for the current part.
    var partBytes = 0
    var rejects = 0
    /// Rejects of the current part.
    var partRejects = 0
    var logLines = 0
    /// Batches that came and whose acknowledgement is not written yet.
    var unwrittenAcks = 0

    init(_ stage: ChildProgram) {
        self.stage = stage
        for output in stage.outputs { inbound[output.name] = InboundTable(output, sensitivity: stage.yields) }
    }

    /// Record batches that the stage has not acknowledged.
    var unacknowledged: Int {
        sent.values.reduce(0, +) - acknowledged.values.reduce(0, +)
    }

    /// Whether the stage has something to do.
    var isDue: Bool {
        switch phase {
        case .starting, .inputEnded: true
        case .open: partState == .sending || partState == .sent
        case .done: false
        }
    }

    /// What was written, by the host's own count.
    var rowsOut: [String: Int] { inbound.mapValues(\.rowCount) }
}

// What the host does.
extension Conversation {
    mutating func beginPart(rows: [String: Int]) {
        part += 1
        partState = .sending
        partRows = rows
        partBytes = 0
        partRejects = 0
        for (table, count) in rows { rowsIn[table, default: 0] += count }
    }

    mutating func sendBatch(of table: String) { sent[table, default: 0] += 1 }

    mutating func endPart() { partState = .sent }

    mutating func endInput() { phase = .inputEnded }

    /// The tables of the part that has ended.
    mutating func takePart() throws(StageFault) -> [String: Table] {
        var tables: [String: Table] = [:]
        for name in stage.outputs.map(\.name) { tables[name] = try inbound[name]?.takePart() }
        partState = .none
        return tables
    }
}
