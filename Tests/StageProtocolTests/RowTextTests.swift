import Tables
import Testing

@testable import StageProtocol

@Suite struct RowTextTests {
    /// Columns of every type with a value, the ends of its range, and none.
    static let columns: [(String, Column, [String])] = [
        ("bool", Column(bools: [true, false, nil]), ["true", "false", "null"]),
        (
            "int32", Column(integers: [-2_147_483_648, 2_147_483_647, nil], type: .int32),
            ["-2147483648", "2147483647", "null"]
        ),
        (
            "int64", Column(integers: [.min, .max, nil]), ["-9223372036854775808", "9223372036854775807", "null"]
        ), ("float64", Column(doubles: [-0.5, 1e300, nil]), ["-0.5", "1e+300", "null"]),
        ("utf8", Column(texts: ["", "Straße \"🏥\"", nil]), [#""""#, #""Straße \"🏥\"""#, "null"]),
        ("dictionary", Column(texts: ["gp", "gp", nil], type: .dictionary), [#""gp""#, #""gp""#, "null"]),
        // 20,777 days after 1970-01-01 is 2026-11-20; the days before and after the years 0 to 9999 have no text.
        (
            "date", Column(integers: [20_777, -719_528, nil], type: .date),
            [#""2026-11-20""#, #""0000-01-01""#, "null"]
        ),
        // 1,772,000,000 seconds are 2026-02-25T06:13:20; one second before 1970.
        (
            "timestamp", Column(integers: [1_772_000_000, -1, nil], type: .timestamp),
            [#""2026-02-25T06:13:20""#, #""1969-12-31T23:59:59""#, "null"]
        ),
    ]

    private static var table: Table {
        Table(
            Schema(columns.map { Field($0.0, $0.1.type, optional: true) }), columns.map(\.1), sensitivity: .pseudonymous
        )
    }

    @Test func everyTypeAsALine() throws {
        for row in 0..<3 {
            var bytes: [UInt8] = []
            try RowText.write(Self.table, named: "t", row: row, to: &bytes)
            let members = Self.columns.map { "\"\($0.0)\":\($0.2[row])" }.joined(separator: ",")
            #expect(String(decoding: bytes, as: UTF8.self) == "{\"table\":\"t\",\"row\":{\(members)}}\n")
        }
    }

    @Test func everyTypeBackAgain() throws {
        let table = Self.table
        var rows: [JSONObject] = []
        for row in 0..<3 {
            var bytes: [UInt8] = []
            try RowText.write(table, named: "t", row: row, to: &bytes)
            rows.append(try #require(JSONValue(parsing: bytes).object?["row"]?.object))
        }
        let back = try RowText.table(rows, as: table.schema, named: "t", sensitivity: .aggregate)
        #expect(back.count == 3 && back.sensitivity == .aggregate && back.schema == table.schema)
        for (column, (name, expected, _)) in zip(back.columns, Self.columns) {
            for row in 0..<3 {
                #expect(RowText.value(column, row) == RowText.value(expected, row), "\(name) \(row)")
            }
        }
    }

    @Test func whatJSONCannotHold() {
        let days = Column(integers: [-719_529, 2_932_897], type: .date)
        #expect(RowText.value(days, 0) == nil && RowText.value(days, 1) == nil)
        let times = Column(integers: [.min, .max], type: .timestamp)
        #expect(RowText.value(times, 0) == nil && RowText.value(times, 1) == nil)
        let table = Table([("x", Column(doubles: [1, .nan]))], sensitivity: .aggregate)
        #expect(throws: ProtocolFault("row 1 of table 't' has a value in 'x' that JSON cannot hold")) {
            var bytes: [UInt8] = []
            try RowText.write(table, named: "t", row: 1, to: &bytes)
        }
    }

    @Test(arguments: [
        (ColumnType.bool, [#"1"#, #""true""#]), (.int32, ["2147483648", "0.5", #""1""#]),
        (.int64, ["9223372036854775808", "1.5", "true"]), (.float64, [#""1""#, "[]"]), (.utf8, ["1", "{}"]),
        (.dictionary, ["1"]), (.date, ["20777", #""2026-02-30""#, #""2026-1-1""#, #""2026-01-01T00:00:00""#]),
        (
            .timestamp,
            [
                "0", #""2026-01-01""#, #""2026-01-01T24:00:00""#, #""2026-01-01T00:60:00""#, #""2026-01-01T00:00:00Z""#,
                #""2026-01-01T0:00:00""#, #""2026-01-01T+1:00:00""#,
            ]
        ),
    ]) func aValueOfAnotherKind(_ type: ColumnType, _ texts: [String]) throws {
        for text in texts {
            let row: JSONObject = ["x": try JSONValue(parsing: text.utf8)]
            let words = "sent row 0 of table 't' with a 'x' that is not \(type.rawValue)"
            #expect(throws: ProtocolFault(words)) {
                try RowText.table([row], as: Schema([Field("x", type)]), named: "t", sensitivity: .aggregate)
            }
        }
    }

    @Test func otherFormsThatAreTaken() throws {
        let schema = Schema([
            Field("i", .int32), Field("f", .float64), Field("t", .timestamp), Field("o", .utf8, optional: true),
        ])
        let table = try RowText.table(
            [["t": "1970-01-01 00:00:01", "f": 3, "i": 5.0]], as: schema, named: "t", sensitivity: .aggregate)
        #expect(table["i"]?.integer(0) == 5 && table["f"]?.double(0) == 3 && table["t"]?.integer(0) == 1)
        #expect(table["o"]?.isValid(0) == false)
    }

    @Test func aRowWithTooLittleOrTooMuch() {
        let schema = Schema([Field("a", .int32)])
        func fault(_ row: JSONObject) -> String? {
            do throws(ProtocolFault) {
                _ = try RowText.table([["a": 1], row], as: schema, named: "t", sensitivity: .aggregate)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(fault(["a": 1]) == nil)
        #expect(fault([:]) == "sent row 1 of table 't' without 'a'")
        #expect(fault(["a": nil]) == "sent row 1 of table 't' without 'a'")
        #expect(fault(["a": 1, "b": nil]) == "sent row 1 of table 't' with an unknown column 'b'")
    }

    @Test func noRowsAtAll() throws {
        let table = try RowText.table([], as: Self.table.schema, named: "t", sensitivity: .aggregate)
        #expect(table.count == 0 && table.schema == Self.table.schema)
    }
}
