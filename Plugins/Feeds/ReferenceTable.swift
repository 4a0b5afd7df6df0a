import StageKit

/// The reference tables that `read_csv` knows, and by which headings their columns are found.
enum ReferenceTable: String, Sendable, Hashable, CaseIterable, OptionValue {
    case areas, members, deprivation

    /// One column: its name in the table, and how a heading is told.
    struct ColumnForm: Sendable {
        var name: String
        var type: ColumnType
        /// Whether a blank cell is allowed; it is no value then.
        var allowsBlank: Bool
        /// Headings in lower case, each the whole of it or, with a `*` at its end, its beginning.
        var headings: [String]

        func fits(_ heading: String) -> Bool {
            let heading = heading.lowercased()
            return headings.contains { form in
                form.hasSuffix("*") ? heading.hasPrefix(form.dropLast()) : heading == form
            }
        }
    }

    var forms: [ColumnForm] {
        switch self {
        case .areas:
            [
                ColumnForm(name: "code", type: .utf8, allowsBlank: false, headings: ["code"]),
                ColumnForm(name: "name", type: .utf8, allowsBlank: true, headings: ["name"]),
                ColumnForm(name: "scale", type: .utf8, allowsBlank: false, headings: ["scale"]),
                ColumnForm(name: "parent", type: .utf8, allowsBlank: true, headings: ["parent"]),
            ]
        case .members:
            [
                ColumnForm(name: "kind", type: .utf8, allowsBlank: false, headings: ["kind"]),
                ColumnForm(name: "code", type: .utf8, allowsBlank: false, headings: ["code"]),
                ColumnForm(name: "area", type: .utf8, allowsBlank: false, headings: ["area"]),
            ]
        case .deprivation:
            // File 7 of the English Indices of Deprivation names the year of its areas in brackets.
            [
                ColumnForm(
                    name: "lsoa", type: .utf8, allowsBlank: false,
                    headings: ["lsoa", "lsoa code*", "lsoa_code", "lsoa11cd", "lsoa21cd"]),
                ColumnForm(
                    name: "decile", type: .int32, allowsBlank: true,
                    headings: ["decile", "imd decile", "index of multiple deprivation (imd) decile*"]),
            ]
        }
    }

    /// The columns of the finished table: those of the file, then where each row stood.
    var columns: [Field] {
        forms.map { Field($0.name, $0.type, optional: $0.allowsBlank) } + [
            Field("file", .dictionary), Field("line", .int32),
        ]
    }
}
