import Diagnostics
import PipelineEngine
import PipelineFile
import StageKit
import Tables

/// What a stage outside of strata is held against: its own cases, then what every stage must stand.
struct StageChecks: Sendable {
    /// One check and what is wrong, or `nil`.
    struct Verdict: Sendable {
        var name: String
        var fault: String?
        /// What the stage said; nothing in it is anybody's, since all that it was given is made up.
        var words: [String] = []
    }

    let manifest: ChildManifest
    let cases: [StageCase]
    /// The stage as the conformance set runs it: with the parameters of its first case that works, or its defaults.
    let standard: StageCase
    let scratch: String
    let isQuick: Bool

    private var trial: StageTrial { StageTrial(standard.stage, asOf: standard.asOf, scratch: scratch) }
    private var isPerson: Bool { manifest.grain == .person }
    private var made: MadeTables { MadeTables(inputs: trial.inputs, asOf: standard.asOf) }

    /// The names of all checks, in their order.
    var names: [String] {
        cases.map { "case \($0.name)" }
            + (manifest.grain == .feed ? [Self.twice, Self.cut] : Self.conformance(isPerson, isQuick))
    }

    private static let empty = "empty input", one = "one row", missing = "missing values"
    private static let foreign = "text that is not ASCII", twice = "run twice", split = "people split otherwise"
    private static let order = "parts in another order", many = "many rows", ended = "ended on the way"
    private static let cut = "input that breaks off"

    private static func conformance(_ isPerson: Bool, _ isQuick: Bool) -> [String] {
        [empty, one, missing, foreign, twice] + (isPerson ? [split, order] : []) + (isQuick ? [] : [many]) + [
            ended, cut,
        ]
    }

    /// Runs one check.
    func run(_ name: String) async -> Verdict {
        if let found = cases.first(where: { "case \($0.name)" == name }) { return await run(found, as: name) }
        switch name {
        case Self.empty: return await works(name, people: 0, events: 0)
        case Self.one: return await works(name, people: 1, events: 1)
        case Self.missing: return await works(name, people: 50, events: 3, .missing)
        case Self.foreign: return await works(name, people: 50, events: 3, .foreign)
        case Self.many:
            let rows = manifest.wire == .lines ? 20_000 : 1_000_000
            return await works(name, people: isPerson ? rows / 20 : rows, events: 19)
        case Self.ended: return await endsWhenAsked(name)
        case Self.cut: return await endsWithItsInput(name)
        default: return await agrees(name)
        }
    }

    // MARK: Cases

