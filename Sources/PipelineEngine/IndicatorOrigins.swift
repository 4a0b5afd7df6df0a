import StageKit
import Tables

/// Holds the rows about indicators that a stage outside of strata gives back against those that it was given.
///
/// The disclosure gate withholds by the people behind a figure, so no stage of somebody else's may say how many they are: each
/// of its rows stands on one that it was given, of the same place, basis, category and period, has its people, and an
/// indicator of that name or one that begins with it and a hyphen. No row comes twice.
struct IndicatorOrigins {
    /// What says how many people stand behind a figure.
    private static let people = ["count_people", "people", "figure_people"]
    /// What a row is about, besides its indicator.
    private static let place = [
        "area", "area_name", "scale", "scale_order", "parent", "parent_name", "top", "basis", "breakdown", "category",
        "period_start", "period_end", "months", "gap",
    ]

    /// The people of each row given, by what it is about, by indicator.
    private var given: [[String]: [String: [Int64]]] = [:]

    init(_ inputs: StageInputs) {
        for table in inputs.tables.values.joined() {
            guard let rows = Rows(table) else { continue }
            for row in 0..<table.count { given[rows.place(row), default: [:]][rows.indicator(row)] = rows.people(row) }
        }
    }

    /// Throws where a table tells of people and a row of it stands on none; never with anything of the row.
    func check(_ tables: [String: Table]) throws(StageFault) {
        for (name, table) in tables.sorted(by: { $0.key < $1.key }) {
            guard Self.people.contains(where: { table[$0] != nil }) else { continue }
            guard let rows = Rows(table) else {
                throw StageFault(
                    "table '\(name)' tells of people without the columns of indicators", code: .disclosure,
                    hint: "write all columns of 'indicators', or none of \(Self.people.listed)")
            }
            var seen: Set<[String]> = []
            for row in 0..<table.count {
                let place = rows.place(row), indicator = rows.indicator(row)
                guard seen.insert(place + [indicator]).inserted else {
                    throw Self.fault(row, name, "is there twice", "give one row a place and indicator")
                }
                let known = given[place] ?? [:]
                guard let origin = Self.origins(of: indicator).first(where: { known[$0] != nil }),
                    let people = known[origin]
                else {
                    throw Self.fault(
                        row, name, "stands on no row that the stage was given",
                        "change rows of 'indicators', and begin a new indicator's id with that of the old one and '-'")
                }
                guard rows.people(row) == people else {
                    throw Self.fault(
                        row, name, "has other people behind it than the row that it stands on",
                        "leave \(Self.people.listed) as they are: figures are withheld by them")
                }
            }
        }
    }

    /// The id, and each that it begins with before a hyphen, the longest first.
    private static func origins(of id: String) -> [String] {
        var ids = [id], rest = Substring(id)
        while let hyphen = rest.lastIndex(of: "-") {
            rest = rest[..<hyphen]
            ids.append(String(rest))
        }
        return ids
    }

    private static func fault(_ row: Int, _ table: String, _ rule: String, _ hint: String) -> StageFault {
        StageFault("row \(row) of table '\(table)' (rows count from 0) \(rule)", code: .disclosure, hint: hint)
    }

    /// The columns of a table of indicators.
    private struct Rows {
        private let indicators: Column
        private let places: [Column]
        private let counts: [Column]

        /// `nil` where the table has not all of them.
        init?(_ table: Table) {
            guard let indicators = table["indicator"] else { return nil }
            self.indicators = indicators
            places = IndicatorOrigins.place.compactMap { table[$0] }
            counts = IndicatorOrigins.people.compactMap { table[$0] }
            guard places.count == IndicatorOrigins.place.count, counts.count == IndicatorOrigins.people.count else {
                return nil
            }
        }

        func indicator(_ row: Int) -> String { indicators.text(row) ?? "" }
        func place(_ row: Int) -> [String] {
            places.map { column in column.integer(row).map(String.init) ?? column.text(row) ?? "" }
        }
        func people(_ row: Int) -> [Int64] { counts.map { $0.integer(row) ?? -1 } }
    }
}
