/// What a measure adds up to for one indicator, basis, area and category; it only ever adds.
///
/// Exact while everyone's |y| and |n| are at most `greatestShare` and the sums of squares are below 2^127; money (GBP
/// 10⁻⁴) stays there with, for each of 10^6 people, a thousand admissions of 10^9 GBP, or with 10^5 such admissions for
/// each of 170. Nothing beyond traps or wraps unseen: the cell is then no longer `isExact`, whatever the order.
public struct Cell: Sendable, Hashable {
    /// Sum of the numerators, in the indicator's unit.
    public var numerator: Int128 = 0
    public var denominator: Int128 = 0
    /// Distinct people who add something other than 0 to the numerator.
    public var numeratorPeople: Int64 = 0
    /// Distinct people behind the denominator.
    public var people: Int64 = 0
    /// Sums over people of y², n² and y·n (y a person's numerator, n a person's denominator); a sum of squares that
    /// has no room is `Int128.max` for good.
    public var sumYY: Int128 = 0
    public var sumNN: Int128 = 0
    public var sumYN: Int128 = 0

    public init() {}

    /// The largest numerator or denominator of one person, up or down: 2^62.
    @inlinable public static var greatestShare: Int64 { 1 << 62 }

    /// Whether every sum is exact; where not, the cell says nothing of the variance.
    public var isExact: Bool { sumYY != .max && sumNN != .max }

    /// One person's share, each amount added up from any number of parts.
    @inlinable @inline(__always) public init(ofOne y: Int128, _ n: Int128) {
        numerator = y
        denominator = n
        numeratorPeople = y == 0 ? 0 : 1
        people = 1
        if let y = Self.share(y), let n = Self.share(n) {
            sumYY = Int128(y) &* Int128(y)
            sumNN = Int128(n) &* Int128(n)
            sumYN = Int128(y) &* Int128(n)
        } else {
            sumYY = .max
        }
    }

    /// Adds one person's share.
    @inlinable @inline(__always) public mutating func add(numerator y: Int64, denominator n: Int64) {
        add(Cell(ofOne: Int128(y), Int128(n)))
    }

    /// Adds another cell.
    @inlinable @inline(__always) public mutating func add(_ other: Cell) {
        // Sums of 64-bit numbers: room for more of them than there are people. Σ|y·n| is no larger than the larger of
        // the sums of squares, so it has room where they have.
        numerator &+= other.numerator
        denominator &+= other.denominator
        numeratorPeople &+= other.numeratorPeople
        people &+= other.people
        sumYY = Self.sum(sumYY, other.sumYY)
        sumNN = Self.sum(sumNN, other.sumNN)
        sumYN &+= other.sumYN
    }

    /// A share small enough to be squared.
    @inlinable @inline(__always) static func share(_ amount: Int128) -> Int64? {
        let share = Int64(truncatingIfNeeded: amount)
        return Int128(share) == amount && share.magnitude <= greatestShare.magnitude ? share : nil
    }

    /// The sum of two numbers of which none is negative, `Int128.max` where it has no room.
    @inlinable @inline(__always) static func sum(_ a: Int128, _ b: Int128) -> Int128 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}

/// Events and person-days by five-year age band and sex, for standardisation; it only ever adds.
///
/// Neither is negative. A sum without room in 64 bits is `Int64.max` for good, and the bands are not `isExact`.
public struct BandCell: Sendable, Hashable {
    /// Events; 19 bands of male, then of female, indeterminate, unknown.
    public var events: [Int64]
    /// Person-days in the same order.
    public var days: [Int64]

    public init() {
        events = [Int64](repeating: 0, count: AgeGroup.bandCount * 4)
        days = events
    }

    public mutating func add(_ other: BandCell) {
        for index in events.indices {
            events[index] = Self.sum(events[index], other.events[index])
            days[index] = Self.sum(days[index], other.days[index])
        }
    }

    /// Whether every sum is exact.
    public var isExact: Bool { !events.contains(.max) && !days.contains(.max) }

    /// The sum of two numbers of which none is negative, `Int64.max` where it has no room.
    @inline(__always) static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
