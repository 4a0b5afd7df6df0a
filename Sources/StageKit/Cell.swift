/// What a measure adds up to for one indicator, basis, area and category; it only ever adds.
public struct Cell: Sendable, Hashable {
    /// Sum of the numerators, in the indicator's unit.
    public var numerator: Int128 = 0
    public var denominator: Int128 = 0
    /// Distinct people who add something other than 0 to the numerator.
    public var numeratorPeople: Int64 = 0
    /// Distinct people behind the denominator.
    public var people: Int64 = 0
    /// Sums over people of y², n² and y·n (y a person's numerator, n a person's denominator).
    public var sumYY: Int128 = 0
    public var sumNN: Int128 = 0
    public var sumYN: Int128 = 0

    public init() {}

    /// Adds one person's share.
    @inlinable @inline(__always) public mutating func add(numerator y: Int64, denominator n: Int64) {
        numerator &+= Int128(y)
        denominator &+= Int128(n)
        numeratorPeople &+= y == 0 ? 0 : 1
        people &+= 1
        sumYY &+= Int128(y) &* Int128(y)
        sumNN &+= Int128(n) &* Int128(n)
        sumYN &+= Int128(y) &* Int128(n)
    }

    /// Adds another cell. No sum of a run comes near the ends of `Int128`, so nothing is checked.
    @inlinable @inline(__always) public mutating func add(_ other: Cell) {
        numerator &+= other.numerator
        denominator &+= other.denominator
        numeratorPeople &+= other.numeratorPeople
        people &+= other.people
        sumYY &+= other.sumYY
        sumNN &+= other.sumNN
        sumYN &+= other.sumYN
    }
}

/// Events and person-days by five-year age band and sex, for standardisation; it only ever adds.
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
            events[index] += other.events[index]
            days[index] += other.days[index]
        }
    }
}
