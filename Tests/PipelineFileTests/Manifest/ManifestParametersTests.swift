import StageKit
import Testing

@testable import PipelineFile

@Suite struct ManifestParametersTests {
    private static func manifest(_ properties: String, required: String = "[]") -> String {
        SoundManifest.whole + """
            parameters:
              type: object
              properties: {\(properties)}
              required: \(required)
              additionalProperties: false
            """
    }

    private func parameters(_ properties: String, required: String = "[]") throws -> [AnyStageOption] {
        let read = ManifestReader.read(
            Self.manifest(properties, required: required), of: StagePath("/nowhere/x", shown: "x"))
        #expect(read.faults.map(\.message) == [])
        return try #require(read.manifest).parameters
    }

    private func value(_ text: String, of option: AnyStageOption) -> String {
        let node = SettingNode(.scalar(text), at: SourceLocation(file: "p.yaml"))
        do throws(SettingFault) {
            return JSONValue(try option.parse(node, SettingContext(folder: "/house"))).line
        } catch {
            return error.message
        }
    }

    /// A value as it is given, and as the stage gets it or why not.
    @Test(arguments: [
        ("{type: string}", "a b", "\"a b\""),
        ("{type: string, minLength: 3}", "äöü", "\"äöü\""),
        ("{type: string, minLength: 3}", "ab", "too short: at least 3 characters"),
        ("{type: string, pattern: '^[A-Z]+$'}", "AB", "\"AB\""),
        ("{type: string, pattern: '^[A-Z]+$'}", "Ab", "'Ab' does not match ^[A-Z]+$"),
        ("{type: string, pattern: b}", "abc", "\"abc\""),
        ("{type: string, enum: [gp, nurse]}", "nurse", "\"nurse\""),
        ("{type: string, enum: [gp, nurse]}", "nurs", "'nurs' is not one of the values"),
        ("{type: string, format: date}", "2026-02-28", "\"2026-02-28\""),
        ("{type: string, format: date}", "2026-02-30", "expected a date, as 2026-11-20, not '2026-02-30'"),
        ("{type: string, format: months}", "24 months", "\"24 months\""),
        ("{type: string, format: path}", "a/b.csv", "\"/house/a/b.csv\""),
        ("{type: string, format: path}", "/a", "\"/a\""),
        ("{type: integer}", "-7", "-7"),
        ("{type: integer}", "7.5", "expected a whole number, not '7.5'"),
        ("{type: integer, minimum: 1, maximum: 3}", "3", "3"),
        ("{type: integer, minimum: 1, maximum: 3}", "0", "0 is too small: at least 1"),
        ("{type: integer, minimum: 1, maximum: 3}", "4", "4 is too large: at most 3"),
        ("{type: integer, enum: [1, 2]}", "3", "'3' is not one of the values"),
        ("{type: number}", "0.25", "0.25"),
        ("{type: number}", "3", "3.0"),
        ("{type: number}", "nan", "expected a number, not 'nan'"),
        ("{type: number}", "0x10", "expected a number, not '0x10'"),
        ("{type: number, minimum: 0.5}", "0.4", "0.4 is too small: at least 0.5"),
        ("{type: number, maximum: 1}", "1.5", "1.5 is too large: at most 1.0"),
        ("{type: boolean}", "true", "true"),
        ("{type: boolean}", "yes", "expected true or false, not 'yes'"),
        ("{type: array, items: {type: integer, minimum: 2}}", "2", "[2]"),
        ("{type: array, items: {type: integer, minimum: 2}}", "1", "1 is too small: at least 2"),
    ])
    func values(_ schema: String, _ given: String, _ outcome: String) throws {
        let option = try #require(try parameters("p: \(schema)").first)
        #expect(value(given, of: option) == outcome)
    }

