/// All cells of one indicator on one basis: one for every area and category, dense.
struct CellGrid: Sendable {
    /// Area by area, `Breakdown.total` categories each.
    var cells: [Cell]
    /// For standardised statistics: events and days by band and sex, laid out area, category, band; else empty.
    var events: [Int64]
    var days: [Int64]

    static let bands = AgeGroup.bandCount * 4

    init(areas: Int, banded: Bool) {
        cells = [Cell](repeating: Cell(), count: areas * Breakdown.total)
        events = [Int64](repeating: 0, count: banded ? areas * Breakdown.total * Self.bands : 0)
        days = events
    }

    var isBanded: Bool { !events.isEmpty }

    @inline(__always) mutating func add(_ y: Int64, _ n: Int64, area: Int, category: Int, band: Int) {
        let place = area * Breakdown.total + category
        cells[place].add(numerator: y, denominator: n)
        if !events.isEmpty {
            events[place * Self.bands + band] &+= y
            days[place * Self.bands + band] &+= n
        }
    }

    mutating func add(_ other: CellGrid) {
        for index in cells.indices { cells[index].add(other.cells[index]) }
        for index in events.indices {
            events[index] += other.events[index]
            days[index] += other.days[index]
        }
    }

    /// Adds one area's cells to another's.
    mutating func add(area: Int, of other: CellGrid, to target: Int) {
        for category in 0..<Breakdown.total {
            let from = area * Breakdown.total + category, to = target * Breakdown.total + category
            cells[to].add(other.cells[from])
            if !events.isEmpty {
                for band in 0..<Self.bands {
                    events[to * Self.bands + band] += other.events[from * Self.bands + band]
                    days[to * Self.bands + band] += other.days[from * Self.bands + band]
                }
            }
        }
    }

    func band(area: Int, category: Int) -> BandCell {
        var cell = BandCell()
        guard isBanded else { return cell }
        let start = (area * Breakdown.total + category) * Self.bands
        for band in 0..<Self.bands {
            cell.events[band] = events[start + band]
            cell.days[band] = days[start + band]
        }
        return cell
    }
}
