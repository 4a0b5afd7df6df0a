import Diagnostics
import Foundation
import RegistryXML
import Tables
import Testing

@Suite struct FieldRulesTests {
    private func yaml(_ fields: String, header: String = "") -> String {
        """
        strata-mapping: 1
        name: t
        root: r
        \(header)
        tables:
          t:
            record: r/v
            fields:
        \(fields.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n"))
        """
    }

    /// What one field makes of values of an attribute, read as texts; a value with which the record was set aside is
    /// its reason.
    private func read(_ field: String, _ values: [String], child: Bool = false) throws -> [String?] {
        let mapping = try Mapping(yaml: yaml("f: {path: \"\(child ? "c/text()" : "@a")\", \(field)}"), name: "m")
        var found: [String?] = []
        for value in values {
            let escaped = value.replacing("<", with: "&lt;").replacing("\n", with: child ? "\n" : "&#10;")
            let xml = child ? "<r><v><c>\(escaped)</c></v></r>" : "<r><v a=\"\(escaped)\"/></r>"
            let document = try Fixtures.read(Array(xml.utf8), mapping)
            if let reject = document.rejects.first {
                found.append(reject.reason.rawValue)
                continue
            }
            let column = try #require(document.tables["t"]?["f"])
            found.append(Self.text(column))
        }
        return found
    }

    private static func text(_ column: Column) -> String? {
        switch column.type {
        case .utf8, .dictionary: return column.text(0)
        case .float64: return column.double(0).map { "\($0)" }
        case .date: return column.integer(0).map { CalendarDay(number: Int32($0)).text }
        case .bool: return column.bool(0).map { "\($0)" }
        default: return column.integer(0).map { "\($0)" }
        }
    }

