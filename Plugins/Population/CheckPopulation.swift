public import StageKit

/// Holds the registered population of each practice against its official list size.
///
/// What the feeds bring is never quite the list: whoever opted out is not in them. So coverage under 100% is normal, and
/// what counts is a practice that is missing, one that has more people than its list, and coverage that moves.
public struct CheckPopulation: WholeStage {
    static let tolerance = StageOption(
        "tolerance", "Percentage points by which coverage may move from run to run, or lie over 100%.",
        default: PercentagePoints(hundredths: 200))
    static let atLeast = StageOption(
        "at_least", "Percent of its list that a practice should have; less is a finding.",
        default: PercentagePoints(hundredths: 8000))

    public static let descriptor = StageDescriptor(
        name: "check_population",
        version: 1,
        summary: "The registered population of each practice against its official list size.",
        details: """
            Fed by `measure_population` and a table `registrations_by_area` (gp-reg-pat-prac-lsoa). The practices are \
            those of areas.csv. Coverage is registered people divided by the list; opt-outs keep it under 100%.

            Findings: `population-missing` (on the list, nobody in the feeds), `population-unexpected` (in the feeds, \
            not on the list), `population-coverage` (under `at_least`, or over 100% by more than `tolerance`), \
            `population-moved` (by more than `tolerance` since the last published run). The data-quality table has the \
            coverage of every practice, as `coverage-A81001-per-10000`.

            The table `coverage` has true figures: it may be looked at by further checks, and no stage writes it out. \
            `members` and `deprivation` may be named too: then the list must not tell areas of another census.
            """,
        grain: .whole,
        reads: [
            .cells,
            TableRequirement(
                "registrations_by_area",
                [
                    Field("practice", .dictionary), Field("patients", .int64),
                    Field("extracted", .date, optional: true), ResolvePeople.vintage,
                ]),
            TableRequirement("members", [ResolvePeople.vintage], optional: true),
            TableRequirement("deprivation", [ResolvePeople.vintage], optional: true),
        ],
        accepts: [.aggregate],
        writes: [TableDeclaration("coverage", PracticeCoverage.columns)],
        yields: .aggregate,
        options: [tolerance, atLeast])

    private let bounds: PracticeCoverage.Bounds

    public init(_ options: StageOptions) throws(StageFault) {
        bounds = PracticeCoverage.Bounds(
            tolerance: try options[Self.tolerance].hundredths, minimum: try options[Self.atLeast].hundredths)
    }

    public func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs {
        guard let list = inputs.tables["registrations_by_area"]?.first else {
            throw StageFault(
                "no input brings a table 'registrations_by_area'", code: .configuration,
                hint: "name a read_csv stage with 'table: registrations_by_area' in 'from'")
        }
        let beside = [list] + (inputs.tables["members"] ?? []) + (inputs.tables["deprivation"] ?? [])
        if let fault = AreaVintages.fault(beside) { throw fault }

        let listed = try Self.listed(list), registered = try Self.registered(inputs.cells)
        let before = PracticeCoverage.kept(inputs.previous[Self.keptTable])
        var rows: [PracticeCoverage] = []
        for (practice, people) in registered {
            let row = PracticeCoverage(
                practice: practice, registered: people, listed: listed[practice] ?? 0, previous: before[practice])
            if row.registered > 0 || row.listed > 0 { rows.append(row) }
        }
        rows.sort { $0.practice.utf8.lexicographicallyPrecedes($1.practice.utf8) }

        var quality = QualityCounts([
            "coverage-practices": rows.count, "coverage-registered": rows.reduce(0) { $0 + $1.registered },
            "coverage-listed": rows.reduce(0) { $0 + $1.listed },
            "coverage-practices-in-neither": registered.count - rows.count,
            "coverage-practices-of-other-areas": listed.keys.count { registered[$0] == nil },
        ])
        for row in rows {
            if let coverage = row.perTenThousand { quality["coverage-\(row.practice)-per-10000"] = coverage }
        }
        var outputs = StageOutputs(
            tables: ["coverage": PracticeCoverage.table(rows, bounds)],
            findings: PracticeCoverage.findings(rows, bounds, day: Self.day(of: list)))
        outputs.kept = [Self.keptTable: PracticeCoverage.kept(rows)]
        outputs.quality = quality
        return outputs
    }

    private static let keptTable = "coverage"

    /// Patients by practice, over all areas of residence.
    private static func listed(_ table: Table) throws(StageFault) -> [String: Int] {
        guard let practice = table["practice"], practice.type == .dictionary, let texts = practice.texts,
            let patients = table["patients"], patients.type == .int64
        else {
            throw StageFault(
                "the list has no columns 'practice' and 'patients'", code: .configuration,
                hint: "read it with read_csv and 'table: registrations_by_area'")
        }
        var sums = [Int64](repeating: 0, count: texts.count)
        for row in 0..<table.count {
            guard practice.isValid(row), let people = patients.integer(row) else { continue }
            // A number of patients has 31 bits, so no list comes near the end of 63.
            sums[Int(practice.int32s[row])] &+= people
        }
        return Dictionary(
            zip(texts.strings, sums).map { ($0, Int(clamping: $1)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The registered population of every practice that is an area.
    private static func registered(_ all: [Cells]) throws(StageFault) -> [String: Int] {
        let counted = all.flatMap { cells in
            cells.indicators.indices.filter { cells.indicators[$0].isPopulation }.map { (cells: cells, place: $0) }
        }
        guard counted.count == 1 else {
            throw StageFault(
                counted.isEmpty ? "no input counts the population" : "two inputs count the population",
                code: .configuration, hint: "name one stage that uses measure_population in 'from'")
        }
        let cells = counted[0].cells, place = counted[0].place, areas = cells.areas
        var registered: [String: Int] = [:]
        var residents = 0, people = 0
        for (index, area) in areas.areas.enumerated() {
            let number = Int(clamping: cells.cell(place, .registered, area: index, .whole).numerator)
            people += number
            residents += Int(clamping: cells.cell(place, .resident, area: index, .whole).numerator)
            if areas.scales[area.scale] == AreaReference.practiceScale { registered[area.code] = number }
        }
        guard !registered.isEmpty else {
            throw StageFault(
                "no area is a practice, so nobody knows how many each has", code: .configuration,
                hint: "give areas.csv a row of scale 'practice' for every practice")
        }
        if people == 0, residents > 0 {
            throw StageFault(
                "people are not counted by registration", code: .configuration,
                hint: "let 'bases' of resolve_people name 'registered'")
        }
        return registered
    }

    /// The day of the list, where it tells.
    private static func day(of list: Table) -> CalendarDay? {
        guard let column = list["extracted"], let number = (0..<list.count).lazy.compactMap(column.integer).first else {
            return nil
        }
        return CalendarDay(number: Int32(truncatingIfNeeded: number))
    }
}
