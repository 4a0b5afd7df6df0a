import Glibc

/// Quantiles of Student's t distribution, for any positive degrees of freedom, whole or not.
public enum StudentDistribution {
    /// From here on five terms of the expansion round the normal are good to 1e-13.
    private static let expansionFrom = 1000.0

    /// The quantile that leaves `probability` above it, to about 1e-12 relative.
    ///
    /// Infinity at 0 and minus infinity at 1; NaN outside, or where the degrees of freedom are not positive.
    public static func quantile(upperTail probability: Double, degreesOfFreedom: Double) -> Double {
        guard degreesOfFreedom > 0, probability >= 0, probability <= 1 else { return .nan }
        if probability == 0 { return .infinity }
        if probability == 0.5 { return 0 }
        if probability > 0.5 { return -quantile(upperTail: 1 - probability, degreesOfFreedom: degreesOfFreedom) }
        let z = NormalDistribution.quantile(upperTail: probability)
        return degreesOfFreedom >= expansionFrom && z < 6
            ? expansion(z, degreesOfFreedom)
            : newton(
                probability, degreesOfFreedom,
                // With some degrees of freedom the expansion is close already, and two steps are enough.
                from: degreesOfFreedom >= 10 && z < 6 ? expansion(z, degreesOfFreedom) : z)
    }

    /// The expansion in 1 / degrees of freedom (Abramowitz & Stegun 26.7.5).
    private static func expansion(_ z: Double, _ v: Double) -> Double {
        let s = z * z
        let g1 = (s + 1) / 4
        let g2 = ((5 * s + 16) * s + 3) / 96
        let g3 = (((3 * s + 19) * s + 17) * s - 15) / 384
        let g4 = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160
        return z * (1 + (g1 + (g2 + (g3 + g4 / v) / v) / v) / v)
    }

    /// Newton on ln(upper tail) against ln t: concave and falling, so after one step it closes in from the right.
    private static func newton(_ probability: Double, _ v: Double, from start: Double) -> Double {
        let goal = log(probability)
        let front = logGamma((v + 1) / 2) - logGamma(v / 2) - 0.5 * log(v * Double.pi)
        var u = log(start)
        for _ in 0..<200 {
            let t = exp(u)
            let square = t * t
            let tail =
                log(0.5)
                + IncompleteBeta.logarithm(
                    a: v / 2, b: 0.5, x: v / (v + square), complement: square / (v + square))
            let slope = exp(front - 0.5 * (v + 1) * log1p(square / v) + u - tail)
            let step = (tail - goal) / slope
            u += step
            if abs(step) < 1e-14 { break }
        }
        return exp(u)
    }
}
