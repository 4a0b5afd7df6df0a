/// Where a measure puts what each person contributes.
///
///     contributions.add(to: Self.upc, numerator: Amount.fraction(3, 4), denominator: 1)
///
/// What one person adds to one indicator in several calls is added up before it becomes part of a cell, so a cell knows
/// how many distinct people stand behind it. An indicator is named by itself or, quicker, by its place among the
/// measure's indicators.
///
/// No addition traps. What a person adds to a numerator or denominator may come to `Cell.greatestShare`, 2^62 units
/// (4.6 × 10^14 GBP in units of 10⁻⁴); a cell with somebody beyond is not `Cell.isExact`, and `summarise` refuses it.
public struct Contributions: Sendable {
    let indicators: [Indicator]
    let areas: AreaHierarchy
    /// What the present person has added so far, an entry an indicator.
    private var pending: [Pending]
    /// What the present person's second and further practices hold; empty for nearly everybody.
    private var further: [HeldShare] = []
    /// People of one area, to be rolled up: for each indicator resident, then registered.
    var leaves: [CellGrid]
    /// What is already in each area that it counts in: of people with several practices.
    var settled: [CellGrid?]
    var frame: PersonFrame?

    /// What the present person contributes to one indicator.
    private struct Pending {
        var hasPerson = false
        var hasResident = false
        var hasPractice = false
        var isAny: Bool { hasPerson || hasResident || hasPractice }
        var person = Share()
        var resident = Share()
        var practice = Share()
        /// The area of the first practice, −1 for none.
        var practiceArea: Int32 = -1
    }

    /// What a practice held of the present person, for one indicator.
    private struct HeldShare {
        var indicator: Int
        var area: Int32
        var share: Share
    }

    public init(indicators: [Indicator], areas: AreaHierarchy) {
        self.indicators = indicators
        self.areas = areas
        pending = [Pending](repeating: Pending(), count: indicators.count)
        // One place more than there are areas: out of area, so that the run's own rates are over everybody.
        leaves = indicators.flatMap { indicator in
            let grid = CellGrid(areas: areas.areas.count + 1, banded: indicator.isBanded)
            return [grid, grid]
        }
        settled = [CellGrid?](repeating: nil, count: leaves.count)
    }

    /// Nothing yet, for what `measure` counts.
    public init(for measure: some PersonMeasure, areas: AreaHierarchy) {
        self.init(indicators: measure.indicators, areas: areas)
    }

    /// Adds to wherever the person is counted, on both bases. `numerator` and `denominator` are in the indicator's units.
    public mutating func add(to indicator: Indicator, numerator: Int64, denominator: Int64) {
        add(to: place(of: indicator), numerator: numerator, denominator: denominator)
    }

    /// The same, to the indicator at `place` among the measure's.
    public mutating func add(to place: Int, numerator: Int64, denominator: Int64) {
        pending[place].hasPerson = true
        pending[place].person += Share(y: Int128(numerator), n: Int128(denominator))
    }

    /// Adds to the area of the person's residence alone.
    public mutating func addResident(to indicator: Indicator, numerator: Int64, denominator: Int64) {
        addResident(to: place(of: indicator), numerator: numerator, denominator: denominator)
    }

    /// The same, to the indicator at `place` among the measure's.
    public mutating func addResident(to place: Int, numerator: Int64, denominator: Int64) {
        pending[place].hasResident = true
        pending[place].resident += Share(y: Int128(numerator), n: Int128(denominator))
    }

    /// Adds, on the registered basis, to the practice that held something, whoever's it is.
    public mutating func add(to indicator: Indicator, numerator: Int64, denominator: Int64, atPractice code: Int32) {
        add(to: place(of: indicator), numerator: numerator, denominator: denominator, atPractice: code)
    }

    /// The same, to the indicator at `place` among the measure's.
    public mutating func add(to place: Int, numerator: Int64, denominator: Int64, atPractice code: Int32) {
        let area = frame?.practiceArea(code) ?? -1
        let share = Share(y: Int128(numerator), n: Int128(denominator))
        if !pending[place].hasPractice {
            pending[place].hasPractice = true
            pending[place].practiceArea = area
            pending[place].practice = share
        } else if pending[place].practiceArea == area {
            pending[place].practice += share
        } else if let known = further.firstIndex(where: { $0.indicator == place && $0.area == area }) {
            further[known].share += share
        } else {
            further.append(HeldShare(indicator: place, area: area, share: share))
        }
    }

    /// Measures every person of a frame.
    public mutating func add(_ measure: some PersonMeasure, over frame: PersonFrame) {
        self.frame = frame
        for index in 0..<frame.count {
            let person = frame[index]
            measure.measure(person, into: &self)
            finish(person)
        }
        self.frame = nil
    }

