/// Where a measure puts what each person contributes.
///
///     contributions.add(to: Self.upc, numerator: Amount.fraction(3, 4), denominator: 1)
///
/// What one person adds to one indicator in several calls is added up before it becomes part of a cell, so a cell knows
/// how many distinct people stand behind it.
public struct Contributions: Sendable {
    let indicators: [Indicator]
    let areas: AreaHierarchy
    /// What the present person has added so far, an entry an indicator.
    private var pending: [Pending]
    /// People of one area, to be rolled up: for each indicator resident, then registered.
    var leaves: [CellGrid]
    /// What is already in each area that it counts in: of people with several practices.
    var settled: [CellGrid?]
    private var frame: PersonFrame?

    /// What the present person contributes to one indicator.
    private struct Pending {
        var person: Share?
        var resident: Share?
        var practices: [(area: Int32, share: Share)] = []
    }

    private struct Share {
        var y: Int64
        var n: Int64
    }

    public init(indicators: [Indicator], areas: AreaHierarchy) {
        self.indicators = indicators
        self.areas = areas
        pending = indicators.map { _ in Pending() }
        // One place more than there are areas: out of area, so that the run's own rates are over everybody.
        leaves = indicators.flatMap { indicator in
            let grid = CellGrid(areas: areas.areas.count + 1, banded: indicator.isBanded)
            return [grid, grid]
        }
        settled = [CellGrid?](repeating: nil, count: leaves.count)
    }

    /// Adds to wherever the person is counted, on both bases. `numerator` and `denominator` are in the indicator's units.
    public mutating func add(to indicator: Indicator, numerator: Int64, denominator: Int64) {
        let place = place(of: indicator)
        pending[place].person = added(numerator, denominator, to: pending[place].person)
    }

    /// Adds to the area of the person's residence alone.
    public mutating func addResident(to indicator: Indicator, numerator: Int64, denominator: Int64) {
        let place = place(of: indicator)
        pending[place].resident = added(numerator, denominator, to: pending[place].resident)
    }

    /// Adds, on the registered basis, to the practice that held something, whoever's it is.
    public mutating func add(to indicator: Indicator, numerator: Int64, denominator: Int64, atPractice code: Int32) {
        let place = place(of: indicator)
        let area = frame?.practiceArea(code) ?? -1
        if let known = pending[place].practices.firstIndex(where: { $0.area == area }) {
            pending[place].practices[known].share.y += numerator
            pending[place].practices[known].share.n += denominator
        } else {
            pending[place].practices.append((area, Share(y: numerator, n: denominator)))
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

    private func added(_ y: Int64, _ n: Int64, to share: Share?) -> Share {
        Share(y: (share?.y ?? 0) + y, n: (share?.n ?? 0) + n)
    }

    /// Moves what the present person has added into cells.
    private mutating func finish(_ person: Person) {
        var slots: (Int, Int, Int, Int)?
        var band = 0
        for index in pending.indices {
            guard pending[index].person != nil || pending[index].resident != nil || !pending[index].practices.isEmpty
            else { continue }
            if slots == nil {
                slots = (
                    person.slot(.sex), person.slot(.age), person.slot(.ethnicity), person.slot(.deprivation)
                )
                band = person.band
            }
            guard let slots else { continue }
            if let share = pending[index].person {
                add(share, to: index * 2, area: person.area(.resident), slots, band)
                add(share, to: index * 2 + 1, area: person.area(.registered), slots, band)
                pending[index].person = nil
            }
            if let share = pending[index].resident {
                add(share, to: index * 2, area: person.area(.resident), slots, band)
                pending[index].resident = nil
            }
            if pending[index].practices.count == 1 {
                let (area, share) = pending[index].practices[0]
                add(share, to: index * 2 + 1, area: area, slots, band)
            } else if pending[index].practices.count > 1 {
                settle(pending[index].practices, in: index * 2 + 1, slots, band)
            }
            pending[index].practices.removeAll(keepingCapacity: true)
        }
    }

    private mutating func add(_ share: Share, to grid: Int, area: Int32, _ slots: (Int, Int, Int, Int), _ band: Int) {
        let place = area < 0 ? areas.areas.count : Int(area)
        leaves[grid].add(share.y, share.n, area: place, category: slots.0, band: band)
        leaves[grid].add(share.y, share.n, area: place, category: slots.1, band: band)
        leaves[grid].add(share.y, share.n, area: place, category: slots.2, band: band)
        leaves[grid].add(share.y, share.n, area: place, category: slots.3, band: band)
    }

    /// A person with several practices: added up for every area first, so that nobody counts twice in any.
    private mutating func settle(
        _ practices: [(area: Int32, share: Share)], in grid: Int, _ slots: (Int, Int, Int, Int), _ band: Int
    ) {
        var sums: [Int: Share] = [:]
        for (area, share) in practices {
            for target in area < 0 ? [areas.areas.count] : areas.lineages[Int(area)] {
                sums[target] = added(share.y, share.n, to: sums[target])
            }
        }
        var target =
            settled[grid] ?? CellGrid(areas: areas.areas.count + 1, banded: indicators[grid / 2].isBanded)
        settled[grid] = nil
        for (area, share) in sums {
            for slot in [slots.0, slots.1, slots.2, slots.3] {
                target.add(share.y, share.n, area: area, category: slot, band: band)
            }
        }
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

extension Person {
    /// The place of the person's category among all that a cell grid keeps.
    func slot(_ breakdown: Breakdown) -> Int { breakdown.offset + category(breakdown) }

    /// The place of the person's age band and sex in a `BandCell`.
    var band: Int { Int(sex.rawValue) * AgeGroup.bandCount + Int(AgeGroup.band(age)) }
}
