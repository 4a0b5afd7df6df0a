import StageKit
import Testing

@Suite struct CellTests {
    /// The largest that is promised: a thousand admissions of 10^9 GBP in units of 10⁻⁴ for each of 10^6 people.
    @Test func exactForEveryCostThatIsPromised() {
        var sum = Cell()
        sum.add(numerator: 10_000_000_000_000_000, denominator: 1461)
        // Doubled again and again; the powers of two that make 10^6 are kept.
        var million = Cell(), power = sum
        for bit in 0..<20 {
            if 1_000_000 >> bit & 1 == 1 { million.add(power) }
            let same = power
            power.add(same)
        }
        let units: Int128 = 10_000_000_000_000_000
        #expect(million.isExact)
        #expect(million.people == 1_000_000)
        #expect(million.numerator == units * 1_000_000)
        #expect(million.sumYY == units * units * 1_000_000)
        #expect(million.sumNN == 1461 * 1461 * 1_000_000)
        #expect(million.sumYN == units * 1461 * 1_000_000)
    }

    @Test func theGreatestShareIsExact() {
        for sign in [1, -1] as [Int64] {
            var cell = Cell()
            cell.add(numerator: sign * Cell.greatestShare, denominator: 1)
            #expect(cell.isExact)
            #expect(cell.sumYY == (1 as Int128) << 124)
            #expect(cell.sumYN == Int128(sign) << 62)
        }
    }

    /// Beyond, the sums of numerators still stand, squares do not, and the cell says so whatever the order.
    @Test func beyondIsNotExact() {
        let shares: [Int128] = [
            5, Int128(Cell.greatestShare) + 1, -Int128(Cell.greatestShare) - 1, 1 << 80, -(1 << 80), 7,
        ]
        var forward = Cell(), backward = Cell(), halves = Cell()
        for share in shares { forward.add(Cell(ofOne: share, 1)) }
        for share in shares.reversed() { backward.add(Cell(ofOne: share, 1)) }
        for part in [shares.prefix(2), shares.dropFirst(2)] {
            var half = Cell()
            for share in part { half.add(Cell(ofOne: share, 1)) }
            halves.add(half)
        }
        #expect(forward == backward)
        #expect(forward == halves)
        #expect(!forward.isExact)
        #expect(forward.numerator == 12)
        #expect(forward.people == 6)
        var denominator = Cell()
        denominator.add(numerator: 0, denominator: Int64.min)
        #expect(!denominator.isExact)
    }

    @Test func squaresWithoutRoomAreNotExact() {
        var cell = Cell()
        for _ in 0..<8 { cell.add(numerator: Cell.greatestShare, denominator: 0) }
        // Eight times 2^124 is 2^127.
        #expect(!cell.isExact)
        cell.add(numerator: 1, denominator: 1)
        #expect(!cell.isExact)
        #expect(cell.numerator == ((1 as Int128) << 65) + 1)
    }

    @Test func bandsDoNotTrap() {
        var half = BandCell(), sum = BandCell()
        half.events[3] = .max / 2 + 1
        half.days[4] = 9
        sum.add(half)
        #expect(sum.isExact)
        sum.add(half)
        sum.add(half)
        #expect(!sum.isExact)
        #expect(sum.events[3] == .max)
        #expect(sum.days[4] == 27)
    }
}
