/// One person at the as-of date, with all that is known of them (`population.md`).
public struct Person {
    let frame: PersonFrame
    let index: Int

    /// The last day that counts.
    public var asOf: CalendarDay { frame.asOf }
    public var birth: CalendarDay { frame.columns.birth[index] }
    /// The day of death, where it lies not after the as-of date or is known at all.
    public var death: CalendarDay? { frame.columns.death[index] }
    public var sex: Sex { frame.columns.sex[index] }
    public var ethnicity: EthnicGroup { frame.columns.ethnicity[index] }
    /// Decile of the Index of Multiple Deprivation of the LSOA of residence, 1 the most deprived; `nil` for unknown.
    public var deprivationDecile: Int? {
        let decile = Int(frame.columns.decile[index])
        return decile == 10 ? nil : decile + 1
    }
    /// The named GP's code, as in `Contact.staff`.
    public var namedGP: Int32? { frame.columns.namedGP[index] }
    /// Whether the named GP is a login that many share, who is never met.
    public var isNamedGPGeneric: Bool { frame.columns.isNamedGPGeneric[index] }
    /// Registered on the as-of date and alive at its end.
    public var isInPopulation: Bool { frame.columns.isInPopulation[index] }
    /// The day that decides age category and area: the as-of date for the population, else the last exposed day.
    public var lastDay: CalendarDay { frame.columns.lastDay[index] }
    /// Completed years on the last day, 0 to 255.
    public var age: Int { Int(frame.columns.age[index]) }

    /// Days registered and alive, as ranges that do not overlap, ascending.
    public var exposure: ArraySlice<DayRange> { frame.columns.exposure[index] }

    /// How many days of `window` the person was registered and alive.
    public func exposedDays(in window: DayRange) -> Int {
        var days = 0
        for range in exposure { days += range.overlap(window) }
        return days
    }

    /// Whether the person was registered and alive on `day`.
    public func isExposed(on day: CalendarDay) -> Bool {
        for range in exposure where range.contains(day) { return true }
        return false
    }

    /// All contacts up to the as-of date, by time, then contact id, source and patient.
    public var contacts: ArraySlice<Contact> { frame.columns.contacts[index] }
    public var stays: ArraySlice<Stay> { frame.columns.stays[index] }
    public var conditions: ArraySlice<Condition> { frame.columns.conditions[index] }
    public var observations: ArraySlice<Observation> { frame.columns.observations[index] }

    /// The ICD-10 code of a stay's first diagnosis.
    public func diagnosis(of stay: Stay) -> String? {
        stay.diagnosis.flatMap { frame.diagnoses.indices.contains(Int($0)) ? frame.diagnoses[Int($0)] : nil }
    }

    /// The SNOMED CT concept behind `Condition.code` or `Observation.code`.
    public func concept(_ code: Int32) -> String? {
        frame.concepts.indices.contains(Int(code)) ? frame.concepts[Int(code)] : nil
    }

    /// The days of the last `months` up to the as-of date.
    public func window(_ months: Months) -> DayRange { DayRange.window(of: months, endingOn: asOf) }

    /// The decile as cells keep it: 0–9, or 10 for unknown.
    var decilePlace: Int { Int(frame.columns.decile[index]) }

    /// The area of the person, −1 where out of area.
    func area(_ basis: Basis) -> Int32 {
        basis == .resident ? frame.columns.residentArea[index] : frame.columns.registeredArea[index]
    }
}
