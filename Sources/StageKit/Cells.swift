/// The finished cells of one measure: every area with all that lies in it.
public struct Cells: Sendable {
    public let indicators: [Indicator]
    public let areas: AreaHierarchy
    private var grids: [CellGrid]
    /// Over everybody, in an area or not, by band and sex; one an indicator.
    private var everyone: [BandCell]

    /// Which people of an area a cell is about.
    public enum Slice: Sendable, Hashable {
        case whole
        /// A category as published: its place in `Breakdown.categories`.
        case category(Breakdown, Int)
        /// National deprivation decile, 1–10.
        case decile(Int)
        /// Quintiles 2–5 added up: everybody outside the most deprived fifth whose quintile is known.
        case notCore20
    }

    /// Rolls the people of each area up into all that it lies in.
    public init(_ contributions: Contributions) {
        indicators = contributions.indicators
        areas = contributions.areas
        everyone = []
        grids = []
        for (index, leaves) in contributions.leaves.enumerated() {
            var grid = CellGrid(areas: areas.areas.count + 1, banded: leaves.isBanded)
            for area in areas.areas.indices {
                for target in areas.lineages[area] { grid.add(area: area, of: leaves, to: target) }
            }
            if let settled = contributions.settled[index] { grid.add(settled) }
            grids.append(grid)
            if index % 2 == 1 {
                var all = BandCell()
                if leaves.isBanded {
                    for area in 0...areas.areas.count {
                        for sex in 0..<Breakdown.sex.cellCategories { all.add(leaves.band(area: area, category: sex)) }
                    }
                }
                everyone.append(all)
            }
        }
    }

    /// The cell of one indicator (its place in `indicators`), basis, area (its place in `areas`) and slice of the people.
    public func cell(_ indicator: Int, _ basis: Basis, area: Int, _ slice: Slice) -> Cell {
        var sum = Cell()
        let grid = grids[indicator * 2 + (basis == .resident ? 0 : 1)]
        for category in Self.cellCategories(slice) { sum.add(grid.cells[area * Breakdown.total + category]) }
        return sum
    }

    /// The events and person-days of the same, by band and sex; zeros where the indicator is not standardised.
    public func bands(_ indicator: Int, _ basis: Basis, area: Int, _ slice: Slice) -> BandCell {
        var sum = BandCell()
        let grid = grids[indicator * 2 + (basis == .resident ? 0 : 1)]
        guard grid.isBanded else { return sum }
        for category in Self.cellCategories(slice) { sum.add(grid.band(area: area, category: category)) }
        return sum
    }

    /// The events and person-days of everybody who contributes, in an area or not: the run's own rates.
    public func everyone(_ indicator: Int) -> BandCell { everyone[indicator] }

    /// The cells that make up a slice.
    private static func cellCategories(_ slice: Slice) -> Range<Int> {
        let deciles = Breakdown.deprivation.offset
        switch slice {
        case .whole: return 0..<Breakdown.sex.cellCategories
        case .decile(let decile): return deciles + decile - 1..<deciles + decile
        case .notCore20: return deciles + 2..<deciles + 10
        case .category(.deprivation, let quintile) where quintile < 5:
            return deciles + quintile * 2..<deciles + quintile * 2 + 2
        case .category(.deprivation, _): return deciles + 10..<deciles + 11
        case .category(let breakdown, let category):
            return breakdown.offset + category..<breakdown.offset + category + 1
        }
    }
}
