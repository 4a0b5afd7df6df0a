import StageKit

/// The reference tables that `read_csv` knows, and how the columns of each are found.
enum ReferenceTable: String, Sendable, Hashable, CaseIterable, OptionValue {
    case areas, members, deprivation, practices
    case networkMembers = "network_members"
    case registrationsByArea = "registrations_by_area"
    case postcodes

    /// One column of a file: its name in the table, how its cells are read, and how its heading is told.
    struct ColumnForm: Sendable {
        var name: String
        var shape: CellShape
        /// Whether a blank cell is allowed; it is no value then.
        var allowsBlank = false
        /// Headings in lower case with spaces for underscores, each the whole of it or, with a `*` at its end, its
        /// beginning.
        var headings: [String]
        /// Whether several headings may fit, and the first form of the list counts; otherwise two are a fault.
        var isRanked = false
        /// Whether the heading may tell the vintage of the areas.
        var tellsVintage = false
        /// Which cell it is where the file has no headings, from 1.
        var place = 0
        /// What messages call it, where not by its name.
        var title = ""

        /// What messages call it.
        var called: String { title.isEmpty ? name : title }

        /// The rank of a heading among those that fit, `nil` where it does not.
        func rank(of heading: String) -> Int? {
            let heading = Self.plain(heading)
            return headings.firstIndex { form in
                form.hasSuffix("*") ? heading.hasPrefix(form.dropLast()) : heading == form
            }
        }

        private static func plain(_ heading: String) -> String {
            heading.lowercased().split { $0 == " " || $0 == "_" }.joined(separator: " ")
        }
    }

    /// How many cells a row has where the file comes without headings; `nil` for files that always have them.
    var cellsWithoutHeadings: Int? {
        switch self {
        case .practices: 27
        case .networkMembers: 11
        default: nil
        }
    }

    /// Whether its rows name lower-layer super output areas, so that it has a vintage.
    var hasVintage: Bool {
        switch self {
        case .members, .deprivation, .registrationsByArea, .postcodes: true
        case .areas, .practices, .networkMembers: false
        }
    }

    /// The columns of the finished table: its own, then the vintage, then where each row stood.
    var columns: [Field] {
        let own: [Field] =
            switch self {
            case .registrationsByArea: RegistrationSink.columns
            case .networkMembers: NetworkSink.columns
            default: forms.map { Field($0.name, $0.shape.type, optional: $0.allowsBlank) }
            }
        return own + (hasVintage ? [Field("vintage", .int32, optional: true)] : []) + [
            Field("file", .dictionary), Field("line", .int32),
        ]
    }

    var forms: [ColumnForm] {
        switch self {
        case .areas:
            [
                ColumnForm(name: "code", shape: .text, headings: ["code"]),
                ColumnForm(name: "name", shape: .text, allowsBlank: true, headings: ["name"]),
                ColumnForm(name: "scale", shape: .text, headings: ["scale"]),
                ColumnForm(name: "parent", shape: .text, allowsBlank: true, headings: ["parent"]),
            ]
        case .members:
            [
                ColumnForm(name: "kind", shape: .text, headings: ["kind"]),
                ColumnForm(
                    name: "code", shape: .text, headings: ["code", "code (2011)", "code (2021)"], tellsVintage: true),
                ColumnForm(name: "area", shape: .text, headings: ["area"]),
            ]
        case .deprivation:
            // File 7 of the English Indices of Deprivation names the year of its areas in brackets.
            [
                ColumnForm(
                    name: "lsoa", shape: .text, headings: ["lsoa", "lsoa code*", "lsoa11cd", "lsoa21cd"],
                    tellsVintage: true),
                ColumnForm(
                    name: "decile", shape: .whole, allowsBlank: true,
                    headings: ["decile", "imd decile", "index of multiple deprivation (imd) decile*"]),
            ]
        case .practices:
            // epraccur, NHS Organisation Data Service: 27 cells and no headings.
            [
                ColumnForm(name: "code", shape: .code, headings: ["organisation code", "code"], place: 1),
                ColumnForm(name: "name", shape: .text, allowsBlank: true, headings: ["name"], place: 2),
                ColumnForm(
                    name: "postcode", shape: .text, allowsBlank: true, headings: ["postcode", "post code"], place: 10),
                ColumnForm(
                    name: "opened", shape: .day, allowsBlank: true, headings: ["open date"], place: 11,
                    title: "open date"),
                ColumnForm(
                    name: "closed", shape: .day, allowsBlank: true, headings: ["close date"], place: 12,
                    title: "close date"),
                ColumnForm(
                    name: "status", shape: .word(["A", "C", "D", "P"]), headings: ["status code", "status"], place: 13),
                ColumnForm(
                    name: "commissioner", shape: .code, allowsBlank: true, headings: ["commissioner"], place: 15),
                ColumnForm(
                    name: "setting", shape: .word([]), allowsBlank: true, headings: ["prescribing setting"], place: 26),
            ]
        case .networkMembers:
            // ePCN core partner details: 11 cells and no headings unless asked for.
            [
                ColumnForm(
                    name: "practice", shape: .code, headings: ["partner organisation code"], place: 1),
                ColumnForm(name: "network", shape: .code, headings: ["pcn code"], place: 5),
                ColumnForm(
                    name: "network_name", shape: .text, allowsBlank: true, headings: ["pcn name"], place: 6),
                ColumnForm(
                    name: "start", shape: .day, allowsBlank: true,
                    headings: ["practice to pcn relationship start date"], place: 9),
                ColumnForm(
                    name: "end", shape: .day, allowsBlank: true,
                    headings: ["practice to pcn relationship end date"], place: 10),
            ]
        case .registrationsByArea:
            [
                ColumnForm(name: "extracted", shape: .day, allowsBlank: true, headings: ["extract date"]),
                ColumnForm(name: "practice", shape: .code, headings: ["practice code"]),
                ColumnForm(
                    name: "lsoa", shape: .code, headings: ["lsoa code", "lsoa code*", "lsoa11cd", "lsoa21cd"],
                    tellsVintage: true),
                ColumnForm(name: "sex", shape: .word([]), headings: ["sex"]),
                ColumnForm(name: "patients", shape: .whole, headings: ["number of patients"]),
            ]
        case .postcodes:
            // The headings of the ONS and National Statistics postcode files move with their releases.
            [
                ColumnForm(
                    name: "postcode", shape: .postcode, headings: ["pcds", "pcd8", "pcd7", "pcd2", "pcd"],
                    isRanked: true),
                ColumnForm(
                    name: "lsoa", shape: .word([]), allowsBlank: true,
                    headings: ["lsoa21cd", "lsoa21", "lsoa11cd", "lsoa11"], isRanked: true, tellsVintage: true),
                ColumnForm(
                    name: "terminated", shape: .month, allowsBlank: true, headings: ["doterm"],
                    title: "date of termination"),
            ]
        }
    }
}
