import Foundation
import Testing

/// What authors of stages do: begin one, test it, break it, and publish what it counts. With the tests' own Python.
@Suite("Stages of one's own, from beginning to release")
struct StageToolTests {
    static let bin = StrataProcess.checkout.appendingPathComponent(".build/python/bin").path
    static let hasPython = FileManager.default.fileExists(atPath: bin + "/python3")
    static let hasR = (try? StrataProcess.tool("Rscript", ["--version"]).status) == 0
    static let hasJQ = (try? StrataProcess.tool("jq", ["--version"]).status) == 0
    static let path = ["PATH": bin + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")]

    static func strata(_ arguments: String..., in folder: String) throws -> StrataProcess.Result {
        try StrataProcess.strata(arguments, in: URL(fileURLWithPath: folder), environment: path)
    }

    static let beginnings = [
        ("measure_home_visits", "python"), ("annotate_visits", "python"), ("compare_highest", "python"),
        ("read_codes", "python"), ("measure_home_visits", "r"), ("annotate_visits", "r"), ("compare_highest", "r"),
        ("read_codes", "r"), ("measure_home_visits", "sh"),
    ].filter { $0.1 == "python" ? hasPython : $0.1 == "r" ? hasR : hasJQ }

    @Test("A new stage of every kind and language passes its test at once", arguments: beginnings)
    func beginning(name: String, language: String) throws {
        let folder = try TemporaryFolder()
        let made = try Self.strata("stage", "new", name, "--language", language, in: folder.path)
        try #require(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("stages/\(name)/stage.yaml\n"))
        let result = try Self.strata("stage", "test", "stages/\(name)", in: folder.path)
        #expect(result.status == 0, "\(result.output)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("ok    ") } && lines.first == "ok    case first")
        #expect(lines.count >= 2)
        // Nothing is written over.
        let again = try Self.strata("stage", "new", name, "--language", language, in: folder.path)
        #expect(again.status == 2 && again.errors.contains("is there already"))
    }

    @Test("A name that says nothing, and a language without such a beginning, are refused")
    func refusedBeginnings() throws {
        let folder = try TemporaryFolder()
        for name in ["visits", "measure_", "measure_2nd", "Measure_visits", "protect_counts", "measure_../x"] {
            let result = try Self.strata("stage", "new", name, "--language", "python", in: folder.path)
            #expect(result.status == 2 && result.errors.contains("is no name"), "\(name)")
        }
        #expect(try Self.strata("stage", "new", "read_codes", "--language", "sh", in: folder.path).status == 2)
        #expect(folder.names(".").isEmpty)
    }

    /// What is built of it is built and tested by `make examples`.
    @Test("A stage in Swift is a package that names the checkout it builds on")
    func swiftPackage() throws {
        let folder = try TemporaryFolder()
        let name = "measure_home_visits"
        let made = try Self.strata("stage", "new", name, "--language", "swift", in: folder.path)
        try #require(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("stages/\(name)/Sources/MeasureHomeVisits/MeasureHomeVisits.swift\n"))
        #expect(made.errors.hasPrefix("now: swift build -c release --package-path stages/\(name) && "))
        let checkout = StrataProcess.checkout.resolvingSymlinksInPath().path
        #expect(try folder.text("stages/\(name)/Package.swift").contains("path: \"\(checkout)\""))
        for file in made.output.split(separator: "\n") {
            #expect(try !folder.text(String(file)).contains("__"), "\(file)")
        }
        // Not built yet: a fault of the manifest, with what to do.
        let unbuilt = try Self.strata("stage", "test", "stages/\(name)", in: folder.path)
        #expect(unbuilt.status == 2 && unbuilt.errors.contains("must be built first"))
        // In a checkout the path is relative, so that both may move.
        try folder.write("let package = Package(\n    name: \"strata\",\n", to: "other/Package.swift")
        let near = try Self.strata(
            "stage", "new", name, "--language", "swift", "--strata", "other", "--in", "other/a/b", in: folder.path)
        #expect(near.status == 0)
        #expect(try folder.text("other/a/b/\(name)/Package.swift").contains("path: \"../../..\""))
        let wrong = try Self.strata(
            "stage", "new", "measure_x", "--language", "swift", "--strata", "stages", in: folder.path)
        #expect(wrong.status == 2 && wrong.errors.contains("stages is no checkout of Strata"))
        let other = try Self.strata(
            "stage", "new", "measure_x", "--language", "r", "--strata", "other", in: folder.path)
        #expect(other.status == 2 && folder.names("stages") == [name])
    }

    /// Each way of breaking the Python measure, and the check that must find it.
    static let faults: [(find: String, put: String, check: String, said: String)] = [
        ("numerator=pl.col(\"seen\").fill_null(0)", "numerator=pl.lit(0, pl.Int64)", "case first", "but gave"),
        ("denominator=pl.lit(1, pl.Int64)", "denominator=pl.lit(1.5)", "case first", "not all of it is int64"),
        ("strata.main()", "raise SystemExit(3)", "empty input", "ended with status 3"),
        ("denominator=pl.lit(1, pl.Int64)", "denominator=pl.lit(\"1\")", "case first", "not all of it is int64"),
        ("denominator=pl.lit(1, pl.Int64)", "denominator=pl.lit(True)", "case first", "not all of it is int64"),
        (
            "denominator=pl.lit(1, pl.Int64)", "denominator=pl.lit(1, pl.Int64), more=pl.lit(1)", "case first",
            "has more, which the manifest does not write"
        ),
        (
            "\"contributions\": counted", "\"contribution\": counted", "case first",
            "the manifest writes no table contribution"
        ),
        ("    return {", "    return {}\n    unused = {", "case first", "gave no table 'contributions'"),
        ("    return {", "    unused = {", "case first", "the function gave a NoneType"),
        (
            "strata.main()", "import os, time\nos._exit = lambda status: time.sleep(60)\nstrata.main()",
            "input that breaks off", "went on for 5 s"
        ),
        (
            "people = part.polars(\"people\")",
            "import random; people = part.polars(\"people\").sample(fraction=random.random())", "run twice",
            "the second run gave other rows"
        ),
        (
            "numerator=pl.col(\"seen\").fill_null(0)", "numerator=pl.lit(len(people), pl.Int64)",
            "people split otherwise",
            "whoever else is in the part"
        ),
        (
            "\"person\",\n            indicator", "person=pl.lit(0, pl.Int64),\n            indicator",
            "missing values", "a second one"
        ),
    ]

    @Test("A broken stage fails the check that is about it", .enabled(if: hasPython), arguments: faults.indices)
    func brokenStages(number: Int) throws {
        let fault = Self.faults[number]
        let folder = try TemporaryFolder()
        _ = try Self.strata("stage", "new", "measure_visits", "--language", "python", in: folder.path)
        let program = try folder.text("stages/measure_visits/stage.py")
        try #require(program.contains(fault.find))
        try folder.write(
            program.replacingOccurrences(of: fault.find, with: fault.put), to: "stages/measure_visits/stage.py")
        let result = try Self.strata("stage", "test", "stages/measure_visits", "--only", fault.check, in: folder.path)
        #expect(result.status == 3)
        #expect(
            result.output.hasPrefix("FAIL  \(fault.check)\n") && result.output.contains(fault.said), "\(result.output)")
    }

