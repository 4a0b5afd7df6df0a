import Foundation
import Testing

/// A pipeline with stages of its own on a synthetic borough, and stages that speak with nothing but Python's own library.
final class ChildHouse {
    let folder: TemporaryFolder
    private let borough: SyntheticRun

    init(_ borough: SyntheticRun) throws {
        self.borough = borough
        folder = try TemporaryFolder()
    }

    /// Writes the folder of a stage, or writes it again.
    func add(_ name: String, _ manifest: String, _ program: String) throws {
        try folder.write(manifest + "\n", to: "stages/\(name)/stage.yaml")
        try folder.write(program, to: "stages/\(name)/stage.py")
    }

    /// The nightly pipeline with more stages, the last of which feeds `stage`; gives its path.
    func pipeline(_ stages: String, into stage: String, _ key: String) throws -> String {
        var text = try StrataProcess.nightlyPipeline()
        text = text.replacingOccurrences(of: "\n  indicators:", with: "\n  \(stages)\n  indicators:")
        let place = try #require(text.range(of: "\n  \(stage):"))
        let from = try #require(text.range(of: "from: [", range: place.upperBound..<text.endIndex))
        text.replaceSubrange(from, with: "from: [\(key), ")
        try folder.write(text, to: "nightly.yaml")
        return folder.path + "/nightly.yaml"
    }

    func run(
        _ pipeline: String, _ more: String..., environment: [String: String] = [:]
    ) throws -> StrataProcess.Result {
        try StrataProcess.strata(
            [
                "run", pipeline, "--state", folder.path + "/run/state",
                "--set", "inbox=\(borough.folder.path)/inbox", "--set", "reference=\(borough.folder.path)/reference",
                "--set", "releases=\(folder.path)/run/releases", "--set", "internal=\(folder.path)/run/internal",
                "--set", "pseudonym_key=\(borough.folder.path)/key",
            ] + more, environment: environment)
    }

    func text() throws -> String { try folder.text("run/releases/nightly/latest/indicators.csv") }
    func release() throws -> IndicatorCSV { IndicatorCSV(try text()) }
    /// The id of the run that made the latest release.
    var id: String { (try? release().rows.first?["Release"]) ?? "" }
    /// What is left of working folders.
    var scratch: [String] { folder.names("run/state/scratch") }

    func internalRows() throws -> [[String: String]] {
        let date = try #require(folder.names("run/internal/nightly").last)
        return IndicatorCSV(try folder.text("run/internal/nightly/\(date)/indicators.csv")).rows
    }

    var quarantine: String? {
        folder.names("run/state/quarantine").first { $0.hasSuffix("-stages.csv") }
            .flatMap { try? folder.text("run/state/quarantine/\($0)") }
    }

    func quality() throws -> String {
        try folder.text("run/state/quality/\(try #require(folder.names("run/state/quality").first))")
    }
}

extension ChildHouse {
    static func measure(
        wire: String, columns: String = "in_population: bool", name: String = "measure_again"
    ) -> String {
        """
        strata-stage: 1
        name: \(name)
        version: 1
        summary: The population again.
        command: [python3, stage.py]
        protocol: \(wire)
        grain: person
        accepts: [pseudonymous]
        yields: aggregate
        reads: {people: {columns: {person: int64, in_population: bool\(columns.hasPrefix("in_") ? "" : ", " + columns)}}}
        writes: {contributions: {}}
        indicators:
          - {id: population-again, name: Again, statistic: count, polarity: neutral, unit: people, months: 0}
        """
    }

    /// A program that counts whoever meets a condition; in frames it decodes what it is given by hand.
    static func measureProgram(wire: String, condition: String = "row['in_population']") -> String {
        wire == "lines" ? linesProgram(condition) : framesProgram
    }

    private static func linesProgram(_ condition: String) -> String {
        """
        import json, sys

        def say(**message):
            sys.stdout.write(json.dumps(message) + "\\n")
            sys.stdout.flush()

        hello = json.loads(sys.stdin.readline())
        say(**{**hello["ready"], "type": "ready"})
        rows_in = rows_out = 0
        for line in sys.stdin:
            item = json.loads(line)
            if "row" in item:
                rows_in += 1
                row = item["row"]
                if \(condition):
                    rows_out += 1
                    say(table="contributions", row={"person": row["person"], "indicator": "population-again",
                                                    "numerator": 1, "denominator": 0})
            elif item["type"] == "end_part":
                say(**item)
            elif item["type"] == "end_input":
                break
        say(type="done", rows_in={"people": rows_in}, rows_out={"contributions": rows_out})
        """
    }

