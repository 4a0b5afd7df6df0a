import StageKit
import Tables

/// Tables of any size and shape for the stage of a manifest, always the same: what the conformance set gives it.
struct MadeTables {
    /// What is particular about the values.
    enum Kind { case ordinary, missing, foreign }

    let inputs: [TableDeclaration]
    let asOf: CalendarDay

    /// `people` rows in `people`, and `events` rows a person in the other tables of people; tables of a whole stage have
    /// `people` rows each.
    func tables(people: Int, events: Int, _ kind: Kind = .ordinary) -> [String: Table] {
        var tables: [String: Table] = [:]
        for input in inputs {
            let isPeople = input.name == TableRequirement.people.name
            let isEvent = !isPeople && input.columns.contains { $0.name == PersonTables.personColumn }
            let count = isEvent ? people * events : people
            var random = Numbers(state: UInt64(input.name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
            let columns = input.columns.map { field in
                column(field, count: count, perPerson: isEvent ? max(events, 1) : 1, kind, &random)
            }
            tables[input.name] = Table(
                Schema(input.columns), columns, sensitivity: isPeople || isEvent ? .pseudonymous : .aggregate)
        }
        return tables
    }

    private func column(
        _ field: Field, count: Int, perPerson: Int, _ kind: Kind, _ random: inout Numbers
    ) -> Column {
        var builder = ColumnBuilder(field.type)
        let words =
            kind == .foreign && Self.words[field.name] == nil ? Self.foreign : Self.words[field.name] ?? Self.plain
        for row in 0..<count {
            if field.isOptional, kind == .missing || random.below(5) == 0 {
                builder.putNull(row: row)
                continue
            }
            switch field.type {
            case .bool: builder.putBool(random.below(4) != 0, row: row)
            case .int32:
                let isDecile = field.name == "deprivation_decile"
                builder.putInt32(isDecile ? Int32(random.below(10)) + 1 : Int32(random.below(100)), row: row)
            case .int64:
                let isPerson = field.name == PersonTables.personColumn
                builder.putInt64(isPerson ? Int64(row / perPerson) : Int64(random.below(10_000)), row: row)
            case .float64: builder.putDouble(Double(random.below(2_000)) / 10, row: row)
            case .utf8, .dictionary:
                var word = words[random.below(words.count)]
                word.withUTF8 { builder.putText($0, row: row) }
            case .date: builder.putInt32(asOf.number - Int32(random.below(1_000)), row: row)
            case .timestamp: builder.putInt64(Int64(asOf.number) * 86_400 - Int64(random.below(80_000_000)), row: row)
            }
        }
        return builder.finish(count: count)
    }

    private static let plain = ["a", "b", "c", "38341003", "271649006"]
    private static let foreign = ["Straße", "Ærø", "日本", "🏥", "e\u{301}", "a\tb", "\"quoted\"", "x,y"]
    /// The words that columns of people have (Documentation/Stages/tables-of-people.md).
    private static let words: [String: [String]] = [
        "sex": ["1", "2", "9", "X"],
        "ethnicity": ["white", "mixed", "asian", "black", "other", "not-stated", "not-known"],
        "role": StaffRole.allCases.map(\.word),
        "mode": ["face-to-face", "telephone", "video", "online", "home-visit", "other"],
        "urgency": ["same-day", "routine", "other"],
        "status": ["attended", "did-not-attend", "cancelled", "turned-away", "other"],
        "method": ["emergency", "elective", "maternity", "other"],
    ]

    /// SplitMix64 (Steele, Lea and Flood 2014).
    private struct Numbers {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((word ^ (word >> 31)) % UInt64(bound))
        }
    }
}
