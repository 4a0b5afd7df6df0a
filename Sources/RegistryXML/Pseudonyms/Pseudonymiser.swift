/// What a pseudonym stands for; the same text gets another token in another domain.
public enum PseudonymDomain: String, Sendable, Hashable, CaseIterable {
    case person, staff
}

/// Turns identifying text into keyed tokens: a key is needed to get from one to the other in either direction.
public protocol Pseudonymiser: Sendable {
    /// The 128-bit token of `bytes` in `domain`, high word first. Equal for equal arguments.
    func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64)

    /// The same pseudonymiser with memory of its own, so that threads that use one each do not wait for each other.
    func separate() -> Self
}

extension Pseudonymiser {
    public func separate() -> Self { self }
}

/// A 128-bit keyed token; written as 32 lower-case hexadecimal digits.
public struct PersonToken: Sendable, Hashable {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Calls `body` with the 32 digits.
    func withDigits<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digits in
            for index in 0..<32 {
                let word = index < 16 ? high : low
                let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (index & 15))) & 15
                digits[index] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
            }
            return body(UnsafeBufferPointer(digits))
        }
    }

    /// The 32 digits.
    public var text: String { withDigits { String(decoding: $0, as: UTF8.self) } }
}
