/// All cells of one indicator on one basis: one for every area and category, dense.
struct CellGrid: Sendable {
    /// Area by area, `Breakdown.total` categories each.
    var cells: [Cell]
    /// For standardised statistics: events and days by band and sex, laid out area, category, band; else empty.
    var bands: [BandSum]

    /// Events and person-days of one band and sex.
    struct BandSum: Sendable, Hashable {
        var events: Int64 = 0
        var days: Int64 = 0

        @inline(__always) static func += (sum: inout BandSum, other: BandSum) {
            sum.events = BandCell.sum(sum.events, other.events)
            sum.days = BandCell.sum(sum.days, other.days)
        }
    }

    static let bandCount = AgeGroup.bandCount * 4

    init(areas: Int, banded: Bool) {
        cells = [Cell](repeating: Cell(), count: areas * Breakdown.total)
        bands = [BandSum](repeating: BandSum(), count: banded ? areas * Breakdown.total * Self.bandCount : 0)
    }

    var isBanded: Bool { !bands.isEmpty }

    /// Adds what one person contributes to one category of each breakdown.
    @inline(__always) mutating func add(_ share: Share, area: Int, categories: PersonCategories) {
        let one = Cell(ofOne: share.y, share.n)
        let start = area * Breakdown.total
        let sex = start + categories.sex, age = start + categories.age
        let ethnicity = start + categories.ethnicity, decile = start + categories.decile
        cells.withUnsafeMutableBufferPointer { cells in
            cells[sex].add(one)
            cells[age].add(one)
            cells[ethnicity].add(one)
            cells[decile].add(one)
        }
        guard isBanded else { return }
        let sum = BandSum(events: Int64(clamping: share.y), days: Int64(clamping: share.n)), band = categories.band
        bands.withUnsafeMutableBufferPointer { bands in
            bands[sex * Self.bandCount + band] += sum
            bands[age * Self.bandCount + band] += sum
            bands[ethnicity * Self.bandCount + band] += sum
            bands[decile * Self.bandCount + band] += sum
        }
    }

    mutating func add(_ other: CellGrid) {
        for index in cells.indices { cells[index].add(other.cells[index]) }
        for index in bands.indices { bands[index] += other.bands[index] }
    }

    /// Adds one area's cells to another's.
    mutating func add(area: Int, of other: CellGrid, to target: Int) {
        for category in 0..<Breakdown.total {
            let from = area * Breakdown.total + category, to = target * Breakdown.total + category
            cells[to].add(other.cells[from])
            guard isBanded else { continue }
            for band in 0..<Self.bandCount {
                bands[to * Self.bandCount + band] += other.bands[from * Self.bandCount + band]
            }
        }
    }

    func band(area: Int, category: Int) -> BandCell {
        var cell = BandCell()
        guard isBanded else { return cell }
        let start = (area * Breakdown.total + category) * Self.bandCount
        for band in 0..<Self.bandCount {
            cell.events[band] = bands[start + band].events
            cell.days[band] = bands[start + band].days
        }
        return cell
    }
}

/// What one person contributes to one indicator.
struct Share: Sendable, Hashable {
    /// Numerator and denominator, in the indicator's units; sums of 64-bit parts, with room for any number of them.
    var y: Int128 = 0
    var n: Int128 = 0

    @inline(__always) static func += (sum: inout Share, other: Share) {
        sum.y &+= other.y
        sum.n &+= other.n
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
