import StageKit
import StageKitTesting

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// A measure that tries every way to contribute: to the person, to the resident alone, to whatever practice held a
/// contact, and to bands.
struct EveryWay: PersonMeasure {
    static let indicators = [
        Indicator(
            "mean", "Mean", statistic: .mean, polarity: .neutral, unit: "index", numerator: .fraction),
        Indicator("events", "Events", statistic: .proportionOfEvents, polarity: .neutral, unit: "proportion"),
        Indicator(
            "rate", "Rate", statistic: .directlyStandardisedRate, polarity: .neutral, unit: "rate",
            denominator: .days),
    ]
    static let descriptor = StageDescriptor(
        name: "measure_every_way", version: 1, summary: "Everything.", grain: .person, yields: .aggregate,
        indicators: indicators)
    static let events: [TableRequirement] = []
    let window = Months(12)

    init(_ options: StageOptions = StageOptions()) throws(StageFault) {}

    func measure(_ person: Person, into contributions: inout Contributions) {
        let contacts = person.contacts
        let online = contacts.filter { $0.mode == .online }.count
        if !contacts.isEmpty {
            contributions.add(
                to: Self.indicators[0], numerator: Amount.fraction(online, contacts.count), denominator: 1)
        }
        for contact in contacts {
            let y: Int64 = contact.status == .turnedAway ? 1 : 0
            contributions.addResident(to: Self.indicators[1], numerator: y, denominator: 1)
            contributions.add(to: Self.indicators[1], numerator: y, denominator: 1, atPractice: contact.practice)
        }
        let days = person.exposedDays(in: person.window(window))
        if days > 0 {
            contributions.add(to: 2, numerator: Int64(person.stays.count), denominator: Int64(days))
        }
    }
}

/// People from a seed, in two localities; some out of area, some seen at several practices, one of them of no area.
enum RandomPeople {
    static let areas = AreaHierarchy.small([
        ("B1", "borough", ""), ("L1", "locality", "B1"), ("L2", "locality", "B1"), ("C1", "community", "L1"),
        ("C2", "community", "L1"), ("C3", "community", "L2"), ("P1", "practice", "C1"), ("P2", "practice", "C2"),
        ("P3", "practice", "C3"),
    ])
    static let practices = ["P1", "P2", "P3", "P4"]
    static let asOf = CalendarDay(year: 2026, month: 6, day: 30)!

    static func make(_ count: Int, seed: UInt64) -> SketchedPeople {
        var random = SeededGenerator(state: seed)
        var people: [PersonSketch] = []
        for _ in 0..<count {
            var sketch = PersonSketch()
            sketch.birth = asOf.advanced(by: -Int.random(in: 0..<36_000, using: &random))
            sketch.sex = [.male, .female, .indeterminate, .unknown].randomElement(using: &random)!
            sketch.ethnicity = EthnicGroup(rawValue: UInt8.random(in: 0..<7, using: &random))!
            sketch.decile = Int.random(in: 0...10, using: &random)
            if sketch.decile == 0 { sketch.decile = nil }
            sketch.residentArea = [nil, "C1", "C2", "C3"].randomElement(using: &random)!.flatMap { areas.place(of: $0) }
            sketch.registeredArea = [nil, "P1", "P2", "P3"].randomElement(using: &random)!.flatMap {
                areas.place(of: $0)
            }
            sketch.contacts = (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                Contact(
                    at: asOf.startOfDay - Int64.random(in: 0..<20_000_000, using: &random),
                    practice: Int32.random(in: 0..<4, using: &random),
                    mode: Bool.random(using: &random) ? .online : .telephone,
                    status: Bool.random(using: &random) ? .turnedAway : .attended)
            }
            sketch.stays = (0..<Int.random(in: 0..<2, using: &random)).map { _ in
                Stay(start: asOf, end: asOf, method: .emergency, cost: 0)
            }
            people.append(sketch)
        }
        return SketchedPeople(asOf: asOf, areas: areas, practices: practices, people: people)
    }
}

extension Cells {
    /// Every cell and band that can be asked for, in a fixed order.
    var everything: [Cell] {
        var all: [Cell] = []
        for indicator in indicators.indices {
            for basis in Basis.allCases {
                for area in areas.areas.indices {
                    all += Self.slices.map { cell(indicator, basis, area: area, $0) }
                }
            }
        }
        return all
    }

    var everyBand: [BandCell] {
        var all: [BandCell] = []
        for indicator in indicators.indices {
            all.append(everyone(indicator))
            for basis in Basis.allCases {
                for area in areas.areas.indices {
                    all += Self.slices.map { bands(indicator, basis, area: area, $0) }
                }
            }
        }
        return all
    }

    static let slices: [Slice] =
        [.whole, .notCore20] + (1...10).map { .decile($0) }
        + Breakdown.allCases.flatMap { breakdown in
            breakdown.categories.indices.map { Slice.category(breakdown, $0) }
        }
}
