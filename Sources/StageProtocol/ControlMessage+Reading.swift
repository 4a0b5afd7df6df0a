public import Tables

extension ControlMessage {
    /// Reads a message; members that it does not know are ignored, a known one of another kind of value is a fault.
    public init(parsing bytes: [UInt8]) throws(ProtocolFault) {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw ProtocolFault("sent a control message that is not JSON: \(error.message) at byte \(error.offset)")
        }
        try self.init(value)
    }

    public init(_ value: JSONValue) throws(ProtocolFault) {
        guard let object = value.object else { throw ProtocolFault("sent a control message that is not a JSON object") }
        guard let type = object["type"]?.text else { throw ProtocolFault("sent a control message without a type") }
        let members = Members(object: object, type: type)
        switch type {
        case "hello": self = .hello(try Hello(members))
        case "ready": self = .ready(try Ready(members))
        case "end_part": self = .endPart(try members.count("part"))
        case "end_input": self = .endInput
        case "ack": self = .ack(table: try members.text("table"), batches: try members.count("batches"))
        case "progress": self = .progress(done: try members.count("done"), of: try members.count("of"))
        case "log":
            guard let level = LogLevel(rawValue: try members.text("level")) else { throw members.wrong("level") }
            self = .log(level, try members.text("message"))
        case "reject":
            self = .reject(
                RowReject(
                    table: try members.text("table"), row: try members.count("row"),
                    column: try members.text("column"), code: try members.text("code")))
        case "heartbeat": self = .heartbeat
        case "done":
            self = .done(
                StageCounts(
                    rowsIn: try members.counts("rows_in"), rowsOut: try members.counts("rows_out"),
                    rejects: try members.count("rejects", unless: 0), dropped: try members.counts("dropped")))
        default: self = .unknown(type)
        }
    }
}

/// The members of a message, with what is said where one is not as it must be.
private struct Members {
    var object: JSONObject
    var type: String

    func wrong(_ name: String) -> ProtocolFault {
        let problem = object[name] == nil ? "without" : "with a wrong"
        return ProtocolFault("sent a '\(type)' message \(problem) '\(name)'")
    }

    func text(_ name: String) throws(ProtocolFault) -> String {
        guard let text = object[name]?.text else { throw wrong(name) }
        return text
    }

    func count(_ name: String, unless missing: Int? = nil) throws(ProtocolFault) -> Int {
        if let missing, object[name] == nil { return missing }
        guard let count = object[name]?.count else { throw wrong(name) }
        return count
    }

    func object(_ name: String) throws(ProtocolFault) -> JSONObject {
        guard let object = object[name]?.object else { throw wrong(name) }
        return object
    }

    /// Counts by name; none where the member is missing.
    func counts(_ name: String) throws(ProtocolFault) -> [String: Int] {
        guard self.object[name] != nil else { return [:] }
        var counts: [String: Int] = [:]
        for member in try object(name).members {
            guard let count = member.value.count else { throw wrong(name) }
            counts[member.name] = count
        }
        return counts
    }

    func schemas(_ name: String) throws(ProtocolFault) -> [String: Schema] {
        var schemas: [String: Schema] = [:]
        for member in try object(name).members {
            guard let schema = Schema(member.value) else {
                throw ProtocolFault("sent a '\(type)' message with wrong columns of table '\(member.name)'")
            }
            schemas[member.name] = schema
        }
        return schemas
    }
}

extension Schema {
    /// The columns that the protocol's form says; `nil` where it is not of that form, or a name comes twice.
    public init?(_ json: JSONValue) {
        guard let list = json.list else { return nil }
        var fields: [Field] = []
        for item in list {
            guard let object = item.object, let name = object["name"]?.text, !name.isEmpty,
                let type = (object["type"]?.text).flatMap(ColumnType.init)
            else { return nil }
            let isOptional = object["optional"] ?? .bool(false)
            guard let isOptional = isOptional.bool else { return nil }
            fields.append(Field(name, type, optional: isOptional))
        }
        guard Set(fields.map(\.name)).count == fields.count else { return nil }
        self.init(fields)
    }
}

extension Ready {
    fileprivate init(_ members: Members) throws(ProtocolFault) {
        self.init(
            protocolVersion: try members.count("protocol"), stage: try members.text("stage"),
            version: try members.count("version"), outputs: try members.schemas("outputs"))
    }
}

extension Hello {
    fileprivate init(_ members: Members) throws(ProtocolFault) {
        guard let protocols = members.object["protocol"]?.list?.compactMap(\.count) else {
            throw members.wrong("protocol")
        }
        guard let asOf = CalendarDay(try members.text("as_of")) else { throw members.wrong("as_of") }
        let limits = members.object["limits"]?.object ?? [:]
        self.init(
            run: try members.text("run"), pipeline: try members.text("pipeline"), stage: try members.text("stage"),
            grain: try members.text("grain"), asOf: asOf, timezone: try members.text("timezone"),
            seed: UInt64(try members.count("seed", unless: 0)), parameters: try members.object("parameters"),
            inputs: try members.schemas("inputs"),
            files: members.object["files"]?.list?.compactMap(\.text) ?? [], scratch: try members.text("scratch"),
            memory: limits["memory"]?.count, seconds: limits["seconds"]?.count)
        self.protocols = protocols
        if members.object["indicators"] != nil {
            for member in try members.object("indicators").members {
                guard let object = member.value.object else { throw members.wrong("indicators") }
                let words = Members(object: object, type: "hello")
                indicators[member.name] = PromisedIndicator(
                    statistic: try words.text("statistic"), numerator: try words.text("numerator"),
                    denominator: try words.text("denominator"), months: try words.count("months"))
            }
        }
        if let object = members.object["ready"]?.object { ready = try Ready(Members(object: object, type: "hello")) }
    }
}
