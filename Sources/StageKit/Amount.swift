/// What a person adds to a numerator or denominator: a whole number of the unit that the indicator names.
///
/// Sums of whole numbers are exact, so people can be split anywhere.
public enum Amount {
    /// `numerator / denominator` as a multiple of 2⁻⁵², rounded once, half to even; `denominator` is positive and the
    /// quotient between 0 and 2⁹.
    @inlinable public static func fraction(_ numerator: Int, _ denominator: Int) -> Int64 {
        let scaled = Int128(numerator) << 52
        let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: Int128(denominator))
        let twice = remainder * 2
        let roundsUp = twice > Int128(denominator) || (twice == Int128(denominator) && quotient & 1 == 1)
        return Int64(truncatingIfNeeded: quotient) + (roundsUp ? 1 : 0)
    }
}
