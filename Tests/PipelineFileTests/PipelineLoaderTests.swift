import PipelineFile
import StageKit
import Testing

@Suite struct PipelineLoaderTests {
    @Test func soundPipelineIsPlanned() throws {
        let pipeline = try checked(Sound.whole)
        #expect(pipeline.name == "nightly")
        #expect(pipeline.title == "nightly")
        #expect(pipeline.timezone == "Europe/London")
        #expect(pipeline.folder == "/house/pipelines")
        #expect(pipeline.warnings.isEmpty)
        #expect(
            pipeline.stages.map(\.key)
                == ["feeds", "areas", "people", "continuity", "indicators", "protected", "release"])
        #expect(pipeline.stage("people")?.inputs.map(\.stage) == ["feeds", "areas"])
        #expect(pipeline.stage("people")?.role == .resolver)
        let feeds = try #require(pipeline.stage("feeds")?.instance as? FakeFeeds)
        #expect(feeds.patterns.map(\.path) == ["/house/pipelines/inbox/*.xml"])
    }

    @Test func orderFollowsTheDataThenTheFile() throws {
        let yaml = """
            strata: 1
            name: upside-down
            stages:
              release: {uses: write_release, from: protected, with: {folder: releases}}
              inside: {uses: write_internal, from: indicators}
              protected: {uses: protect_counts, from: indicators}
              indicators: {uses: summarise, from: [continuity]}
              continuity: {uses: measure_continuity, from: people}
              people: {uses: resolve_people, from: [areas, feeds]}
              feeds: {uses: read_xml, with: {files: [a.xml]}}
              areas: {uses: read_csv, with: {file: areas.csv, table: areas}}
            """
        let pipeline = try checked(yaml)
        #expect(
            pipeline.order.map(\.key)
                == ["feeds", "areas", "people", "continuity", "indicators", "inside", "protected", "release"])
    }

    @Test func theFirstExampleOfTheHouseReads() {
        let yaml = """
            strata: 1
            name: nightly
            stages:
              feeds: {uses: read_xml, with: {files: "inbox/*.xml"}}
              areas: {uses: read_csv, with: {file: areas.csv, table: areas}}
              people: {uses: resolve_people, from: [feeds, areas]}
              continuity:
                uses: measure_continuity
                from: people
                with:
                  windoww: 12 months
            """
        #expect(
            told(yaml) == """
                p.yaml:11:7: error: stage 'measure_continuity' has no option 'windoww'
                   11 |       windoww: 12 months
                      |       ^^^^^^^
                hint: did you mean 'window'? 'strata stage describe measure_continuity' lists its options

                """)
    }

    @Test func everyFaultAtOnceInTheOrderOfTheFile() {
        let yaml = """
            nane: nightly
            stages:
              feeds:
                uses: read_xlm
                form: x
              areas: {uses: read_csv, with: {file: areas.csv}}
              continuity: {uses: measure_continuity, from: peple, with: {window: 12, minimum_contacts: 0}}
            """
        #expect(
            told(yaml) == """
                p.yaml:1:1: error: a pipeline file has no key 'nane'
                    1 | nane: nightly
                      | ^^^^
                hint: did you mean 'name'? its keys are strata, name, title, publisher, timezone, parameters, stages
                p.yaml:1:1: error: the file does not begin with 'strata: 1'
                    1 | nane: nightly
                      | ^
                hint: write 'strata: 1' as its first line
                p.yaml:1:1: error: the pipeline has no name
                    1 | nane: nightly
                      | ^
                hint: write 'name:' and a plain word; releases stand in a folder of that name
                p.yaml:4:11: error: there is no stage 'read_xlm'
                    4 |     uses: read_xlm
                      |           ^^^^^^^^
                hint: did you mean 'read_xml'? 'strata stage list' lists all stages
                p.yaml:5:5: error: a stage has no key 'form'
                    5 |     form: x
                      |     ^^^^
                hint: did you mean 'from'? its keys are uses, from, with, grant
                p.yaml:6:17: error: stage 'areas' must give option 'table' of 'read_csv'
                    6 |   areas: {uses: read_csv, with: {file: areas.csv}}
                      |                 ^^^^^^^^
                hint: table: What it holds.
                p.yaml:7:48: error: there is no stage 'peple' in this file
                    7 |   continuity: {uses: measure_continuity, from: peple, with: {window: 12, minimum_contacts: 0}}
                      |                                                ^^^^^
                hint: 'from' names stages of this file by their keys
                p.yaml:7:70: error: option 'window': expected a number of months, as '12 months', not '12'
                    7 |   continuity: {uses: measure_continuity, from: peple, with: {window: 12, minimum_contacts: 0}}
                      |                                                                      ^^
                p.yaml:7:92: error: option 'minimum_contacts': 0 is too small: at least 1
                    7 |   continuity: {uses: measure_continuity, from: peple, with: {window: 12, minimum_contacts: 0}}
                      |                                                                                            ^

                """)
    }

    @Test func aStageThatCannotBeMadePointsAtTheOption() {
        let yaml =
            Sound.head + """
                  feeds:
                    uses: read_xml
                    with:
                      files: inbox/*.xml
                      mapping: missing.yaml
                """
        #expect(
            told(yaml) == """
                p.yaml:8:16: error: stage 'feeds': there is no such mapping
                    8 |       mapping: missing.yaml
                      |                ^^^^^^^^^^^^
                hint: look there

                """)
    }

    @Test(arguments: [
        (
            "strata: 2\nname: a\nstages: {a: {uses: read_xml, with: {files: a}}}",
            "this strata reads version 1 of pipeline files"
        ),
        (
            "strata: 1\nname: A b\nstages: {a: {uses: read_xml, with: {files: a}}}",
            "'A b' cannot be the name of a pipeline"
        ),
        (
            "strata: 1\nname: ../b\nstages: {a: {uses: read_xml, with: {files: a}}}",
            "'../b' cannot be the name of a pipeline"
        ),
        ("strata: 1\nname: a\nstages: {A: {uses: read_xml, with: {files: a}}}", "'A' cannot be the name of a stage"),
        ("strata: 1\nname: a\nstages:\n", "the pipeline has no stages"),
        ("strata: 1\nname: a\n", "the pipeline has no stages"),
        ("strata: 1\nname: a\nstages: {}\n", "the pipeline has no stages"),
        ("strata: 1\nname: a\nstages: [a]\n", "expected stages: keys with values, indented"),
        ("strata: 1\nname: a\nstages: {a: {}}\n", "stage 'a' does not say what it uses"),
        (
            "strata: 1\nname: a\ntimezone: london\nstages: {a: {uses: read_xml, with: {files: a}}}",
            "'london' is not the name of a time zone"
        ),
        ("- a\n", "expected a pipeline: keys with values"),
        ("# nothing\n", "the file is empty"),
        ("", "the file is empty"),
    ])
    func theFrameIsChecked(yaml: String, message: String) {
        let text = told(yaml)
        #expect(text.contains("error: \(message)\n"), "\(text)")
        #expect(text.components("error: ") == 1, "\(text)")
    }

    @Test func aFileThatIsNotThereIsNamed() {
        #expect(throws: Diagnostics.self) {
            try Pipeline.load("nowhere/p.yaml", families: [], workingFolder: "/")
        }
    }
}

extension String {
    /// How often a text stands in this one.
    func components(_ text: String) -> Int { split(separator: text, omittingEmptySubsequences: false).count - 1 }
}
