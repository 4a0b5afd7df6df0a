import StageKit

/// The indicator file, `indicators.csv`: UTF-8, RFC 4180, the columns that users of Fingertips know, then our own.
///
/// The same rows give the same bytes, in whatever order they come.
struct IndicatorFile {
    /// The file's name in a release.
    static let name = "indicators.csv"

    static let header = [
        "Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex",
        "Age", "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit",
        "Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend",
        "Compared to borough value", "Time period Sortable", "New data", "Compared to goal", "Time period range",
        "Population basis", "Period start", "Period end", "Statistic", "Unit", "Polarity", "Expected", "Publisher",
        "Release",
    ]

    private let rows: [IndicatorRow]
    private let publisher: String
    private let release: String
    private let comparison: BoroughComparison

    /// A file of these rows, in the order of the file; throws where a figure is not a finite number.
    init(_ rows: [IndicatorRow], publisher: String, release: String) throws(StageFault) {
        for row in rows where !row.hasFiniteFigures {
            throw StageFault(
                "indicator '\(row.indicator)' in area '\(row.areaCode)' has a figure that is not a finite number",
                code: .internalFault)
        }
        self.rows = rows.sorted { $0.isBefore($1) }
        self.publisher = publisher
        self.release = release
        comparison = BoroughComparison(rows)
    }

    /// The bytes of the file.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512 + rows.count * 384)
        Self.append(Self.header, to: &bytes)
        for row in rows { Self.append(fields(row), to: &bytes) }
        return bytes
    }

    /// The fields of one line. Of a withheld row no figure is printed, whatever it holds.
    private func fields(_ row: IndicatorRow) -> [String] {
        func number(_ value: Double?) -> String { row.isWithheld ? "" : value.map(NumberText.of) ?? "" }
        let category = row.breakdown == nil ? "" : row.categoryName
        let end = row.periodEnd.text
        let period = row.months == 0 ? end : "\(row.periodStart.text) to \(end)"
        return [
            row.indicator, row.name, row.parentCode, row.parentName, row.areaCode, row.areaName,
            Self.capitalised(row.scale), row.breakdown == .sex ? category : "Persons",
            row.breakdown == .age ? category : "All ages", Self.categoryType(row.breakdown),
            Self.categoryType(row.breakdown).isEmpty ? "" : category, period,
            number(row.value), number(row.limits95?.lower), number(row.limits95?.upper),
            number(row.limits998?.lower), number(row.limits998?.upper), number(row.count), number(row.denominator),
            row.note, "", comparison.word(for: row), end.filter { $0 != "-" }, "", "", Self.range(row.months),
            row.basis.rawValue, row.periodStart.text, end, row.gap?.title ?? row.statistic.rawValue, row.unit,
            row.polarity.rawValue, number(row.expected), publisher, release,
        ]
    }

    private static func categoryType(_ breakdown: Breakdown?) -> String {
        switch breakdown {
        case .ethnicity: "Ethnic group"
        case .deprivation: "Deprivation quintile"
        case .sex, .age, nil: ""
        }
    }

    /// `1d` for a day, `2y` for 24 months, `6m` for 6.
    private static func range(_ months: Int) -> String {
        months == 0 ? "1d" : months % 12 == 0 ? "\(months / 12)y" : "\(months)m"
    }

    /// A scale's name as an area type: `practice` as `Practice`.
    private static func capitalised(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    /// One line: fields that hold a comma, a quotation mark or a line end are quoted (RFC 4180, 2.5–2.7).
    private static func append(_ fields: [String], to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let quote = UInt8(ascii: "\"")
            guard field.utf8.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 13 || $0 == 10 }) else {
                bytes += field.utf8
                continue
            }
            bytes.append(quote)
            for byte in field.utf8 {
                if byte == quote { bytes.append(quote) }
                bytes.append(byte)
            }
            bytes.append(quote)
        }
        bytes += [13, 10]
    }
}

extension IndicatorRow {
    fileprivate var hasFiniteFigures: Bool {
        [value, count, denominator, expected].allSatisfy { $0?.isFinite ?? true }
    }

    /// The order of the file: indicator, scale, area, basis, breakdown, category, period; texts by their bytes.
    fileprivate func isBefore(_ other: IndicatorRow) -> Bool {
        if indicator != other.indicator { return indicator.utf8.lexicographicallyPrecedes(other.indicator.utf8) }
        if scaleOrder != other.scaleOrder { return scaleOrder < other.scaleOrder }
        if areaCode != other.areaCode { return areaCode.utf8.lexicographicallyPrecedes(other.areaCode.utf8) }
        return place.lexicographicallyPrecedes(other.place)
    }

    /// Where it stands among the rows of its indicator and area.
    private var place: [Int] {
        [basis.order, breakdown.order, category, Int(periodEnd.number), Int(periodStart.number)]
    }
}

extension Basis {
    fileprivate var order: Int { self == .resident ? 0 : 1 }
}

extension Breakdown? {
    fileprivate var order: Int {
        switch self {
        case nil: 0
        case .sex: 1
        case .age: 2
        case .ethnicity: 3
        case .deprivation: 4
        }
    }
}
