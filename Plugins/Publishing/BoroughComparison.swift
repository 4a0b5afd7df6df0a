import StageKit

/// How a row's value stands to that of the borough it lies in: the column `Compared to borough value`.
struct BoroughComparison {
    /// What a row and the borough's row that it is compared to have in common.
    private struct Key: Hashable {
        var indicator: String
        var area: String
        var basis: Basis
        var breakdown: Breakdown?
        var category: Int
        var start: Int32
        var end: Int32

        init(_ row: IndicatorRow, area: String) {
            indicator = row.indicator
            self.area = area
            basis = row.basis
            breakdown = row.breakdown
            category = row.category
            start = row.periodStart.number
            end = row.periodEnd.number
        }
    }

    /// What is known of a borough's row.
    private enum Reference {
        case withheld
        case value(Double?)
    }

    private let references: [Key: Reference]

    init(_ rows: [IndicatorRow]) {
        var references: [Key: Reference] = [:]
        for row in rows where row.areaCode == row.topCode {
            references[Key(row, area: row.areaCode)] = row.isWithheld ? .withheld : .value(row.value)
        }
        self.references = references
    }

    /// `Similar`, `Better`, `Worse`, `Higher`, `Lower`, `Not compared`, or nothing where either row is withheld.
    ///
    /// `Similar` where the borough's value lies within the row's 95 % limits, both ends included. A difference in the last
    /// bits, which the order of sums can make, is none: the limits reach out by 1e-12 of their size.
    func word(for row: IndicatorRow) -> String {
        guard !row.isWithheld else { return "" }
        guard row.areaCode != row.topCode, row.statistic != .count, row.gap == nil,
            let reference = references[Key(row, area: row.topCode)]
        else { return "Not compared" }
        switch reference {
        case .withheld: return ""
        case .value(nil): return "Not compared"
        case .value(let borough?):
            guard let value = row.value, let limits = row.limits95 else { return "Not compared" }
            let slack = max(limits.lower.magnitude, limits.upper.magnitude) * 1e-12
            if limits.lower - slack <= borough, borough <= limits.upper + slack { return "Similar" }
            let isHigher = value > borough
            switch row.polarity {
            case .neutral: return isHigher ? "Higher" : "Lower"
            case .higherIsBetter: return isHigher ? "Better" : "Worse"
            case .lowerIsBetter: return isHigher ? "Worse" : "Better"
            }
        }
    }
}
