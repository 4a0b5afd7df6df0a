public import StageKit

/// People and areas for the test of a measure: from drawn people to frames and cells.
public struct SketchedPeople: Sendable {
    public var asOf: CalendarDay
    public var areas: AreaHierarchy
    /// The practices, by the number that `Contact.practice` holds.
    public var practices: [String]
    /// The ICD-10 codes, by the number that `Stay.diagnosis` holds.
    public var diagnoses: [String]
    /// The SNOMED CT concepts, by the number that `Condition.code` and `Observation.code` hold.
    public var concepts: [String]
    public var people: [PersonSketch]

    public init(
        asOf: CalendarDay, areas: AreaHierarchy = .oneOfEach, practices: [String] = ["P1"],
        diagnoses: [String] = [], concepts: [String] = [], people: [PersonSketch] = []
    ) {
        self.asOf = asOf
        self.areas = areas
        self.practices = practices
        self.diagnoses = diagnoses
        self.concepts = concepts
        self.people = people
    }

    /// The people at these places as a frame.
    public func frame(of places: some Sequence<Int>) -> PersonFrame {
        var columns = PersonColumns()
        for place in places { columns.append(people[place], asOf: asOf) }
        return PersonFrame(
            asOf: asOf, columns: columns, practiceAreas: practices.map { Int32(areas.practice[$0] ?? -1) },
            quality: QualityCounts(), practices: practices, diagnoses: diagnoses, concepts: concepts)
    }

    /// All people as one frame.
    public var frame: PersonFrame { frame(of: people.indices) }

    /// What `measure` makes of all of them.
    public func cells(_ measure: some PersonMeasure) -> Cells { cells(measure, inParts: [Array(people.indices)]) }

    /// The same, counted in parts and added up: places among `people`, each in one part.
    public func cells(_ measure: some PersonMeasure, inParts parts: [[Int]]) -> Cells {
        var sum = Contributions(for: measure, areas: areas)
        for part in parts {
            var contributions = Contributions(for: measure, areas: areas)
            contributions.add(measure, over: frame(of: part))
            sum.add(contributions)
        }
        return Cells(sum)
    }
}

extension AreaHierarchy {
    /// Practice `P1` in community `C1`, that in locality `L1`, that in borough `B1`; LSOA `E1` in the community.
    public static let oneOfEach = AreaHierarchy.drawn(practices: ["P1"])

    /// Practices in one community `C1` of one locality `L1` of one borough `B1`; LSOA `E1` in the community.
    static func drawn(practices: [String]) -> AreaHierarchy {
        var parents = ["B1": "", "C1": "L1", "L1": "B1"]
        var scales = ["B1": "borough", "C1": "community", "L1": "locality"]
        for practice in practices {
            parents[practice] = "C1"
            scales[practice] = "practice"
        }
        return .small(
            parents.map { (code: $0.key, scale: scales[$0.key] ?? "", parent: $0.value) },
            residence: ["E1": "C1"])
    }

    /// Areas by code, scale (`practice`, `community`, `locality`, `borough`) and parent (empty for none), each with its
    /// code for a name. Every area of scale `practice` is where that practice's people count. What is not found is left
    /// out.
    public static func small(
        _ rows: [(code: String, scale: String, parent: String)], residence: [String: String] = [:],
        practices: [String: String] = [:]
    ) -> AreaHierarchy {
        let scales = ["practice", "community", "locality", "borough"]
        let sorted = rows.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
        func place(_ code: String) -> Int? { sorted.firstIndex { $0.code == code } }
        let areas = sorted.map {
            Area(
                code: $0.code, name: $0.code, scale: scales.firstIndex(of: $0.scale) ?? 0, parent: place($0.parent))
        }
        var held = practices.compactMapValues(place)
        for area in sorted where area.scale == "practice" { held[area.code] = place(area.code) }
        return AreaHierarchy(
            scales: scales, areas: areas, residence: residence.compactMapValues(place), practice: held)
    }

    /// The place of an area by its code.
    public func place(of code: String) -> Int? { areas.firstIndex { $0.code == code } }
}
