import StageKit

/// Where the columns of one reference file lie, told by its first row.
struct ReferenceLayout {
    /// For each column form the cell that holds it.
    let places: [Int]
    /// How many cells every row has.
    let width: Int
    /// Whether the first row holds headings, not data.
    let hasHeadings: Bool
    /// The vintage of the areas: told by a heading, else by the option, else not known.
    let vintage: AreaVintage?

    /// Throws where columns are missing or doubtful, and where the option contradicts the heading.
    init(
        of kind: ReferenceTable, firstRow cells: [String], at location: SourceLocation, vintage stated: AreaVintage?
    ) throws(StageFault) {
        width = cells.count
        if let expected = kind.cellsWithoutHeadings, Self.looksLikeCode(cells.first ?? "") {
            guard cells.count == expected else {
                throw StageFault(
                    "the file has no headings and \(cells.count) cells a row; a file of \(kind.rawValue) without "
                        + "headings has \(expected)",
                    code: .configuration, hint: "take the file as it is published, or give it headings",
                    location: location)
            }
            places = kind.forms.map { $0.place - 1 }
            hasHeadings = false
            vintage = stated
            return
        }
        hasHeadings = true
        var faults: [StageFault] = []
        var told: (vintage: AreaVintage, heading: String)?
        var places: [Int] = []
        for form in kind.forms {
            do throws(StageFault) {
                let place = try Self.place(of: form, in: cells, vintage: stated, at: location)
                if form.tellsVintage { told = AreaVintage(heading: cells[place]).map { ($0, cells[place]) } }
                places.append(place)
            } catch {
                faults.append(error)
            }
        }
        if let fault = StageFault.combining(faults) { throw fault }
        if let told, let stated, told.vintage != stated {
            throw StageFault(
                "the option says areas of \(stated.rawValue), but \(location.description) is headed '\(told.heading)'",
                code: .data, hint: "leave 'vintage' out: the heading tells it", option: ReadCSV.vintage.name)
        }
        self.places = places
        vintage = told?.vintage ?? stated
    }

    private static func place(
        of form: ReferenceTable.ColumnForm, in cells: [String], vintage: AreaVintage?, at location: SourceLocation
    ) throws(StageFault) -> Int {
        var fitting = cells.indices.compactMap { place in form.rank(of: cells[place]).map { (place: place, rank: $0) } }
        guard !fitting.isEmpty else {
            throw StageFault(
                "no column is headed '\(form.headings[0])'", code: .configuration,
                hint: "the headings are: \(cells.prefix(12).joined(separator: ", "))", location: location)
        }
        if form.tellsVintage, fitting.count > 1, let vintage {
            let told = fitting.filter { AreaVintage(heading: cells[$0.place]) == vintage }
            if !told.isEmpty { fitting = told }
        }
        if form.isRanked { fitting.sort { ($0.rank, $0.place) < ($1.rank, $1.place) } }
        if fitting.count > 1, !form.isRanked || fitting[0].rank == fitting[1].rank {
            throw StageFault(
                "\(fitting.count) columns could be '\(form.name)'", code: .configuration,
                hint: "keep one of: \(fitting.map { cells[$0.place] }.joined(separator: "; "))", location: location)
        }
        return fitting[0].place
    }

    /// Whether a cell has the form of an organisation's code: `A81001`, `U12345`, `00K`.
    private static func looksLikeCode(_ cell: String) -> Bool {
        let bytes = cell.utf8
        return bytes.count >= 3 && bytes.count <= 10
            && bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x41 && $0 <= 0x5A }
            && bytes.contains { $0 <= 0x39 }
    }
}