    @Test func listsTellWhichValueIsWrong() throws {
        let option = try #require(try parameters("p: {type: array, items: {type: string, enum: [a, b]}}").first)
        func node(_ texts: [String]) -> SettingNode {
            let nodes = texts.enumerated().map {
                SettingNode(.scalar($1), at: SourceLocation(file: "p.yaml", line: 1, column: $0 + 1))
            }
            return SettingNode(.list(nodes), at: SourceLocation(file: "p.yaml", line: 1, column: 1))
        }
        let context = SettingContext(folder: "/house")
        #expect(JSONValue(try option.parse(node(["b", "a"]), context)).line == #"["b", "a"]"#)
        #expect {
            _ = try option.parse(node(["a", "c", "b"]), context)
        } throws: { ($0 as? SettingFault)?.location?.column == 2 }
    }

    @Test func defaultsAndWhatIsRequired() throws {
        let options = try parameters(
            """
            a: {type: integer, default: 3, description: How many.}, b: {type: string}, c: {type: string, format: path,
            default: codes.csv}, d: {type: array, items: {type: number}, default: [1, 2.5]}
            """, required: "[b]")
        #expect(options.map(\.name) == ["a", "b", "c", "d"])
        #expect(options.map(\.isRequired) == [false, true, false, false])
        #expect(options.map(\.help) == ["How many.", "", "", ""])
        #expect(options.map(\.defaultText) == ["3", nil, "codes.csv", "[1.0, 2.5]"])
        // A default path is a file of the stage's own.
        #expect(options[2].defaultValue as? StagePath == StagePath("/nowhere/x/codes.csv", shown: "codes.csv"))
        #expect(options[3].defaultValue as? [Double] == [1, 2.5])
    }

    @Test func wordsForPeopleAndEditors() throws {
        let options = try parameters(
            """
            a: {type: integer, minimum: 1, maximum: 9}, b: {type: number, minimum: 0.5, maximum: 2},
            c: {type: string, enum: [x, y]}, d: {type: array, items: {type: string, format: date}},
            e: {type: string, minLength: 2, pattern: "^a"}
            """)
        #expect(
            options.map(\.kind) == [
                "integer", "number, at least 0.5, at most 2.0", "`x`, `y`", "list of date",
                "text, at least 2 characters, like `^a`",
            ])
        #expect(options[0].minimum == 1 && options[0].maximum == 9 && options[1].minimum == nil)
        #expect(
            options.map(\.jsonSchema) == [
                #"{"type": "integer", "minimum": 1, "maximum": 9}"#,
                #"{"type": "number", "minimum": 0.5, "maximum": 2.0}"#, #"{"type": "string", "enum": ["x", "y"]}"#,
                #"{"anyOf": [{"type": "array", "items": {"type": "string", "format": "date"}}, "#
                    + #"{"type": "string", "format": "date"}]}"#,
                #"{"type": "string", "minLength": 2, "pattern": "^a"}"#,
            ])
    }

    @Test(arguments: [
        ("{}", "parameter 'p' has no type"),
        ("{type: object}", "there is no type 'object'"),
        ("{type: [string, 'null']}", "expected the name of a type"),
        ("{type: string, maxLength: 3}", "parameter 'p': keyword 'maxLength' is not supported"),
        ("{type: string, minimum: 3}", "only an integer or a number has a minimum"),
        ("{type: integer, minLength: 3}", "only a string without a format has a minLength"),
        ("{type: integer, minimum: 1.5}", "expected a whole number, not '1.5'"),
        ("{type: integer, format: date}", "only a string has a format"),
        ("{type: string, format: uri}", "there is no format 'uri'"),
        ("{type: string, pattern: '(['}", "'([' is not a regular expression"),
        ("{type: boolean, enum: [true]}", "only a string without a format, an integer or a number has an enum"),
        ("{type: integer, enum: [1, x]}", "a value of the enum: expected a whole number, not 'x'"),
        ("{type: integer, minimum: 5, default: 3}", "default of parameter 'p': 3 is too small: at least 5"),
        ("{type: array}", "parameter 'p' does not say what its items are"),
        ("{type: array, items: {type: array}}", "there is no type 'array'"),
        (
            "{type: array, items: {type: string, default: a}}",
            "items of parameter 'p': keyword 'default' is not supported"
        ),
        ("{type: array, minimum: 1, items: {type: integer}}", "'minimum' of an array is that of its items"),
        ("{type: string, items: {type: string}}", "only an array has items"),
    ])
    func oneFault(_ schema: String, _ message: String) {
        let told = SoundManifest.told(Self.manifest("p: \(schema)")).filter { !$0.hasPrefix("hint: ") }
        #expect(told.count == 1)
        #expect(told.first?.split(separator: " ", maxSplits: 1).last.map(String.init) == message)
        #expect(told.first?.hasPrefix("15:") == true)
    }

    @Test func theSchemaItself() {
        let text =
            SoundManifest.whole + """
                parameters:
                  type: array
                  properties: {Big: {type: string}, both: {type: integer, default: 1}}
                  required: [bot, both]
                  additionalProperties: true
                  patternProperties: {}
                """
        #expect(
            SoundManifest.told(text) == [
                "14:9 parameters are of type object",
                "15:16 'Big' cannot be the name of a parameter",
                "hint: lower-case letters, digits and _, beginning with a letter",
                "15:59 parameter 'both' is required and has a default", "hint: take one of the two out",
                "16:14 there is no parameter 'bot'", "hint: did you mean 'both'? they are Big, both",
                "17:25 a stage takes no parameters but those that it names",
                "hint: write 'additionalProperties: false', or leave it out",
                "18:3 the parameters: keyword 'patternProperties' is not supported",
                "hint: those supported are type, properties, required, additionalProperties",
            ])
    }
}
