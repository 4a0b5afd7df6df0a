import StageKit
import StageKitTesting
import Testing

@Suite struct ContributionsTests {
    /// People can be split anywhere, in any order: the same cells bit for bit.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func anySplitGivesTheSameCells(_ seed: UInt64) throws {
        let people = RandomPeople.make(120, seed: seed)
        let whole = people.cells(try EveryWay())
        var random = SeededGenerator(state: seed &+ 100)
        for count in [2, 5, 120] {
            var parts = [[Int]](repeating: [], count: count)
            for index in people.people.indices.shuffled(using: &random) {
                parts[Int.random(in: 0..<count, using: &random)].append(index)
            }
            let split = people.cells(try EveryWay(), inParts: parts)
            #expect(split.everything == whole.everything)
            #expect(split.everyBand == whole.everyBand)
        }
    }

    /// The same cells by adding up each area from its people, one by one, the slow way.
    @Test(arguments: [4, 5] as [UInt64])
    func agreesWithThePlainWay(_ seed: UInt64) throws {
        let people = RandomPeople.make(60, seed: seed)
        let cells = people.cells(try EveryWay())
        for basis in Basis.allCases {
            for area in people.areas.areas.indices {
                var expected = Cell()
                for sketch in people.people {
                    let own = sketch.residentArea.map { people.areas.lineages[$0].contains(area) } ?? false
                    let counted = sketch.contacts.filter { contact in
                        guard basis == .registered else { return own }
                        let held = people.areas.practice[people.practices[Int(contact.practice)]]
                        return held.map { people.areas.lineages[$0].contains(area) } ?? false
                    }
                    guard !counted.isEmpty else { continue }
                    expected.add(
                        numerator: Int64(counted.filter { $0.status == .turnedAway }.count),
                        denominator: Int64(counted.count))
                }
                #expect(cells.cell(1, basis, area: area, .whole) == expected, "\(people.areas.areas[area].code)")
            }
        }
    }

    /// Two practices of one locality: one person there, one at each practice, one in the borough.
    @Test func aPersonWithTwoPracticesCountsOnce() throws {
        var sketch = PersonSketch()
        sketch.contacts = [
            Contact(at: 0, practice: 0, status: .turnedAway), Contact(at: 1, practice: 1, status: .turnedAway),
            Contact(at: 2, practice: 1),
        ]
        let people = SketchedPeople(
            asOf: RandomPeople.asOf, areas: RandomPeople.areas, practices: RandomPeople.practices, people: [sketch])
        let cells = people.cells(try EveryWay())
        func cell(_ code: String) -> Cell {
            cells.cell(1, .registered, area: people.areas.place(of: code)!, .whole)
        }
        var once = Cell(), first = Cell(), second = Cell()
        once.add(numerator: 2, denominator: 3)
        first.add(numerator: 1, denominator: 1)
        second.add(numerator: 1, denominator: 2)
        #expect(cell("P1") == first)
        #expect(cell("C2") == second)
        #expect(cell("L1") == once)
        #expect(cell("B1") == once)
        #expect(cell("L2") == Cell())
        #expect(cell("L1").people == 1)
    }

    /// Several additions of one person are one person's share: squares are of the sum.
    @Test func additionsOfOnePersonAddUp() throws {
        var sketch = PersonSketch()
        sketch.residentArea = RandomPeople.areas.place(of: "C1")
        sketch.contacts = (0..<3).map { Contact(at: $0, status: .turnedAway) }
        let people = SketchedPeople(asOf: RandomPeople.asOf, areas: RandomPeople.areas, people: [sketch])
        let cells = people.cells(try EveryWay())
        let cell = cells.cell(1, .resident, area: people.areas.place(of: "L1")!, .whole)
        #expect([cell.numerator, cell.denominator, cell.sumYY, cell.sumNN, cell.sumYN] == [3, 3, 9, 9, 9])
        #expect([cell.people, cell.numeratorPeople] == [1, 1])
    }
}
