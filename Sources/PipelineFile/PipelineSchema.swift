public import StageKit

/// The JSON Schema of pipeline files: editors complete and check against it while somebody types.
public enum PipelineSchema {
    /// The schema, JSON Schema draft 7 (which editors' YAML support knows), for the stages of `families`.
    public static func json(_ families: [StageFamily]) -> String {
        schema(StageCatalogue(families)).indented() + "\n"
    }

    private static func schema(_ catalogue: StageCatalogue) -> JSONValue {
        .object([
            "$schema": .text("http://json-schema.org/draft-07/schema#"),
            "title": .text("Strata pipeline"),
            "type": .text("object"),
            "required": .list([.text("strata"), .text("name"), .text("stages")]),
            "additionalProperties": .boolean(false),
            "properties": .object([
                "strata": .object(["const": .integer(1), "description": .text("Version of the file's form.")]),
                "name": .object([
                    "type": .text("string"), "pattern": .text("^[a-z][a-z0-9_-]{0,63}$"),
                    "description": .text("A plain word; releases stand in a folder of this name."),
                ]),
                "title": text("What the pipeline is for, in words."),
                "publisher": text("Who publishes; a column of the indicator file."),
                "timezone": text("The zone whose clock the feeds are written by, as Europe/London."),
                "parameters": .object([
                    "type": .text("object"),
                    "description": .text("Values that --set can change; options use them as ${name}."),
                    "propertyNames": .object(["pattern": .text(namePattern)]),
                    "additionalProperties": parameter,
                ]),
                "stages": .object([
                    "type": .text("object"), "minProperties": .integer(1),
                    "description": .text("The steps, by name; 'from' says which reads from which."),
                    "propertyNames": .object(["pattern": .text(namePattern)]),
                    "additionalProperties": stage(catalogue),
                ]),
            ]),
        ])
    }

    private static let namePattern = "^[a-z][a-z0-9_]{0,63}$"

    private static func text(_ description: String) -> JSONValue {
        .object(["type": .text("string"), "description": .text(description)])
    }

    private static var parameter: JSONValue {
        .object([
            "type": .text("object"),
            "required": .list([.text("type")]),
            "additionalProperties": .boolean(false),
            "properties": .object([
                "type": .object(["enum": .list(PipelineParameter.Kind.allCases.map { .text($0.rawValue) })]),
                "default": .object([
                    "type": .list([.text("string"), .text("integer"), .text("boolean")]),
                    "description": .text("What holds unless --set gives another value."),
                ]),
                "help": text("What it is, for people."),
                "values": .object([
                    "type": .text("array"), "minItems": .integer(1), "description": .text("The values of a choice."),
                ]),
                "minimum": .object(["type": .text("integer"), "description": .text("Smallest integer allowed.")]),
                "maximum": .object(["type": .text("integer"), "description": .text("Largest integer allowed.")]),
            ]),
        ])
    }

    /// `uses` is one of the names, and then `with` has that stage's options.
    private static func stage(_ catalogue: StageCatalogue) -> JSONValue {
        let names: [JSONValue] = catalogue.entries.map { entry in
            .object([
                "const": .text(entry.descriptor.name), "description": .text(entry.descriptor.summary),
            ])
        }
        let reference = JSONValue.object(["type": .text("string"), "pattern": .text(#"^[a-z][a-z0-9_]*(\.[^.]+)?$"#)])
        return .object([
            "type": .text("object"),
            "required": .list([.text("uses")]),
            "additionalProperties": .boolean(false),
            "properties": .object([
                "uses": .object(["description": .text("Which stage."), "oneOf": .list(names)]),
                "from": .object([
                    "description": .text("The stages it reads from, as 'stage' or 'stage.table'."),
                    "anyOf": .list([reference, .object(["type": .text("array"), "items": reference])]),
                ]),
                "with": .object(["description": .text("Options."), "type": .list([.text("object"), .text("null")])]),
            ]),
            "allOf": .list(catalogue.entries.map { rule(for: $0) }),
        ])
    }

    private static func rule(for entry: StageCatalogue.Entry) -> JSONValue {
        let descriptor = entry.descriptor
        let required = descriptor.options.filter(\.isRequired).map { JSONValue.text($0.name) }
        var with: [JSONValue.Member] = [
            .init("description", .text(descriptor.summary)),
            .init("additionalProperties", .boolean(false)),
            .init("properties", .object(descriptor.options.map { .init($0.name, option($0)) })),
        ]
        if !required.isEmpty { with.append(.init("required", .list(required))) }
        var then: [JSONValue.Member] = []
        var needed = required.isEmpty ? [] : [JSONValue.text("with")]
        if entry.role.readsFiles {
            then.append(.init("properties", .object([.init("with", .object(with)), .init("from", .boolean(false))])))
        } else {
            then.append(.init("properties", .object([.init("with", .object(with))])))
            needed.append(.text("from"))
        }
        if !needed.isEmpty { then.append(.init("required", .list(needed))) }
        return .object([
            "if": .object([
                "properties": .object(["uses": .object(["const": .text(descriptor.name)])]),
                "required": .list([.text("uses")]),
            ]),
            "then": .object(then),
        ])
    }

    /// The option's own values, or a text that refers to parameters.
    private static func option(_ option: AnyStageOption) -> JSONValue {
        var help = option.help
        if let text = option.defaultText, !text.isEmpty { help += " Default: \(text)." }
        var own: [JSONValue] = [.raw(option.jsonSchema)]
        var bounds: [JSONValue.Member] = []
        if let minimum = option.minimum { bounds.append(.init("minimum", .integer(minimum))) }
        if let maximum = option.maximum { bounds.append(.init("maximum", .integer(maximum))) }
        if !bounds.isEmpty { own.append(.object(bounds)) }
        return .object([
            "description": .text(help),
            "anyOf": .list([
                own.count == 1 ? own[0] : .object(["allOf": .list(own)]),
                .object(["type": .text("string"), "pattern": .text(#"\$\{[a-z][a-z0-9_]*\}"#)]),
            ]),
        ])
    }
}
