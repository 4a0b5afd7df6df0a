/// A mapping proposed from what one document holds: a table for every element that repeats, with its attributes and the
/// elements that stand once inside it as fields.
///
/// It is a whole mapping, and loads as it is. What looks like an NHS number is proposed as one, once a table; a second
/// one, long text and base64 stand in comments, so that nobody takes them by accident.
public struct MappingSkeleton: Sendable {
    /// The mapping; `nil` where the root's name cannot be said in a path.
    public let yaml: String?

    static let mostFields = 60
    static let mostTables = 40

    public init(_ survey: DocumentSurvey) {
        guard let root = survey.paths.first, root.isPlain else {
            yaml = nil
            return
        }
        let outline = SkeletonOutline(survey)
        var text = """
            # A proposal by `strata feed inspect`, from what one document holds: rename, take out, add.
            # Take out what says who people are (names, addresses, free text) and what nobody needs.

            """
        if let format = survey.format, let mapping = format.mapping {
            text += "# \(format.title): `mappings/\(mapping).yaml` is made for this format.\n"
        }
        text += "strata-mapping: 1\nname: proposal\n"
        let used = Set(outline.usable.map { survey.paths[$0].namespace })
        let bound = survey.namespaces.enumerated().filter { used.contains($0.offset) }.map(\.element)
        if !bound.isEmpty {
            text += "namespaces:\n"
            for namespace in bound { text += "  \(namespace.prefix): \(Self.quoted(namespace.uri))\n" }
        }
        text += "root: \(Self.quoted(root.name))\ndoctype: refuse\n"
        text += Self.header(outline)
        text += Self.tables(outline)
        if outline.unnamed > 0 {
            text += "\n# Left out: \(outline.unnamed) elements and attributes that a path cannot name.\n"
        }
        yaml = text
    }

    private static func header(_ outline: SkeletonOutline) -> String {
        var text =
            "\n# read_xml needs source, extracted, period_end and content, and takes sequence: rename what is one of them.\n"
        let rows = outline.fields(of: nil)
        text += rows.contains { !$0.isComment } ? "header:\n" : "# header:\n"
        return text + lines(rows, indent: "  ")
    }

    private static func tables(_ outline: SkeletonOutline) -> String {
        var text = "\ntables:\n"
        for (place, record) in outline.records.prefix(mostTables).enumerated() {
            let path = outline.survey.paths[record]
            let rows = outline.fields(of: record)
            if place > 0 { text += "\n" }
            text += "  \(outline.tableNames[place]):\(path.count == 1 ? "" : "  # \(path.count) records")\n"
            text += "    record: \(quoted(path.path))\n"
            if let parent = outline.parent(of: place) { text += "    parent: \(outline.tableNames[parent])\n" }
            if !rows.contains(where: { !$0.isComment }) {
                text += "    fields: {}\n"
            } else {
                text += "    fields:\n"
            }
            text += lines(rows, indent: "      ")
            let hasPerson = rows.contains { $0.type == .nhsNumber && !$0.isComment }
            if hasPerson, !rows.contains(where: { $0.type == .identifier }) {
                text += "      # Which field is the patient's local id? Give it `type: identifier, required: true`.\n"
            }
        }
        let more = outline.records.count - mostTables
        if more > 0 { text += "\n# Left out: \(more) more elements that repeat.\n" }
        return text
    }

    private static func lines(_ rows: [SkeletonField], indent: String) -> String {
        var text = ""
        for row in rows.prefix(mostFields) {
            let required = row.type == .identifier ? ", required: true" : ""
            text += indent + (row.isComment ? "# " : "")
            text += "\(row.name): {path: \(quoted(row.path)), type: \(row.type.rawValue)\(required)}"
            text += row.remark.isEmpty ? "\n" : "  # \(row.remark)\n"
        }
        if rows.count > mostFields { text += indent + "# Left out: \(rows.count - mostFields) more.\n" }
        return text
    }

    /// A YAML string in quotes.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

/// A field of a proposed table.
struct SkeletonField {
    /// The types of a mapping's fields that are proposed.
    enum FieldType: String {
        case text, code, date, integer, decimal, boolean, week, identifier
        case localTime = "local_time"
        case utcTime = "utc_time"
        case dateOrTime = "date_or_time"
        case isoTime = "iso_time"
        case nhsNumber = "nhs_number"
    }

    var name = ""
    /// The names of the elements and the attribute on the way to it.
    var words: [String]
    /// How many of its last words its name has at least.
    var least: Int
    /// From the record.
    var path: String
    var type: FieldType
    var remark = ""
    /// Whether it stands in a comment only.
    var isComment = false
    /// Whether it may be the patient's local id.
    var mayIdentify = false

    /// Text of more bytes than this is long.
    static let longText = 200

    init(words: [String], least: Int, path: String, values: ValueSurvey) {
        self.words = words
        self.least = least
        self.path = path
        let isSure = values.matching == values.count
        (type, remark) = Self.proposal(values.kind)
        if !isSure, type != .nhsNumber, type != .text {
            remark = "\(values.count - values.matching) of \(values.count) are no \(type.rawValue)"
            type = .text
        }
        switch values.kind {
        case .none, .tenDigits, .base64: isComment = true
        case .text where values.bytes.upperBound > Self.longText:
            isComment = true
            remark = "long text"
        default: break
        }
        mayIdentify =
            values.count > 0 && values.distinct == values.count && !values.hasMoreDistinct
            || values.kind == .identifier || values.kind == .uuid
    }

    private static func proposal(_ kind: ValueKind) -> (FieldType, String) {
        switch kind {
        case .none: (.text, "always empty")
        case .nhsNumber: (.nhsNumber, "looks like an NHS number")
        case .tenDigits: (.text, "ten digits, mostly no NHS numbers")
        case .boolean: (.boolean, "")
        case .date: (.date, "")
        case .localTime: (.localTime, "")
        case .utcTime: (.utcTime, "")
        case .time, .dateOrAnyTime: (.isoTime, "")
        case .dateOrTime: (.dateOrTime, "")
        case .partialDate: (.text, "dates, some without month or day")
        case .hl7Date: (.text, "HL7 dates, YYYYMMDD[hhmm[ss]]")
        case .week: (.week, "")
        case .integer: (.integer, "")
        case .decimal: (.decimal, "")
        case .code, .oid: (.code, "")
        case .uuid: (.text, "UUIDs")
        case .base64: (.text, "base64")
        case .uri, .identifier, .text: (.text, "")
        }
    }
}
