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

    /// Adds what one person contributes to one category of each breakdown.
    @inline(__always) mutating func add(_ share: Share, area: Int, categories: PersonCategories) {
        var one = Cell()
        one.add(numerator: share.y, denominator: share.n)
        let start = area * Breakdown.total
        let places = (
            start + categories.sex, start + categories.age, start + categories.ethnicity, start + categories.decile
        )
        cells[places.0].add(one)
        cells[places.1].add(one)
        cells[places.2].add(one)
        cells[places.3].add(one)
        guard isBanded else { return }
        add(share, place: places.0, band: categories.band)
        add(share, place: places.1, band: categories.band)
        add(share, place: places.2, band: categories.band)
        add(share, place: places.3, band: categories.band)
    }

    @inline(__always) private mutating func add(_ share: Share, place: Int, band: Int) {
        events[place * Self.bands + band] &+= share.y
        days[place * Self.bands + band] &+= share.n
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

/// What one person contributes to one indicator.
struct Share: Sendable, Hashable {
    /// Numerator and denominator, in the indicator's units.
    var y: Int64 = 0
    var n: Int64 = 0

    static func += (sum: inout Share, other: Share) {
        sum.y += other.y
        sum.n += other.n
    }
}

/// Where one person lies: the place of each category among all that a grid keeps, and the age band and sex.
struct PersonCategories: Sendable, Hashable {
    var sex: Int
    var age: Int
    var ethnicity: Int
    var decile: Int
    /// The place in a `BandCell`.
    var band: Int

    init(_ person: Person) {
        let years = person.age
        sex = Breakdown.sex.offset + Int(person.sex.rawValue)
        age = Breakdown.age.offset + Int(AgeGroup.category(years))
        ethnicity = Breakdown.ethnicity.offset + Int(person.ethnicity.rawValue)
        decile = Breakdown.deprivation.offset + person.decilePlace
        band = Int(person.sex.rawValue) * AgeGroup.bandCount + Int(AgeGroup.band(years))
    }
}
