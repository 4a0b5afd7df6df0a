import Foundation
import Testing

/// A stage of StageKit in a process of its own counts what it counts compiled in.
@Suite("Swift stages in child processes") struct SwiftStageTests {
    @Test(
        "A measure as a program of its own gives the figures of the binary's, by its own manifest",
        arguments: [
            ("continuity", 1, "continuity-upc"), ("continuity", 3, "continuity-upc"),
            ("access", 2, "access-did-not-attend"), ("population", 2, "population"),
            ("admissions", 2, "value-admission-cost"),
        ])
    func sameFigures(measure: String, jobs: Int, indicator: String) throws {
        let house = try ChildHouse(ChildStageRunTests.borough.get())
        let program = StrataProcess.products.appendingPathComponent("stage-program").path
        let manifest = try StrataProcess.tool(program, ["--manifest", program, measure])
        try #require(manifest.status == 0, "\(manifest.errors)")
        // Another name, beside that of the binary.
        let text = manifest.output.replacingOccurrences(of: "name: measure_\(measure)", with: "name: measure_elsewhere")
        try #require(text.contains("id: \(indicator)\n"))
        try house.folder.write(text, to: "stages/measure_elsewhere/stage.yaml")
        var pipeline = try StrataProcess.nightlyPipeline()
        try house.folder.write(pipeline, to: "nightly.yaml")
        let inside = try house.run(house.folder.path + "/nightly.yaml")
        try #require(inside.status == 0, "\(inside.errors)")
        let wanted = try house.release().rows.map { row in row.filter { $0.key != "Release" } }
        pipeline = pipeline.replacingOccurrences(
            of: "uses: measure_\(measure)\n    from: people\n",
            with: "uses: measure_elsewhere\n    from: people\n    grant: pseudonymous\n")
        try #require(pipeline.contains("measure_elsewhere"))
        try house.folder.write(pipeline, to: "nightly.yaml")
        let outside = try house.run(house.folder.path + "/nightly.yaml", "--jobs", "\(jobs)")
        try #require(outside.status == 0, "\(outside.errors)")
        let found = try house.release().rows.map { row in row.filter { $0.key != "Release" } }
        #expect(found == wanted && found.contains { $0["Indicator ID"] == indicator })
        let tested = try StrataProcess.strata(
            ["stage", "test", "--quick", house.folder.path + "/stages/measure_elsewhere"])
        #expect(tested.status == 0, "\(tested.output)\(tested.errors)")
    }

    /// What is changed in the manifest of admissions, and what the stage says of it.
    static let disagreements = [
        (
            "numerator: money", "numerator: count",
            "indicator 'value-admission-cost' is a ratio of sums of money by days"
        ),
        ("version: 1", "version: 2", "the stage is version 1, and its stage.yaml says 2"),
        ("  exposure: {columns: {person: int64, start: date, end: date}}\n", "", "of table 'exposure'"),
        ("death: \"date?\", ", "", "the stage needs column 'death' (date) of table 'people'"),
        (", cost: \"int64?\"", "", "the stage needs column 'cost' (int64) of table 'stays'"),
        ("- id: value-admission-cost", "- id: value-of-stays", "indicator 'value-admission-cost' is"),
    ]

    @Test("A manifest that is not the stage's ends with status 2, and never in other figures", arguments: disagreements)
    func disagreement(find: String, put: String, said: String) throws {
        let house = try ChildHouse(ChildStageRunTests.borough.get())
        let program = StrataProcess.products.appendingPathComponent("stage-program").path
        let manifest = try StrataProcess.tool(program, ["--manifest", program, "admissions"]).output
        let changed = manifest.replacingOccurrences(of: find, with: put)
        try #require(changed != manifest)
        try house.folder.write(
            changed.replacingOccurrences(of: "name: measure_admissions", with: "name: measure_elsewhere"),
            to: "stages/measure_elsewhere/stage.yaml")
        let pipeline = try StrataProcess.nightlyPipeline().replacingOccurrences(
            of: "uses: measure_admissions\n    from: people\n",
            with: "uses: measure_elsewhere\n    from: people\n    grant: pseudonymous\n")
        try house.folder.write(pipeline, to: "nightly.yaml")
        let result = try house.run(house.folder.path + "/nightly.yaml")
        #expect(result.status == 2, "\(result.errors)")
        #expect(result.errors.contains("refused its configuration (status 78)"))
        #expect(try house.folder.text("run/state/stages/admissions.log").contains(said))
    }

    @Test("A parameter that the stage does not take is told by its manifest, and by the stage where that does not know")
    func wrongParameter() throws {
        let house = try ChildHouse(ChildStageRunTests.borough.get())
        let program = StrataProcess.products.appendingPathComponent("stage-program").path
        let manifest = try StrataProcess.tool(program, ["--manifest", program]).output
            .replacingOccurrences(of: "name: measure_continuity", with: "name: measure_elsewhere")
        try house.folder.write(manifest, to: "stages/measure_elsewhere/stage.yaml")
        let pipeline = try StrataProcess.nightlyPipeline().replacingOccurrences(
            of: "uses: measure_continuity\n    from: people\n",
            with: "uses: measure_elsewhere\n    from: people\n    grant: pseudonymous\n"
        ).replacingOccurrences(of: "roles: [gp]", with: "roles: [gpp]")
        try house.folder.write(pipeline, to: "nightly.yaml")
        let checked = try house.run(house.folder.path + "/nightly.yaml")
        #expect(checked.status == 2 && checked.errors.contains("option 'roles': 'gpp' is not one of the values"))
        let loose = manifest.replacing(try Regex(", enum: \\[[^\\]]*\\]"), with: "")
        try #require(loose != manifest)
        try house.folder.write(loose, to: "stages/measure_elsewhere/stage.yaml")
        let result = try house.run(house.folder.path + "/nightly.yaml")
        #expect(result.status == 2)
        #expect(result.errors.contains("refused its configuration (status 78)"))
        #expect(
            try house.folder.text("run/state/stages/continuity.log").contains("parameter 'roles': 'gpp' is not a role"))
    }
}
