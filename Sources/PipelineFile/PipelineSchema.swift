public import StageKit

/// The JSON Schema of pipeline files: editors complete and check against it while somebody types.
public enum PipelineSchema {
    /// The schema, JSON Schema draft 7 (which editors' YAML support knows), for the stages of `families`.
    public static func json(_ families: [StageFamily]) -> String { json(StageCatalogue(families)) }

    /// The same for the stages of `catalogue`, and for those that a pipeline names by path.
    public static func json(_ catalogue: StageCatalogue, paths: [(path: String, manifest: ChildManifest)] = [])
        -> String
    {
        let rules = catalogue.entries.map { rule(for: $0, as: $0.descriptor.name) }
        return schema(
            catalogue, rules: rules + paths.map { rule(for: StageCatalogue.Entry($0.manifest), as: $0.path) }
        ).indented() + "\n"
    }

    private static func schema(_ catalogue: StageCatalogue, rules: [JSONValue]) -> JSONValue {
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
                    "additionalProperties": stage(catalogue, rules: rules),
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
    private static func stage(_ catalogue: StageCatalogue, rules: [JSONValue]) -> JSONValue {
        var names: [JSONValue] = catalogue.entries.map { entry in
            .object([
                "const": .text(entry.descriptor.name), "description": .text(entry.descriptor.summary),
            ])
        }
        names.append(
            .object([
                "type": .text("string"), "pattern": .text("/"),
                "description": .text("The folder of a stage, a path from this file."),
            ]))
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
                "grant": .object([
                    "const": .text(Sensitivity.pseudonymous.rawValue),
                    "description": .text("What a stage that is no part of strata may be given."),
                ]),
            ]),
            "allOf": .list(rules),
        ])
    }

    private static func rule(for entry: StageCatalogue.Entry, as name: String) -> JSONValue {
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
        var properties = [JSONValue.Member("with", .object(with))]
        if entry.role.readsFiles {
            properties.append(.init("from", .boolean(false)))
        } else {
            needed.append(.text("from"))
        }
        if entry.manifest?.needsGrant == true {
            needed.append(.text("grant"))
        } else {
            properties.append(.init("grant", .boolean(false)))
        }
        then.append(.init("properties", .object(properties)))
        if !needed.isEmpty { then.append(.init("required", .list(needed))) }
        return .object([
            "if": .object([
                "properties": .object(["uses": .object(["const": .text(name)])]),
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
