/// A part of the people, column by column: what measures are given, one person at a time.
///
/// Every array has one value a person, or is cut by an array of starts (one more value than there are people).
public final class PersonFrame: Sendable {
    public let asOf: CalendarDay
    /// Columns of `Person`.
    let columns: PersonColumns
    /// Counts for the data-quality table.
    public let quality: QualityCounts
    /// The area of a practice code, −1 where it has none: for measures of what a practice held.
    let practiceAreas: [Int32]
    /// The ODS code behind each number of `Contact.practice`.
    public let practices: [String]
    /// The ICD-10 code behind each number of `Stay.diagnosis`.
    public let diagnoses: [String]
    /// The SNOMED CT concept behind each number of `Condition.code` and `Observation.code`.
    public let concepts: [String]

    public init(
        asOf: CalendarDay, columns: PersonColumns, practiceAreas: [Int32], quality: QualityCounts,
        practices: [String] = [], diagnoses: [String] = [], concepts: [String] = []
    ) {
        self.asOf = asOf
        self.columns = columns
        self.practiceAreas = practiceAreas
        self.quality = quality
        self.practices = practices
        self.diagnoses = diagnoses
        self.concepts = concepts
    }

    public var count: Int { columns.birth.count }

    public subscript(index: Int) -> Person { Person(frame: self, index: index) }

    /// How many are in the population at the as-of date.
    public var population: Int { columns.isInPopulation.reduce(0) { $0 + ($1 ? 1 : 0) } }
}

/// The columns of a `PersonFrame`, filled by a resolver person by person with `append`.
public struct PersonColumns: Sendable {
    var birth: [CalendarDay] = []
    var death: [CalendarDay?] = []
    var sex: [Sex] = []
    var ethnicity: [EthnicGroup] = []
    /// 0–9 for deciles 1–10, 10 for unknown.
    var decile: [UInt8] = []
    var namedGP: [Int32?] = []
    var isNamedGPGeneric: [Bool] = []
    var isInPopulation: [Bool] = []
    var lastDay: [CalendarDay] = []
    /// Completed years on the last day.
    var age: [UInt8] = []
    var residentArea: [Int32] = []
    var registeredArea: [Int32] = []
    var exposure = Segments<DayRange>()
    var contacts = Segments<Contact>()
    var stays = Segments<Stay>()
    var conditions = Segments<Condition>()
    var observations = Segments<Observation>()

    public init() {}

    /// Makes room for as many people and contacts in all, so that neither moves while it grows.
    public mutating func reserve(people: Int, contacts: Int) {
        birth.reserveCapacity(people)
        death.reserveCapacity(people)
        namedGP.reserveCapacity(people)
        exposure.values.reserveCapacity(people)
        self.contacts.values.reserveCapacity(contacts)
    }

    /// One person as a resolver settled it. Days exposed do not overlap and ascend; contacts are ordered by time, then id,
    /// source and patient; stays, conditions and observations by their day. Nothing lies after the as-of date.
    public struct Entry {
        public var birth: CalendarDay
        public var death: CalendarDay?
        public var sex: Sex = .unknown
        public var ethnicity: EthnicGroup = .notKnown
        /// 1–10, or `nil` for unknown.
        public var decile: Int?
        public var namedGP: Int32?
        public var isNamedGPGeneric = false
        public var isInPopulation = false
        public var lastDay: CalendarDay
        /// Places in the hierarchy's areas, `nil` where out of area.
        public var residentArea: Int?
        public var registeredArea: Int?

        public init(birth: CalendarDay, lastDay: CalendarDay) {
            self.birth = birth
            self.lastDay = lastDay
        }
    }

    /// Adds a person whose events were added just before.
    public mutating func append(_ entry: Entry) {
        birth.append(entry.birth)
        death.append(entry.death)
        sex.append(entry.sex)
        ethnicity.append(entry.ethnicity)
        decile.append(UInt8((entry.decile ?? 11) - 1))
        namedGP.append(entry.namedGP)
        isNamedGPGeneric.append(entry.isNamedGPGeneric)
        isInPopulation.append(entry.isInPopulation)
        lastDay.append(entry.lastDay)
        age.append(UInt8(clamping: entry.lastDay.age(bornOn: entry.birth)))
        residentArea.append(Int32(entry.residentArea ?? -1))
        registeredArea.append(Int32(entry.registeredArea ?? -1))
        exposure.close()
        contacts.close()
        stays.close()
        conditions.close()
        observations.close()
    }

    public mutating func addExposure(_ range: DayRange) { exposure.values.append(range) }
    public mutating func addContact(_ contact: Contact) { contacts.values.append(contact) }
    public mutating func addStay(_ stay: Stay) { stays.values.append(stay) }
    public mutating func addCondition(_ condition: Condition) { conditions.values.append(condition) }
    public mutating func addObservation(_ observation: Observation) { observations.values.append(observation) }
}

/// Values of many people end to end, with where each person's begin.
struct Segments<Element: Sendable>: Sendable {
    var values: [Element] = []
    var starts: [Int] = [0]

    mutating func close() { starts.append(values.count) }

    @inline(__always) subscript(index: Int) -> ArraySlice<Element> { values[starts[index]..<starts[index + 1]] }
}
