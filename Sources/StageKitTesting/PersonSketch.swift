public import StageKit

/// One person as a test draws them: what a resolver would have settled.
public struct PersonSketch: Sendable, Hashable {
    public var birth = CalendarDay(number: 0)
    public var death: CalendarDay?
    public var sex = Sex.unknown
    public var ethnicity = EthnicGroup.notKnown
    /// 1–10, or `nil` for unknown.
    public var decile: Int?
    public var namedGP: Int32?
    public var isNamedGPGeneric = false
    /// Regular registrations, not overlapping, ascending. Birth, death and the as-of date cut them.
    public var registered: [DayRange] = []
    /// Places in the hierarchy's areas, `nil` for out of area.
    public var residentArea: Int?
    public var registeredArea: Int?
    /// In any order; those of one time keep theirs.
    public var contacts: [Contact] = []
    public var stays: [Stay] = []
    public var conditions: [Condition] = []
    public var observations: [Observation] = []

    /// Somebody born on 1 January 1970, registered for ever.
    public init() {
        registered = [DayRange(first: Self.ever.first, last: Self.ever.last)]
    }

    /// From the year 0 to 9999.
    public static let ever = DayRange(first: CalendarDay(number: -719_528), last: CalendarDay(number: 2_932_896))
}

extension PersonColumns {
    /// Adds a person as drawn, at the as-of date: days exposed, population and last day follow from the registrations.
    public mutating func append(_ sketch: PersonSketch, asOf: CalendarDay) {
        let end = min(asOf, sketch.death ?? asOf)
        let exposure = sketch.registered.compactMap { range -> DayRange? in
            let cut = DayRange(first: max(range.first, sketch.birth), last: min(range.last, end))
            return cut.first <= cut.last ? cut : nil
        }
        let isAliveAtEnd = sketch.death.map { $0 > asOf } ?? true
        let isInPopulation = isAliveAtEnd && exposure.covers(asOf)
        var entry = Entry(
            birth: sketch.birth, lastDay: isInPopulation ? asOf : exposure.last.map(\.last) ?? end)
        entry.death = sketch.death
        entry.sex = sketch.sex
        entry.ethnicity = sketch.ethnicity
        entry.decile = sketch.decile
        entry.namedGP = sketch.namedGP
        entry.isNamedGPGeneric = sketch.isNamedGPGeneric
        entry.isInPopulation = isInPopulation
        entry.residentArea = sketch.residentArea
        entry.registeredArea = sketch.registeredArea

        exposure.forEach { addExposure($0) }
        for contact in stable(sketch.contacts, by: \.at) where contact.day <= asOf { addContact(contact) }
        for stay in stable(sketch.stays, by: \.start.number) where stay.start <= asOf { addStay(stay) }
        for condition in stable(sketch.conditions, by: \.onset.number) where condition.onset <= asOf {
            addCondition(condition)
        }
        for observation in stable(sketch.observations, by: \.day.number) where observation.day <= asOf {
            addObservation(observation)
        }
        append(entry)
    }
}

/// Ordered by a key, equal ones as they stood.
private func stable<Element>(_ elements: [Element], by key: (Element) -> some Comparable) -> [Element] {
    elements.enumerated().sorted { one, other in
        let (a, b) = (key(one.element), key(other.element))
        return a == b ? one.offset < other.offset : a < b
    }.map(\.element)
}