    /// The same through the helper library, in the environment that the tests made.
    private static var framesProgram: String {
        """
        import sys
        sys.path.insert(0, "\(StrataProcess.checkout.path)/Helpers/python")
        import glob
        sys.path[1:1] = glob.glob("\(StrataProcess.checkout.path)/.build/python/lib/python3*/site-packages")
        import pyarrow as pa, pyarrow.compute as pc
        import strata_stage as strata
        print("noise")

        @strata.person
        def measure(part, run):
            people = part.arrow("people")
            people = people.filter(people["in_population"])
            count = people.num_rows
            return {"contributions": pa.table({"person": people["person"], "indicator": ["population-again"] * count,
                                               "numerator": [1] * count, "denominator": [0] * count})}

        strata.main()
        """
    }

    static let annotator = """
        strata-stage: 1
        name: annotate_decade
        version: 1
        summary: The decade of age.
        command: [python3, stage.py]
        protocol: lines
        grain: person
        accepts: [pseudonymous]
        yields: pseudonymous
        reads: {people: {columns: {person: int64, age: int32}}}
        writes: {people: {columns: {person: int64, decade: int32}}}
        """

    static let annotatorProgram = """
        import json, sys

        def say(**message):
            sys.stdout.write(json.dumps(message) + "\\n")
            sys.stdout.flush()

        hello = json.loads(sys.stdin.readline())
        say(**{**hello["ready"], "type": "ready"})
        count = rejects = 0
        for line in sys.stdin:
            item = json.loads(line)
            if "row" in item:
                count += 1
                row = item["row"]
                say(table="people", row={"person": row["person"], "decade": row["age"] // 10})
            elif item["type"] == "end_part":
                say(type="reject", table="people", row=0, column="age", code="first_of_part")
                rejects += 1
                say(**item)
            elif item["type"] == "end_input":
                break
        say(type="done", rows_in={"people": count}, rows_out={"people": count}, rejects=rejects)
        """

    static let reader = """
        strata-stage: 1
        name: read_names
        version: 1
        summary: A name.
        command: [python3, stage.py]
        protocol: lines
        grain: feed
        accepts: []
        yields: aggregate
        parameters:
          type: object
          properties: {file: {type: string, format: path, description: A file with a name.}}
          required: [file]
        writes: {names: {columns: {name: utf8}}}
        """

    static let readerProgram = """
        import json, sys

        def say(**message):
            sys.stdout.write(json.dumps(message) + "\\n")
            sys.stdout.flush()

        hello = json.loads(sys.stdin.readline())
        say(**{**hello["ready"], "type": "ready"})
        for line in sys.stdin:
            item = json.loads(line)
            if item["type"] == "end_part":
                say(table="names", row={"name": open(hello["files"][0]).read().strip()})
                say(**item)
            elif item["type"] == "end_input":
                break
        say(type="done", rows_in={}, rows_out={"names": 1})
        """

    private static let columns = [
        "indicator: dictionary, name: dictionary, statistic: dictionary, unit: dictionary, polarity: dictionary",
        "area: dictionary, area_name: dictionary, scale: dictionary, scale_order: int32, parent: dictionary",
        "parent_name: dictionary, top: dictionary, basis: dictionary, breakdown: dictionary, category: int32",
        "period_start: date, period_end: date, months: int32, value: float64?, lower_95: float64?, upper_95: float64?",
        "lower_998: float64?, upper_998: float64?, count: float64?, denominator: float64?, expected: float64?",
        "note: dictionary, count_people: int64, people: int64, origin: dictionary, gap: dictionary",
        "figure_count: float64, figure_denominator: float64, figure_people: int64, spread: float64",
        "design_effect: float64, rate: float64, rate_variance: float64, empty_weight_share: float64",
    ].joined(separator: ", ")

    static let whole = """
        strata-stage: 1
        name: compare_twice
        version: 1
        summary: The population under another name.
        command: [python3, stage.py]
        protocol: lines
        grain: whole
        accepts: [aggregate]
        yields: aggregate
        reads:
          indicators: {columns: {\(columns)}}
          names: {columns: {name: utf8}}
        writes: {indicators: {columns: {\(columns)}}}
        """

    static let wholeProgram = """
        import json, sys

        def say(**message):
            sys.stdout.write(json.dumps(message) + "\\n")
            sys.stdout.flush()

        hello = json.loads(sys.stdin.readline())
        say(**{**hello["ready"], "type": "ready"})
        rows, name, counts, out = [], None, {}, 0
        for line in sys.stdin:
            item = json.loads(line)
            if "row" in item:
                counts[item["table"]] = counts.get(item["table"], 0) + 1
                if item["table"] == "names":
                    name = item["row"]["name"]
                elif item["row"]["indicator"] == "population":
                    rows.append(item["row"])
            elif item["type"] == "end_part":
                for row in rows:
                    say(table="indicators", row={**row, "indicator": "population-second", "name": name})
                    out += 1
                say(**item)
            elif item["type"] == "end_input":
                break
        say(type="done", rows_in=counts, rows_out={"indicators": out})
        """
}
