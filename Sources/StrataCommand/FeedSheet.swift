import RegistryXML

/// What is known of one document, as the terminal shows it.
struct FeedSheet {
    let file: String
    let survey: FileSurvey
    let document: DocumentSurvey

    init(_ file: String, _ survey: FileSurvey, _ document: DocumentSurvey) {
        self.file = file
        self.survey = survey
        self.document = document
    }

    /// A file as messages call it.
    static func shown(_ file: String) -> String { file == "-" ? "standard input" : file }

    var text: String {
        var text = Self.shown(file) + (document.member.map { "!/\($0)" } ?? "") + "\n"
        text += TextTable.lines(summary, indent: "  ").joined()
        if !document.namespaces.isEmpty {
            text += "\nNamespaces\n" + TextTable.lines(namespaces, indent: "  ").joined()
        }
        text += "\nPaths\n" + TextTable.lines(paths, indent: "  ").joined()
        if document.elementsLeftOut + document.attributesLeftOut > 0 {
            text +=
                "  Left out: \(Figure.grouped(document.elementsLeftOut)) elements and "
                + "\(Figure.grouped(document.attributesLeftOut)) attributes, of more paths than are told apart.\n"
        }
        if MappingSkeleton(document).yaml != nil {
            text += "\nA proposed mapping: strata feed inspect --skeleton \(file)\n"
        }
        return text
    }

    // MARK: Summary

    private var summary: [[String]] {
        let root = document.root + (document.rootNamespace.map { " in \($0)" } ?? ", in no namespace")
        return [
            ["format", format], ["file", container], ["encoding", encoding], ["root", root],
            [
                "holds",
                "\(count(document.elements, "element")), \(count(document.attributes, "attribute")), "
                    + "\(Figure.bytes(Int(document.textBytes))) of text, \(document.depth) deep",
            ],
            [
                "longest",
                "attribute \(Figure.grouped(document.longestAttribute)) bytes, text "
                    + "\(Figure.grouped(document.longestText)) bytes, line \(Figure.grouped(document.longestLine)) bytes",
            ],
            ["lines", lines],
        ]
    }

    private func count(_ number: Int, _ noun: String) -> String {
        "\(Figure.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    private var format: String {
        guard let format = document.format else { return "not one that is known; a mapping file reads it" }
        let likely = format.isCertain ? "" : ", likely"
        guard let mapping = format.mapping else { return "\(format.title)\(likely); no mapping is shipped for it" }
        return "\(format.title)\(likely); read with mappings/\(mapping).yaml"
    }

    private var container: String {
        let xml = "\(Figure.bytes(Int(document.bytes))) of XML"
        switch survey.container {
        case .plain: return "plain, \(xml)"
        case .gzip: return "gzip, \(Figure.bytes(Int(survey.bytesOnDisk))) on disk, \(xml)"
        case .zip: return "zip, \(Figure.bytes(Int(survey.bytesOnDisk))) on disk, \(xml)"
        }
    }

    private var encoding: String {
        let declared = document.declaredEncoding.map { "\($0) declared" } ?? "none declared"
        let mark = document.byteOrderMark.map { "byte order mark of \($0.rawValue)" } ?? "no byte order mark"
        return "\(declared), \(mark)"
    }

    private var lines: String {
        document.lines <= 1
            ? "1: the whole file is one line, so places are told by their byte"
            : Figure.grouped(document.lines)
    }

    private var namespaces: [[String]] {
        [["PREFIX", "IN THE FILE", "ELEMENTS", "ATTRIBUTES", "NAMESPACE"]]
            + document.namespaces.map { namespace in
                let own = namespace.prefixes.map { $0.isEmpty ? "(default)" : $0 }.joined(separator: " ")
                return [
                    namespace.prefix, own, Figure.grouped(namespace.elements), Figure.grouped(namespace.attributes),
                    namespace.uri,
                ]
            }
    }

    // MARK: Paths

    private var paths: [[String]] {
        var rows = [["COUNT", "EACH", "VALUES", "BYTES", "PATH"]]
        for path in document.paths {
            let each = path.parent == nil ? "" : Self.range(path.perParent)
            var words = path.text.map(Self.kind) ?? ""
            if path.mixed > 0 { words += (words.isEmpty ? "" : "; ") + "text among elements" }
            rows.append([
                Figure.grouped(path.count), each, words, path.text.map { Self.range($0.bytes) } ?? "", path.path,
            ])
            for attribute in path.attributes {
                rows.append([
                    Figure.grouped(attribute.count), Self.share(attribute.count, of: path.count),
                    Self.kind(attribute.values), Self.range(attribute.values.bytes), "\(path.path)/@\(attribute.name)",
                ])
            }
        }
        return rows
    }

    private static func range(_ range: ClosedRange<Int>) -> String {
        range.lowerBound == range.upperBound
            ? Figure.grouped(range.lowerBound)
            : "\(Figure.grouped(range.lowerBound))–\(Figure.grouped(range.upperBound))"
    }

    /// A share as whole percent; what is not all is never 100%, and what is not none never 0%.
    static func share(_ part: Int, of whole: Int) -> String {
        if part == whole { return "100%" }
        if part == 0 || whole == 0 { return "0%" }
        return "\(min(99, max(1, Int((Double(part) / Double(whole) * 100).rounded()))))%"
    }

    /// How much values differ, where there is more than one.
    private static func difference(_ values: ValueSurvey) -> String {
        if values.count <= 1 { return "" }
        if values.hasMoreDistinct { return ", over \(Figure.grouped(values.distinct)) different" }
        if values.distinct == 1 { return ", always the same" }
        return values.distinct == values.count ? ", all different" : ", \(Figure.grouped(values.distinct)) different"
    }

    /// The kind of values in words, with how many differ where that tells something.
    static func kind(_ values: ValueSurvey) -> String {
        var words =
            switch values.kind {
            case .none: "always empty"
            case .nhsNumber: "NHS number, \(share(values.matching, of: values.count)) valid"
            case .tenDigits: "ten digits, mostly no NHS numbers"
            case .boolean: "boolean"
            case .date: "date"
            case .localTime: "time"
            case .utcTime: "time, UTC"
            case .time: "time with zone or fraction"
            case .dateOrTime: "date or time"
            case .dateOrAnyTime: "date or time with zone"
            case .partialDate: "partial date"
            case .hl7Date: "HL7 date"
            case .week: "week WWYYYY"
            case .integer: "integer"
            case .decimal: "decimal"
            case .code: "code" + difference(values)
            case .uuid: "UUID" + difference(values)
            case .uri: "URI" + difference(values)
            case .oid: "OID" + difference(values)
            case .base64: "base64"
            case .identifier: "identifier" + difference(values)
            case .text: "text" + difference(values)
            }
        if values.matching < values.count, values.kind != .nhsNumber, values.kind != .tenDigits {
            words += ", \(share(values.matching, of: values.count)) of them"
        }
        if values.empty > 0, values.kind != .none {
            words += ", \(share(values.empty, of: values.count + values.empty)) empty"
        }
        return words
    }
}