    @Test("A thread of the stage that goes on talking says nothing after the end", .enabled(if: hasPython))
    func talkingThreads() throws {
        let folder = try TemporaryFolder()
        _ = try Self.strata("stage", "new", "measure_visits", "--language", "python", in: folder.path)
        let program = try folder.text("stages/measure_visits/stage.py")
        let talk = """
            def measure(part, run):
                import sys, threading, time
                class Slow:
                    def write(self, text): return len(text)
                    def flush(self): time.sleep(0.2)
                # It has time to talk between the last word and the end.
                sys.stderr = Slow()
                def talk():
                    while True: run.progress(1, 2); time.sleep(0.0001)
                threading.Thread(target=talk, daemon=True).start()

            """
        try folder.write(
            program.replacingOccurrences(of: "def measure(part, run):\n", with: talk),
            to: "stages/measure_visits/stage.py")
        let only = ["empty input", "one row", "missing values", "run twice"].flatMap { ["--only", $0] }
        let result = try StrataProcess.strata(
            ["stage", "test", "stages/measure_visits"] + only, in: folder.url, environment: Self.path)
        #expect(result.status == 0, "\(result.output)")
    }

    @Test("A function in R that gives nothing is told so", .enabled(if: hasR))
    func nothingFromR() throws {
        let folder = try TemporaryFolder()
        _ = try Self.strata("stage", "new", "measure_visits", "--language", "r", in: folder.path)
        let program = try folder.text("stages/measure_visits/stage.R")
        let place = try #require(program.range(of: "strata_person(function(part, run) {\n"))
        try folder.write(
            program.replacingCharacters(in: place, with: "strata_person(function(part, run) {\n  return(NULL)\n"),
            to: "stages/measure_visits/stage.R")
        let result = try Self.strata("stage", "test", "stages/measure_visits", "--only", "case first", in: folder.path)
        #expect(result.status == 3 && result.output.contains("gave no table contributions"), "\(result.output)")
    }

