import Foundation
import Testing

/// Whole runs with stages in processes of their own.
@Suite("Stages in child processes") struct ChildStageRunTests {
    static let borough = Result { try SyntheticRun(people: 2000, seed: 11) }

    @Test("A measure in Python counts what the one of the binary does, with any number of workers and either protocol")
    func measure() throws {
        var files: [String] = []
        for (jobs, wire) in [(1, "lines"), (3, "lines"), (3, "arrow")] {
            let house = try ChildHouse(Self.borough.get())
            try house.add("measure_again", ChildHouse.measure(wire: wire), ChildHouse.measureProgram(wire: wire))
            let pipeline = try house.pipeline(
                "again: {uses: measure_again, from: people, grant: pseudonymous}", into: "indicators", "again")
            let result = try house.run(pipeline, "--jobs", "\(jobs)")
            try #require(result.status == 0, "\(result.errors)")
            let release = try house.release()
            let ours = release.rows.filter { $0["Indicator ID"] == "population-again" }
            let theirs = release.rows.filter { $0["Indicator ID"] == "population" }
            #expect(ours.count == theirs.count && ours.count > 30)
            for (one, other) in zip(ours, theirs) {
                for column in ["Area Code", "Sex", "Age", "Category", "Value", "Count", "Value note"] {
                    #expect(one[column] == other[column], "\(column) of \(one["Area Code"] ?? "")")
                }
            }
            #expect(result.errors.contains("slow-stage") == (wire == "lines"))
            // The runs differ in nothing but how the stage is spoken to.
            files.append(try house.text().replacingOccurrences(of: house.id, with: ""))
            #expect(house.scratch.isEmpty)
        }
        #expect(files[0] == files[1] && files[1] == files[2])
    }

    @Test("An annotator's column reaches the measure behind it; rows that a stage could not use are in the quarantine")
    func annotator() throws {
        let house = try ChildHouse(Self.borough.get())
        try house.add("annotate_decade", ChildHouse.annotator, ChildHouse.annotatorProgram)
        try house.add(
            "measure_decade",
            ChildHouse.measure(wire: "lines", columns: "decade: int32", name: "measure_decade"),
            ChildHouse.measureProgram(wire: "lines", condition: "row['in_population'] and row['decade'] >= 6"))
        let pipeline = try house.pipeline(
            """
            decades: {uses: annotate_decade, from: people, grant: pseudonymous}
              elders: {uses: measure_decade, from: [people, decades], grant: pseudonymous}
            """, into: "indicators", "elders")
        let result = try house.run(pipeline)
        try #require(result.status == 0, "\(result.errors)")
        let rows = try house.internalRows()
        func count(_ id: String, _ ages: [String]) -> Double {
            rows.filter {
                $0["Indicator ID"] == id && $0["Area Type"] == "Borough" && $0["Population basis"] == "registered"
                    && ages.contains($0["Age"] ?? "") && $0["Sex"] == "Persons" && $0["Category"] == ""
            }.compactMap { Double($0["Value"] ?? "") }.reduce(0, +)
        }
        // Sixty and over, by the bands of the indicator file: everybody of 65 and over, and some of 40 to 64.
        #expect(count("population-again", ["65-79 yrs", "80+ yrs"]) == count("population", ["65-79 yrs", "80+ yrs"]))
        #expect(count("population-again", ["0-17 yrs", "18-39 yrs"]) == 0)
        let quarantine = try #require(house.quarantine)
        #expect(quarantine.hasPrefix("stage,part,table,row,column,code\r\ndecades,0,people,0,age,first_of_part\r\n"))
        #expect(try house.quality().contains("stage decades rejected people.age first_of_part,"))
    }

