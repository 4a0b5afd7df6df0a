/// The components of one indicator in one area on one basis over one period: all that its gaps and indices are made of.
public struct GapComponents: Sendable, Equatable {
    /// What the components belong to.
    public struct Key: Sendable, Hashable {
        public var indicator: String
        public var areaCode: String
        public var basis: Basis
        public var periodStart: CalendarDay
        public var periodEnd: CalendarDay

        public init(
            indicator: String, areaCode: String, basis: Basis, periodStart: CalendarDay, periodEnd: CalendarDay
        ) {
            self.indicator = indicator
            self.areaCode = areaCode
            self.basis = basis
            self.periodStart = periodStart
            self.periodEnd = periodEnd
        }

        /// What the components of `indicator` belong to, in the area, on the basis and over the period of `row`.
        public init(_ indicator: String, of row: IndicatorRow) {
            self.init(
                indicator: indicator, areaCode: row.areaCode, basis: row.basis, periodStart: row.periodStart,
                periodEnd: row.periodEnd)
        }
    }

    /// The most deprived fifth of places, `nil` where nobody there is in the denominator.
    public var core20: GapComponent?
    /// Quintiles 2–5 added up, `nil` likewise.
    public var rest: GapComponent?
    /// By national decile, 1–10; a decile without a denominator is missing.
    public var deciles: [Int: GapComponent] = [:]

    public init() {}

    /// Components by what they belong to; throws where a part of one is given twice.
    public static func grouped(_ components: [GapComponent]) throws(StageFault) -> [Key: GapComponents] {
        var groups: [Key: GapComponents] = [:]
        for component in components {
            let key = Key(
                indicator: component.indicator, areaCode: component.areaCode, basis: component.basis,
                periodStart: component.periodStart, periodEnd: component.periodEnd)
            guard groups[key, default: GapComponents()].take(component) else {
                throw StageFault(
                    "'\(component.part.word)' of indicator '\(component.indicator)' in area "
                        + "'\(component.areaCode)' comes twice",
                    hint: "name only one stage that gives 'components' in 'from'")
            }
        }
        return groups
    }

    /// Takes a component into its place; false where that is taken.
    private mutating func take(_ component: GapComponent) -> Bool {
        switch component.part {
        case .core20:
            guard core20 == nil else { return false }
            core20 = component
        case .rest:
            guard rest == nil else { return false }
            rest = component
        case .decile(let decile):
            return deciles.updateValue(component, forKey: decile) == nil
        }
        return true
    }

    /// The deciles that a line is drawn through, ascending: those whose true figures have a value.
    public func decilesInUse(as statistic: IndicatorStatistic) -> [(decile: Int, component: GapComponent)] {
        deciles.sorted { $0.key < $1.key }.filter { $0.value.figures.estimate(statistic).value != nil }
            .map { ($0.key, $0.value) }
    }

    /// Gaps and indices. There are no gaps unless each side has at least `minimumPeople` distinct people in its
    /// denominator; the indices stand without that. With `base` above 1 every figure is rounded to it first.
    public func comparison(
        as statistic: IndicatorStatistic, minimumPeople: Int = 0, roundedTo base: Int = 1
    ) -> InequalityComparison {
        let isLargeEnough = [core20, rest].allSatisfy { ($0?.people ?? 0) >= minimumPeople }
        func figures(_ component: GapComponent?) -> Figures? {
            isLargeEnough ? component?.figures.rounded(to: base, as: statistic) : nil
        }
        return InequalityComparison(
            core20: figures(core20), rest: figures(rest),
            deciles: decilesInUse(as: statistic).map { decile, component in
                .init(decile: decile, figures: component.figures.rounded(to: base, as: statistic))
            }, statistic: statistic)
    }
}

extension InequalityComparison {
    /// One of the four measures, `nil` where it is not defined or has no value.
    public func estimate(_ gap: GapKind) -> Estimate? {
        let estimate =
            switch gap {
            case .absolute: absoluteGap
            case .relative: relativeGap
            case .slopeIndex: slopeIndex
            case .relativeIndex: relativeIndex
            }
        return estimate?.value == nil ? nil : estimate
    }
}