    private func run(_ found: StageCase, as name: String) async -> Verdict {
        let trial = StageTrial(found.stage, asOf: found.asOf, scratch: scratch)
        var part: [String: Table] = [:]
        var wanted: [String: [String]] = [:]
        do throws(Diagnostic) {
            for input in trial.inputs {
                part[input.name] = try table(found, input.name + ".csv", input, isPerson ? .pseudonymous : .aggregate)
            }
            for output in manifest.writes where found.fails == nil {
                let file = "expected/\(output.name).csv"
                wanted[output.name] = CaseTable.lines(try table(found, file, output, manifest.yields))
            }
        } catch {
            return Verdict(name: name, fault: error.message + (error.hint.map { " (\($0))" } ?? ""))
        }
        let outcome: StageTrial.Outcome
        do throws(StageTrial.Failure) {
            outcome = try await trial.run([part])
        } catch {
            if error.fault.code == found.fails { return Verdict(name: name) }
            return Verdict(name: name, fault: "it " + error.fault.message, words: error.words)
        }
        if let fails = found.fails {
            return Verdict(
                name: name, fault: "it did its work, and should fail (\(fails.rawValue))", words: outcome.words)
        }
        for output in manifest.writes {
            var given = CaseTable.lines(outcome.parts[0][output.name] ?? Table.none(output))
            var expected = wanted[output.name] ?? []
            if isPerson { (given, expected) = (given.sorted(), expected.sorted()) }
            if given == expected { continue }
            let place =
                zip(given, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(given.count, expected.count)
            func row(_ lines: [String]) -> String { place < lines.count ? lines[place] : "no row" }
            return Verdict(
                name: name,
                fault: "table '\(output.name)' has \(given.count) rows, expected \(expected.count); first unlike:\n"
                    + "        expected \(row(expected))\n        but gave \(row(given))", words: outcome.words)
        }
        return Verdict(name: name)
    }

    /// A table of a case; one that is not there is empty.
    private func table(
        _ found: StageCase, _ file: String, _ declared: TableDeclaration, _ sensitivity: Sensitivity
    ) throws(Diagnostic) -> Table {
        let path = found.folder.path + "/" + file
        guard let text = FileText.read(path) else { return Table.none(declared) }
        return try CaseTable(
            text, file: "\(found.name)/\(file)", name: declared.name, Schema(declared.columns)
        ).table(sensitivity)
    }

    // MARK: The conformance set

    private func works(_ name: String, people: Int, events: Int, _ kind: MadeTables.Kind = .ordinary) async -> Verdict {
        do throws(StageTrial.Failure) {
            let part = made.tables(people: people, events: events, kind)
            let outcome = try await trial.run([part])
            if isPerson, let fault = Self.fault(outcome.parts[0], people: people) {
                return Verdict(name: name, fault: fault, words: outcome.words)
            }
            return Verdict(name: name)
        } catch {
            return Verdict(name: name, fault: "it " + error.fault.message, words: error.words)
        }
    }

    /// What the engine would refuse of a part.
    private static func fault(_ tables: [String: Table], people: Int) -> String? {
        for (name, table) in tables.sorted(by: { $0.key < $1.key }) {
            guard let person = table[PersonTables.personColumn] else { continue }
            var seen: Set<String> = []
            for row in 0..<table.count {
                guard let number = person.integer(row), number >= 0, number < Int64(people) else {
                    return "row \(row) of table '\(name)' is about nobody of the part"
                }
                let words = ["indicator", "basis", "practice"].map { table[$0]?.text(row) ?? "-" }
                let key = "\(number) " + words.joined(separator: " ")
                if !seen.insert(key).inserted { return "row \(row) of table '\(name)' is a second one of its person" }
            }
        }
        return nil
    }

    /// Runs the same in two ways and compares.
    private func agrees(_ name: String) async -> Verdict {
        let size = 40
        let part = manifest.grain == .feed ? [:] : made.tables(people: size, events: 4)
        let ways: [[[String: Table]]] =
            switch name {
            case Self.split: [[part], [part.people(0..<17), part.people(17..<size)]]
            case Self.order:
                [[part.people(0..<17), part.people(17..<size)], [part.people(17..<size), part.people(0..<17)]]
            default: [[part], [part]]
            }
        var results: [[String]] = []
        for (number, way) in ways.enumerated() {
            do throws(StageTrial.Failure) {
                let outcome = try await trial.run(way)
                let isLater = name == Self.order && number == 1
                let starts = name == Self.split || name == Self.order ? (isLater ? [17, 0] : [0, 17]) : [0]
                results.append(
                    zip(outcome.parts, starts).flatMap { tables, start in Self.lines(tables, from: start) }.sorted())
            } catch {
                return Verdict(name: name, fault: "it " + error.fault.message, words: error.words)
            }
        }
        guard results[0] != results[1] else { return Verdict(name: name) }
        if !manifest.isDeterministic, name == Self.twice { return Verdict(name: name) }
        return Verdict(
            name: name,
            fault: name == Self.twice
                ? "the second run gave other rows; draw from the run's seed, or say 'deterministic: false'"
                : "the people gave other rows: a person must count the same, whoever else is in the part")
    }

    /// All rows as text, people by their number in the whole.
    private static func lines(_ tables: [String: Table], from start: Int) -> [String] {
        tables.sorted { $0.key < $1.key }.flatMap { name, table in
            let persons = table[PersonTables.personColumn]
            let rest = table.schema.fields.map(\.name).filter { $0 != PersonTables.personColumn || persons == nil }
            return CaseTable.lines(table.columns(rest)).enumerated().map { row, line in
                "\(name) \(persons?.integer(row).map { $0 + Int64(start) } ?? 0) \(line)"
            }
        }
    }

    /// Whose input breaks off, as of a host that is gone, must end, and not wait for more.
    private func endsWithItsInput(_ name: String) async -> Verdict {
        do throws(StageTrial.Failure) {
            let part = manifest.grain == .feed ? [:] : made.tables(people: 20, events: 3)
            if try await trial.endsWithItsInput(part, within: .seconds(5)) { return Verdict(name: name) }
            return Verdict(name: name, fault: "it went on for 5 s after its standard input was closed")
        } catch {
            return Verdict(name: name, fault: "it " + error.fault.message, words: error.words)
        }
    }

    /// Cancelled in the middle, the stage must be gone within the host's grace.
    private func endsWhenAsked(_ name: String) async -> Verdict {
        let trial = trial
        let part = made.tables(people: isPerson ? 2_000 : 10_000, events: 5)
        let task = Task { () -> StageTrial.Failure? in
            do throws(StageTrial.Failure) {
                while true { _ = try await trial.run(Array(repeating: part, count: 50)) }
            } catch {
                return error
            }
        }
        try? await Task.sleep(for: .milliseconds(400))
        task.cancel()
        guard let failure = await task.value, failure.fault.code != .interrupted else { return Verdict(name: name) }
        return Verdict(name: name, fault: "it " + failure.fault.message, words: failure.words)
    }
}

extension Table {
    /// A table without rows.
    static func none(_ declared: TableDeclaration) -> Table {
        Table(
            Schema(declared.columns),
            declared.columns.map { field in
                let builder = ColumnBuilder(field.type)
                return builder.finish(count: 0)
            }, sensitivity: .aggregate)
    }

