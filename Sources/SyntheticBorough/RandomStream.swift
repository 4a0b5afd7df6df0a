/// A stream of pseudo-random numbers that depends on its key alone.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// Every person, source and purpose has a stream of its own, so that the order in which files are written,
/// and by how many workers, cannot change a byte.
struct RandomStream: Sendable {
    /// What a stream decides; part of its key.
    enum Purpose: UInt64 {
        case geography = 1
        case person, record, contacts, admissions, conditions, observations, mover, dirt, reference
    }

    private var state: UInt64

    init(seed: UInt64, _ purpose: Purpose, _ key: Int, _ subkey: Int = 0) {
        var mixed = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
        mixed = Self.mixed(mixed ^ (purpose.rawValue &* 0xD1B5_4A32_D192_ED03))
        mixed = Self.mixed(mixed ^ (UInt64(truncatingIfNeeded: key) &* 0x9E37_79B9_7F4A_7C15))
        state = Self.mixed(mixed ^ (UInt64(truncatingIfNeeded: subkey) &* 0xBF58_476D_1CE4_E5B9))
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A number from 0 up to, not including, `bound`; 0 where `bound` is 1 or less.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True in `share` of a thousand draws.
    mutating func chance(_ share: Int) -> Bool {
        below(1000) < share
    }

    /// An index into `shares`, each drawn as often as its share of their sum `total` says.
    mutating func weighted(_ shares: [Int], total: Int) -> Int {
        var left = below(total)
        for (index, share) in shares.enumerated() {
            if left < share { return index }
            left -= share
        }
        return shares.count - 1
    }
}
