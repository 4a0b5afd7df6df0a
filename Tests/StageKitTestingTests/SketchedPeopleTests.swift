import StageKit
import StageKitTesting
import Testing

@Suite struct SketchedPeopleTests {
    @Test func oneOfEach() throws {
        let areas = AreaHierarchy.oneOfEach
        let practice = try #require(areas.place(of: "P1"))
        #expect(areas.practice["P1"] == practice)
        #expect(areas.lineages[practice].map { areas.areas[$0].code } == ["P1", "C1", "L1", "B1"])
        #expect(areas.residence["E1"] == areas.place(of: "C1"))
        #expect(areas.areas.map(\.code) == ["B1", "C1", "L1", "P1"])
    }

    @Test func peopleAsDrawn() {
        let asOf = CalendarDay("2026-06-30")!
        var sketch = PersonSketch()
        sketch.decile = 3
        sketch.namedGP = 5
        sketch.contacts = [Contact(at: 200), Contact(at: 100)]
        let frame = SketchedPeople(asOf: asOf, people: [PersonSketch(), sketch]).frame(of: [1])
        #expect(frame.count == 1)
        #expect(frame.population == 1)
        #expect(frame[0].deprivationDecile == 3)
        #expect(frame[0].namedGP == 5)
        #expect(frame[0].contacts.map(\.at) == [100, 200])
        #expect(frame[0].age == 56)
    }

    /// Registered until 1 May: not in the population, and that is the last day.
    @Test func somebodyWhoLeft() {
        let asOf = CalendarDay("2026-06-30")!
        var sketch = PersonSketch()
        sketch.registered = [DayRange(first: CalendarDay("2020-01-01")!, last: CalendarDay("2026-05-01")!)]
        let frame = SketchedPeople(asOf: asOf, people: [sketch]).frame
        #expect(frame.population == 0)
        #expect(frame[0].lastDay == CalendarDay("2026-05-01")!)
    }
}
