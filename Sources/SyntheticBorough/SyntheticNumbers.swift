/// NHS numbers that no person has, one for each index.
///
/// Ten digits, the last one a Modulus 11 check digit (NHS Data Dictionary, "NHS Number"), from the range 999 that is
/// kept for tests. That range has a little over 909,000 valid numbers; only a borough larger than that goes on in 998,
/// which is not issued either. Ten equal digits never occur, nor does the pattern x00000000x.
struct SyntheticNumbers: Sendable {
    private let bases: [UInt32]
    private let step: Int

    /// Numbers for indices from 0 up to, not including, `count`.
    init(count: Int) {
        var bases: [UInt32] = []
        bases.reserveCapacity(count > 900_000 ? 1_820_000 : 910_000)
        let prefixes: [UInt32] = count > 900_000 ? [999_000_000, 998_000_000] : [999_000_000]
        for prefix in prefixes {
            for base in prefix..<(prefix + 1_000_000) where Self.checkDigit(ofNine: base) != nil && base != 999_999_999
            {
                bases.append(base)
            }
        }
        self.bases = bases
        // A stride without a common factor visits every number once, and scatters neighbours.
        var step = bases.count * 618 / 1000
        while Self.greatestCommonDivisor(step, bases.count) != 1 { step += 1 }
        self.step = step
    }

    /// How many different numbers there are.
    var count: Int { bases.count }

    /// The number of `index`, as an integer of ten digits.
    subscript(index: Int) -> UInt64 {
        let base = bases[(index * step + 17) % bases.count]
        // Only bases with a check digit were kept.
        return UInt64(base) * 10 + UInt64(Self.checkDigit(ofNine: base) ?? 0)
    }

    /// The same number with a check digit that is wrong.
    func wrong(_ index: Int) -> UInt64 {
        let number = self[index]
        return number / 10 * 10 + (number % 10 + 1) % 10
    }

    /// The check digit of nine digits; nil where the remainder asks for 10, so that no such number is issued.
    static func checkDigit(ofNine base: UInt32) -> Int? {
        var rest = base
        var sum = 0
        for weight in 2...10 {
            sum += Int(rest % 10) * weight
            rest /= 10
        }
        let digit = 11 - sum % 11
        return digit == 11 ? 0 : digit == 10 ? nil : digit
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }
}
