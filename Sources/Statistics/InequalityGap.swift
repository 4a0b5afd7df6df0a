import Glibc

/// The gap between a deprived group and the others: absolute as a difference, relative as a quotient.
public enum InequalityGap {
    /// `group` − `others`, limits by square-and-add of the two values' own limits; nil where either has no value.
    ///
    /// Limits are absent where a side's are. Newcombe 1998 (Stat Med 17:873), method 10.
    public static func absolute(_ group: Estimate, minus others: Estimate) -> Estimate? {
        guard let p1 = group.value, let p2 = others.value else { return nil }
        let gap = p1 - p2
        return Estimate(value: gap) { level in
            guard let l1 = group.limits(level), let l2 = others.limits(level) else { return nil }
            return Interval(
                lower: gap - hypot(p1 - l1.lower, l2.upper - p2), upper: gap + hypot(l1.upper - p1, p2 - l2.lower))
        }
    }

    /// `group` / `others` for any statistic; nil where either has no value or the others' is 0.
    ///
    /// Limits exp(ln r ∓ z √((s1 / v1)² + (s2 / v2)²)), each s from the width of its own 95 % limits; absent where
    /// either value is not above 0 or either side has no limits.
    public static func relative(_ group: Estimate, over others: Estimate) -> Estimate? {
        guard let v1 = group.value, let v2 = others.value, v2 != 0 else { return nil }
        guard v1 > 0, v2 > 0, let s1 = group.impliedStandardError, let s2 = others.impliedStandardError else {
            return Estimate(value: v1 / v2)
        }
        return onLogScale(v1 / v2, standardError: hypot(s1 / v1, s2 / v2))
    }

    /// p1 / p2 for two proportions; nil where either has no value or the second is 0.
    ///
    /// Limits exp(ln r ∓ z √((1 − p1) / x1 + (1 − p2) / x2)), x the cases over the design effect (1 for people);
    /// absent where either x is 0. Katz et al. 1978 (Biometrics 34:469).
    public static func relativeProportion(
        _ cases1: Double, of total1: Double, designEffect effect1: Double = 1,
        over cases2: Double, of total2: Double, designEffect effect2: Double = 1
    ) -> Estimate? {
        guard let p1 = Proportion.wilson(cases1, of: total1).value,
            let p2 = Proportion.wilson(cases2, of: total2).value, p2 > 0
        else { return nil }
        guard cases1 > 0 else { return Estimate(value: p1 / p2) }
        let variance = (1 - p1) * max(1, effect1) / cases1 + (1 - p2) * max(1, effect2) / cases2
        return onLogScale(p1 / p2, standardError: variance.squareRoot())
    }

    private static func onLogScale(_ ratio: Double, standardError: Double) -> Estimate {
        Estimate(value: ratio) { level in
            let factor = exp(level.z * standardError)
            return Interval(lower: ratio / factor, upper: ratio * factor)
        }
    }
}
