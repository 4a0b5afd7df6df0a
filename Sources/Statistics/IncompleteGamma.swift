import Glibc

/// The logarithm of the gamma function of a positive number, without the C library's shared sign.
func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
}

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x).
enum IncompleteGamma {
    /// ln P and ln Q for a positive shape and a positive x.
    ///
    /// The series below a + 1 and Lentz's continued fraction above it (Abramowitz & Stegun 6.5.29 and 6.5.31).
    static func logarithms(shape a: Double, x: Double) -> (lower: Double, upper: Double) {
        let front = a * log(x) - x - logGamma(a)
        if x < a + 1 {
            let lower = front + log(series(a, x))
            return (lower, log1p(-exp(min(lower, -.ulpOfOne))))
        }
        let upper = front + log(continuedFraction(a, x))
        return (log1p(-exp(min(upper, -.ulpOfOne))), upper)
    }

    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        var k = a
        for _ in 0..<100_000 {
            k += 1
            term *= x / k
            sum += term
            if term < sum * 1e-17 { break }
        }
        return sum
    }

    private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for k in 1..<100_000 {
            let an = -Double(k) * (Double(k) - a)
            b += 2
            d = an * d + b
            if abs(d) < tiny { d = tiny }
            c = b + an / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            value *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return value
    }
}
