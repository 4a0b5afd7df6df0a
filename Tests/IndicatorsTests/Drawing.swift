import StageKit
import StageKitTesting

/// The day that a test names.
func day(_ text: String) -> CalendarDay { CalendarDay(text)! }

/// The second that a test names.
func time(_ text: String) -> Int64 { LocalTime.seconds(text)! }

/// A drawn person, changed by `change`.
func person(_ change: (inout PersonSketch) -> Void = { _ in }) -> PersonSketch {
    var sketch = PersonSketch()
    sketch.residentArea = AreaHierarchy.oneOfEach.place(of: "C1")
    sketch.registeredArea = AreaHierarchy.oneOfEach.place(of: "P1")
    change(&sketch)
    return sketch
}

/// Attended contacts with staff 1, 2 …, at noon of each day; `nil` for a login that many share.
func visits(_ staff: [(String, Int32?)]) -> [Contact] {
    staff.map { Contact(at: time($0.0 + " 12:00"), staff: $0.1 ?? 99, isGenericStaff: $0.1 == nil) }
}

extension Cells {
    /// The cell of an indicator by its id, of the whole borough `B1` unless said.
    func cell(
        _ id: String, _ basis: Basis = .registered, in code: String = "B1", _ slice: Slice = .whole
    ) -> Cell {
        cell(indicators.firstIndex { $0.id == id }!, basis, area: areas.place(of: code)!, slice)
    }

    /// Numerator and denominator in units.
    func sums(_ id: String, _ basis: Basis = .registered, in code: String = "B1", _ slice: Slice = .whole) -> [Int] {
        let cell = cell(id, basis, in: code, slice)
        return [Int(cell.numerator), Int(cell.denominator)]
    }
}

/// What `measure` makes of people at an as-of date.
func cells(_ measure: some PersonMeasure, asOf: String, _ people: [PersonSketch]) -> Cells {
    SketchedPeople(asOf: day(asOf), people: people).cells(measure)
}
