import Tables
import Testing

@testable import StageProtocol

@Suite struct ControlMessageTests {
    static let hello = Hello(
        run: "0123456789abcdef", pipeline: "nightly", stage: "bp", grain: "person",
        asOf: CalendarDay(number: 20_777), timezone: "Europe/London", seed: 1 << 53 - 1,
        parameters: ["window": "12 months", "systolic": 140],
        inputs: [
            "people": Schema([Field("person", .int64), Field("sex", .dictionary, optional: true)]),
            "events": Schema([]),
        ],
        scratch: "/scratch", memory: 1 << 29, seconds: 600)

    /// With what the manifest of a measure says of its indicators.
    static let helloOfMeasure: Hello = {
        var hello = Hello(
            run: "0", pipeline: "p", stage: "s", grain: "person", asOf: CalendarDay(number: 0), timezone: "UTC")
        hello.indicators = [
            "b": PromisedIndicator(statistic: "mean", numerator: "fraction", denominator: "count", months: 12),
            "a": PromisedIndicator(statistic: "ratio of sums", numerator: "money", denominator: "days", months: 0),
        ]
        return hello
    }()

    /// Each message and its one form.
    static let forms: [(ControlMessage, String)] = [
        (
            .hello(hello),
            #"{"type":"hello","protocol":[1],"run":"0123456789abcdef","pipeline":"nightly","stage":"bp","grain":"person","#
                + #""as_of":"2026-11-20","timezone":"Europe/London","seed":9007199254740991,"#
                + #""parameters":{"window":"12 months","systolic":140},"inputs":{"events":[],"#
                + #""people":[{"name":"person","type":"int64","optional":false},{"name":"sex","type":"dictionary","optional":true}]},"#
                + #""scratch":"/scratch","limits":{"memory":536870912,"seconds":600}}"#
        ),
        (
            .hello(helloOfMeasure),
            #"{"type":"hello","protocol":[1],"run":"0","pipeline":"p","stage":"s","grain":"person","as_of":"1970-01-01","#
                + #""timezone":"UTC","seed":0,"parameters":{},"inputs":{},"#
                + #""indicators":{"a":{"statistic":"ratio of sums","numerator":"money","denominator":"days","months":0},"#
                + #""b":{"statistic":"mean","numerator":"fraction","denominator":"count","months":12}},"scratch":"","limits":{}}"#
        ),
        (
            .ready(Ready(stage: "bp", version: 2, outputs: ["out": Schema([Field("n", .int32)])])),
            #"{"type":"ready","protocol":1,"stage":"bp","version":2,"outputs":{"out":[{"name":"n","type":"int32","optional":false}]}}"#
        ),
        (.endPart(3), #"{"type":"end_part","part":3}"#), (.endInput, #"{"type":"end_input"}"#),
        (.ack(table: "people", batches: 4), #"{"type":"ack","table":"people","batches":4}"#),
        (.progress(done: 1, of: 10), #"{"type":"progress","done":1,"of":10}"#),
        (.log(.warning, "slow\n"), #"{"type":"log","level":"warning","message":"slow\n"}"#),
        (
            .reject(RowReject(table: "people", row: 7, column: "sex", code: "not-a-word")),
            #"{"type":"reject","table":"people","row":7,"column":"sex","code":"not-a-word"}"#
        ), (.heartbeat, #"{"type":"heartbeat"}"#),
        (
            .done(StageCounts(rowsIn: ["b": 2, "a": 1], rowsOut: [:], rejects: 3, dropped: ["old": 4])),
            #"{"type":"done","rows_in":{"a":1,"b":2},"rows_out":{},"rejects":3,"dropped":{"old":4}}"#
        ),
    ]

    @Test(arguments: forms.indices) func oneForm(_ index: Int) throws {
        let (message, form) = Self.forms[index]
        #expect(String(decoding: message.json.utf8, as: UTF8.self) == form)
        #expect(try ControlMessage(parsing: Array(form.utf8)) == message)
    }

    @Test func filesAreToldToAStageThatReadsThem() throws {
        var hello = Self.hello
        hello.grain = "feed"
        hello.files = ["/a", "/b"]
        let text = String(decoding: ControlMessage.hello(hello).json.utf8, as: UTF8.self)
        #expect(text.contains(#","files":["/a","/b"],"scratch":"#))
        #expect(try ControlMessage(parsing: Array(text.utf8)) == .hello(hello))
    }

    @Test func whatIsNotKnownIsIgnored() throws {
        #expect(
            try ControlMessage(parsing: Array(#"{"x":[1],"type":"end_part","part":0,"y":null}"#.utf8)) == .endPart(0))
        #expect(try ControlMessage(parsing: Array(#"{"type":"trace","a":1}"#.utf8)) == .unknown("trace"))
        #expect(
            try ControlMessage(parsing: Array(#"{"type":"done"}"#.utf8)) == .done(StageCounts()), "counts of nothing")
        let ready =
            #"{"type":"ready","protocol":1,"stage":"s","version":1,"outputs":{"t":[{"name":"a","type":"bool","unit":"d"}]}}"#
        #expect(
            try ControlMessage(parsing: Array(ready.utf8))
                == .ready(Ready(stage: "s", version: 1, outputs: ["t": Schema([Field("a", .bool)])])))
    }

    @Test(arguments: [
        ("{", "a control message that is not JSON: no name of a member at byte 1"),
        ("[]", "a control message that is not a JSON object"), ("{}", "a control message without a type"),
        (#"{"type":1}"#, "a control message without a type"),
        (#"{"type":"ready","protocol":1,"stage":"s","outputs":{}}"#, "a 'ready' message without 'version'"),
        (
            #"{"type":"ready","protocol":1,"stage":1,"version":1,"outputs":{}}"#,
            "a 'ready' message with a wrong 'stage'"
        ),
        (
            #"{"type":"ready","protocol":1,"stage":"s","version":1,"outputs":[]}"#,
            "a 'ready' message with a wrong 'outputs'"
        ),
        (
            #"{"type":"ready","protocol":1,"stage":"s","version":1,"outputs":{"t":[{"name":"a","type":"text"}]}}"#,
            "a 'ready' message with wrong columns of table 't'"
        ), (#"{"type":"end_part"}"#, "a 'end_part' message without 'part'"),
        (#"{"type":"end_part","part":-1}"#, "a 'end_part' message with a wrong 'part'"),
        (#"{"type":"end_part","part":0.5}"#, "a 'end_part' message with a wrong 'part'"),
        (#"{"type":"ack","table":"t","batches":"2"}"#, "a 'ack' message with a wrong 'batches'"),
        (#"{"type":"log","level":"fatal","message":""}"#, "a 'log' message with a wrong 'level'"),
        (#"{"type":"done","rows_in":{"t":null}}"#, "a 'done' message with a wrong 'rows_in'"),
        (#"{"type":"done","rejects":true}"#, "a 'done' message with a wrong 'rejects'"),
    ]) func whatIsWrongIsNamed(_ text: String, _ words: String) {
        #expect(throws: ProtocolFault("sent " + words)) { try ControlMessage(parsing: Array(text.utf8)) }
    }

    @Test func aColumnTwiceIsNoSchema() {
        #expect(Schema([["name": "a", "type": "bool"], ["name": "a", "type": "int32"]]) == nil)
        #expect(Schema([["name": "", "type": "bool"]]) == nil)
        #expect(Schema([["name": "a", "type": "bool", "optional": 1]]) == nil)
    }

    @Test func everyTypeHasAName() throws {
        let schema = Schema(ColumnType.allCases.map { Field($0.rawValue, $0, optional: $0 == .date) })
        #expect(Schema(schema.json) == schema)
        #expect(
            schema.json.list?.compactMap { $0.object?["type"]?.text } == [
                "bool", "int32", "int64", "float64", "utf8", "dictionary", "date", "timestamp",
            ])
    }

    @Test func wordsOfRejects() {
        func isWord(_ code: String) -> Bool { RowReject(table: "", row: 0, column: "", code: code).hasWord }
        #expect(isWord("out_of-range2") && isWord(String(repeating: "a", count: 64)))
        #expect(
            !isWord("") && !isWord("Out") && !isWord("a b") && !isWord("ä")
                && !isWord(String(repeating: "a", count: 65)))
    }

    @Test func aMessageOverTheLimit() {
        var hello = Self.hello
        hello.parameters["codes"] = .text(String(repeating: "x", count: WireLimit.control))
        #expect(throws: ProtocolFault.self) { try Frame.bytes(.hello(hello)) }
    }
}
