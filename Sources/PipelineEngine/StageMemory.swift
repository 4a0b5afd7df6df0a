import StageKit

/// What the stages of one pipeline kept for their next run: the tables of its last two published runs.
///
/// Two, because a run that is made again must be held against the run before it, not against itself.
struct StageMemory: Sendable {
    /// What the stages kept at one run.
    struct Generation: Sendable {
        /// The run's id.
        var run: String
        var asOf: CalendarDay
        /// By stage, then by name.
        var tables: [String: [String: Table]]
    }

    /// The newest first, at most two.
    private(set) var generations: [Generation] = []

    /// What each stage is given in a run: what it kept at the last run that is not this one.
    func previous(for run: String) -> [String: [String: Table]] {
        generations.first { $0.run != run }?.tables ?? [:]
    }

    /// Takes in what a run kept.
    mutating func add(_ generation: Generation) {
        generations.removeAll { $0.run == generation.run }
        generations = [generation] + generations.prefix(1)
    }

    // MARK: As a file

    /// The file of a pipeline, within the state folder.
    static func file(of pipeline: String) -> String { "memory/\(pipeline).csv" }

    private static let kind = "strata-memory"

    init() {}

    /// Reads a file; `nil` where it is damaged.
    init?(_ bytes: [UInt8]) {
        guard let lines = StateText.lines(of: bytes, Self.kind, version: 1) else { return nil }
        var place = 0
        while place < lines.count {
            let line = lines[place]
            place += 1
            if line.count == 3, line[0] == "run", let run = line[1], let asOf = line[2].flatMap({ CalendarDay($0) }) {
                generations.append(Generation(run: run, asOf: asOf, tables: [:]))
            } else if line.count == 3, line[0] == "table", let stage = line[1], let name = line[2],
                !generations.isEmpty, let table = TableText.table(lines, at: &place)
            {
                generations[generations.count - 1].tables[stage, default: [:]][name] = table
            } else {
                return nil
            }
        }
    }

    /// The bytes of the file, the same for the same tables.
    var bytes: [UInt8] {
        var lines: [[String?]] = []
        for generation in generations {
            lines.append(["run", generation.run, generation.asOf.text])
            for (stage, tables) in Self.sorted(generation.tables) {
                for (name, table) in Self.sorted(tables) {
                    lines.append(["table", stage, name])
                    lines += TableText.lines(of: table)
                }
            }
        }
        return StateText.bytes(Self.kind, version: 1, lines)
    }

    private static func sorted<Value>(_ values: [String: Value]) -> [(String, Value)] {
        values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    }
}
