import StageKit

/// How much of its official list a practice has in the feeds. Compared in whole numbers, so no rounding decides.
struct PracticeCoverage {
    /// What is normal, in hundredths of a percentage point.
    struct Bounds {
        /// How far coverage may move, or lie over 100%.
        var tolerance: Int
        /// The least that is normal.
        var minimum: Int
    }

    /// The figures of an earlier run.
    struct Earlier {
        var registered: Int
        var listed: Int
    }

    enum Status: String {
        case ok, moved, outside, missing, unexpected
    }

    var practice: String
    /// People in the feeds.
    var registered: Int
    /// People on the list; 0 where the practice is not on it.
    var listed: Int
    /// What was kept of it at the last run; `nil` at the first one.
    var previous: Earlier?

    /// Coverage as a fraction; `nil` where the list has nobody.
    var coverage: Double? { listed > 0 ? Double(registered) / Double(listed) : nil }

    /// Coverage in hundredths of a percent, to the nearest, halves upwards.
    var perTenThousand: Int? { listed > 0 ? Self.perTenThousand(registered, of: listed) : nil }

    var previousCoverage: Double? {
        previous.flatMap { $0.listed > 0 ? Double($0.registered) / Double($0.listed) : nil }
    }

    /// By how many percentage points coverage has moved.
    var change: Double? {
        guard let coverage, let previousCoverage else { return nil }
        return (coverage - previousCoverage) * 100
    }

    func isOver(_ bounds: Bounds) -> Bool {
        Int128(registered) * 10_000 > Int128(listed) * Int128(10_000 + bounds.tolerance)
    }

    func isUnder(_ bounds: Bounds) -> Bool {
        Int128(registered) * 10_000 < Int128(listed) * Int128(bounds.minimum)
    }

    func hasMoved(_ bounds: Bounds) -> Bool {
        guard listed > 0, let previous, previous.listed > 0 else { return false }
        let now = Int128(registered) * Int128(previous.listed), then = Int128(previous.registered) * Int128(listed)
        let apart = now > then ? now - then : then - now
        return apart * 10_000 > Int128(listed) * Int128(previous.listed) * Int128(bounds.tolerance)
    }

    func status(_ bounds: Bounds) -> Status {
        if listed == 0 { return .unexpected }
        if registered == 0 { return .missing }
        if isOver(bounds) || isUnder(bounds) { return .outside }
        return hasMoved(bounds) ? .moved : .ok
    }

    private static func perTenThousand(_ registered: Int, of listed: Int) -> Int {
        Int(clamping: (Int128(registered) * 20_000 + Int128(listed)) / (Int128(listed) * 2))
    }

    // MARK: Tables

    static let columns = [
        Field("practice", .dictionary), Field("registered", .int64), Field("listed", .int64),
        Field("coverage", .float64, optional: true), Field("previous_coverage", .float64, optional: true),
        Field("change", .float64, optional: true), Field("status", .dictionary),
    ]

    static func table(_ rows: [PracticeCoverage], _ bounds: Bounds) -> Table {
        let columns = [
            Column(texts: rows.map(\.practice), type: .dictionary), Column(integers: rows.map { Int64($0.registered) }),
            Column(integers: rows.map { Int64($0.listed) }), Column(doubles: rows.map(\.coverage)),
            Column(doubles: rows.map(\.previousCoverage)), Column(doubles: rows.map(\.change)),
            Column(texts: rows.map { $0.status(bounds).rawValue }, type: .dictionary),
        ]
        return Table(Schema(self.columns), columns, sensitivity: .aggregate)
    }

    /// What the next run is to know.
    static func kept(_ rows: [PracticeCoverage]) -> Table {
        Table(
            [
                ("practice", Column(texts: rows.map(\.practice), type: .dictionary)),
                ("registered", Column(integers: rows.map { Int64($0.registered) })),
                ("listed", Column(integers: rows.map { Int64($0.listed) })),
            ], sensitivity: .aggregate)
    }

    /// What the last run kept, by practice; nothing at the first run, or where it has another shape.
    static func kept(_ table: Table?) -> [String: Earlier] {
        guard let table, let practice = table["practice"], let registered = table["registered"],
            let listed = table["listed"]
        else { return [:] }
        var earlier: [String: Earlier] = [:]
        for row in 0..<table.count {
            guard let code = practice.text(row), let people = registered.integer(row), let list = listed.integer(row)
            else { continue }
            earlier[code] = Earlier(registered: Int(people), listed: Int(list))
        }
        return earlier
    }

    // MARK: Findings

    /// How many practices of one kind are told one by one.
    static let findingLimit = 20

    /// What somebody should look at, kind by kind; `day` is that of the list.
    static func findings(_ rows: [PracticeCoverage], _ bounds: Bounds, day: CalendarDay?) -> [Finding] {
        let list = "the list" + (day.map { " of \($0.text)" } ?? "")
        func tell(_ code: String, _ those: [PracticeCoverage], _ message: (PracticeCoverage) -> String) -> [Finding] {
            var findings = those.prefix(findingLimit).map { Finding(code, "practice \($0.practice) \(message($0))") }
            if those.count > findingLimit {
                findings.append(Finding(code, "and \(those.count - findingLimit) more practices"))
            }
            return findings
        }
        let present = rows.filter { $0.listed > 0 && $0.registered > 0 }
        return tell("population-missing", rows.filter { $0.listed > 0 && $0.registered == 0 }) { row in
            "is on \(list), but nobody in the feeds is registered there"
                + (row.previous.map { $0.registered > 0 ? "; at the last run somebody was" : "" } ?? "")
        }
            + tell("population-unexpected", rows.filter { $0.listed == 0 }) { _ in
                "has people in the feeds, but none on \(list)"
            }
            + tell("population-coverage", present.filter { $0.isOver(bounds) || $0.isUnder(bounds) }) { row in
                let side = row.isOver(bounds) ? 10_000 + bounds.tolerance : bounds.minimum
                return "has \(percent(row.perTenThousand)) of \(list) in the feeds, "
                    + "\(row.isOver(bounds) ? "more" : "less") than \(percent(side))"
            }
            + tell("population-moved", present.filter { $0.hasMoved(bounds) }) { row in
                let before = row.previous.map { perTenThousand($0.registered, of: $0.listed) }
                return "has \(percent(row.perTenThousand)) of \(list) in the feeds, "
                    + "\(percent(before)) at the last run: more than \(PercentagePoints.text(bounds.tolerance)) points apart"
            }
    }

    private static func percent(_ hundredths: Int?) -> String {
        hundredths.map { PercentagePoints.text($0) + "%" } ?? "nothing"
    }
}