    @Test func newTypesAsColumns() throws {
        #expect(
            try read("type: partial_date", ["2014", "2014-03", "2014-03-04T10:00Z", "201403"])
                == ["2014-01-01", "2014-03-01", "2014-03-04", "malformed"])
        #expect(try read("type: partial_date, partial: last", ["2014", "2012-02"]) == ["2014-12-31", "2012-02-29"])
        #expect(
            try read("type: partial_date, partial: reject", ["2014", "2014-03-04"]) == ["malformed", "2014-03-04"])
        #expect(try read("type: partial_time", ["1970-01", "1970-01-01T00:01"]) == ["0", "60"])
        #expect(
            try read("type: hl7_date", ["19700102", "1970", "197001021000+0100", "1970-01-02"])
                == ["1970-01-02", "1970-01-01", "1970-01-02", "malformed"])
        #expect(try read("type: hl7_time", ["197001010001", "19700101000101.25Z"]) == ["60", "61"])
        #expect(try read("type: any_date", ["19700102", "1970-01-02"]) == ["1970-01-02", "1970-01-02"])
        #expect(
            try read("type: any_time, clock: utc", ["19700101010000+0100", "1970-01-01T01:00:00+01:00"]) == ["0", "0"])
        #expect(
            try read("type: date_precision", ["1970", "197001", "1970-01-02", "1970010203", "1970-01-02T03:04", "x"])
                == ["year", "month", "day", "hour", "minute", "malformed"])
        #expect(try read("type: quantity", ["<0.5", "1e2", "5 mg"]) == ["0.5", "100.0", "malformed"])
        #expect(try read("type: comparator", ["<0.5", "≥ 1", "1", "?"]) == ["<", ">=", nil, "malformed"])
        #expect(try read("type: comparator, default: \"=\"", ["1", "<1"]) == ["=", "<"])
        #expect(try read("type: xs_boolean", ["1", "false", "no"]) == ["true", "false", "malformed"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/London")))
    func clocks() throws {
        // 2026-06-30T23:30:00Z is 1,782,862,200; half past midnight of 1 July in London is an hour more on the clock.
        #expect(
            try read("type: iso_time, clock: Europe/London", ["2026-06-30T23:30:00Z", "2026-06-30T23:30:00"])
                == ["1782865800", "1782862200"])
        #expect(
            try read("type: utc_time, clock: Europe/London", ["2026-06-30T23:30:00Z", "2026-06-30T23:30:00"])
                == ["1782865800", "malformed"])
        #expect(
            try read("type: iso_date, clock: Europe/London", ["2026-06-30T23:30:00Z", "2026-06", "2026-06-30"])
                == ["2026-07-01", "malformed", "2026-06-30"])
        #expect(try read("type: iso_date, clock: shown", ["2026-06-30T23:30:00Z"]) == ["2026-06-30"])
    }

    @Test func textIsCleanedBeforeItIsRead() throws {
        #expect(try read("type: date, trim: true", ["\n  2014-03-04\n "], child: true) == ["2014-03-04"])
        #expect(try read("type: date", ["\n  2014-03-04\n "], child: true) == ["malformed"])
        #expect(try read("type: code, case: upper, values: [A1]", ["a1", "A1", "b1"]) == ["A1", "A1", "not_a_value"])
        #expect(try read("type: text, strip: [\"Patient/\"], prepend: p-", ["Patient/7", "7"]) == ["p-7", "p-7"])
        // White space alone is no value, so a required field misses it and a default fills it.
        #expect(try read("type: text, trim: true, required: true", ["  \n"], child: true) == ["missing"])
        #expect(try read("type: code, trim: true, default: x", ["  \n"], child: true) == ["x"])
    }

    @Test func bounds() throws {
        #expect(
            try read(
                "type: date, min: 1900-01-01, max: 2026-12-31",
                ["1899-12-31", "1900-01-01", "2026-12-31", "2027-01-01"])
                == ["out_of_range", "1900-01-01", "2026-12-31", "out_of_range"])
        #expect(
            try read("type: local_time, min: \"1970-01-01T00:00:01\"", ["1970-01-01T00:00:00", "1970-01-01T00:00:01"])
                == ["out_of_range", "1"])
        #expect(
            try read("type: integer, min: 1, max: 5", ["0", "1", "5", "6"]) == [
                "out_of_range", "1", "5", "out_of_range",
            ])
        #expect(
            try read("type: decimal, min: -0.5, max: 1.5", ["-0.6", "-0.5", "1.5", "1.51"])
                == ["out_of_range", "-0.5", "1.5", "out_of_range"])
        #expect(
            try read("type: money, min: 0, max: 1.5", ["-0.0001", "1.5", "1.5001"])
                == ["out_of_range", "15000", "out_of_range"])
        #expect(try read("type: quantity, max: 10", ["<10", ">10.5"]) == ["10.0", "out_of_range"])
        #expect(try read("type: week, min: 1990-01-01", ["011990", "521989"]) == ["1990-01-01", "out_of_range"])
    }

    @Test func patternsAndLengths() throws {
        #expect(try read("type: code, pattern: \"[A-Z][0-9]{5}\"", ["A81001", "a81001"]) == ["A81001", "pattern"])
        #expect(try read("type: text, max_length: 3", ["éé€", "abcd"]) == ["éé€", "too_long"])
        #expect(try read("type: integer, pattern: \"0.*\"", ["07", "7"]) == ["7", "pattern"])
        #expect(try read("type: code, case: upper, pattern: \"[A-Z]\"", ["a"]) == ["A"])
    }

    @Test func aBadValueMayBeAbsent() throws {
        let mapping = try Mapping(
            yaml: yaml(
                """
                d: {path: "@d", type: date, min: 1900-01-01, malformed: absent}
                c: {path: "@c", type: code, values: [a, b], malformed: absent, default: b}
                p: {path: "@p", type: code, pattern: "[0-9]", malformed: absent}
                m: {path: "@m", type: code, map: {x: "1", default: ~}}
                """), name: "m")
        let xml = """
            <r><v d="2014" c="z" p="x" m="y"/><v d="1899-12-31" c="a" p="1" m="x"/><v d="2000-01-01"/></r>
            """
        let document = try Fixtures.read(Array(xml.utf8), mapping)
        #expect(document.rejects.isEmpty)
        #expect(document.integers("t", "d") == [nil, nil, 10_957])  // 2000-01-01
        #expect(document.texts("t", "c") == ["b", "a", "b"])
        #expect(document.texts("t", "p") == [nil, "1", nil])
        #expect(document.texts("t", "m") == [nil, "1", nil])
        #expect(document.unread == [("t.c", 1), ("t.d", 2), ("t.p", 1)].map { PathCount(path: $0, count: $1) })
        #expect(document.unmapped == [PathCount(path: "t.m", count: 1)])
    }

    @Test func headersHaveTheSameRules() throws {
        func header(_ field: String, _ value: String) throws -> HeaderValue? {
            let mapping = try Mapping(
                yaml: yaml("f: {path: \"@a\", type: text}", header: "header: {h: {path: \"@h\", \(field)}}"), name: "m")
            return try Fixtures.read(Array("<r h=\"\(value)\"/>".utf8), mapping).header.values["h"]
        }
        #expect(try header("type: hl7_date", "19700102") == .date(CalendarDay(number: 1)))
        #expect(try header("type: any_time, clock: utc", "1970-01-01T01:00:00+01:00") == .integer(0))
        #expect(try header("type: code, trim: true, case: upper, map: {A: one, default: other}", " a ") == .text("one"))
        #expect(try header("type: code, map: {A: one, default: other}", "b") == .text("other"))
        #expect(try header("type: code, map: {A: one, default: ~}", "b") == nil)
        #expect(try header("type: quantity", "&lt;5") == .decimal(5))
        #expect(try header("type: comparator", "&lt;5") == .text("<"))
        #expect(try header("type: integer, max: 5, malformed: absent", "6") == nil)
        for (field, value, words) in [
            ("type: integer, max: 5", "6", "is out of its range"), ("type: text, max_length: 1", "ab", "is too long"),
            ("type: text, pattern: a", "b", "has a value that the mapping does not allow"),
            ("type: code, map: {a: x}", "b", "has a value that the mapping does not allow"),
        ] {
            let error = #expect(throws: RefusedDocument.self) { try header(field, value) }
            #expect(error?.message == "the header field `h` \(words)")
        }
    }

    // MARK: Faults of the mapping

    private func fault(_ field: String) -> String? {
        do {
            _ = try Mapping(yaml: yaml("f: {path: \"@a\", \(field)}"), name: "m.yaml")
            return nil
        } catch {
            let items = error.items
            guard items.count == 1, items[0].location?.line == 9 else { return "\(items.map(\.message))" }
            return items[0].message + (items[0].hint.map { " | " + $0 } ?? "")
        }
    }

    @Test func faultsOfRules() {
        for (field, expected) in [
            ("type: code, min: 1", "a field of type code has no `min` | only numbers, dates and times have"),
            ("type: date, min: 1", "`1` is no bound of type date | a bound is written `YYYY-MM-DD`"),
            ("type: integer, max: 1.5", "`1.5` is no bound of type integer | a bound is a number of this type"),
            ("type: integer, min: 2, max: 1", "`max` is less than `min`"),
            ("type: decimal, min: 2, max: 1", "`max` is less than `min`"),
            ("type: date, prepend: x", "a field of type date has no `prepend`"),
            ("type: text, case: uper", "expected upper or lower | did you mean `upper`?"),
            ("type: text, max_length: 0", "expected a number of characters"),
            ("type: text, malformed: maybe", "expected reject or absent"),
            (
                "type: date, required: true, malformed: absent",
                "a required field that is malformed cannot be absent"
            ),
            ("type: comparator, required: true", "a comparator cannot be required: a plain number has none"),
            ("type: token, pattern: x", "a field of type token has no `pattern`"),
            ("type: date, partial: first", "a field of type date has no `partial` | its dates are always whole"),
            (
                "type: any_time, partial: middle",
                "the time of a partial date is its first instant | first or reject"
            ),
            ("type: date, clock: utc", "a field of type date has no `clock` | its texts say no zone"),
            ("type: code, required: true, map: {a: b, default: ~}", "a required field's map has no null"),
            ("type: code, map: {a: ~}", "only the default of a map may be null"),
            ("type: comparator, default: \"!\"", "`!` is no comparator of this field"),
        ] {
            #expect(fault(field) == expected)
        }
        #expect(fault("type: text, pattern: \"(\"")?.hasPrefix("this is no pattern: ") == true)
        #expect(
            fault("type: any_time, clock: Europe/Nowhere")?.hasPrefix("no time zone is named `Europe/Nowhere`") == true)
        #expect(fault("type: partial_date, default: 2014-01-01") == nil)
        #expect(fault("type: identifier, trim: true, strip: x, case: lower") == nil)
    }

    @Test func identifiersAndLookupsAreCleanedToo() throws {
        let mapping = try Mapping(
            yaml: """
                strata-mapping: 1
                name: t
                root: r
                tables:
                  staff:
                    record: r/s
                    fields:
                      id: {path: "@id", type: code, prepend: Staff/}
                      role: {path: "@role", type: code}
                  people:
                    record: r/p
                    fields:
                      id: {path: "@id", type: identifier, strip: Patient/}
                      role: {path: "@by", type: code, trim: true, lookup: {table: staff, by: id, take: role}}
                """, name: "m")
        let xml = "<r><s id=\"1\" role=\"gp\"/><p id=\"Patient/7\" by=\" Staff/1 \"/><p id=\"8\" by=\"1\"/></r>"
        let document = try Fixtures.read(Array(xml.utf8), mapping)
        #expect(document.texts("people", "role") == ["gp", nil])
        let identifiers = document.identifiers(of: "people"), expected = PatientIdentifiers(["7", "8"])
        #expect((0..<2).allSatisfy { identifiers.isEqual($0, to: expected, $0) })
    }
}
