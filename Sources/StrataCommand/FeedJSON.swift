import PipelineFile
import RegistryXML

/// What is known of one document as a JSON object, with keys that stay.
enum FeedJSON {
    static func object(_ file: String, _ survey: FileSurvey, _ document: DocumentSurvey) -> JSONValue {
        .object([
            .init("file", .text(FeedSheet.shown(file))), .init("member", text(document.member)),
            .init("container", .text(survey.container.rawValue)),
            .init("bytes_on_disk", .integer(Int(survey.bytesOnDisk))),
            .init("bytes", .integer(Int(document.bytes))),
            .init("encoding", text(document.declaredEncoding)),
            .init("byte_order_mark", text(document.byteOrderMark?.rawValue)),
            .init("root", .object(["name": .text(document.root), "namespace": text(document.rootNamespace)])),
            .init("format", document.format.map(format) ?? .raw("null")),
            .init("elements", .integer(document.elements)), .init("attributes", .integer(document.attributes)),
            .init("text_bytes", .integer(Int(document.textBytes))), .init("depth", .integer(document.depth)),
            .init("longest_attribute", .integer(document.longestAttribute)),
            .init("longest_text", .integer(document.longestText)), .init("lines", .integer(document.lines)),
            .init("longest_line", .integer(document.longestLine)),
            .init("namespaces", .list(document.namespaces.map(namespace))),
            .init("paths", .list(document.paths.map(path))),
            .init("elements_left_out", .integer(document.elementsLeftOut)),
            .init("attributes_left_out", .integer(document.attributesLeftOut)),
            .init("skeleton", text(MappingSkeleton(document).yaml)),
        ])
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .raw("null") }

    private static func format(_ format: FormatGuess) -> JSONValue {
        .object([
            "id": .text(format.id), "title": .text(format.title), "certain": .boolean(format.isCertain),
            "mapping": text(format.mapping),
        ])
    }

    private static func namespace(_ namespace: NamespaceSurvey) -> JSONValue {
        .object([
            "prefix": .text(namespace.prefix), "uri": .text(namespace.uri),
            "prefixes": .list(namespace.prefixes.map { .text($0) }), "elements": .integer(namespace.elements),
            "attributes": .integer(namespace.attributes),
        ])
    }

    private static func path(_ path: PathSurvey) -> JSONValue {
        .object([
            "path": .text(path.path), "count": .integer(path.count), "least": .integer(path.perParent.lowerBound),
            "most": .integer(path.perParent.upperBound), "mixed": .integer(path.mixed),
            "text": path.text.map(values) ?? .raw("null"),
            "attributes": .list(
                path.attributes.map { attribute in
                    .object([
                        "name": .text(attribute.name), "count": .integer(attribute.count),
                        "values": values(attribute.values),
                    ])
                }),
        ])
    }

    private static func values(_ values: ValueSurvey) -> JSONValue {
        .object([
            "kind": .text(values.kind.rawValue), "count": .integer(values.count), "empty": .integer(values.empty),
            "matching": .integer(values.matching), "shortest": .integer(values.bytes.lowerBound),
            "longest": .integer(values.bytes.upperBound), "distinct": .integer(values.distinct),
            "more_distinct": .boolean(values.hasMoreDistinct),
        ])
    }
}
