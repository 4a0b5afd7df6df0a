import StageKit
import StageProtocol
import Tables

extension Conversation {
    /// Takes note of a control message.
    mutating func receive(_ message: ControlMessage) throws(StageFault) -> [Effect] {
        if case .done = phase { throw .afterDone }
        switch message {
        case .ready(let ready): try receive(ready)
        case .log(let level, let text):
            logLines += 1
            return logLines <= Self.logLimit ? [.report(.log(level, StandardErrorText.shown(text)))] : []
        case .progress(let done, let of): return [.report(.progress(done: done, of: of))]
        case .heartbeat, .unknown: break
        case .ack(let table, let batches): try receiveAck(table, batches)
        case .reject(let reject): return try receive(reject)
        case .endPart(let number): try receiveEnd(of: number)
        case .done(let counts): try receive(counts)
        case .hello, .endInput: throw StageFault("sent '\(message.type)', which is the host's to send")
        }
        return []
    }

    /// Takes an Arrow message of a table.
    mutating func receive(table: String, _ message: Buffer) throws(StageFault) -> [Effect] {
        try expectRows(of: table)
        let room = stage.limits.output - partBytes
        guard let taken = try inbound[table]?.take(message, room: room) else { return [] }
        try count(bytes: taken.bytes)
        guard taken.isBatch, let count = inbound[table]?.batchCount else { return [] }
        unwrittenAcks += 1
        guard unwrittenAcks <= WireLimit.window else {
            throw StageFault("sent more than \(WireLimit.window) batches without waiting for their acknowledgement")
        }
        return [.acknowledge(table: table, batches: count)]
    }

    /// Takes a row of the JSON-lines form, of so many bytes.
    mutating func receive(table: String, row: JSONObject, bytes: Int) throws(StageFault) {
        try expectRows(of: table)
        try count(bytes: bytes)
        inbound[table]?.take(row)
        let rows = partRows.values.reduce(0, +) + inbound.values.reduce(0) { $0 + $1.partRows }
        guard rows <= WireLimit.rows else { throw .tooManyLines }
    }

    private func expectRows(of table: String) throws(StageFault) {
        switch phase {
        case .starting: throw StageFault("sent rows before 'ready'")
        case .done: throw .afterDone
        case .open, .inputEnded: break
        }
        guard inbound[table] != nil else {
            // The name is the author's text, who may have people's data by now.
            throw StageFault("sent rows of a table that its manifest does not have")
        }
        guard partState == .sending || partState == .sent else {
            throw StageFault("sent rows of table '\(table)' outside of any part")
        }
    }

    /// Counts what came for the part.
    private mutating func count(bytes: Int) throws(StageFault) {
        partBytes += bytes
        guard partBytes <= stage.limits.output else {
            throw StageFault("wrote more than \(ChildEnd.size(stage.limits.output)) for one part")
        }
    }

    private mutating func receive(_ ready: Ready) throws(StageFault) {
        guard phase == .starting else { throw StageFault("sent 'ready' a second time") }
        guard ready.protocolVersion == WireLimit.version else {
            throw StageFault(
                "speaks version \(ready.protocolVersion) of strata-stage; this is version \(WireLimit.version)",
                code: .configuration)
        }
        let hint = "make its code and its manifest say the same"
        guard ready.stage == stage.name, ready.version == stage.version else {
            throw StageFault(
                "says that it is '\(StandardErrorText.shown(ready.stage))' version \(ready.version); its manifest says "
                    + "'\(stage.name)' version \(stage.version)",
                code: .configuration, hint: hint)
        }
        let names = ready.outputs.keys.map(StandardErrorText.shown).sorted(),
            wanted = stage.outputs.map(\.name).sorted()
        guard names == wanted else {
            throw StageFault(
                "says that it writes \(names.listed); its manifest says \(wanted.listed)", code: .configuration,
                hint: hint)
        }
        for output in stage.outputs {
            let fields = ready.outputs[output.name]?.fields ?? []
            // A column that may be missing by the manifest may always be there.
            let agrees =
                fields.count == output.columns.count
                && zip(fields, output.columns).allSatisfy {
                    $0.name == $1.name && $0.type == $1.type && ($1.isOptional || !$0.isOptional)
                }
            guard agrees else {
                throw StageFault(
                    "says that table '\(output.name)' has the columns \(fields.described); its manifest says "
                        + output.columns.described, code: .configuration, hint: hint)
            }
        }
        phase = .open
    }

    private mutating func receiveAck(_ table: String, _ batches: Int) throws(StageFault) {
        let sent = sent[table] ?? 0
        guard batches <= sent, batches >= acknowledged[table] ?? 0 else {
            throw StageFault(
                "acknowledged \(batches) batches of table '\(StandardErrorText.shown(table))', of which \(sent) were sent"
            )
        }
        if sent > 0 { acknowledged[table] = batches }
    }

    private mutating func receive(_ reject: RowReject) throws(StageFault) -> [Effect] {
        let input = stage.inputs.first { $0.name == reject.table }
        guard partState == .sending || partState == .sent, let input, reject.row < partRows[reject.table] ?? 0,
            reject.column.isEmpty || input.columns.contains(where: { $0.name == reject.column }), reject.hasWord
        else {
            throw StageFault("sent a 'reject' for no row and column that it was given, or without a word for a code")
        }
        rejects += 1
        partRejects += 1
        // One for each row as a whole and each of its values, and who sends more repeats itself.
        let most = stage.inputs.reduce(0) { $0 + (partRows[$1.name] ?? 0) * ($1.columns.count + 1) }
        guard partRejects <= most else { throw StageFault("sent more rejects than it was given values") }
        return [.report(.reject(part: part, reject))]
    }

    private mutating func receiveEnd(of number: Int) throws(StageFault) {
        guard number == part, partState == .sent else {
            throw StageFault("ended part \(number), which it was not given or had not taken to its end")
        }
        guard stage.form == .lines || unacknowledged == 0 else {
            throw StageFault("ended part \(number) without acknowledging \(unacknowledged) batches of it")
        }
        partState = .ended
    }

    private mutating func receive(_ counts: StageCounts) throws(StageFault) {
        guard phase == .inputEnded else { throw StageFault("said 'done' before the end of its input") }
        func hold(_ said: [String: Int], against own: [String: Int], _ verb: String) throws(StageFault) {
            for name in Set(said.keys).union(own.keys).sorted() where said[name] ?? 0 != own[name] ?? 0 {
                let isKnown = own[name] != nil || inbound[name] != nil
                throw StageFault(
                    "says that it \(verb) \(said[name] ?? 0) rows of \(isKnown ? "table '\(name)'" : "a table it does not have"); "
                        + "it was \(own[name] ?? 0)")
            }
        }
        try hold(counts.rowsIn, against: rowsIn, "took")
        try hold(counts.rowsOut, against: rowsOut, "wrote")
        guard counts.rejects == rejects else {
            throw StageFault("says that it rejected \(counts.rejects) rows; it told of \(rejects)")
        }
        phase = .done(counts)
    }
}

extension [Field] {
    /// `person: int64, value: float64?`.
    fileprivate var described: String {
        map { "\(StandardErrorText.shown($0.name)): \($0.type.rawValue)\($0.isOptional ? "?" : "")" }.joined(
            separator: ", ")
    }
}

extension StageFault {
    static let afterDone = StageFault("wrote to its standard output after 'done'")

    static let tooManyLines = StageFault(
        "has more than \(WireLimit.rows) rows in one part, which is the most of the JSON-lines form",
        hint: "write 'protocol: arrow' in its manifest")
}
