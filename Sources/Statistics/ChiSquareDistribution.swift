import Glibc

/// Quantiles of the chi-square distribution, through the regularised incomplete gamma function.
///
/// Accurate to about 1e-12 relative for the degrees of freedom of small counts, 1e-10 up to some thousands.
public enum ChiSquareDistribution {
    /// The quantile with `probability` below it; 0 at 0, infinity at 1, NaN outside or for no degrees of freedom.
    public static func quantile(lowerTail probability: Double, degreesOfFreedom: Double) -> Double {
        guard degreesOfFreedom > 0, probability >= 0, probability <= 1 else { return .nan }
        if probability == 0 { return 0 }
        if probability == 1 { return .infinity }
        let shape = degreesOfFreedom / 2
        return probability <= 0.5
            ? 2 * gammaQuantile(lowerTail: probability, shape: shape)
            : 2 * gammaQuantile(upperTail: 1 - probability, shape: shape)
    }

    /// The quantile with `probability` above it; infinity at 0, 0 at 1, NaN outside or for no degrees of freedom.
    public static func quantile(upperTail probability: Double, degreesOfFreedom: Double) -> Double {
        guard degreesOfFreedom > 0, probability >= 0, probability <= 1 else { return .nan }
        if probability == 0 { return .infinity }
        if probability == 1 { return 0 }
        let shape = degreesOfFreedom / 2
        return probability < 0.5
            ? 2 * gammaQuantile(upperTail: probability, shape: shape)
            : 2 * gammaQuantile(lowerTail: 1 - probability, shape: shape)
    }

    /// Newton on ln P against ln x. P is log-concave in ln x and at most x^a / Γ(a+1), so starting where that
    /// bound meets the probability the steps climb to the root and never pass it.
    private static func gammaQuantile(lowerTail probability: Double, shape: Double) -> Double {
        let goal = log(probability)
        var u = (goal + logGamma(shape + 1)) / shape
        for _ in 0..<200 {
            let x = exp(u)
            let tails = IncompleteGamma.logarithms(shape: shape, x: x)
            let slope = exp(shape * u - x - logGamma(shape) - tails.lower)
            let step = (goal - tails.lower) / slope
            u += step
            if abs(step) < 1e-14 { break }
        }
        return exp(u)
    }

    /// Newton on ln Q against ln x from the Wilson–Hilferty guess (PNAS 1931, 17:684); Q is log-concave in ln x.
    private static func gammaQuantile(upperTail probability: Double, shape: Double) -> Double {
        let goal = log(probability)
        let z = NormalDistribution.quantile(upperTail: probability)
        let root = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
        var u = log(max(shape * root * root * root, shape))
        for _ in 0..<200 {
            let x = exp(u)
            let tails = IncompleteGamma.logarithms(shape: shape, x: x)
            let slope = exp(shape * u - x - logGamma(shape) - tails.upper)
            let step = (tails.upper - goal) / slope
            u += step
            if abs(step) < 1e-14 { break }
        }
        return exp(u)
    }
}
