import Glibc

/// The regularised incomplete beta function.
enum IncompleteBeta {
    /// ln I_x(a, b) for positive a and b and x strictly between 0 and 1.
    ///
    /// `complement` is 1 - x, given apart so that nothing is lost where x is close to 1.
    /// Lentz's continued fraction (Abramowitz & Stegun 26.5.8), on the side where it converges fast.
    static func logarithm(a: Double, b: Double, x: Double, complement: Double) -> Double {
        let front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(complement)
        if x < (a + 1) / (a + b + 2) {
            return front - log(a) + log(continuedFraction(a, b, x))
        }
        let other = exp(front - log(b) + log(continuedFraction(b, a, complement)))
        return log1p(-min(other, 1 - .ulpOfOne))
    }

    private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        if abs(d) < tiny { d = tiny }
        d = 1 / d
        var value = d
        for k in 1..<100_000 {
            let m = Double(k)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            var change = 1.0
            for term in [even, odd] {
                d = 1 + term * d
                if abs(d) < tiny { d = tiny }
                c = 1 + term / c
                if abs(c) < tiny { c = tiny }
                d = 1 / d
                change = d * c
                value *= change
            }
            if abs(change - 1) < 1e-16 { break }
        }
        return value
    }
}