    /// What `measure` adds for the people of a frame as the table that a stage in a child process writes: a row a person and
    /// indicator, and one more for what counts for residents alone, and for each practice that held something.
    public static func table(of measure: some PersonMeasure, over frame: PersonFrame) throws(StageFault) -> Table {
        let indicators = measure.indicators
        // Every practice an area of its own, so that shares of different ones stay apart.
        let frame = PersonFrame(
            asOf: frame.asOf, columns: frame.columns, practiceAreas: frame.practices.indices.map { Int32($0) },
            quality: QualityCounts(), practices: frame.practices, diagnoses: frame.diagnoses, concepts: frame.concepts)
        var contributions = Contributions(
            indicators: indicators, areas: AreaHierarchy(scales: [], areas: [], residence: [:], practice: [:]))
        contributions.frame = frame
        var rows = ContributionLines(indicators: indicators, practices: frame.practices)
        for index in 0..<frame.count {
            measure.measure(frame[index], into: &contributions)
            for (place, entry) in contributions.pending.enumerated() where entry.isAny {
                if entry.hasPerson { try rows.append(index, place, entry.person) }
                if entry.hasResident { try rows.append(index, place, entry.resident, isResident: true) }
                if entry.hasPractice { try rows.append(index, place, entry.practice, practice: entry.practiceArea) }
                contributions.pending[place] = Pending()
            }
            for held in contributions.further {
                try rows.append(index, held.indicator, held.share, practice: held.area)
            }
            contributions.further.removeAll(keepingCapacity: true)
        }
        return rows.table
    }

    /// Adds what was counted elsewhere, of other people, by the same measure.
    public mutating func add(_ other: Contributions) {
        for index in leaves.indices {
            leaves[index].add(other.leaves[index])
            guard let theirs = other.settled[index] else { continue }
            settled[index]?.add(theirs)
            if settled[index] == nil { settled[index] = theirs }
        }
    }

    private func place(of indicator: Indicator) -> Int {
        for index in indicators.indices where indicators[index].id == indicator.id { return index }
        // A measure that counts what its descriptor does not list is a mistake of its author, found by its first example.
        preconditionFailure("indicator '\(indicator.id)' is not in the measure's descriptor")
    }

    /// Moves what the present person has added into cells.
    mutating func finish(_ person: Person) {
        var known: PersonCategories?
        for index in pending.indices {
            let entry = pending[index]
            guard entry.isAny else { continue }
            let categories = known ?? PersonCategories(person)
            known = categories
            if entry.hasPerson || entry.hasResident {
                // One call for both, so that a person who adds in both ways counts once.
                var share = entry.person
                share += entry.resident
                add(share, to: index * 2, area: person.area(.resident), categories)
            }
            if entry.hasPerson, !entry.hasPractice {
                add(entry.person, to: index * 2 + 1, area: person.area(.registered), categories)
            } else if entry.hasPractice, !entry.hasPerson, further.isEmpty {
                add(entry.practice, to: index * 2 + 1, area: entry.practiceArea, categories)
            } else if entry.hasPractice {
                settle(index, entry, person.area(.registered), categories)
            }
            pending[index] = Pending()
        }
        if !further.isEmpty { further.removeAll(keepingCapacity: true) }
    }

    private mutating func add(_ share: Share, to grid: Int, area: Int32, _ categories: PersonCategories) {
        leaves[grid].add(share, area: area < 0 ? areas.areas.count : Int(area), categories: categories)
    }

    /// A person with several practices: added up for every area first, so that nobody counts twice in any.
    private mutating func settle(_ index: Int, _ entry: Pending, _ ownArea: Int32, _ categories: PersonCategories) {
        var held = [HeldShare(indicator: index, area: entry.practiceArea, share: entry.practice)]
        if entry.hasPerson { held.append(HeldShare(indicator: index, area: ownArea, share: entry.person)) }
        held += further.filter { $0.indicator == index }
        if held.count == 1 {
            add(entry.practice, to: index * 2 + 1, area: entry.practiceArea, categories)
            return
        }
        var sums: [(area: Int, share: Share)] = []
        for part in held {
            for target in part.area < 0 ? [areas.areas.count] : areas.lineages[Int(part.area)] {
                if let known = sums.firstIndex(where: { $0.area == target }) {
                    sums[known].share += part.share
                } else {
                    sums.append((target, part.share))
                }
            }
        }
        let grid = index * 2 + 1
        var target =
            settled[grid] ?? CellGrid(areas: areas.areas.count + 1, banded: indicators[index].isBanded)
        settled[grid] = nil
        for (area, share) in sums { target.add(share, area: area, categories: categories) }
        settled[grid] = target
    }
}

extension Indicator {
    /// Whether its cells keep events and person-days by age band and sex.
    var isBanded: Bool { statistic == .directlyStandardisedRate || statistic == .indirectlyStandardisedRatio }
}

extension PersonFrame {
    func practiceArea(_ code: Int32) -> Int32 {
        code >= 0 && Int(code) < practiceAreas.count ? practiceAreas[Int(code)] : -1
    }
}