    @Test("A stage that fails says so under its name, with status 6, and the last release stays", arguments: [1, 2])
    func failing(jobs: Int) throws {
        let house = try ChildHouse(Self.borough.get())
        let pipeline = try house.pipeline(
            "again: {uses: measure_again, from: people, grant: pseudonymous}", into: "indicators", "again")
        try house.add("measure_again", ChildHouse.measure(wire: "lines"), ChildHouse.measureProgram(wire: "lines"))
        try #require(try house.run(pipeline).status == 0)
        let before = try house.text()
        try house.add(
            "measure_again", ChildHouse.measure(wire: "lines"),
            ChildHouse.measureProgram(wire: "lines", condition: "sys.exit('secret-word')"))
        let result = try house.run(pipeline, "--jobs", "\(jobs)")
        #expect(result.status == 6)
        #expect(result.errors.contains("stage 'again' (measure_again): ended with status 1"))
        #expect(result.errors.contains("stages/again.log") && !result.errors.contains("secret-word"))
        #expect(try house.folder.text("run/state/stages/again.log").contains("secret-word"))
        #expect(try house.text() == before)
        #expect(house.scratch.isEmpty && result.output.isEmpty)
    }

    @Test("A temporary fault is tried again where the stage is idempotent, and the figures are those of one try")
    func temporary() throws {
        let house = try ChildHouse(Self.borough.get())
        let fails = """
            (__import__('os').path.exists('\(house.folder.path)/tried') or
                (open('\(house.folder.path)/tried', 'w').close(), sys.exit(75))) and row['in_population']
            """
        let pipeline = try house.pipeline(
            "again: {uses: measure_again, from: people, grant: pseudonymous}", into: "indicators", "again")
        try house.add(
            "measure_again", ChildHouse.measure(wire: "lines"),
            ChildHouse.measureProgram(wire: "lines", condition: fails))
        let refused = try house.run(pipeline)
        #expect(refused.status == 75)
        #expect(refused.errors.contains("cannot work for now (status 75)"))
        try FileManager.default.removeItem(atPath: house.folder.path + "/tried")
        try house.add(
            "measure_again", ChildHouse.measure(wire: "lines") + "\nidempotent: true",
            ChildHouse.measureProgram(wire: "lines", condition: fails))
        let result = try house.run(pipeline)
        try #require(result.status == 0, "\(result.errors)")
        let rows = try house.internalRows()
        func values(_ id: String) -> [String?] { rows.filter { $0["Indicator ID"] == id }.map { $0["Value"] } }
        #expect(values("population-again") == values("population"))
    }

    @Test("A stage of grain whole gives indicators that pass the gate; one of grain feed reads a file of its own")
    func wholeAndFeed() throws {
        let house = try ChildHouse(Self.borough.get())
        try house.add("read_names", ChildHouse.reader, ChildHouse.readerProgram)
        try house.add("compare_twice", ChildHouse.whole, ChildHouse.wholeProgram)
        try house.folder.write("Second population\n", to: "names.txt")
        let pipeline = try house.pipeline(
            """
            names: {uses: read_names, with: {file: \(house.folder.path)/names.txt}}
              twice: {uses: compare_twice, from: [indicators, names]}
            """, into: "protected", "twice")
        let result = try house.run(pipeline)
        try #require(result.status == 0, "\(result.errors)")
        let rows = try house.release().rows
        let second = rows.filter { $0["Indicator ID"] == "population-second" }
        #expect(second.count > 30 && second.allSatisfy { $0["Indicator Name"] == "Second population" })
        // The gate rounds and withholds them as it does the rows that they were made of.
        #expect(second.map { $0["Value"] } == rows.filter { $0["Indicator ID"] == "population" }.map { $0["Value"] })
        #expect(second.contains { $0["Value note"] == "withheld" })
    }

    @Test("The same inputs and another version of a stage are another run")
    func versionsCount() throws {
        let house = try ChildHouse(Self.borough.get())
        let pipeline = try house.pipeline(
            "again: {uses: measure_again, from: people, grant: pseudonymous}", into: "indicators", "again")
        try house.add("measure_again", ChildHouse.measure(wire: "lines"), ChildHouse.measureProgram(wire: "lines"))
        try #require(try house.run(pipeline).status == 0)
        let first = house.id
        try house.add(
            "measure_again", ChildHouse.measure(wire: "lines"),
            ChildHouse.measureProgram(wire: "lines") + "\n# changed\n")
        try #require(try house.run(pipeline).status == 0)
        #expect(house.id != first && !first.isEmpty)
    }
}