    @Test("A case that is written wrongly is told with its place")
    func wrongCases() throws {
        let folder = try TemporaryFolder()
        _ = try Self.strata("stage", "new", "measure_visits", "--language", "python", in: folder.path)
        try folder.write(
            "as_off: 2026-11-20\nparameters: {windw: 3 months}\n", to: "stages/measure_visits/tests/first/case.yaml")
        let result = try Self.strata("stage", "test", "stages/measure_visits", in: folder.path)
        #expect(result.status == 2)
        #expect(result.errors.contains("case.yaml:1:1: error: a case has no key 'as_off'"))
        #expect(result.errors.contains("case.yaml:2:14: error: the stage has no parameter 'windw'"))
        try folder.write("", to: "stages/measure_visits/tests/first/case.yaml")
        try folder.write("person,age\n1,2\n", to: "stages/measure_visits/tests/first/people.csv")
        let column = try Self.strata("stage", "test", "stages/measure_visits", "--only", "case first", in: folder.path)
        #expect(column.status == 3 && column.output.contains("first/people.csv has a column 'age'"))
    }

    @Test(
        "The examples pass their tests, and a run with them publishes what they count", .enabled(if: hasPython && hasR))
    func examples() throws {
        let borough = try SyntheticRun(people: 3000, seed: 5)
        let examples = StrataProcess.checkout.appendingPathComponent("Examples/Stages").path
        for name in ["measure_blood_pressure", "compare_smoothed"] {
            let result = try Self.strata("stage", "test", examples + "/" + name, in: borough.folder.path)
            #expect(result.status == 0, "\(result.output)")
        }
        let house = try ChildHouse(borough)
        var pipeline = try house.pipeline(
            "pressure: {uses: measure_blood_pressure, from: people, grant: pseudonymous, with: {window: 24 months}}",
            into: "indicators", "pressure")
        var text = try house.folder.text("nightly.yaml")
        text = text.replacingOccurrences(
            of: "\n  gaps:",
            with:
                "\n  smooth: {uses: compare_smoothed, from: indicators, with: {indicators: blood-pressure-control}}\n  gaps:"
        )
        let place = try #require(text.range(of: "\n  protected:"))
        let from = try #require(text.range(of: "from: [", range: place.upperBound..<text.endIndex))
        text.replaceSubrange(from, with: "from: [smooth, ")
        try house.folder.write(text, to: "nightly.yaml")
        pipeline = house.folder.path + "/nightly.yaml"
        let result = try house.run(pipeline, "--stages", examples, environment: Self.path)
        try #require(result.status == 0, "\(result.errors)")
        let rows = try house.internalRows().filter {
            $0["Indicator ID"] == "blood-pressure-control" && $0["Sex"] == "Persons" && $0["Age"] == "All ages"
                && $0["Category"] == "" && $0["Population basis"] == "registered"
        }
        func number(_ row: [String: String]?, _ name: String) -> Double { Double(row?[name] ?? "") ?? -1 }
        let boroughRow = rows.first { $0["Area Type"] == "Borough" }
        let practices = rows.filter { $0["Area Type"] == "Practice" }
        #expect(number(boroughRow, "Denominator") > 100 && number(boroughRow, "Count") > 0)
        #expect(practices.map { number($0, "Denominator") }.reduce(0, +) == number(boroughRow, "Denominator"))
        #expect(number(boroughRow, "Value") == number(boroughRow, "Count") / number(boroughRow, "Denominator"))
        // Drawn towards the mean: no smoothed proportion lies further out than the furthest of those that it is made of.
        let smoothed = try house.release().rows.filter { $0["Indicator ID"] == "blood-pressure-control-smoothed" }
        #expect(!smoothed.isEmpty && smoothed.allSatisfy { $0["Area Type"] == "Practice" })
        let values = practices.map { number($0, "Value") }
        for row in smoothed where row["Value note"] == "" {
            #expect(
                number(row, "Value") < (values.max() ?? 0) + 0.02 && number(row, "Value") > (values.min() ?? 1) - 0.02)
        }
    }
}
