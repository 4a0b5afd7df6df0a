import Foundation
import StageKit
import Testing

@testable import PipelineFile

@Suite struct StageShelfTests {
    private let house: StageHouse

    init() throws { house = try StageHouse() }

    private let use = "  m: {uses: measure_pressure, from: people, grant: pseudonymous}"

    @Test func stagesBesideThePipelineAreFoundByName() throws {
        try house.write(SoundManifest.measure, to: "stages/pressure/stage.yaml")
        let pipeline = try house.check(use).get()
        let planned = try #require(pipeline.stage("m"))
        #expect(planned.role == .measure && planned.descriptor.name == "measure_pressure")
        #expect(
            planned.events == [TableRequirement("contacts", [Field("at", .timestamp), Field("role", .dictionary)])])
        let stage = try #require(planned.instance as? ChildStage)
        #expect(stage.parametersJSON == #"{"systolic": 140, "window": "12 months"}"#)
        #expect(stage.manifest.folder == StagePath(house.path + "/stages/pressure", shown: "stages/pressure"))
        #expect(pipeline.children.map(\.name) == ["measure_pressure"])
        #expect(pipeline.warnings.isEmpty)
    }

    @Test func stagesAreNamedByPath() throws {
        try house.write(SoundManifest.measure, to: "own/pressure/stage.yaml")
        for path in ["./own/pressure", "own/pressure", "own/pressure/", house.path + "/own/pressure"] {
            let pipeline = try house.check("  m: {uses: \(path), from: people, grant: pseudonymous}").get()
            #expect(pipeline.stage("m")?.descriptor.name == "measure_pressure")
        }
        #expect(
            try house.told("  m: {uses: ./own/presure, from: people, grant: pseudonymous}") == [
                "p.yaml:9:13: error: there is no stage in './own/presure'",
                "hint: a stage is a folder with a stage.yaml; the path starts from the pipeline file",
            ])
    }

    @Test func theSameFolderByNameAndByPathIsOneStage() throws {
        try house.write(SoundManifest.annotator, to: "stages/frailty/stage.yaml")
        let two = """
              a: {uses: annotate_frailty, from: people, grant: pseudonymous}
              b: {uses: ./stages/frailty, from: people, grant: pseudonymous}
            """
        #expect(try house.check(two).get().children.map(\.name) == ["annotate_frailty"])
    }

    @Test func foldersOfTheCommandLine() throws {
        try house.write(SoundManifest.measure, to: "shared/pressure/stage.yaml")
        #expect(try house.told(use).first == "p.yaml:9:13: error: there is no stage 'measure_pressure'")
        #expect(try house.told(use, in: ["shared"]) == [])
        // Given again, it is the same folder.
        #expect(try house.told(use, in: ["shared", "shared"]) == [])
        #expect(
            try house.told(use, in: ["shared", "nowhere", "shared/pressure"]) == [
                "error: --stages nowhere: no folder in it has a stage.yaml", "hint: name a folder of stages",
                "error: --stages shared/pressure: no folder in it has a stage.yaml",
                "hint: it is a stage itself: name the folder that it lies in",
            ])
    }

    @Test func aNameIsOfOneStage() throws {
        try house.write(SoundManifest.measure, to: "stages/a/stage.yaml")
        try house.write(SoundManifest.measure, to: "stages/b/stage.yaml")
        try house.write(
            SoundManifest.whole.replacing("compare_years", with: "compare_inequality"), to: "stages/c/stage.yaml")
        #expect(
            try house.told(use) == [
                "stages/b/stage.yaml: error: 'measure_pressure' is the name of the stage in stages/a already",
                "hint: choose another name, or take one of the two away",
                "stages/c/stage.yaml: error: 'compare_inequality' is the name of a stage of strata",
                "hint: choose another name",
            ])
    }

    @Test func aNameIsOfOneStageByPathToo() throws {
        try house.write(SoundManifest.measure, to: "stages/a/stage.yaml")
        try house.write(SoundManifest.measure, to: "own/a/stage.yaml")
        #expect(
            try house.told("  m: {uses: ./own/a, from: people, grant: pseudonymous}") == [
                "own/a/stage.yaml: error: 'measure_pressure' is the name of the stage in stages/a already",
                "hint: choose another name, or take one of the two away",
            ])
    }

    @Test func aBrokenManifestIsToldWhereItIsUsed() throws {
        try house.write(
            SoundManifest.measure.replacing("version: 2", with: "version: x"), to: "stages/a/stage.yaml")
        let fault = "stages/a/stage.yaml:3:10: error: expected a whole number from 1, not 'x'"
        #expect(try house.told(use) == [fault])
        #expect(try house.told("  m: {uses: ./stages/a, from: people, grant: pseudonymous}") == [fault])
        // Whom it does not concern, it does not stop.
        #expect(
            try house.told("  c: {uses: compare_inequality, from: indicators}") == [
                "stages/a/stage.yaml:3:10: warning: a stage that cannot be used: its manifest has 1 faults",
                "hint: 'strata stage describe stages/a' tells them",
            ])
    }

    @Test func optionsAreThoseOfTheManifest() throws {
        try house.write(SoundManifest.measure, to: "stages/a/stage.yaml")
        #expect(
            try house.told(
                "  m: {uses: measure_pressure, from: people, grant: pseudonymous, with: {sistolic: 1, window: 2}}"
            ) == [
                "p.yaml:9:73: error: stage 'measure_pressure' has no option 'sistolic'",
                "hint: did you mean 'systolic'? 'strata stage describe measure_pressure' lists its options",
                "p.yaml:9:94: error: option 'window': expected a number of months, as '12 months', not '2'",
            ])
    }

    @Test func aProgramThatIsNotThereIsToldAtTheStage() throws {
        try house.write(
            SoundManifest.measure.replacing("[sh, stage.sh]", with: "[no-such-program-anywhere]"),
            to: "stages/a/stage.yaml")
        #expect(
            try house.told(use) == [
                "p.yaml:9:13: error: stage 'm': 'no-such-program-anywhere' of its command is in no folder of PATH",
                "hint: install it, or set PATH",
            ])
    }

    @Test func editorsKnowTheStagesOfAProject() throws {
        try house.write(SoundManifest.measure, to: "stages/a/stage.yaml")
        try house.write(SoundManifest.annotator, to: "own/frailty/stage.yaml")
        try house.write("stages: {x: {uses: ./own/frailty}, y: {uses: ./gone}}", to: "p.yaml")
        var shelf = StageShelf([.fakes])
        let paths = try shelf.add(beside: "p.yaml", workingFolder: house.path)
        #expect(paths.map(\.path) == ["./own/frailty"])
        let json = PipelineSchema.json(shelf.catalogue, paths: paths)
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let properties = try #require(root["properties"] as? [String: Any])
        let stages = try #require((properties["stages"] as? [String: Any])?["additionalProperties"] as? [String: Any])
        let rules = try #require(stages["allOf"] as? [[String: Any]])
        func rule(_ name: String) -> [String: Any]? {
            let rule = rules.first { rule in
                let condition = (rule["if"] as? [String: Any])?["properties"] as? [String: [String: String]]
                return condition?["uses"]?["const"] == name
            }
            return rule?["then"] as? [String: Any]
        }
        let measure = try #require(rule("measure_pressure"))
        #expect(measure["required"] as? [String] == ["from", "grant"])
        let with = (measure["properties"] as? [String: [String: Any]])?["with"]
        #expect((with?["properties"] as? [String: Any])?.keys.sorted() == ["systolic", "window"])
        #expect(rule("./own/frailty") != nil)
        // What is compiled in is granted nothing.
        #expect((rule("summarise")?["properties"] as? [String: Any])?["grant"] as? Bool == false)
    }
}
