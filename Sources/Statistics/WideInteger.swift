/// A signed whole number of 384 bits, two's complement: room for sums of four products of three `Int128` each.
///
/// With every factor below 2^127 in size a product is below 2^381 and four of them below 2^383, so nothing wraps.
struct WideInteger: Sendable, Equatable {
    private var low: UInt128
    private var middle: UInt128
    private var high: UInt128

    init(_ value: Int128) {
        let fill: UInt128 = value < 0 ? .max : 0
        (low, middle, high) = (UInt128(truncatingIfNeeded: value), fill, fill)
    }

    /// a × b × c, exactly.
    init(product a: Int128, _ b: Int128, _ c: Int128) {
        let pair = a.magnitude.multipliedFullWidth(by: b.magnitude)
        let lower = pair.low.multipliedFullWidth(by: c.magnitude)
        let upper = pair.high.multipliedFullWidth(by: c.magnitude)
        let (sum, carry) = lower.high.addingReportingOverflow(upper.low)
        low = lower.low
        middle = sum
        high = upper.high &+ (carry ? 1 : 0)
        if ((a < 0) != (b < 0)) != (c < 0) { self = -self }
    }

    var isNegative: Bool { high.leadingZeroBitCount == 0 }

    static func + (a: WideInteger, b: WideInteger) -> WideInteger {
        var sum = a
        let (low, carry) = a.low.addingReportingOverflow(b.low)
        let (half, carry1) = a.middle.addingReportingOverflow(b.middle)
        let (middle, carry2) = half.addingReportingOverflow(carry ? 1 : 0)
        sum.low = low
        sum.middle = middle
        sum.high = a.high &+ b.high &+ (carry1 || carry2 ? 1 : 0)
        return sum
    }

    static func - (a: WideInteger, b: WideInteger) -> WideInteger { a + (-b) }

    static prefix func - (a: WideInteger) -> WideInteger {
        var flipped = a
        (flipped.low, flipped.middle, flipped.high) = (~a.low, ~a.middle, ~a.high)
        return flipped + WideInteger(1)
    }

    /// The nearest double, ties to even: one rounding, whatever the size.
    var doubleValue: Double {
        guard !isNegative else { return -(-self).doubleValue }
        var (top, next, last) = (high, middle, low)
        var exponent = 320
        while top == 0 {
            guard exponent > 64 else { return 0 }
            (top, next, last) = (next, last, 0)
            exponent -= 128
        }
        let shift = top.leadingZeroBitCount
        if shift > 0 {
            top = top << shift | next >> (128 - shift)
            next = next << shift | last >> (128 - shift)
            last <<= shift
        }
        // 64 leading bits hold the 53 of a double and its rounding bits; what lies below only breaks ties.
        let leading = UInt64(truncatingIfNeeded: top >> 64)
        let below = UInt64(truncatingIfNeeded: top) != 0 || next != 0 || last != 0
        return Double(sign: .plus, exponent: exponent - shift, significand: Double(below ? leading | 1 : leading))
    }
}
