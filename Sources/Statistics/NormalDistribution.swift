import Glibc

/// The standard normal distribution: its upper tail and its quantiles.
public enum NormalDistribution {
    /// The probability above `x`, from 0 to 1, with full relative accuracy far into the tail.
    public static func upperTail(_ x: Double) -> Double {
        0.5 * erfc(x / 2.0.squareRoot())
    }

    /// The quantile that leaves `probability` above it, to about 1e-15 relative.
    ///
    /// Wichura's AS 241 (Applied Statistics 1988, 37:477; PPND16), then one Newton step.
    /// 0 and 1 give plus and minus infinity; anything else outside 0 to 1 gives NaN.
    public static func quantile(upperTail probability: Double) -> Double {
        guard probability > 0, probability < 1 else {
            return probability == 0 ? .infinity : probability == 1 ? -.infinity : .nan
        }
        guard probability <= 0.5 else { return -quantile(upperTail: 1 - probability) }
        let start = wichura(upperTail: probability)
        let density = exp(-0.5 * start * start) / (2 * Double.pi).squareRoot()
        return start + (upperTail(start) - probability) / density
    }

    /// AS 241 for a probability of at most a half.
    private static func wichura(upperTail probability: Double) -> Double {
        let centred = 0.5 - probability
        if centred <= 0.425 {
            let r = 0.180625 - centred * centred
            return centred * polynomial(centreNumerator, r) / polynomial(centreDenominator, r)
        }
        let r = (-log(probability)).squareRoot()
        if r <= 5 {
            return polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
        }
        return polynomial(tailNumerator, r - 5) / polynomial(tailDenominator, r - 5)
    }

    /// Coefficients from the constant upwards, by Horner's rule.
    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reversed().reduce(0) { $0 * x + $1 }
    }

    private static let centreNumerator = [
        3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
        4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ]
    private static let centreDenominator = [
        1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
        2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
    ]
    private static let middleNumerator = [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ]
    private static let middleDenominator = [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ]
    private static let tailNumerator = [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ]
    private static let tailDenominator = [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ]
}