    /// Some of its columns.
    fileprivate func columns(_ names: [String]) -> Table {
        let places = names.compactMap { schema.index(of: $0) }
        return Table(Schema(places.map { schema.fields[$0] }), places.map { columns[$0] }, sensitivity: sensitivity)
    }
}

extension [String: Table] {
    /// The people of a range and their events, numbered from 0.
    fileprivate func people(_ range: Range<Int>) -> [String: Table] {
        mapValues { table in
            guard let persons = table[PersonTables.personColumn] else { return table }
            let rows = (0..<table.count).filter { row in persons.integer(row).map { range.contains(Int($0)) } ?? false }
            let columns = zip(table.schema.fields, table.columns).map { field, column in
                var builder = ColumnBuilder(column.type)
                for (place, row) in rows.enumerated() {
                    if field.name == PersonTables.personColumn, let number = column.integer(row) {
                        builder.putInt64(number - Int64(range.lowerBound), row: place)
                    } else {
                        column.copy(row, to: &builder, place)
                    }
                }
                return builder.finish(count: rows.count)
            }
            return Table(table.schema, columns, sensitivity: table.sensitivity)
        }
    }
}

extension Column {
    fileprivate func copy(_ row: Int, to builder: inout ColumnBuilder, _ place: Int) {
        switch type {
        case _ where !isValid(row): builder.putNull(row: place)
        case .bool: builder.putBool(bool(row) ?? false, row: place)
        case .int32, .date: builder.putInt32(int32s[row], row: place)
        case .int64, .timestamp: builder.putInt64(int64s[row], row: place)
        case .float64: builder.putDouble(float64s[row], row: place)
        case .utf8, .dictionary:
            var text = text(row) ?? ""
            text.withUTF8 { builder.putText($0, row: place) }
        }
    }
}
