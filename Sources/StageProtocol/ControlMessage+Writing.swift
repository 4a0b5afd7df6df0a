public import Tables

extension ControlMessage {
    /// The word of its `type`.
    public var type: String {
        switch self {
        case .hello: "hello"
        case .ready: "ready"
        case .endPart: "end_part"
        case .endInput: "end_input"
        case .ack: "ack"
        case .progress: "progress"
        case .log: "log"
        case .reject: "reject"
        case .heartbeat: "heartbeat"
        case .done: "done"
        case .unknown(let type): type
        }
    }

    /// The message as JSON, its members in the order of Documentation/Stage-protocol.md, names of tables by their bytes.
    public var json: JSONValue {
        var object: JSONObject = ["type": .text(type)]
        object.members += members
        return .object(object)
    }

    private var members: [JSONObject.Member] {
        let object: JSONObject =
            switch self {
            case .hello(let hello): hello.json
            case .ready(let ready): ready.json
            case .endPart(let part): ["part": .integer(Int64(part))]
            case .ack(let table, let batches): ["table": .text(table), "batches": .integer(Int64(batches))]
            case .progress(let done, let of): ["done": .integer(Int64(done)), "of": .integer(Int64(of))]
            case .log(let level, let message): ["level": .text(level.rawValue), "message": .text(message)]
            case .reject(let reject):
                [
                    "table": .text(reject.table), "row": .integer(Int64(reject.row)), "column": .text(reject.column),
                    "code": .text(reject.code),
                ]
            case .done(let counts): counts.json
            case .endInput, .heartbeat, .unknown: [:]
            }
        return object.members
    }
}

extension Hello {
    var json: JSONObject {
        var object: JSONObject = [
            "protocol": .list(protocols.map { .integer(Int64($0)) }), "run": .text(run), "pipeline": .text(pipeline),
            "stage": .text(stage), "grain": .text(grain), "as_of": .text(asOf.text), "timezone": .text(timezone),
            "seed": .integer(Int64(truncatingIfNeeded: seed & (1 << 53 - 1))), "parameters": .object(parameters),
            "inputs": .object(JSONObject(sorting: inputs.mapValues(\.json))),
        ]
        if !indicators.isEmpty { object["indicators"] = .object(JSONObject(sorting: indicators.mapValues(\.json))) }
        if let ready { object["ready"] = .object(ready.json) }
        if grain == "feed" { object["files"] = .list(files.map { .text($0) }) }
        object["scratch"] = .text(scratch)
        var limits = JSONObject()
        limits["memory"] = memory.map { .integer(Int64($0)) }
        limits["seconds"] = seconds.map { .integer(Int64($0)) }
        object["limits"] = .object(limits)
        return object
    }
}

extension PromisedIndicator {
    var json: JSONValue {
        .object([
            "statistic": .text(statistic), "numerator": .text(numerator), "denominator": .text(denominator),
            "months": .integer(Int64(months)),
        ])
    }
}

extension Ready {
    var json: JSONObject {
        [
            "protocol": .integer(Int64(protocolVersion)), "stage": .text(stage), "version": .integer(Int64(version)),
            "outputs": .object(JSONObject(sorting: outputs.mapValues(\.json))),
        ]
    }
}

extension StageCounts {
    var json: JSONObject {
        func counts(_ counts: [String: Int]) -> JSONValue {
            .object(JSONObject(sorting: counts.mapValues { .integer(Int64($0)) }))
        }
        return [
            "rows_in": counts(rowsIn), "rows_out": counts(rowsOut), "rejects": .integer(Int64(rejects)),
            "dropped": counts(dropped),
        ]
    }
}

extension Schema {
    /// The columns as the protocol writes them: `[{"name": …, "type": …, "optional": …}, …]`.
    public var json: JSONValue {
        .list(
            fields.map {
                ["name": .text($0.name), "type": .text($0.type.rawValue), "optional": .bool($0.isOptional)]
            })
    }
}
