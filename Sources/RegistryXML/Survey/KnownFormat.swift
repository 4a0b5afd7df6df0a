/// Which format a document is, as far as its names tell.
public struct FormatGuess: Sendable, Hashable {
    /// A word that stays, for programs: `fhir-r4`.
    public var id: String
    /// The format as people know it, with its version where that is told.
    public var title: String
    /// The mapping that reads it, by the name of its file; `nil` where none does.
    public var mapping: String?
    /// Whether something in the document decides it, or it is only the likeliest.
    public var isCertain: Bool

    init(_ id: String, _ title: String, mapping: String?, isCertain: Bool = true) {
        self.id = id
        self.title = title
        self.mapping = mapping
        self.isCertain = isCertain
    }
}

/// The formats that are told apart: one row for each, the first that fits holds.
struct KnownFormat {
    let id: String
    let title: String
    let mapping: String?
    /// The root's namespace; `nil` for none. With `isStart`, whatever follows is the version.
    let namespace: String?
    var isStart = false
    /// Root elements; empty for any.
    var roots: [String] = []
    /// How a root's name starts, where its end tells the version.
    var rootStart = ""

    static let hl7 = "urn:hl7-org:v3"
    static let fhir = "http://hl7.org/fhir"
    private static let dictionary = "http://www.datadictionary.nhs.uk/messages/"

    static let all: [KnownFormat] = [
        KnownFormat(
            id: "registry-feed", title: "Strata registry feed", mapping: "registry-feed",
            namespace: "urn:strata:registry-feed:", isStart: true, roots: ["registryFeed"]),
        KnownFormat(
            id: "gpdata-extract", title: "GPDataExtract", mapping: "gpdata-extract",
            namespace: "http://www.nhsdigital.nhs.uk/GPDFSU/XMLSchema/GPDataExtract/ns", roots: ["gpdata-extract"]),
        KnownFormat(
            id: "ods", title: "ODS organisations (HSCOrgRefData)", mapping: "ods",
            namespace: "http://refdata.hscic.gov.uk/org/v", isStart: true, roots: ["OrgRefData"]),
        KnownFormat(
            id: "ods", title: "ODS organisations (one bare Organisation)", mapping: "ods", namespace: nil,
            roots: ["Organisation"]),
        KnownFormat(id: "fhir", title: "FHIR", mapping: nil, namespace: fhir),
        KnownFormat(
            id: "ukrdc", title: "UKRDC RDA", mapping: "ukrdc", namespace: "http://www.rixg.org.uk/",
            roots: ["PatientRecord"]),
        KnownFormat(id: "cda", title: "CDA", mapping: "ccda", namespace: hl7, roots: ["ClinicalDocument"]),
        KnownFormat(
            id: "gp2gp", title: "GP2GP EhrExtract", mapping: "gp2gp", namespace: hl7, roots: ["EhrExtract"],
            rootStart: "RCMR_IN"),
        KnownFormat(
            id: "cosd-pathology", title: "COSD Pathology", mapping: nil, namespace: dictionary + "COSD_Pathology-v",
            isStart: true),
        KnownFormat(
            id: "cosd", title: "COSD", mapping: "cosd", namespace: dictionary + "COSD-v", isStart: true,
            roots: ["COSD"]),
        KnownFormat(
            id: "sact", title: "SACT", mapping: "sact", namespace: dictionary + "SACT-v", isStart: true,
            roots: ["SACT"]),
        KnownFormat(
            id: "naaccr", title: "NAACCR XML", mapping: "naaccr", namespace: "http://naaccr.org/naaccrxml",
            roots: ["NaaccrData"]),
        KnownFormat(
            id: "naaccr", title: "NAACCR XML", mapping: "naaccr", namespace: nil, roots: ["NaaccrData"]),
    ]

    /// Namespaces that hide nothing, and the prefix that a default namespace gets for each.
    static let namespaces: [(uri: String, isStart: Bool, prefix: String)] =
        [
            ("http://www.w3.org/2001/XMLSchema-instance", false, "xsi"),
            ("http://www.w3.org/XML/1998/namespace", false, "xml"),
            ("http://www.w3.org/1999/xhtml", false, "xhtml"),
            ("http://www.w3.org/1999/xlink", false, "xlink"),
            ("urn:hl7-org:sdtc", false, "sdtc"),
        ]
        + all.compactMap { format in
            let prefixes = [
                "registry-feed": "r", "gpdata-extract": "g", "ods": "h", "fhir": "f", "ukrdc": "u", "cda": "h",
                "gp2gp": "h", "naaccr": "n", "cosd": "c", "sact": "s",
            ]
            return format.namespace.map { ($0, format.isStart, prefixes[format.id] ?? "n") }
        }

    /// The format of a document whose root this is.
    static func of(root: String, namespace: String?, _ clues: FormatClues) -> FormatGuess? {
        for format in all {
            guard let version = format.version(namespace), format.takes(root) else { continue }
            switch format.id {
            case "fhir": return clues.fhir(resource: root)
            case "cda": return clues.cda
            case "ods" where namespace == nil && !clues.isOrganisation: return nil
            default:
                let title = version.isEmpty ? format.title : "\(format.title) \(version)"
                return FormatGuess(format.id, title, mapping: format.mapping)
            }
        }
        return nil
    }

    private func takes(_ root: String) -> Bool {
        if !rootStart.isEmpty, root.hasPrefix(rootStart) { return true }
        return roots.isEmpty || roots.contains(root)
    }

    /// What follows a namespace's start, or nothing; `nil` where the namespace is another.
    private func version(_ given: String?) -> String? {
        guard let namespace else { return given == nil ? "" : nil }
        guard let given else { return nil }
        guard isStart else { return given == namespace ? "" : nil }
        guard given.hasPrefix(namespace) else { return nil }
        let rest = given.dropFirst(namespace.count)
        let isVersion = rest.utf8.count <= 8 && rest.utf8.allSatisfy { $0 &- 0x30 <= 9 || $0 == 0x2D || $0 == 0x2E }
        return isVersion ? String(rest.map { $0 == "-" ? "." : $0 }) : ""
    }
}
