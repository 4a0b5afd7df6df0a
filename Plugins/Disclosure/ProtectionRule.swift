import StageKit

/// When a figure is withheld, and what is left of one that is shown.
struct ProtectionRule: Sendable {
    /// Figures about 1 to `threshold` − 1 people are withheld.
    let threshold: Int
    /// Counts and denominators are rounded half up to multiples of it; 1 rounds nothing.
    let base: Int

    /// Whether so many people are too few to be told of, though not none.
    func isSmall(_ people: Int) -> Bool { people > 0 && people < threshold }

    /// Withholds a row, or leaves of it only rounded figures and what is computed from them.
    func protect(_ row: inout IndicatorRow) {
        let rounded = row.figures.rounded(to: base, as: row.statistic)
        guard !row.isWithheld, !isSmall(row.countPeople), !isSmall(row.people),
            row.statistic == .count || rounded.denominator > 0
        else {
            row.withhold()
            return
        }
        if base > 1 {
            // What too few events stand behind stays without a value, even where their number rounds up.
            row.take(row.value == nil ? Estimate(without: .tooFew) : rounded.estimate(row.statistic))
            row.count = rounded.count
            row.denominator = row.statistic == .count ? nil : rounded.denominator
        }
        row.expected = row.statistic == .indirectlyStandardisedRatio ? row.denominator : nil
        row.countPeople = 0
        row.people = 0
        row.figures = Figures(count: row.count ?? 0, denominator: row.denominator ?? 0, people: 0)
    }

    /// Withholds a gap that is made of anything withheld (`components` is nil where that is known already), or computes
    /// it again from the rounded figures.
    func protect(_ gap: inout IndicatorRow, madeOf components: GapComponents?) {
        guard !gap.isWithheld, let kind = gap.gap, let components,
            parts(of: kind, components, as: gap.statistic).allSatisfy(isShown),
            let estimate = components.comparison(as: gap.statistic, roundedTo: base).estimate(kind)
        else {
            gap.withhold()
            return
        }
        gap.take(estimate)
        gap.count = nil
        gap.denominator = nil
        gap.expected = nil
        gap.countPeople = 0
        gap.people = 0
        gap.figures = Figures(count: 0, denominator: 0, people: 0)
    }

    /// The figures that a gap is made of; a side that should be there and is not counts as one withheld.
    private func parts(
        of kind: GapKind, _ components: GapComponents, as statistic: IndicatorStatistic
    ) -> [GapComponent?] {
        switch kind {
        case .absolute, .relative: [components.core20, components.rest]
        case .slopeIndex, .relativeIndex: components.decilesInUse(as: statistic).map(\.component)
        }
    }

    /// Whether a component would be shown, were it a row.
    private func isShown(_ component: GapComponent?) -> Bool {
        guard let component, !isSmall(component.countPeople), !isSmall(component.people) else { return false }
        return component.figures.rounded(to: base, as: component.statistic).denominator > 0
    }
}
