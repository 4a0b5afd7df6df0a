/// A size of memory as people write it: `512M`, `2G`, `2 GiB`, or bytes.
public struct MemorySize: Sendable, Equatable {
    public let bytes: Int

    /// Digits and a unit of 1024s: `K`, `M`, `G` or `T`, `iB` or `B` behind it allowed, in either case; a space may stand
    /// between.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number > 0 else { return nil }
        let units = ["": 0, "b": 0, "k": 10, "kib": 10, "kb": 10, "m": 20, "mib": 20, "mb": 20]
        let large = ["g": 30, "gib": 30, "gb": 30, "t": 40, "tib": 40, "tb": 40]
        var unit = text.dropFirst(digits.count).lowercased()
        if unit.count > 1, unit.hasPrefix(" ") { unit.removeFirst() }
        guard let shift = units[unit] ?? large[unit] else { return nil }
        let (product, overflows) = number.multipliedReportingOverflow(by: 1 << shift)
        guard !overflows else { return nil }
        bytes = product
    }
}
