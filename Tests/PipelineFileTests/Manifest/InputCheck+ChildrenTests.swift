import StageKit
import Testing

@testable import PipelineFile

/// Tables, columns, types and labels across the border between strata and a stage outside of it; no process is started.
@Suite struct InputCheckChildrenTests {
    private let house: StageHouse

    init() throws {
        house = try StageHouse()
        try house.write(SoundManifest.measure, to: "stages/measure/stage.yaml")
        try house.write(SoundManifest.annotator, to: "stages/annotator/stage.yaml")
        try house.write(SoundManifest.whole, to: "stages/whole/stage.yaml")
        try house.write(SoundManifest.feed, to: "stages/feed/stage.yaml")
    }

    /// The measure reads people with this column too.
    private func reading(_ column: String) throws {
        try house.write(
            SoundManifest.measure.replacing("age: int32}", with: "age: int32, \(column)}"),
            to: "stages/measure/stage.yaml")
    }

    private let annotator = "  f: {uses: annotate_frailty, from: people, grant: pseudonymous}\n"
    private let measure = "  m: {uses: measure_pressure, from: [people, f], grant: pseudonymous}"

    @Test func aPipelineWithAllKindsIsSound() throws {
        try reading("frailty: float64?, band: dictionary")
        let stages =
            annotator + measure + """

                  elsewhere: {uses: read_areas, with: {file: areas.json}}
                  figures: {uses: summarise, from: [m, continuity]}
                  years: {uses: compare_years, from: figures}
                  gate: {uses: protect_counts, from: [figures, years]}
                """
        #expect(
            try house.told(stages) == [])
        let pipeline = try house.check(stages).get()
        #expect(pipeline.stage("f")?.role == .annotator && pipeline.stage("elsewhere")?.role == .tableReader)
        #expect(pipeline.stage("years")?.role == .whole)
        #expect(
            pipeline.children.map(\.name) == ["annotate_frailty", "measure_pressure", "read_areas", "compare_years"])
        #expect(pipeline.order.map(\.key).firstIndex(of: "f")! < pipeline.order.map(\.key).firstIndex(of: "m")!)
    }

    @Test func whatAReaderOutsideWritesGoesWhereReferenceTablesGo() throws {
        try house.write("", to: "none")
        try house.write(
            Sound.head + """
                  feeds: {uses: read_xml, with: {files: "inbox/*.xml"}}
                  areas: {uses: read_areas, with: {file: areas.json}}
                  people: {uses: resolve_people, from: [feeds, areas]}
                """, to: "q.yaml")
        let pipeline = try Pipeline.load("q.yaml", families: [.fakes], workingFolder: house.path)
        #expect(pipeline.stage("people")?.inputs.map(\.stage) == ["feeds", "areas"])
        #expect(
            try house.told("  x: {uses: read_areas, with: {file: a}, from: people}") == [
                "p.yaml:9:48: error: stage 'read_areas' reads files, not other stages"
            ])
    }

    @Test func columnsOfPeopleComeFromAnnotators() throws {
        try reading("band: dictionary")
        let alone = "  m: {uses: measure_pressure, from: people, grant: pseudonymous}"
        let names =
            "'person', 'birth', 'death', 'sex', 'ethnicity', 'deprivation_decile', 'age', 'in_population', "
            + "'last_day', 'named_gp', 'is_named_gp_generic'"
        #expect(
            try house.told(alone) == [
                "p.yaml:9:37: error: people have no column 'band', which 'm' needs",
                "hint: their columns are \(names)",
            ])
        #expect(
            try house.told(annotator + alone) == [
                "p.yaml:10:37: error: people have no column 'band', which 'm' needs", "hint: add 'f' to 'from'",
            ])
        #expect(
            try house.told(annotator + measure) == [])
    }

    @Test(arguments: [
        (
            "frailty: int32?",
            ["p.yaml:10:37: error: column 'frailty' that 'f' adds to people is float64; 'm' needs int32"]
        ),
        (
            "frailty: float64",
            [
                "p.yaml:10:37: error: not everybody has the column 'frailty' that 'f' adds to people, which 'm' does not "
                    + "expect", "hint: read it as 'frailty: float64?'",
            ]
        ),
        (
            "band: dictionary, frailti: float64",
            [
                "p.yaml:10:37: error: people have no column 'frailti', which 'm' needs",
                "hint: did you mean 'frailty'? their columns are 'person', 'birth', 'death', 'sex', 'ethnicity', "
                    + "'deprivation_decile', 'age', 'in_population', 'last_day', 'named_gp', 'is_named_gp_generic', "
                    + "'frailty', 'band'",
            ]
        ),
        (
            "in_population: bool",
            ["p.yaml:10:46: error: stage 'm' reads nothing of 'f', which adds 'frailty', 'band' to people"]
        ),
        // What may be missing may be missing altogether.
        ("band: dictionary, mood: dictionary?", []),
    ])
    func columnsFitOrAreTold(_ column: String, _ told: [String]) throws {
        try reading(column)
        #expect(
            try house.told(annotator + measure) == told)
    }

    @Test func oneAnnotatorAColumn() throws {
        try reading("band: dictionary")
        try house.write(
            SoundManifest.annotator.replacing("annotate_frailty", with: "annotate_more"),
            to: "stages/more/stage.yaml")
        let stages =
            annotator + """
                  g: {uses: annotate_more, from: people, grant: pseudonymous}
                  m: {uses: measure_pressure, from: [people, f, g], grant: pseudonymous}
                """
        #expect(
            try house.told(stages) == [
                "p.yaml:11:49: error: people get a column 'frailty' from 'f' already",
                "hint: take one of the two out of 'from'",
                "p.yaml:11:49: error: people get a column 'band' from 'f' already",
                "hint: take one of the two out of 'from'",
            ])
    }

    @Test func annotatorsFeedOneAnother() throws {
        try house.write(
            SoundManifest.annotator.replacing("annotate_frailty", with: "annotate_more")
                .replacing("age: int32}", with: "frailty: float64?}")
                .replacing("frailty: float64?, band", with: "index"), to: "stages/more/stage.yaml")
        #expect(
            try house.told(annotator + "  g: {uses: annotate_more, from: [people, f], grant: pseudonymous}") == [])
    }

    @Test func peopleComeFromAResolver() throws {
        try reading("band: dictionary")
        #expect(
            try house.told(annotator + "  m: {uses: measure_pressure, from: f, grant: pseudonymous}") == [
                "p.yaml:10:37: error: stage 'm' takes people, and none of its 'from' resolves them",
                "hint: add 'people' to 'from'",
            ])
        #expect(
            try house.told("  m: {uses: measure_pressure, from: areas, grant: pseudonymous}").first
                == "p.yaml:9:37: error: 'areas' gives aggregate tables; stage 'm' takes only pseudonymous tables")
    }

    @Test func whoDoesNotReadAnnotationsIsToldSo() throws {
        #expect(
            try house.told(
                annotator + """
                      c: {uses: measure_continuity, from: [people, f]}
                      w: {uses: compare_years, from: f}
                      t: {uses: measure_continuity, from: f.people}
                    """) == [
                    "p.yaml:10:48: error: 'f' adds columns to people, which 'measure_continuity' does not read",
                    "p.yaml:11:34: error: 'f' gives pseudonymous tables; stage 'w' takes only aggregate tables",
                    "hint: records of single people go through a measure_… stage first",
                    "p.yaml:12:39: error: 'f' adds columns to people, which 'measure_continuity' does not read",
                ])
    }

    @Test func feedsMustHoldTheEventsBehind() throws {
        try house.write(
            SoundManifest.measure.replacing("role: dictionary", with: "mode: dictionary")
                .replacing("writes:", with: "  stays: {columns: {person: int64, cost: int64}}\nwrites:"),
            to: "stages/measure/stage.yaml")
        #expect(
            try house.told("  m: {uses: measure_pressure, from: people, grant: pseudonymous}") == [
                "p.yaml:9:13: error: table 'contacts' of 'feeds' has no column 'mode', which 'm' needs",
                "hint: its columns are 'patient', 'at', 'role'",
                "p.yaml:9:13: error: stage 'm' needs table 'admissions', which 'people' does not gather",
                "hint: 'resolve_people' gathers 'contacts', 'letters'",
            ])
    }

    @Test func wholeStagesReadWhatOthersWrite() throws {
        try house.write(
            SoundManifest.whole.replacing(
                "{indicator: dictionary, value: float64}}\nwrites",
                with:
                    "{indicator: utf8, worth: float64}}\n  spare: {columns: {a: bool}}\nwrites"),
            to: "stages/whole/stage.yaml")
        #expect(
            try house.told("  y: {uses: compare_years, from: indicators}") == [
                "p.yaml:9:34: error: column 'indicator' of table 'indicators' of 'indicators' is dictionary; 'y' needs utf8",
                "p.yaml:9:34: error: table 'indicators' of 'indicators' has no column 'worth', which 'y' needs",
                "hint: its columns are 'indicator', 'value'",
                "p.yaml:9:34: error: stage 'y' needs table 'spare', which nothing in its 'from' writes",
            ])
    }

    @Test func gapsDoNotReachWhoDoesNotExpectThem() throws {
        try house.write(
            SoundManifest.whole.replacing("value: float64}}\n", with: "value: float64?}}\n"),
            to: "stages/whole/stage.yaml")
        #expect(
            try house.told(
                """
                  y: {uses: compare_years, from: indicators}
                  gate: {uses: protect_counts, from: [indicators, y]}
                """) == [
                    "p.yaml:10:51: error: column 'value' of table 'gaps' of 'y' may lack a value, which 'gate' does not expect",
                    "hint: declare it without '?' in the manifest of 'y', and always write a value",
                ])
        try house.write(
            SoundManifest.whole.replacing("compare_years", with: "compare_more").replacing(
                "  indicators:", with: "  gaps:"),
            to: "stages/more/stage.yaml")
        #expect(
            try house.told(
                """
                  y: {uses: compare_years, from: indicators}
                  z: {uses: compare_more, from: y}
                """) == [
                    "p.yaml:10:33: error: column 'value' of table 'gaps' of 'y' may lack a value, which 'z' does not expect",
                    "hint: read it as 'value: float64?'",
                ])
    }

    @Test func idsOfIndicatorsAreOfOneStage() throws {
        let stages = """
              m: {uses: measure_pressure, from: people, grant: pseudonymous}
              n: {uses: measure_pressure, from: people, grant: pseudonymous}
            """
        #expect(
            try house.told(stages) == [
                "p.yaml:10:13: error: 'n' counts indicator 'pressure', which 'm' counts already",
                "hint: give it an id of its own, or take one of the two stages out",
            ])
    }

    // MARK: Labels

    @Test func peopleAreGrantedInSoManyWords() throws {
        #expect(
            try house.told("  m: {uses: measure_pressure, from: people}") == [
                "p.yaml:9:13: error: stage 'measure_pressure' is no part of strata, and would be given pseudonymous "
                    + "records of people",
                "hint: write 'grant: pseudonymous' here once somebody has looked at what it does",
            ])
        #expect(
            try house.told("  m: {uses: measure_pressure, from: people, grant: identifiable}") == [
                "p.yaml:9:52: error: 'identifiable' cannot be granted", "hint: write 'grant: pseudonymous'",
            ])
        let faults = try house.check("  m: {uses: measure_pressure, from: people}")
        #expect(throws: Diagnostics.self) { _ = try faults.get() }
        if case .failure(let error) = faults { #expect(error.items.map(\.code) == [.label]) }
    }

    @Test func nothingIsGrantedThatIsNotNeeded() throws {
        #expect(
            try house.told(
                """
                  y: {uses: compare_years, from: indicators, grant: pseudonymous}
                  c: {uses: compare_inequality, from: indicators, grant: pseudonymous}
                """) == [
                    "p.yaml:9:53: error: stage 'compare_years' needs no grant: it is given no pseudonymous records",
                    "hint: take 'grant' out",
                    "p.yaml:10:58: error: stage 'compare_inequality' needs no grant: it is a part of strata",
                    "hint: take 'grant' out",
                ])
    }

    /// No parameter points at a feed, or at what its reader keeps to itself, whatever way round.
    @Test func feedsAreReadByTheirReaderAlone() throws {
        func told(_ file: String) throws -> [String] {
            try house.write(
                Sound.head + """
                      feeds: {uses: read_xml, with: {files: ["inbox/*.xml", "*.zip"], mapping: map.yaml}}
                      more: {uses: read_areas, with: {file: \(file)}}
                    """, to: "q.yaml")
            do throws(Diagnostics) {
                _ = try Pipeline.load("q.yaml", families: [.fakes], workingFolder: house.path)
                return []
            } catch {
                #expect(error.items.allSatisfy { $0.code == .label })
                return error.items.map { "\($0.location?.description ?? ""): \($0.message)" }
            }
        }
        for file in ["inbox/a.xml", "./inbox/../inbox/.xml", "old.zip", house.path + "/inbox/a.xml"] {
            #expect(
                try told(file) == [
                    "q.yaml:5:41: '\(file)' is a file of 'feeds', which no stage outside of strata reads"
                ])
        }
        #expect(try told("map.yaml").count == 1)
        for file in ["inbox/a.csv", "reference/a.xml", "old.zip.csv"] { #expect(try told(file) == []) }
    }

    /// What comes out of a stage outside of strata passes a gate before it leaves, whatever went in.
    @Test func figuresFromOutsidePassAGate() throws {
        let release =
            "  y: {uses: compare_years, from: indicators}\n  r: {uses: write_release, from: y, with: {folder: r}}"
        #expect(
            try house.told(release).first
                == "p.yaml:10:34: error: 'y' gives aggregate tables; stage 'r' takes only disclosable tables")
    }
}
