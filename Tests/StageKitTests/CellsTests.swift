import StageKit
import StageKitTesting
import Testing

@Suite struct CellsTests {
    /// In every breakdown the categories add up to the whole, and the deciles to their quintiles.
    @Test func wholeIsTheSumOfCategories() throws {
        let cells = RandomPeople.make(150, seed: 11).cells(try EveryWay())
        for indicator in cells.indicators.indices {
            for basis in Basis.allCases {
                for area in cells.areas.areas.indices {
                    func sum(_ slices: [Cells.Slice]) -> Cell {
                        slices.reduce(into: Cell()) { $0.add(cells.cell(indicator, basis, area: area, $1)) }
                    }
                    let whole = sum([.whole])
                    for breakdown in Breakdown.allCases {
                        #expect(sum(breakdown.categories.indices.map { .category(breakdown, $0) }) == whole)
                    }
                    for quintile in 0..<5 {
                        #expect(
                            sum([.decile(quintile * 2 + 1), .decile(quintile * 2 + 2)])
                                == sum([.category(.deprivation, quintile)]))
                    }
                    #expect(sum([.notCore20]) == sum((1..<5).map { .category(.deprivation, $0) }))
                }
            }
        }
    }

    /// An area is the sum of what lies in it, where everybody has one area: on the resident basis.
    @Test func areasAddUp() throws {
        let cells = RandomPeople.make(150, seed: 12).cells(try EveryWay())
        let areas = cells.areas
        for indicator in cells.indicators.indices {
            for parent in areas.areas.indices where areas.areas[parent].scale > 1 {
                var sum = Cell()
                for child in areas.areas.indices where areas.areas[child].parent == parent {
                    sum.add(cells.cell(indicator, .resident, area: child, .whole))
                }
                #expect(sum == cells.cell(indicator, .resident, area: parent, .whole))
            }
        }
    }

    /// Bands add up to the cell, and the run's own rates are over everybody, out of area or not.
    @Test func bandsAddUp() throws {
        let people = RandomPeople.make(150, seed: 13)
        let cells = people.cells(try EveryWay())
        for area in cells.areas.areas.indices {
            for slice in Cells.slices {
                let bands = cells.bands(2, .registered, area: area, slice)
                let cell = cells.cell(2, .registered, area: area, slice)
                #expect(bands.events.reduce(0) { $0 + Int128($1) } == cell.numerator)
                #expect(bands.days.reduce(0) { $0 + Int128($1) } == cell.denominator)
            }
        }
        #expect(cells.everyone(2).events.reduce(0, +) == people.people.reduce(0) { $0 + Int64($1.stays.count) })
        #expect(cells.everyone(0).days.allSatisfy { $0 == 0 })
        #expect(cells.bands(0, .resident, area: 0, .whole) == BandCell())
    }

    /// A woman of 47: the tenth band (45–49) of the second sex.
    @Test func bandAndSex() throws {
        var sketch = PersonSketch()
        sketch.birth = CalendarDay("1979-01-01")!
        sketch.sex = .female
        sketch.stays = [Stay(start: RandomPeople.asOf, end: RandomPeople.asOf, method: .emergency, cost: 0)]
        sketch.registeredArea = RandomPeople.areas.place(of: "P1")
        let people = SketchedPeople(asOf: RandomPeople.asOf, areas: RandomPeople.areas, people: [sketch])
        let bands = people.cells(try EveryWay()).bands(
            2, .registered, area: people.areas.place(of: "B1")!, .category(.age, 2))
        #expect(bands.events.firstIndex(of: 1) == 19 + 9)
        #expect(bands.days[19 + 9] == 365)
    }

    /// Three people with a third each: three times the rounded third, one unit short of 1.
    @Test func fractionsAddAsWholeNumbers() throws {
        let people = SketchedPeople(
            asOf: RandomPeople.asOf, areas: RandomPeople.areas,
            people: (0..<3).map { _ in
                var sketch = PersonSketch()
                sketch.registeredArea = RandomPeople.areas.place(of: "P1")
                sketch.contacts = [
                    Contact(at: 0, mode: .online), Contact(at: 1, mode: .video), Contact(at: 2, mode: .video),
                ]
                return sketch
            })
        let cell = people.cells(try EveryWay()).cell(0, .registered, area: people.areas.place(of: "P1")!, .whole)
        #expect(cell.numerator == (1 << 52) - 1)
        let third: Int128 = 1_501_199_875_790_165
        #expect(cell.sumYY == 3 * third * third)
    }
}
